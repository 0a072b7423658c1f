"""Which section of one report does what a section of another does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from reportqa.types import Section

_YEAR = re.compile(r"(?:19|20)\d\d年?|[“”\"]?十[一二三四五]五[”\"]?")
_ALIKE = 0.35
"""The least that two headings of one role must share, as ``SequenceMatcher.ratio`` counts it: below
it, headings of real consecutive reports had only common words (工作, 发展) in common."""


def counterpart(section: Section, others: Sequence[Section]) -> Section | None:
    """Find the section among ``others`` whose role and heading are most like those of ``section``.

    Years in headings are left out of account. ``None`` when nothing is alike enough.
    """
    wanted = _bare(section.heading)
    best, score = None, _ALIKE
    for other in others:
        if other.role is not section.role or not other.heading or not wanted:
            continue
        alike = SequenceMatcher(None, wanted, _bare(other.heading), autojunk=False).ratio()
        # Of two headings that are equally alike, the one at the same depth.
        alike += 0.05 * (other.depth == section.depth)
        if alike > score:
            best, score = other, alike
    return best


def _bare(heading: str) -> str:
    return _YEAR.sub("", heading)
