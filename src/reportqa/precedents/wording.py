"""How the name of a matter changed over the years: what the sentences that speak of it call it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

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
"""Names that are given at most: those of the thesaurus, then those of the most reports."""

_QUOTED = re.compile(r"[“\"《]([^”\"》“]{2,10})[”\"》]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LOOSE = re.compile(r"^[的了和与及等个座处把对向在为以将让]|[的了和与及等个把对向在为以将到]$")
_DOING = re.compile(
    r"^(推进|推行|推动|推广|落实|做好|抓好|深化|加强|加快|加大|开展|完成|实施|严格|持续|全面|继续|大力"
    r"|建设|建成|建立|新建|新增|培育|改造|优化|提高|提升|健全|完善|巩固|发展|支持|鼓励|打造|创建)"
    r"|(取得|达到|提质|工作)$"
)
"""What is done with a matter, beside its name: 推进垃圾分类, 参合率达到."""


def names(
    topic: str, precedents: Sequence[Precedent], judge: Judge, known: Collection[str] = ()
) -> list[Name]:
    """The names that two reports or more give the matter, in the order of their first use.

    ``precedents`` come oldest first; ``known`` are names of the matter by a thesaurus, of which one
    report's use is enough. A name within a longer one of the same reports is left out.
    """
    using: dict[str, dict[str, Precedent]] = {}
    for precedent in precedents:
        quote = precedent.citation.quote
        said = [*_candidates(quote), *(name for name in known if name in quote)]
        for name in dict.fromkeys(said):
            using.setdefault(name, {}).setdefault(precedent.report.id, precedent)
    using = {name: users for name, users in using.items() if len(users) > 1 or name in known}
    near = judge.nearness(topic, list(using)) | dict.fromkeys(known, 1.0)
    chosen = [
        name
        for name in sorted(using, key=lambda one: (one not in known, -len(using[one]), -near[one]))
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
                if _is_name(name):
                    yield name


def _is_name(run: str) -> bool:
    loose = _LOOSE.search(run) or _DOING.search(run)
    return SHORTEST <= len(run) <= LONGEST and not loose


def _is_within(name: str, other: str, using: dict[str, dict[str, Precedent]]) -> bool:
    """Whether a longer name says the same in nearly all the reports that use the shorter."""
    return name != other and name in other and len(using[other]) >= 0.8 * len(using[name])


def _name(name: str, users: Sequence[Precedent]) -> Name:
    years = {one.report.delivered_year for one in users if one.report.delivered_year is not None}
    return Name(name, tuple(sorted(years)), len(users), users[0])
