"""What disks, rights and other processes do to a library: it serves, or says what is wrong."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from reportqa.errors import LibraryDamaged, LibraryError, LibraryLocked
from reportqa.health import examine
from reportqa.library import Library
from reportqa.store.lock import writing
from reportqa.types import Filters, Mode
from small_library import TinyEmbedder, report_text, write_report

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["reportqa.ingest", "reportqa.health", "small_library"])
NOBODY = 65534


def sources(library: Library) -> set[str]:
    return {report.source for report in library.reports().reports}


def assert_whole(library: Library, expected: set[str]) -> None:
    """It holds just these reports, is sound, and finds each by both halves."""
    assert sources(library) == expected
    findings = examine(library)
    assert all(finding.well for finding in findings), findings
    for report in library.reports().reports:
        for mode in (Mode.LEXICAL, Mode.DENSE):
            there = Filters(report_id=report.id)
            [hit, *_] = library.search("粮食总产量稳定", mode=mode, filters=there).hits
            assert "粮食总产量" in hit.text


# A full disk


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("room", [0, 2, 20, 40, 80, 160, 240])
def test_a_full_disk_loses_nothing_and_half_adds_nothing(
    folder: Path, embedder: TinyEmbedder, tmp_path: Path, room: int
) -> None:
    """``room`` is in KiB, from none at all to enough for all but the last of what is written."""
    path = write_report(tmp_path, "苇塘乡", 2024, deed="治理了河道")
    with Library.open(folder, embedder) as library:
        before = sources(library)
        with files_of_at_most(room * 1024):
            try:
                added = library.ingest([path]).brought
            except LibraryError as error:
                added, said = frozenset(), str(error)
        assert added or "请腾出空间" in said
        expected = before | {path.name} if added else before
        assert_whole(library, expected)
    with Library.open(folder, embedder) as library:
        assert_whole(library, expected)
        library.ingest([path])
        assert_whole(library, before | {path.name})


# A folder that may only be read


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that every user of the machine may look into."""
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        yield Path(home) / "library"
        for path in Path(home).rglob("*"):
            if path.is_dir():
                path.chmod(0o755)


def _use_as_a_stranger(folder: Path, told: Connection) -> None:
    with Library.open(folder, TinyEmbedder()) as library:
        # Both load, with our own rights, all that Python loads late.
        examine(library)
        with suppress(LibraryLocked), writing(folder, "试写"):
            pass
    if os.getuid() == 0:
        os.setuid(NOBODY)
    try:
        with Library.open(folder, TinyEmbedder(), wait=0) as library:
            assert_whole(library, {"云渡镇_2022.txt", "云渡镇_2023.txt", "石门县_2023.txt"})
            with pytest.raises(LibraryLocked, match="取得写入权限"):
                library.remove(library.reports().reports[0].id)
        told.send(sorted(path.name for path in folder.iterdir()))
    except BaseException as error:
        told.send(repr(error))


def test_a_library_in_a_folder_that_may_only_be_read_is_searched(
    folder: Path, readable: Path
) -> None:
    shutil.copytree(folder, readable)
    for path in (readable, *readable.rglob("*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    receiver, sender = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_use_as_a_stranger, args=(readable, sender))
    process.start()
    told = receiver.recv()
    process.join()
    assert told == sorted(path.name for path in folder.iterdir())


# A damaged catalog


def cut_in_half(content: bytearray) -> None:
    del content[len(content) // 2 :]


def blank_a_page(content: bytearray) -> None:
    start = len(content) // 8192 * 4096
    content[start : start + 4096] = bytes(4096)


def flip_a_bit_of_a_page_header(content: bytearray) -> None:
    content[4096 * 2] ^= 0x10


def change_a_word_of_a_text(content: bytearray) -> None:
    place = content.rindex("石门县人民政府工作报告".encode())
    content[place : place + 3] = "右".encode()


def garble_a_text(content: bytearray) -> None:
    content[content.rindex("石门县人民政府工作报告".encode())] = 0xFF


def break_a_list(content: bytearray) -> None:
    place = content.rindex(b'["')
    content[place : place + 2] = b'"['


@pytest.mark.parametrize(
    "damage",
    [
        cut_in_half,
        blank_a_page,
        flip_a_bit_of_a_page_header,
        change_a_word_of_a_text,
        garble_a_text,
        break_a_list,
    ],
)
def test_doctor_finds_a_damaged_catalog_and_says_what_to_restore(
    folder: Path, embedder: TinyEmbedder, damage: Callable[[bytearray], None]
) -> None:
    content = bytearray((folder / "catalog.db").read_bytes())
    damage(content)
    (folder / "catalog.db").write_bytes(content)
    try:
        with Library.open(folder, embedder) as library:
            told = [finding.detail for finding in examine(library) if not finding.well]
    except LibraryDamaged as error:
        told = [str(error)]
    assert told
    assert "reportqa restore" in told[0]
    assert "catalog.db" in told[0]


# Others at the same time


def _ingest_one_by_one(folder: Path, paths: list[Path]) -> None:
    with Library.open(folder, TinyEmbedder(), wait=60) as library:
        for path in paths:
            library.ingest([path])


def _search_until(folder: Path, done: Path, told: Connection) -> None:
    """Search and look until a file is there; tell how often, or what was wrong."""
    searches = 0
    try:
        with Library.open(folder, TinyEmbedder()) as library:
            before: set[str] = set()
            while not done.exists() or searches < 2:
                now = sources(library)
                assert before <= now, "what was there is gone"
                before = now
                hits = library.search("粮食总产量稳定在三万吨以上", k=50).hits
                assert {hit.report.source for hit in hits} >= {"云渡镇_2022.txt"}
                for hit in hits:
                    assert library.text(hit.report.id)[hit.start : hit.end] == hit.text
                searches += 1
        told.send(searches)
    except BaseException as error:
        told.send(repr(error))


def test_two_writers_and_ten_readers_at_once_lose_nothing(
    folder: Path, embedder: TinyEmbedder, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    files = [write_report(tmp_path, "苇塘乡", year) for year in range(2020, 2024)]
    readers = []
    for _ in range(10):
        receiver, sender = FORK.Pipe(duplex=False)
        readers.append(
            (receiver, FORK.Process(target=_search_until, args=(folder, done, sender), daemon=True))
        )
    writers = [
        FORK.Process(target=_ingest_one_by_one, args=(folder, part), daemon=True)
        for part in (files[:2], files[2:])
    ]
    for process in (*(process for _, process in readers), *writers):
        process.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    done.touch()
    told = [receiver.recv() for receiver, _ in readers]
    for _, process in readers:
        process.join()
    assert all(isinstance(searches, int) and searches >= 2 for searches in told), told
    with Library.open(folder, embedder) as library:
        assert {path.name for path in files} < sources(library)
        assert_whole(library, sources(library))
        texts = {library.text(report.id) for report in library.reports().reports}
        assert report_text("苇塘乡", 2023) in texts
