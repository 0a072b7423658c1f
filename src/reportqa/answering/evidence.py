"""The sentences that answer a question, best first, each with what in it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportqa.answering.features import Floats, Ids
from reportqa.answering.fitting import blanked, fitting
from reportqa.answering.reading import Reading
from reportqa.answering.tokens import LINE_END, Token
from reportqa.language.words import without_marks
from reportqa.types import Hit

FIT = 0.5
"""What a fitting number adds to a sentence, times how well the words around it are met."""

SHORT = 12
"""A sentence of no more characters is quoted with the one after it: it is a run-in title. So is
the heading of the passage's section, which says what is spoken of and not what is said of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer: characters ``start``…``end`` of passage ``row``.

    ``score`` tells how well it meets the question, higher is better; ``is_blanked`` that the report
    prints × or xx for the number asked for.
    """

    row: int
    start: int
    end: int
    score: float
    is_blanked: bool


def find_evidence(read: Reading) -> list[Evidence]:
    """The best sentence of each passage, in the order of the passages."""
    seen = read.seen
    met, near = seen.by_sentence @ seen.weights, seen.near
    return [_best_sentence(read, row, met[row], near[row]) for row in range(len(read.hits))]


def _best_sentence(read: Reading, row: int, met: Floats, near: Floats) -> Evidence:
    asking, tokens = read.asking, read.seen.tokens[row]
    sentence = read.seen.sentence[row, : len(tokens)]
    fits = fitting(asking.asked, tokens)
    worth = met[: len(tokens)] + FIT * fits * near[: len(tokens)]
    number = int(sentence[int(worth.argmax())])
    own = np.flatnonzero(sentence == number)
    start, end = tokens[own[0]].start, tokens[own[-1]].end
    if end - start <= SHORT or _is_heading(read.hits[row], start, end):
        following = _following(tokens, sentence, number)
        own = np.flatnonzero((sentence == number) | (sentence == following))
    own = own[[tokens[i].text != LINE_END for i in own]]
    start, end = tokens[own[0]].start, tokens[own[-1]].end
    is_blanked = bool(blanked(asking.asked, tokens)[own].any()) and not fits[own].any()
    score = float(worth[own].max())
    return Evidence(row, start, end, score, is_blanked)


def _following(tokens: Sequence[Token], sentence: Ids, number: int) -> int:
    """The number of the next sentence, past the ends of lines; the same where none follows."""
    further = (
        n for token, n in zip(tokens, sentence.tolist(), strict=True) if token.text != LINE_END
    )
    return next((n for n in further if n > number), number)


def _is_heading(hit: Hit, start: int, end: int) -> bool:
    said = without_marks(hit.text[start:end])
    return any(said == without_marks(heading) for heading in hit.section)
