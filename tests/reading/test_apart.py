"""A file that breaks its reader is one file's failure."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest

from reportqa import reading
from reportqa.errors import FileTooLarge, UnreadableFile
from reportqa.reading.apart import BOUNDS, Apart, Bound
from reportqa.reading.kinds import Kind


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, empty."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[Any]]]:
    """Every process that a test starts; none may be left."""
    processes: list[subprocess.Popen[Any]] = []

    class Noted(subprocess.Popen[Any]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    yield processes
    assert all(process.returncode is not None for process in processes)


def word(path: Path, text: str = "各位代表：") -> Path:
    made = docx.Document()
    made.add_paragraph(text)
    made.save(str(path))
    return path


def slow_page(path: Path) -> Path:
    """A page whose every level is looked at with all that is in it: minutes of work."""
    path.write_text("<html><body>" + "<div>" * 200 + "今年，新建道路。" * 5_000_000, "utf-8")
    return path


def test_what_is_read_apart_is_what_is_read_here(
    tmp_path: Path, data: Path, started: list[subprocess.Popen[Any]]
) -> None:
    page = tmp_path / "报告.html"
    page.write_text("<html><title>报告</title><p>各位代表：<p>\U00020000𬱖谢谢。", "utf-8")
    files = [word(tmp_path / "报 告.docx"), page, data / "scan.png"]
    with Apart() as apart:
        assert [apart.read(file) for file in files] == [reading.read(file) for file in files]
    assert len(started) == 1


def test_plain_text_starts_no_process(tmp_path: Path, started: list[subprocess.Popen[Any]]) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("各位代表：", encoding="utf-8")
    with Apart() as apart:
        assert apart.read(path).text == "各位代表："
    assert not started


def test_an_error_of_a_reader_comes_back_as_it_is(tmp_path: Path) -> None:
    bomb = tmp_path / "炸弹.docx"
    with Apart() as apart:
        word(bomb, "，" * 5_000_000)
        with pytest.raises(FileTooLarge, match=r"炸弹\.docx：解压后"):
            apart.read(bomb)
        assert apart.read(word(tmp_path / "好.docx")).text == "各位代表："


def test_a_reader_that_hangs_is_ended_and_the_next_file_is_read(
    tmp_path: Path, scratch: Path
) -> None:
    with Apart({**BOUNDS, Kind.HTML: Bound(seconds=1, memory=2 << 30)}) as apart:
        with pytest.raises(UnreadableFile, match=r"慢\.html：读了 1 秒还没有读完"):
            apart.read(slow_page(tmp_path / "慢.html"))
        assert not list(scratch.iterdir())
        assert apart.read(word(tmp_path / "好.docx")).text == "各位代表："
    assert not list(scratch.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the limit")
def test_a_reader_that_grows_too_large_is_refused_and_the_next_file_is_read(
    tmp_path: Path, scratch: Path
) -> None:
    with Apart({**BOUNDS, Kind.HTML: Bound(seconds=60, memory=200 << 20)}) as apart:
        with pytest.raises(UnreadableFile, match=r"慢\.html：.*内存"):
            apart.read(slow_page(tmp_path / "慢.html"))
        assert apart.read(word(tmp_path / "好.docx")).text == "各位代表："
    assert not list(scratch.iterdir())


def test_a_process_that_died_meanwhile_is_replaced(
    tmp_path: Path, started: list[subprocess.Popen[Any]]
) -> None:
    path = word(tmp_path / "报告.docx")
    with Apart() as apart:
        apart.read(path)
        started[0].kill()
        started[0].wait()
        assert apart.read(path).text == "各位代表："
    assert len(started) == 2


@pytest.mark.parametrize(
    "tags",
    ["<div>" * 9_000, "<div><b>" * 1_000, "<div><b>" * 200_000],
    ids=["bound of the parser", "over ours", "far beyond"],
)
def test_a_page_nested_without_end_is_refused(tags: str, tmp_path: Path) -> None:
    path = tmp_path / "深.html"
    path.write_text("<html><body>" + tags + "各位代表：", "utf-8")
    with Apart() as apart, pytest.raises(UnreadableFile, match=r"深\.html：里面没有可读的网页"):
        apart.read(path)
