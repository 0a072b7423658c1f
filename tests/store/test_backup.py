"""A backup is the library at one moment; what comes back is that, whole, or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reportqa.errors import BackupDamaged, LibraryDamaged, LibraryError, NotFound
from reportqa.health import examine
from reportqa.library import Library
from reportqa.types import Mode
from small_library import TinyEmbedder, write_report


def texts(library: Library) -> dict[str, str]:
    return {report.id: library.text(report.id) for report in library.reports().reports}


def assert_sound(library: Library) -> None:
    findings = examine(library)
    assert all(finding.well for finding in findings), findings


@pytest.fixture
def backup(library: Library, tmp_path: Path) -> Path:
    library.back_up(tmp_path / "library.backup")
    return tmp_path / "library.backup"


def restored(source: Path, folder: Path, **options: bool) -> Library:
    Library.restore(source, folder, **options).close()
    return Library.open(folder, TinyEmbedder())


def test_a_backup_brings_back_the_library_as_it_was(
    library: Library, backup: Path, tmp_path: Path
) -> None:
    library.watch("粮食")
    with restored(backup, tmp_path / "new") as back:
        assert texts(back) == texts(library)
        assert back.revision == library.revision
        assert back.watches() == []
        assert_sound(back)


def test_a_backup_made_during_an_ingest_holds_whole_reports(
    library: Library, tmp_path: Path
) -> None:
    files = [write_report(tmp_path, "苇塘乡", year) for year in (2021, 2022, 2023)]
    target = tmp_path / "library.backup"

    def once(outcome: object, done: int, total: int) -> None:
        if done == 2:
            library.back_up(target)

    library.ingest(files, progress=once)
    with restored(target, tmp_path / "new") as back:
        assert back.reports().total == 5
        assert texts(back).items() < texts(library).items()
        assert_sound(back)


def test_a_library_with_reports_is_replaced_only_when_told(
    library: Library, backup: Path, tmp_path: Path
) -> None:
    library.ingest([write_report(tmp_path, "苇塘乡", 2024)])
    held = texts(library)
    with pytest.raises(LibraryError, match=r"4 份报告.*--overwrite"):
        Library.restore(backup, library.folder)
    assert texts(library) == held
    with restored(backup, library.folder, overwrite=True) as back:
        assert texts(back).items() < held.items()
        assert_sound(back)


def test_a_process_that_has_the_library_open_goes_on_with_what_was_restored(
    library: Library, backup: Path, tmp_path: Path
) -> None:
    library.ingest([write_report(tmp_path, "苇塘乡", 2024, deed="治理了河道")])
    before = {*library.snapshot().vectors.keys}
    restored(backup, library.folder, overwrite=True).close()
    library.ingest([write_report(tmp_path, "白果乡", 2024, deed="种植了茶树")])
    assert before.isdisjoint(library.snapshot().vectors.keys), "a key names another passage"
    assert_sound(library)
    for mode in (Mode.LEXICAL, Mode.DENSE):
        said = [hit.text for hit in library.search("治理了河道", k=50, mode=mode).hits]
        assert not any("治理了河道" in text for text in said)
    assert "种植了茶树" in library.search("种植了茶树", mode=Mode.LEXICAL).hits[0].text


def test_a_damaged_library_is_put_aside_for_its_backup(
    folder: Path, embedder: TinyEmbedder, tmp_path: Path
) -> None:
    backup = tmp_path / "library.backup"
    with Library.open(folder, embedder) as library:
        library.back_up(backup)
        held = texts(library)
    (folder / "catalog.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(LibraryError, match="无法读取"):
        Library.restore(backup, folder)
    with restored(backup, folder, overwrite=True) as back:
        assert texts(back) == held
        assert_sound(back)
    assert (folder / "damaged-catalog.db").exists()


def test_a_damaged_catalog_does_not_take_the_place_of_a_good_backup(
    folder: Path, embedder: TinyEmbedder, tmp_path: Path
) -> None:
    target = tmp_path / "library.backup"
    with Library.open(folder, embedder) as library:
        library.back_up(target)
    good = target.read_bytes()
    content = bytearray((folder / "catalog.db").read_bytes())
    start = len(content) // 8192 * 4096
    content[start : start + 4096] = b"\x55" * 4096
    (folder / "catalog.db").write_bytes(content)
    with pytest.raises(LibraryDamaged), Library.open(folder, embedder) as library:
        library.back_up(target)
    assert target.read_bytes() == good


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.9, 0.999])
def test_a_flipped_bit_anywhere_in_a_backup_is_refused(
    backup: Path, tmp_path: Path, place: float
) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 0x10
    backup.write_bytes(content)
    with pytest.raises(BackupDamaged, match="备份已损坏"):
        Library.restore(backup, tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["lock"]


def test_what_is_no_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(backup.read_bytes()[:-2000])
    with pytest.raises(BackupDamaged):
        Library.restore(cut, tmp_path / "new")
    cut.write_bytes(b"")
    with pytest.raises(BackupDamaged):
        Library.restore(cut, tmp_path / "new")
    with pytest.raises(NotFound):
        Library.restore(tmp_path / "none", tmp_path / "new")


def test_the_models_of_a_library_go_with_it(library: Library, tmp_path: Path) -> None:
    own = library.folder / "models" / "rerank" / "trees.safetensors"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"trees")
    library.back_up(tmp_path / "library.backup")
    shutil.rmtree(own.parent)
    restored(tmp_path / "library.backup", library.folder, overwrite=True).close()
    assert own.read_bytes() == b"trees"
