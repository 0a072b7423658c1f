"""A text as words and marks, each with its place: what the reader of passages reads."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from reportqa.language import words

LINE_END = "\n"

REMEMBERED = 2000
"""Texts whose tokens are kept: the passages that are asked about often."""


class Token(NamedTuple):
    """A word, or a mark; folded to half width. ``text[start:end]`` is how it is printed."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=REMEMBERED)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Cut text into words and marks that cover all of it but its blanks; a line's end is a mark."""
    folded = text.translate(_FOLDED)
    found: list[Token] = []
    position = 0
    for word in words.cut(folded):
        start = folded.find(word, position)
        # A character that folding makes longer (㎡ → m2) yields words that are not there.
        if start < 0:
            continue
        if start > position:
            found += _marks(folded, position, start)
        position = start + len(word)
        found.append(Token(word, start, position))
    return (*found, *_marks(folded, position, len(folded)))


@lru_cache(maxsize=20_000)
def parts_of(word: str) -> tuple[str, ...]:
    """The words that search knows a word by: itself, and the shorter words within it."""
    return tuple(words.tokenize(word)) if len(word) > 2 else (word,)


def _marks(folded: str, start: int, end: int) -> list[Token]:
    return [
        Token(folded[i], i, i + 1)
        for i in range(start, end)
        if folded[i] == LINE_END or not folded[i].isspace()
    ]


class _Folds(dict[int, str]):
    """Characters folded to half width, each one for one; filled as they are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = words.normalize(character)
        self[code] = plain if len(plain) == 1 else character
        return self[code]


_FOLDED = _Folds()
