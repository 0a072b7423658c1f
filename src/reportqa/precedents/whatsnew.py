"""What a report says that none of its place's earlier reports said, and what it dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from reportqa.citations import cite
from reportqa.embedding.base import Embedder, Vectors
from reportqa.errors import NotFound
from reportqa.language import words
from reportqa.language.sentences import bare_sentence_spans
from reportqa.store import Catalog, Snapshot, StoredPassage
from reportqa.types import Citation, Filters, Passage, Report, Role

COVERED = 0.4
"""A sentence of which one other sentence has this share of its words, by weight, is no news."""

UNHEARD, UNHEARD_OF_ONE = 0.12, 0.3
"""A sentence is news when this share of its words, by weight, stands in no earlier report; the
second where it is held against one report only. Read off three real pairs of years."""

SPECIFIC, NAMES = 0.004, 0.0004
"""A word is specific that stands in this share of the library's passages at most, whatever place
they tell of, and hardly anything but a name in the second share. Two specific words, or one name,
that were not heard before make a sentence news that gives a figure or quotes something; of another
it takes a name and a second word, since praise and slogans give neither."""

_CONCRETE = re.compile(r"[\dA-Za-z“《]")

FEWEST = (5, 2)
"""In a small library so many passages are as few as those shares."""

SHOWN = 5
"""Specific words that are told of a sentence at most, the rarest first."""

REWORDED = 0.8
"""From this cosine on a sentence says in other words what another said."""

SHORTEST = 12
"""Characters of a sentence that says something by itself."""

LONGEST_HEADING = 40
"""A longer sentence that stands as a heading (——建设…) tells of something."""

_TOLD = (Role.REVIEW, Role.PLAN, Role.PROBLEMS)


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence without a counterpart, and the ``nearest`` sentence of the other reports.

    ``unheard`` is the share of its words, by weight, that no other report has; ``likeness`` is the
    cosine of the two sentences. ``terms`` are its specific words that no other has, rarest first.
    """

    citation: Citation
    nearest: Citation | None
    unheard: float
    likeness: float
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """``new``: said in ``report`` and in none of ``earlier``. ``dropped``: said in ``previous``,
    the latest of those, and no longer. Both in the order of their text; ``sentences`` counts those
    of the report and of the previous one that were compared.
    """

    report: Report
    previous: Report | None
    earlier: tuple[Report, ...]
    new: tuple[Change, ...]
    dropped: tuple[Change, ...]
    sentences: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """The sentences of reports: where each stands, and its unit vector ``(n, dim)``."""

    spans: list[tuple[Report, StoredPassage, int, int]]
    words: list[frozenset[str]]
    vectors: Vectors


def whats_new(
    snapshot: Snapshot, catalog: Catalog, embedder: Embedder, place: str, year: int
) -> WhatsNew:
    """Hold a place's report, delivered in ``year``, against all its earlier ones.

    Only what is told of deeds, promises and problems counts. Raises ``NotFound`` where the library
    has no such report.
    """
    table = snapshot.table
    names = table.reports.named(place)
    of_place = [
        report for report in table.reports if report.place in names and report.delivered_year
    ]
    held = sorted(of_place, key=lambda report: report.delivered_year or 0)
    report = next((one for one in held if one.delivered_year == year), None)
    if report is None:
        years = "、".join(str(one.delivered_year) for one in held)
        known = f"有 {years} 年的" if held else "没有这个地区的报告"
        raise NotFound(f"资料库中没有{place} {year} 年的报告（{known}）。")
    earlier = [one for one in held if (one.delivered_year or 0) < year]
    previous = earlier[-1] if earlier else None
    used = _Used(snapshot)
    own = _said(snapshot, catalog, embedder, [report])
    before = _said(snapshot, catalog, embedder, earlier)
    last = _of_report(before, previous)
    return WhatsNew(
        report,
        previous,
        tuple(earlier),
        tuple(_unmatched(own, before, used)) if earlier else (),
        tuple(_unmatched(last, own, used)) if earlier else (),
        (len(own.spans), len(last.spans)),
    )


