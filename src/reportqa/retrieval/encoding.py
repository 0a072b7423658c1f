"""A passage in the shape that ranking works on, made once and kept: it depends on no question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from reportqa.retrieval.late_interaction import Ids, LateInteraction
from reportqa.store import StoredPassage

_NUMBER = re.compile(r"\d[\d.]*|[一二三四五六七八九十百千万亿]{2,}")
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
    def of(cls, stored: StoredPassage, late: LateInteraction) -> Self:
        """Encode a passage."""
        text = stored.passage.text
        return cls(
            replace(stored, words="", context_words=""),
            late.encode(stored.tokens),
            late.encode(stored.context_tokens),
            len(_NUMBER.findall(text)),
            _count(text, _SHARES),
            _count(text, _TIMES),
        )


def _count(text: str, marks: Sequence[str]) -> int:
    return sum(map(text.count, marks))
