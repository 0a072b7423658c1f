"""How the words of passages stand to a question: what evidence, spans and refusal rest on.

All that depends on the question is a cosine or a match, never a vector: so what is learned beside
word vectors that have not seen its questions works with those that have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.kinds import Asked, asked
from reportqa.answering.tokens import REMEMBERED, Token, parts_of, tokens_of
from reportqa.language import years
from reportqa.language.words import normalize
from reportqa.retrieval.late_interaction import LateInteraction

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

NEAR = 8
"""Words to either side within which the question's words are looked for."""

MOST_FOCUS = 2
"""So many words next to the asking word are what is asked for."""

_SENTENCE_MARKS = frozenset("。!?\n")
_CLAUSE_MARKS = frozenset(",;:。!?\n")
_CLOSING = frozenset("”’」』)》")
_NUMBER = re.compile(r"\d[\d.,]*%?|[〇○零一二三四五六七八九十百千万亿两几半点]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as passages are read for it.

    ``words`` are all that it is made of, ``terms`` those to be met; ``focus`` are the terms next to
    the asking word, nearest first, as indices; ``years`` those that it names in figures.
    """

    words: tuple[str, ...]
    terms: tuple[str, ...]
    asked: Asked
    focus: tuple[int, ...]
    years: frozenset[int]


def read_question(question: str, terms: Sequence[str]) -> Asking:
    """Take a question and its words as search understood them."""
    plain = normalize(question)
    wanted = asked(question)
    at = wanted.at if wanted.at >= 0 else len(plain)
    distances = []
    for index, term in enumerate(terms):
        places = [match.start() for match in re.finditer(re.escape(term), plain)]
        gaps = [place - at if place >= at else at - place - len(term) + 1 for place in places]
        if gaps:
            distances.append((min(gaps), -len(term), index))
    focus = tuple(index for _, _, index in sorted(distances)[:MOST_FOCUS])
    named = frozenset(year.year for year in years.find_years(question))
    own = tuple(token.text for token in tokens_of(question))
    return Asking(own, tuple(terms), wanted, focus, named)


@dataclass(frozen=True, eq=False)
class Read:
    """Passages laid out side by side, padded where they are shorter.

    ``tokens`` are each passage's own. ``cosines`` is float32 ``(passages, tokens, words)``: how
    near each token is to each word of the question, 0 to 1, 0 for padding. ``sentence`` and
    ``clause`` number the runs that each token stands in, int64 ``(passages, tokens)``, -1 for
    padding. ``weights`` ``(words,)`` say how much each word of the question says, adding up to 1.
    """

    tokens: tuple[tuple[Token, ...], ...]
    cosines: Floats
    sentence: Ids
    clause: Ids
    weights: Floats

    @cached_property
    def met(self) -> Floats:
        """How well any of the passages meets each word of the question: ``(words,)``."""
        best: Floats = self.cosines.max(axis=(0, 1))
        return best

    @cached_property
    def near(self) -> Floats:
        """How well the words around each token meet the question: ``(passages, tokens)``."""
        tokens = self.cosines.shape[1]
        padded = np.pad(self.cosines, ((0, 0), (NEAR, NEAR), (0, 0)))
        around = padded[:, :tokens].copy()
        for offset in range(1, 2 * NEAR + 1):
            np.maximum(around, padded[:, offset : offset + tokens], out=around)
        met: Floats = around @ self.weights
        return met

    @cached_property
    def by_sentence(self) -> Floats:
        """The best cosines of the sentence that each token stands in, as ``cosines``."""
        return spread(self.cosines, self.sentence)

    @cached_property
    def by_clause(self) -> Floats:
        """The best cosines of the clause that each token stands in, as ``cosines``."""
        return spread(self.cosines, self.clause)


@dataclass(frozen=True, slots=True, eq=False)
class LaidOut:
    """A passage as it is held against questions, which it doesn't depend on.

    ``parts`` are the words that search knows its tokens by, ``first`` ``(tokens,)`` where those of
    each begin; ``sentence`` and ``clause`` are as in ``Read``.
    """

    tokens: tuple[Token, ...]
    parts: tuple[str, ...]
    first: Ids
    sentence: Ids
    clause: Ids


@lru_cache(maxsize=REMEMBERED)
def laid_out(text: str) -> LaidOut:
    """Lay out a passage."""
    tokens = tokens_of(text)
    parts = [parts_of(token.text) for token in tokens]
    return LaidOut(
        tokens,
        tuple(part for own in parts for part in own),
        np.cumsum([0, *map(len, parts[:-1])]),
        np.array(_runs(tokens, _SENTENCE_MARKS)),
        np.array(_runs(tokens, _CLAUSE_MARKS)),
    )


def read_passages(asking: Asking, texts: Sequence[str], late: LateInteraction) -> Read:
    """Hold passages against a question that has terms; none of them may be blank."""
    laid = [laid_out(text) for text in texts]
    matches = late.match(asking.terms, [late.encode(one.parts) for one in laid], [late.encode([])])
    longest = max(len(one.tokens) for one in laid)
    cosines = np.zeros((len(texts), longest, len(asking.terms)), np.float32)
    sentence = np.full((len(texts), longest), -1, np.int64)
    clause = np.full((len(texts), longest), -1, np.int64)
    for row, one in enumerate(laid):
        # Each passage is led by an empty token.
        begin, length = int(matches.starts[row]) + 1, len(one.tokens)
        at = matches.at_tokens[:, begin : begin + len(one.parts)]
        np.maximum(np.maximum.reduceat(at, one.first, axis=1).T, 0.0, out=cosines[row, :length])
        sentence[row, :length] = one.sentence
        clause[row, :length] = one.clause
    return Read(tuple(one.tokens for one in laid), cosines, sentence, clause, matches.weights)


def spread(values: Floats, run: Ids) -> Floats:
    """Give each token the maximum over its run: ``(passages, tokens, …)``, 0 for padding."""
    out = np.zeros_like(values)
    for row, numbers in enumerate(run):
        real = numbers[numbers >= 0]
        starts = np.searchsorted(real, np.arange(int(real[-1]) + 1))
        out[row, : len(real)] = np.maximum.reduceat(values[row, : len(real)], starts)[real]
    return out


@lru_cache(maxsize=20_000)
def is_number(word: str) -> bool:
    """Whether a word is a number, in digits or Chinese numerals."""
    return bool(_NUMBER.fullmatch(word))


def is_year(word: str) -> bool:
    """Whether a word is the number of a year."""
    return bool(_YEAR.fullmatch(word))


def _runs(tokens: Sequence[Token], marks: frozenset[str]) -> list[int]:
    """Number the runs that end with one of the marks and what closes after it."""
    numbers, number, has_ended = [], 0, False
    for token in tokens:
        if has_ended and token.text not in _CLOSING:
            number += 1
            has_ended = False
        numbers.append(number)
        has_ended = has_ended or token.text in marks
    return numbers
