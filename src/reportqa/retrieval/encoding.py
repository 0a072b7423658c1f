"""A passage in the shape that ranking works on, made once and kept: it depends on no question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from reportqa.retrieval.late_interaction import LateInteraction
from reportqa.retrieval.numbering import Ids
from reportqa.store import StoredPassage

_NUMERALS = "一二三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"[\d{_NUMERALS}](?:(?<=\d)[\d.]*|[{_NUMERALS}]+)")
"""A number in figures, or of two numerals or more; begun with a set, it is found twice as fast."""

_SHARES = ("%", "％", "百分")
_TIMES = ("年", "月")


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A passage with its words and those of its context as late interaction numbers them.

    ``stored`` is without those words. ``numbers``, ``shares`` and ``times`` count the numbers, the
    percentages, and the years and months in its text.
    """

    stored: StoredPassage
    body: Ids
    context: Ids
    numbers: int
    shares: int
    times: int

    @classmethod
    def of_each(cls, passages: Sequence[StoredPassage], late: LateInteraction) -> list[Self]:
        """Encode passages; many at once are faster than one by one."""
        bodies = late.encode_each([stored.words for stored in passages])
        contexts = late.encode_each([stored.context_words for stored in passages])
        return [
            cls(
                replace(stored, words="", context_words=""),
                body,
                context,
                len(_NUMBER.findall(stored.passage.text)),
                _count(stored.passage.text, _SHARES),
                _count(stored.passage.text, _TIMES),
            )
            for stored, body, context in zip(passages, bodies, contexts, strict=True)
        ]


def _count(text: str, marks: Sequence[str]) -> int:
    return sum(map(text.count, marks))
