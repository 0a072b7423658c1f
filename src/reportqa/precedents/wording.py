"""How the name of a matter changed over the years, from the sentences that speak of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportqa.language import words
from reportqa.precedents.judging import Judge
from reportqa.precedents.precedent import Name, Precedent

SHORTEST, LONGEST = 3, 10
"""Characters of a name."""

MOST_WORDS = 3
"""Neighbouring words that make a name at most."""

NEAR = 0.5
"""The cosine to the topic from which a run of words names it; chosen by reading the names of the
sample corpus and of ten dev topics."""

MOST = 8
"""Names that are given at most, those of the most reports."""

_QUOTED = re.compile(r"[“\"《]([^”\"》“]{2,10})[”\"》]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LOOSE = re.compile(r"^[的了和与及等个把对向在为以将]|[的了和与及等个把对向在为以将]$")


def names(topic: str, precedents: Sequence[Precedent], judge: Judge) -> list[Name]:
    """The names that two reports or more give the matter, in the order of their first use.

    ``precedents`` come oldest first. A name within a longer one of the same reports is left out.
    """
    using: dict[str, dict[str, Precedent]] = {}
    for precedent in precedents:
        for name in dict.fromkeys(_candidates(precedent.citation.quote)):
            using.setdefault(name, {}).setdefault(precedent.report.id, precedent)
    using = {name: users for name, users in using.items() if len(users) > 1}
    near = judge.nearness(topic, list(using))
    chosen = [
        name
        for name in sorted(using, key=lambda one: (-len(using[one]), -near[one], one))
        if near[name] >= NEAR and not any(_is_within(name, other, using) for other in using)
    ]
    found = [_name(name, list(using[name].values())) for name in chosen[:MOST]]
    return sorted(found, key=lambda one: (one.years[:1] or (9999,), -one.reports))


def _candidates(quote: str) -> Iterator[str]:
    """Runs of neighbouring words, and what stands in quotation marks."""
    yield from _QUOTED.findall(quote)
    for run in _CHINESE.findall(quote):
        cut = words.cut(run)
        for first in range(len(cut)):
            for last in range(first + 1, min(first + MOST_WORDS, len(cut)) + 1):
                name = "".join(cut[first:last])
                if SHORTEST <= len(name) <= LONGEST and not _LOOSE.search(name):
                    yield name


def _is_within(name: str, other: str, using: dict[str, dict[str, Precedent]]) -> bool:
    """Whether a longer name says the same in nearly all the reports that use the shorter."""
    return name != other and name in other and len(using[other]) >= 0.8 * len(using[name])


def _name(name: str, users: Sequence[Precedent]) -> Name:
    years = {one.report.delivered_year for one in users if one.report.delivered_year is not None}
    return Name(name, tuple(sorted(years)), len(users), users[0])
