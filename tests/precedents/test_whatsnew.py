"""What a report says for the first time, and what it dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa import Library, citations
from reportqa.errors import NotFound
from small_library import TinyEmbedder, write_report

NEW = "引进甲鱼加工企业两家，打造甲鱼美食街区"
OLD = "新建标准化粮仓两座，改造老旧水渠九公里"


@pytest.fixture
def three_years(tmp_path: Path) -> Library:
    folder = tmp_path / "reports"
    folder.mkdir()
    write_report(folder, "云栖县", 2022)
    write_report(folder, "云栖县", 2023)
    write_report(folder, "云栖县", 2024, promise=NEW)
    opened = Library.open(tmp_path / "library", TinyEmbedder())
    opened.ingest([folder])
    return opened


def test_what_is_said_for_the_first_time_and_what_is_dropped(three_years: Library) -> None:
    with three_years as library:
        news = library.whats_new("云栖", 2024)
        assert news.previous is not None
        assert news.previous.delivered_year == 2023
        assert [report.delivered_year for report in news.earlier] == [2022, 2023]
        assert [NEW in change.citation.quote for change in news.new] == [True]
        assert [OLD in change.citation.quote for change in news.dropped] == [True]
        for change in (*news.new, *news.dropped):
            citations.verify(change.citation, library.text(change.citation.report.id))
            assert change.nearest is not None
            citations.verify(change.nearest, library.text(change.nearest.report.id))


def test_a_report_that_repeats_the_last_one_brings_nothing_new(three_years: Library) -> None:
    with three_years as library:
        news = library.whats_new("云栖县", 2023)
    assert (news.new, news.dropped) == ((), ())


def test_the_first_report_has_nothing_to_be_held_against(three_years: Library) -> None:
    with three_years as library:
        news = library.whats_new("云栖县", 2022)
    assert news.previous is None
    assert (news.new, news.dropped) == ((), ())


def test_what_is_new_is_told_by_its_own_words_and_slogans_that_all_use_are_not(
    tmp_path: Path,
) -> None:
    slogan = "凝心聚力勇毅前行，奋力谱写崭新篇章"
    folder = tmp_path / "reports"
    folder.mkdir()
    for year in range(2015, 2023):
        write_report(folder, "青禾县", year, promise=slogan)
    write_report(folder, "云栖县", 2023)
    write_report(folder, "云栖县", 2024, promise=slogan)
    write_report(folder, "云栖县", 2025, promise=NEW)
    with Library.open(tmp_path / "library", TinyEmbedder()) as library:
        library.ingest([folder])
        assert library.whats_new("云栖县", 2024).new == ()
        [change] = library.whats_new("云栖县", 2025).new
    assert change.terms
    assert all(term in NEW for term in change.terms)


def test_a_missing_report_is_told_with_the_years_there_are(library: Library) -> None:
    with pytest.raises(NotFound, match="2021、2022、2023、2024"):
        library.whats_new("禾岭县", 2010)
    with pytest.raises(NotFound, match="没有这个地区"):
        library.whats_new("云栖县", 2024)
