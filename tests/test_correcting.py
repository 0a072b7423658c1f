"""A report whose place or year was read wrongly, and what a person says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reportqa.errors import NotFound, QueryError
from reportqa.library import Library
from reportqa.sources import Status
from reportqa.types import Filters, Level, Mode, Overrides
from small_library import TinyEmbedder, report_text, write_report

CORRECTION = Overrides(place="云岭县", delivered_year=2021)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", TinyEmbedder()) as opened:
        yield opened


@pytest.fixture
def path(inbox: Path) -> Path:
    return write_report(inbox, "云渡镇", 2022)


@pytest.fixture
def report_id(library: Library, path: Path) -> str:
    [outcome] = library.ingest([path]).outcomes
    assert outcome.report_id is not None
    return outcome.report_id


def test_a_correction_gives_a_report_its_place_level_and_years(
    library: Library, report_id: str
) -> None:
    report = library.correct(report_id, CORRECTION)
    assert (report.id, report.place, report.level) == (report_id, "云岭县", Level.COUNTY)
    assert report.delivered_year == 2021
    assert library.report(report_id) == report
    assert not [problem for problem in library.check(report_id) if "不一致" in problem]


@pytest.mark.parametrize("mode", [Mode.DENSE, Mode.LEXICAL])
def test_both_halves_of_the_search_follow_a_correction(
    library: Library, report_id: str, mode: Mode
) -> None:
    assert library.search("通村公路", mode=mode, filters=Filters(place="云渡镇")).hits
    library.correct(report_id, CORRECTION)
    wrong, right = (Filters(place=place) for place in ("云渡镇", "云岭县"))
    assert not library.search("通村公路", mode=mode, filters=wrong).hits
    hits = library.search("通村公路", mode=mode, filters=right).hits
    assert hits
    assert {hit.report.delivered_year for hit in hits} == {2021}


def test_the_corrected_place_is_among_the_words_of_each_passage(
    library: Library, report_id: str
) -> None:
    library.correct(report_id, CORRECTION)
    for passage in library.structured(report_id).passages:
        stored = library.passage(f"{report_id}-{passage.index}")
        assert "2021" in stored.context_words
        assert "云渡镇" not in stored.context_words


def test_a_correction_outlives_the_next_ingest_of_the_same_file(
    library: Library, report_id: str, path: Path
) -> None:
    library.correct(report_id, CORRECTION)
    [outcome] = library.ingest([path]).outcomes
    assert outcome.status is Status.UNCHANGED
    assert library.report(report_id).place == "云岭县"


def test_a_correction_outlives_a_change_of_the_file_and_of_what_is_given_with_it(
    library: Library, report_id: str, path: Path
) -> None:
    library.correct(report_id, CORRECTION)
    path.write_text(report_text("云渡镇", 2022, deed="新建了两座水厂"), encoding="utf-8")
    [changed] = library.ingest([path]).outcomes
    assert changed.status is Status.REPLACED
    [given] = library.ingest([path], Overrides(place="云溪镇", level=Level.TOWNSHIP)).outcomes
    assert given.report_id is not None
    report = library.report(given.report_id)
    assert (report.place, report.delivered_year) == ("云岭县", 2021)
    assert report.level is Level.TOWNSHIP


def test_a_second_correction_adds_to_the_first(library: Library, report_id: str) -> None:
    library.correct(report_id, Overrides(place="云岭县"))
    library.correct(report_id, Overrides(delivered_year=2021))
    report = library.report(report_id)
    assert (report.place, report.delivered_year) == ("云岭县", 2021)


def test_a_removed_report_takes_its_correction_along(
    library: Library, report_id: str, path: Path
) -> None:
    library.correct(report_id, CORRECTION)
    library.remove(report_id)
    library.ingest([path])
    assert library.report(report_id).place == "云渡镇"


def test_what_a_watch_found_in_a_report_stays_and_is_not_found_again(
    library: Library, report_id: str
) -> None:
    watch = library.watch("通村公路")
    library.run_watches()
    before = library.watch_matches(watch.id)
    assert before
    library.correct(report_id, Overrides(place="云岭县"))
    assert library.watch_matches(watch.id) == before


def test_a_correction_that_says_nothing_or_of_an_unknown_report_is_an_error(
    library: Library, report_id: str
) -> None:
    with pytest.raises(QueryError):
        library.correct(report_id, Overrides())
    with pytest.raises(NotFound):
        library.correct("0" * 16, CORRECTION)
