"""What the timeline of a topic counts."""

from __future__ import annotations

from dataclasses import replace

from reportqa import Library
from reportqa.types import Role
from reportqa.web.timeline import count_years


def test_a_year_without_a_report_stands_between_the_others_at_zero(library: Library) -> None:
    found = library.precedents("老年食堂")
    without = replace(
        found, precedents=tuple(p for p in found.precedents if p.report.delivered_year != 2022)
    )
    years = {count.year: count for count in count_years(without)}
    assert list(years) == [2021, 2022, 2023, 2024]
    assert years[2022].reports == 0
    assert set(years[2022].sentences.values()) == {0}


def test_the_sentences_of_all_years_are_those_that_were_found(library: Library) -> None:
    found = library.precedents("老年食堂")
    counts = count_years(found)
    assert sum(sum(count.sentences.values()) for count in counts) == len(found.precedents)
    assert {count.year: count.reports for count in counts} == found.by_year
    planned = [p for p in found.precedents if p.citation.role is Role.PLAN]
    assert sum(count.sentences[Role.PLAN] for count in counts) == len(planned)


def test_nothing_found_is_counted_in_no_year(library: Library) -> None:
    assert count_years(library.precedents("火星移民")) == []
