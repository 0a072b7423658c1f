"""How well the clauses of a sentence are met by those of a passage.

The measure is late interaction, as in search: each word of a clause meets its best word within a
few neighbouring clauses of the passage, or in the place, year and headings that it stands under.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.generation.numbers import Number, numbers_of
from reportqa.answering.generation.sources import Source
from reportqa.language import words
from reportqa.language.numerals import narrow
from reportqa.language.sentences import sentence_spans
from reportqa.retrieval.late_interaction import LateInteraction

Floats = NDArray[np.float32]

WINDOW = 3
"""A clause may be met by so many neighbouring clauses of one sentence."""

_CLAUSE_END = re.compile(r"[，,；;：:。！？!?\n]+[”’」』）)》]*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMERIC = re.compile(r"\d.*")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text between commas, ``text[start:end]``, with the numbers that begin in it."""

    start: int
    end: int
    text: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """How a clause is met: the score, 0 to 1, and the passage's clauses ``first``…``last``."""

    score: float
    first: int
    last: int


def clauses_of(text: str) -> list[Clause]:
    """Cut a text at its commas and stops; a comma within 12,034 is none.

    A list is cut too where there are numbers on both sides: 改造管网60公里、建成社区4个.
    """
    plain = _THOUSANDS.sub("\0", narrow(text))
    numbers = numbers_of(text)
    cuts = [0, *(m.end() for m in _CLAUSE_END.finditer(plain)), len(text)]
    cuts += [at for at in _list_cuts(plain, numbers) if at not in cuts]
    found: list[Clause] = []
    for start, end in pairwise(sorted(cuts)):
        if text[start:end].strip():
            own = tuple(number for number in numbers if start <= number.start < end)
            found.append(Clause(start, end, text[start:end], own))
    return found


def _list_cuts(text: str, numbers: Sequence[Number]) -> list[int]:
    """After the last 、 between two neighbouring numbers."""
    return [
        at + 1
        for one, other in pairwise(numbers)
        if (at := text.rfind("、", one.end, other.start)) >= 0
    ]


def content_words(clause: Clause) -> list[str]:
    """The words of a clause but its numbers and their units, which are held against numbers."""
    text = clause.text
    for number in reversed(clause.numbers):
        start, end = number.start - clause.start, number.end - clause.start
        text = f"{text[:start]} {text[end:]}"
    return [word for word in words.cut(text) if not _NUMERIC.fullmatch(word)]


class Passage:
    """A source with its clauses, ready to be held against many sentences."""

    def __init__(self, source: Source, late: LateInteraction) -> None:
        self.source = source
        self.clauses = clauses_of(source.text)
        self.numbers = [number for clause in self.clauses for number in clause.numbers]
        self._late = late
        self._bodies = [late.encode(words.tokenize(clause.text)) for clause in self.clauses]
        years = [f"{year}年" for year in sorted(source.years)]
        self._where = late.encode(words.tokenize(" ".join((*source.where, *years))))
        ends = [end for _, end in sentence_spans(source.text)]
        self._sentence = np.searchsorted(ends, [c.start for c in self.clauses], side="right")

    def cosines(self, terms: Sequence[str]) -> tuple[Floats, Floats]:
        """``(terms, clauses)``, where a clause is met by where it stands too; and the weights."""
        matches = self._late.match(terms, self._bodies, [self._where])
        return np.maximum(matches.body, matches.heading), matches.weights

    def best(self, cosines: Floats, weights: Floats, only: int | None = None) -> Met:
        """The window that meets some terms best; with ``only``, of those that end with a clause."""
        best = Met(0.0, 0, 0)
        for last in range(len(self.clauses)) if only is None else (only,):
            for first in range(last, max(-1, last - WINDOW), -1):
                if self._sentence[first] != self._sentence[last]:
                    break
                met = cosines[:, first : last + 1].max(axis=1)
                score = float(met @ weights / max(float(weights.sum()), 1e-9))
                if score > best.score + 1e-6:
                    best = Met(score, first, last)
        return best

    def quoted(self, first: int, last: int) -> tuple[int, int]:
        """The whole sentences around some clauses, in characters of the passage's text."""
        text = self.source.text
        begin, end = self.clauses[first].start, self.clauses[last].end
        spans = [s for s in sentence_spans(text) if s[0] < end and begin < s[1]]
        start, stop = spans[0][0], spans[-1][1]
        piece = text[start:stop]
        return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
