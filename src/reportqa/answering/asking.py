"""From a search to an answer: the sentences that answer, cited and verified, or a refusal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.answering.answer import Answer, Mark, Span
from reportqa.answering.composing import composed, refused
from reportqa.answering.evidence import Evidence, find_evidence
from reportqa.answering.figures import blank_figure, figure_in
from reportqa.answering.missing import missing_reports
from reportqa.answering.pointing import Pointer, bundled_pointer
from reportqa.answering.reading import Reading, read_hits
from reportqa.answering.refusal import Confidence, bundled_confidence, not_found, signs
from reportqa.answering.scope import scope_meant
from reportqa.citations import cite_hit, verify
from reportqa.language.years import find_years
from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.ranking import bundled_late
from reportqa.stages import stage
from reportqa.store import Catalog
from reportqa.types import Filters, Report, SearchResult

READ = 10
"""Passages that are read for an answer."""

FIRST = 2
"""The best sentences of so many passages are quoted in any case: the search knows more of them."""

BEARING = 0.75
"""A sentence is quoted where it meets the question at least so well as the best, in parts of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Models:
    """What an answer is made with."""

    late: LateInteraction
    pointer: Pointer
    confidence: Confidence


def bundled_models() -> Models:
    """The bundled models, which are loaded once. Raises ModelError."""
    return Models(bundled_late(), bundled_pointer(), bundled_confidence())


def answer(
    found: SearchResult,
    reports: Sequence[Report],
    filters: Filters,
    catalog: Catalog,
    models: Models,
    *,
    quotes: int,
) -> Answer:
    """Answer a question from what a search found, with at most ``quotes`` quotes, or refuse it.

    ``found`` is a search for ``READ`` passages, ``reports`` are all of the library's. Every
    citation is verified against its report's text.
    """
    started = time.perf_counter()
    understood = found.understood
    named = frozenset(year.year for year in find_years(found.query))
    missing = missing_reports(found.query, understood, named, reports, found.hits)
    with stage("answer: read"):
        read = read_hits(found.query, understood, found.hits, models.late)
    notes = tuple(dict.fromkeys((*found.notes, *missing)))
    marks: tuple[Mark, ...] = ()
    lacking: tuple[str, ...] = ()
    confidence = 0.0
    if read is not None:
        if not missing:
            confidence = models.confidence.of(signs(read))
        evidence = find_evidence(read)
        if confidence >= models.confidence.threshold:
            bearing = _bearing(evidence)
            bearing.sort(key=lambda one: not read.is_of_year(one.row, one.start, one.end))
            marks = marked(bearing[:quotes], read, catalog, models)
        else:
            lacking = () if missing else not_found(read)
            blanks = [one for one in evidence if one.is_blanked]
            marks = marked(blanks[:1], read, catalog, models)
    answerable = confidence >= models.confidence.threshold and bool(marks)
    scope = scope_meant(reports, filters, understood)
    text = composed(marks) if answerable else refused(scope, lacking, notes, marks)
    return Answer(
        question=found.query,
        text=text,
        answerable=answerable,
        confidence=confidence,
        marks=marks,
        understood=understood,
        scope=scope,
        took_ms=found.took_ms + (time.perf_counter() - started) * 1000,
        nearest=() if answerable else found.hits,
        not_found=lacking,
        notes=notes,
    )


def marked(
    evidence: Sequence[Evidence], read: Reading, catalog: Catalog, models: Models
) -> tuple[Mark, ...]:
    """Cite evidence under rising marks, each checked against its report's text.

    What was removed from the library since the search is left out. Raises ``CitationError``.
    """
    marks: list[Mark] = []
    texts = catalog.texts({read.hits[one.row].report.id for one in evidence})
    for one in evidence:
        hit = read.hits[one.row]
        text = texts.get(hit.report.id)
        if text is None:
            continue
        citation = cite_hit(hit, hit.start + one.start, hit.start + one.end)
        verify(citation, text)
        if one.is_blanked:
            marks.append(Mark(len(marks) + 1, citation, None, blank_figure(read.asking)))
            continue
        span = models.pointer.point(read.asking, read.seen, one.row, (one.start, one.end))
        answer = None
        if span is not None:
            start, end = hit.start + span[0], hit.start + span[1]
            answer = Span(text[start:end], start, end)
        figure = figure_in(read.asking, citation, answer)
        marks.append(Mark(len(marks) + 1, citation, answer, figure))
    return tuple(marks)


def _bearing(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Those of the first passages, and those that meet the question nearly as well as the best."""
    best = max(one.score for one in evidence)
    return [one for one in evidence if one.row < FIRST or one.score >= BEARING * best]
