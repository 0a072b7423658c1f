"""Citations are verbatim or not made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportqa import Library
from reportqa.citations import cite, verify, written
from reportqa.errors import CitationError
from reportqa.types import Filters


def test_a_citation_reads_as_its_report_does_at_its_place(library: Library) -> None:
    report = library.reports(Filters(place="禾岭县")).reports[0]
    stored = library.passage(f"{report.id}-3")
    citation = cite(stored, report, stored.passage.start + 2, stored.passage.end)
    verify(citation, library.text(report.id))
    assert citation.quote == stored.passage.text[2:]
    assert written(citation).startswith(f"《禾岭县{report.delivered_year}年政府工作报告》，")


def test_a_span_outside_its_passage_is_not_cited(library: Library) -> None:
    first, second = library.reports(limit=2).reports
    stored = library.passage(f"{first.id}-3")
    start, end = stored.passage.start, stored.passage.end
    for report, a, b in ((first, start - 1, end), (first, start, start), (second, start, end)):
        with pytest.raises(CitationError):
            cite(stored, report, a, b)


def test_a_quote_with_one_character_changed_is_found_out(library: Library) -> None:
    report = library.reports(limit=1).reports[0]
    stored = library.passage(f"{report.id}-3")
    citation = cite(stored, report, stored.passage.start, stored.passage.end)
    with pytest.raises(CitationError, match="不是“"):
        verify(replace(citation, quote=f"×{citation.quote[1:]}"), library.text(report.id))
