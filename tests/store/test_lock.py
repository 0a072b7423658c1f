"""One writer at a time, who can be named; readers never wait."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reportqa.errors import LibraryLocked
from reportqa.library import Library
from reportqa.store.lock import writing
from small_library import TinyEmbedder, write_report


def test_a_second_writer_is_told_who_holds_the_library(folder: Path, tmp_path: Path) -> None:
    path = write_report(tmp_path, "苇塘乡", 2024)
    with (
        writing(folder, "导入一个省的报告"),
        Library.open(folder, TinyEmbedder(), wait=0) as library,
    ):
        with pytest.raises(LibraryLocked) as told:
            library.ingest([path])
        assert library.reports().total == 3
    assert str(os.getpid()) in str(told.value)
    assert "导入一个省的报告" in str(told.value)
    assert "再试" in str(told.value)


def test_a_writer_that_is_done_leaves_the_library_free(folder: Path) -> None:
    with pytest.raises(RuntimeError), writing(folder, "failing"):
        raise RuntimeError
    with writing(folder, "going on"):
        assert (folder / "lock.holder").exists()
    assert not (folder / "lock.holder").exists()


def test_a_note_that_a_dead_writer_left_locks_nothing(folder: Path) -> None:
    (folder / "lock.holder").write_text("{half", encoding="utf-8")
    with writing(folder, "going on"):
        pass


def test_a_damaged_note_still_says_that_somebody_writes(folder: Path) -> None:
    with writing(folder, "ingesting"):
        (folder / "lock.holder").write_text("{half", encoding="utf-8")
        with pytest.raises(LibraryLocked, match="另有进程"), writing(folder, "too"):
            pass


def test_reading_beside_a_writer_does_not_wait(folder: Path) -> None:
    with writing(folder, "a long ingest"), Library.open(folder, TinyEmbedder()) as library:
        snapshot = library.snapshot()
        assert snapshot.revision == library.revision
        assert len(snapshot.words.search([{"粮食": 1.0}], 10).keys) == 3
