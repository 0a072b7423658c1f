"""Text → report: headings, roles, metadata, passages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from reportqa.structure.check import check
from reportqa.structure.lines import read_lines
from reportqa.structure.metadata import read_metadata
from reportqa.structure.opening import opening_end
from reportqa.structure.outline import find_headings
from reportqa.structure.passages import context, cut_passages, in_context
from reportqa.structure.sections import build_sections
from reportqa.types import Document, Evidence, Overrides, Report, StructuredReport

__all__ = ["Overrides", "check", "context", "in_context", "parse", "report_id", "title_of_file"]

STRUCTURE_VERSION = "2"
"""Raise it when the rules here change, so that a library reads its reports again."""


def report_id(text: str) -> str:
    """Return the id of a canonical text: the first 16 hex digits of its SHA-256.

    An id names one immutable text, so a citation into it never points at other words.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def title_of_file(evidence: Iterable[Evidence]) -> str | None:
    """The title that a report's file had of itself, from where its metadata was found."""
    quotes = (item.quote for item in evidence if (item.field, item.where) == ("title", "title"))
    return next(quotes, None)


def parse(
    document: Document, *, origin: str, overrides: Overrides | None = None
) -> StructuredReport:
    """Read a document's structure: metadata, the tree of sections, passages.

    Never fails on odd text: what cannot be told is ``None``, and ``check`` names it.
    """
    given = overrides or Overrides()
    lines = read_lines(document.text)
    first = opening_end(lines)
    headings = find_headings(lines, first)
    found = read_metadata(document, lines, first, list(headings.values()), given)
    sections = build_sections(
        document.text, lines, first, headings, found.review_year, found.plan_year
    )
    report = Report(
        id=report_id(document.text),
        title=found.title,
        place=found.place,
        level=found.level,
        delivered_year=found.delivered_year,
        review_year=found.review_year,
        plan_year=found.plan_year,
        source=document.source,
        meeting=found.meeting,
        speaker=found.speaker,
        delivered_on=found.delivered_on,
        characters=len(document.text),
        evidence=found.evidence,
        collection=given.collection,
    )
    return StructuredReport(
        report=report,
        text=document.text,
        sections=sections,
        passages=cut_passages(document.text, lines, sections),
        origin=origin,
        page_starts=document.page_starts,
        needs_ocr=document.needs_ocr,
    )
