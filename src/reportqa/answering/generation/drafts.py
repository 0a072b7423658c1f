"""What a model writes, cut into sentences with their marks while it is still writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 600
"""A run of so many characters without a sentence's end is taken as a sentence; it can only fail."""

_NUMBER = r"\s*(?:资料|来源|\^)?\s*\d{1,4}\s*"
_MARK = re.compile(rf"[\[［【]{_NUMBER}(?:[,，、;；]{_NUMBER})*[\]］】]")
_MARK_BEGINS = "[［【"
_END = re.compile(r"[。！？!?]+[”’」』）)》]*|\n+")
_LIST_SIGN = re.compile(r"^\s*(?:[-*•·>#]+\s+|\d{1,2}[.、)）](?!\d)\s*|[（(]\d{1,2}[)）]\s*)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_BEFORE_END = re.compile(r"\s+(?=[。！？!?，；：])")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as the model wrote it, without its marks; ``marks`` name sources, in order."""

    text: str
    marks: tuple[int, ...]


class Drafts:
    """Takes a model's text piece by piece and gives its sentences as soon as each is whole.

    A mark may stand before the full stop or after it (…5%[1]。 and …5%。[1]), so that a sentence is
    whole only when what follows it has begun. What a model thinks aloud in ``<think>`` is left out.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinks: bool | None = None

    def feed(self, piece: str) -> Iterator[Draft]:
        """Take a piece of text; give the sentences that are whole by now."""
        self._held += piece
        if not self._past_thinking():
            return
        while (end := _sentence_end(self._held)) is not None:
            yield from self._draft(end)

    def end(self) -> Iterator[Draft]:
        """Give what is left when the text has ended."""
        if self._thinks:
            return
        while self._held.strip():
            end = _sentence_end(self._held)
            yield from self._draft(len(self._held) if end is None else end)

    def _draft(self, end: int) -> Iterator[Draft]:
        piece, self._held = self._held[:end], self._held[end:]
        marks = [
            int(number) for mark in _MARK.findall(piece) for number in re.findall(r"\d+", mark)
        ]
        text = _EMPHASIS.sub("", _LIST_SIGN.sub("", _MARK.sub("", piece)))
        text = _BEFORE_END.sub("", text).strip()
        if re.search(r"\w", text):
            yield Draft(text, tuple(dict.fromkeys(marks)))

    def _past_thinking(self) -> bool:
        """Drop what stands in <think>…</think> at the beginning; tell whether it is over."""
        if self._thinks is None:
            begun = self._held.lstrip()
            if len(begun) < len("<think>") and "<think>".startswith(begun):
                return False
            self._thinks = begun.startswith("<think>")
        if self._thinks:
            _, closed, rest = self._held.partition("</think>")
            if not closed:
                # Enough is kept to know the closing tag when it comes in parts.
                self._held = self._held[-len("</think>") :]
                return False
            self._held, self._thinks = rest, False
        return True


def _sentence_end(text: str) -> int | None:
    """Where the first sentence and its marks end; ``None`` while more of it may come."""
    match = next((m for m in _END.finditer(text) if re.search(r"\w", text[: m.start()])), None)
    if match is None:
        return LONGEST if len(text) > LONGEST else None
    end = match.end()
    while True:
        at = end + len(text[end:]) - len(text[end:].lstrip(" "))
        if at == len(text):
            return None
        if text[at] not in _MARK_BEGINS:
            return end
        mark = _MARK.match(text, at)
        if mark is None:
            may_come = re.fullmatch(r"[\[［【][^\]］】]{0,40}", text[at:])
            return None if may_come else end
        end = mark.end()
