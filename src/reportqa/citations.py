"""Citations: made from a passage, checked against the report, written as offices write them."""

from __future__ import annotations

from urllib.parse import urlencode

from reportqa.errors import CitationError
from reportqa.store import StoredPassage
from reportqa.types import Citation, Hit, Passage, Report, StructuredReport


def cite(stored: StoredPassage, report: Report, start: int, end: int) -> Citation:
    """Quote ``[start, end)`` of a report's text out of the passage that holds it.

    Raises ``CitationError`` when the passage is another report's or does not hold the span.
    """
    if stored.report_id != report.id:
        raise _not_within(report, stored.id, start, end)
    return _quoted(stored.passage, report, stored.page, start, end)


def cite_hit(hit: Hit, start: int, end: int) -> Citation:
    """Quote ``[start, end)`` of a report's text out of a passage that a search found.

    Raises ``CitationError`` when the passage does not hold the span. What was removed since the
    search is not known here: verify the citation.
    """
    if not hit.start <= start < end <= hit.end:
        raise _not_within(hit.report, hit.passage_id, start, end)
    return Citation(
        quote=hit.text[start - hit.start : end - hit.start],
        start=start,
        end=end,
        role=hit.role,
        section=hit.section,
        passage_id=hit.passage_id,
        report=hit.report,
        page=hit.page,
    )


def cite_within(held: StructuredReport, passage: Passage, start: int, end: int) -> Citation:
    """Quote ``[start, end)`` of a report's text out of one of its own passages.

    Raises ``CitationError`` when the passage does not hold the span.
    """
    return _quoted(passage, held.report, held.page_of(passage.start), start, end)


def _quoted(passage: Passage, report: Report, page: int | None, start: int, end: int) -> Citation:
    passage_id = f"{report.id}-{passage.index}"
    if not passage.start <= start < end <= passage.end:
        raise _not_within(report, passage_id, start, end)
    return Citation(
        quote=passage.text[start - passage.start : end - passage.start],
        start=start,
        end=end,
        role=passage.role,
        section=passage.path,
        passage_id=passage_id,
        report=report,
        page=page,
    )


def _not_within(report: Report, passage_id: str, start: int, end: int) -> CitationError:
    return CitationError(
        f"{report.source}：第 {start}–{end} 字不在段落 {passage_id} 之内；请重新检索"
    )


def verify(citation: Citation, text: str) -> None:
    """Check a citation against its report's canonical text. Raises ``CitationError``."""
    if not citation.quote or text[citation.start : citation.end] != citation.quote:
        raise CitationError(
            f"{citation.report.source}：第 {citation.start}–{citation.end} 字不是"
            f"“{citation.quote[:20]}”；报告可能已被替换，请重新检索"
        )


def reader_address(report_id: str, start: int, end: int, query: str = "") -> str:
    """The address of the reader's page at a span, from the server's root; it can be shared."""
    asked = {"start": start, "end": end} | ({"q": query} if query else {})
    return f"/report/{report_id}?{urlencode(asked)}"


def written(citation: Citation) -> str:
    """Name a citation's place as official writing does.

    For example 《禾岭县2024年政府工作报告》，一、2023年工作回顾. The report's own title stands
    in for a place or year that is unknown.
    """
    report = citation.report
    title = report.title
    if report.place and report.delivered_year:
        title = f"{report.place}{report.delivered_year}年政府工作报告"
    return "，".join((f"《{title}》", *citation.section))
