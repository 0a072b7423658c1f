"""Which section of one report does what a section of another does."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import takewhile

from reportqa.language import words
from reportqa.types import Section, StructuredReport

_YEAR = re.compile(r"(?:19|20)\d\d年?|[“”\"]?十[一二三四五六]五[”\"]?")

_HEADINGS = 0.5
_SAME_DEPTH = 0.1
"""What headings, and the same depth, count beside the words of the sections. Of 113 sections of
real reports that stand in the report a year before under nearly the same heading, the words alone
find 107, with these 112; headings alone find none for half of all other sections."""

_ALIKE = 0.33
"""The least score of a counterpart. Below it, most pairs of real consecutive reports that have
different headings spoke of different things; above it, of the same."""


def counterpart(
    section: Section, report: StructuredReport, other: StructuredReport
) -> Section | None:
    """Find the section of ``other`` that is most like one of ``report``, by words and heading.

    Only sections of the same role count; years in headings are left out of account. ``None`` for a
    section without a heading, and where nothing is alike enough.
    """
    if not section.heading:
        return None
    ours, theirs = _bags(report), _bags(other)
    rarity = _rarity([*ours.values(), *theirs.values()])
    wanted = _unit(ours[section.index], rarity)
    best, score = None, _ALIKE
    for candidate in other.sections:
        if candidate.role is not section.role or not candidate.heading:
            continue
        theirs_unit = _unit(theirs[candidate.index], rarity)
        alike = sum(weight * theirs_unit.get(word, 0.0) for word, weight in wanted.items())
        alike += _HEADINGS * _ratio(section.heading, candidate.heading)
        alike += _SAME_DEPTH * (candidate.depth == section.depth)
        if alike > score:
            best, score = candidate, alike
    return best


def _bags(report: StructuredReport) -> dict[int, Counter[str]]:
    """The words of each section that has a heading, with those of the sections under it."""
    return {
        section.index: Counter(
            word
            for word in words.tokenize(report.text[section.start : _end(report, section)])
            if len(word) > 1
        )
        for section in report.sections
        if section.heading
    }


def _end(report: StructuredReport, section: Section) -> int:
    """Where a section ends with all that stands under it."""
    following = report.sections[section.index + 1 :]
    under = takewhile(lambda one: one.depth > section.depth, following)
    return max((one.end for one in under), default=section.end)


def _rarity(bags: list[Counter[str]]) -> dict[str, float]:
    """How much a word tells: more, in the fewer sections it stands."""
    held_by = Counter(word for bag in bags for word in bag)
    return {word: math.log(1 + len(bags) / count) for word, count in held_by.items()}


def _unit(bag: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {word: (1 + math.log(count)) * rarity[word] for word, count in bag.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def _ratio(heading: str, other: str) -> float:
    bare = (_YEAR.sub("", heading), _YEAR.sub("", other))
    return SequenceMatcher(None, *bare, autojunk=False).ratio()