def _said(
    snapshot: Snapshot, catalog: Catalog, embedder: Embedder, reports: Sequence[Report]
) -> _Said:
    spans = []
    for report in reports:
        selection = snapshot.table.select(Filters(report_id=report.id))
        assert selection is not None
        for stored in catalog.passages(snapshot.table.keys[selection.allowed]):
            if stored.passage.role in _TOLD:
                begin = stored.passage.start
                spans += [
                    (report, stored, begin + start, begin + end)
                    for start, end in bare_sentence_spans(stored.passage.text)
                    if end - start >= SHORTEST
                    and not _is_heading(stored.passage, stored.passage.text[start:end])
                ]
    texts = [
        stored.passage.text[a - stored.passage.start : b - stored.passage.start]
        for _, stored, a, b in spans
    ]
    vectors = (
        embedder.embed_passages(texts)
        if texts
        else np.empty((0, embedder.fingerprint.dimension), np.float32)
    )
    return _Said(spans, [_words_of(text) for text in texts], vectors)


def _of_report(said: _Said, report: Report | None) -> _Said:
    rows = [row for row, span in enumerate(said.spans) if span[0] is report]
    return _Said([said.spans[r] for r in rows], [said.words[r] for r in rows], said.vectors[rows])


class _Used:
    """In how many passages of the whole library, all places together, a word stands."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._words = snapshot.words
        passages = len(snapshot.table.keys)
        self._specific = max(FEWEST[0], SPECIFIC * passages)
        self._name = max(FEWEST[1], NAMES * passages)

    def specific(self, sentence: str, heard_nowhere: Iterable[str]) -> tuple[str, ...]:
        """The specific of these words, rarest first; none where they make the sentence no news."""
        counts = {word: self._words.document_frequency(word) for word in heard_nowhere}
        few = [word for word, count in counts.items() if 0 < count <= self._specific]
        few.sort(key=lambda word: (counts[word], word))
        has_name, has_more = bool(few) and counts[few[0]] <= self._name, len(few) > 1
        is_concrete = _CONCRETE.search(sentence) is not None
        is_news = (has_name or has_more) if is_concrete else (has_name and has_more)
        return tuple(few[:SHOWN]) if is_news else ()


def _unmatched(said: _Said, others: _Said, used: _Used) -> list[Change]:
    """The sentences that have no counterpart among the others, in the order of the text."""
    if not said.spans or not others.spans:
        return []
    from scipy.sparse import csr_matrix

    numbers: dict[str, int] = {}
    for own in (*said.words, *others.words):
        for word in own:
            numbers.setdefault(word, len(numbers))

    def occurrences(of: Sequence[frozenset[str]]) -> csr_matrix:
        rows = np.repeat(np.arange(len(of)), [len(own) for own in of])
        columns = [numbers[word] for own in of for word in own]
        return csr_matrix(
            (np.ones(len(columns), np.float32), (rows, columns)), (len(of), len(numbers))
        )

    theirs = occurrences(others.words)
    frequency = np.asarray(theirs.sum(axis=0)).ravel()
    weight = np.log1p(len(others.spans) / (1 + frequency))
    weighed = occurrences(said.words).multiply(weight[None, :]).tocsr()
    whole = np.maximum(np.asarray(weighed.sum(axis=1)).ravel(), 1e-9)
    covered = np.asarray((weighed @ theirs.T).max(axis=1).todense()).ravel() / whole
    unheard = np.asarray(weighed @ (frequency == 0)).ravel() / whole
    cosines = said.vectors @ others.vectors.T
    is_one = len({span[0].id for span in others.spans}) == 1
    least = UNHEARD_OF_ONE if is_one else UNHEARD
    found = []
    for row in np.flatnonzero(
        (covered < COVERED) & (unheard >= least) & (cosines.max(axis=1) < REWORDED)
    ).tolist():
        citation = _cited(said, row)
        unheard_of = [word for word in said.words[row] if frequency[numbers[word]] == 0]
        terms = used.specific(citation.quote, unheard_of)
        if not terms:
            continue
        nearest = int(cosines[row].argmax())
        found.append(
            Change(
                citation,
                _cited(others, nearest),
                round(float(unheard[row]), 4),
                round(float(cosines[row, nearest]), 4),
                terms,
            )
        )
    return found


def _words_of(text: str) -> frozenset[str]:
    """The words that say something: of two characters or more, without digits."""
    return frozenset(
        word for word in words.cut(text) if len(word) > 1 and not any(map(str.isdigit, word))
    )


def _is_heading(passage: Passage, sentence: str) -> bool:
    """Whether a sentence is the title of its paragraph, which says nothing by itself."""
    bare = _bare(sentence)
    return any(bare.endswith(_bare(heading)) for heading in passage.path[-2:] if heading) and (
        len(sentence) <= LONGEST_HEADING
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _cited(said: _Said, row: int) -> Citation:
    report, stored, start, end = said.spans[row]
    return cite(stored, report, start, end)
