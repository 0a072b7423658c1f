"""Where sentences end in Chinese official prose."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』）)》]*|\n+")
_CLAUSE_END = re.compile(r"[；;]+[”’」』）)]*")
_COMMA = re.compile(r"[，,、：:]")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Cut ``text[start:end]`` into sentences that, joined, give it back.

    A sentence ends after 。！？ with the closing marks that follow, or at a line's end.
    """
    return _spans(_SENTENCE_END, text, start, len(text) if end is None else end)


def bare_sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text without the white space around them; none is empty."""
    trimmed = []
    for start, end in sentence_spans(text):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        if start < (end := start + len(piece.strip())):
            trimmed.append((start, end))
    return trimmed


def pieces(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """Cut ``text[start:end]`` into runs of at most ``longest`` characters that join to it.

    It is cut at sentence ends; a sentence that is too long is cut after ；, then after ，, and only
    a run without any mark is cut by length.
    """
    return _cut(text, start, end, longest, (_SENTENCE_END, _CLAUSE_END, _COMMA))


def _cut(
    text: str, start: int, end: int, longest: int, marks: tuple[re.Pattern[str], ...]
) -> list[tuple[int, int]]:
    if not marks:
        return [(i, min(i + longest, end)) for i in range(start, end, longest)]
    found: list[tuple[int, int]] = []
    for piece_start, piece_end in _spans(marks[0], text, start, end):
        if piece_end - piece_start <= longest:
            found.append((piece_start, piece_end))
        else:
            found += _cut(text, piece_start, piece_end, longest, marks[1:])
    return found


def _spans(mark: re.Pattern[str], text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [m.end() for m in mark.finditer(text, start, end)]
    if not cuts or cuts[-1] < end:
        cuts.append(end)
    return [(a, b) for a, b in zip([start, *cuts], cuts, strict=False) if a < b]
