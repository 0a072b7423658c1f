"""A search whose views were published a moment apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reportqa import Library, Mode
from reportqa.retrieval.per_report import best_in_each
from reportqa.retrieval.ranking import bundled_ranking
from reportqa.retrieval.search import search
from reportqa.store import Snapshot
from reportqa.types import Filters

REPORT = (
    "{place}2024年政府工作报告\n各位代表：\n一、2023年工作回顾\n新修通村公路12公里。\n"
    "二、2024年工作安排\n改造老旧小区4个。\n"
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library")


def taken_in(library: Library, folder: Path, place: str) -> tuple[str, Snapshot]:
    path = folder / f"{place}_2024.txt"
    path.write_text(REPORT.format(place=place), "utf-8")
    (outcome,) = library.ingest([path]).outcomes
    assert outcome.report_id is not None
    return outcome.report_id, library.snapshot()


def reports_found(library: Library, snapshot: Snapshot, query: str, mode: Mode) -> set[str]:
    found = search(
        snapshot,
        library.catalog,
        None if mode is Mode.LEXICAL else library.embedder,
        query,
        k=10,
        mode=mode,
        filters=Filters(),
        ranking=bundled_ranking() if mode is Mode.HYBRID else None,
    )
    return {hit.report.id for hit in found.hits}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("query", ["通村公路", "云溪镇的通村公路", "“新修通村公路”"])
def test_what_one_view_only_has_is_not_found_yet(
    library: Library, tmp_path: Path, mode: Mode, query: str
) -> None:
    old, before = taken_in(library, tmp_path, "云溪镇")
    _, after = taken_in(library, tmp_path, "石岭镇")
    newer_words = replace(before, words=after.words)
    assert reports_found(library, newer_words, query, mode) == {old}


@pytest.mark.parametrize("mode", Mode)
def test_what_the_words_still_have_of_a_removed_report_is_not_found(
    library: Library, tmp_path: Path, mode: Mode
) -> None:
    old, _ = taken_in(library, tmp_path, "云溪镇")
    new, before = taken_in(library, tmp_path, "石岭镇")
    library.remove(old)
    older_words = replace(library.snapshot(), words=before.words)
    assert reports_found(library, older_words, "通村公路", mode) == {new}


def test_what_the_words_only_have_is_of_no_report_yet(library: Library, tmp_path: Path) -> None:
    old, before = taken_in(library, tmp_path, "云溪镇")
    _, after = taken_in(library, tmp_path, "石岭镇")
    found = best_in_each(
        replace(before, words=after.words),
        library.catalog,
        library.embedder,
        bundled_ranking(),
        "通村公路",
        Filters(),
    )
    assert [one.report.id for one in found] == [old]
