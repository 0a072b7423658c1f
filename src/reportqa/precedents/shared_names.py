"""Reports that say a topic by the name that the sure ones give it, however unlike the topic typed.

A topic comes in everyday words, and a report may say it in an official word that no model knows to
be the same. The sure reports know: a run of words that many of them use, and hardly any sentence
that is about something else, is a name of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from reportqa.language import words
from reportqa.precedents.judging import Judged
from reportqa.types import Report

SURE = 0.5
"""From this chance on, or from the cut where that is lower, a sentence tells how the topic is said.
"""

LEAST_USERS, LEAST_SHARE, LEAST_PRECISION = 3, 0.3, 0.8
"""A name is used by so many reports that were found, by this share of them, and of the reports that
use it in any sentence judged, this share was found. Chosen on the sample corpus, dev precedents and
the 70 topics: report recall of the corpus 0.91 → 0.94, F1 of the topics 0.872 → 0.870."""

FLOOR = 0.4
"""A sentence of a lower chance is not the topic's, whatever such name stands in it."""

THE_NAME, THE_NAME_NEAR, THE_NAME_FLOOR = 0.85, 0.5, 0.1
"""The name of the topic is used by this share of the reports found, this share of the others that
use it were found, and its cosine to the topic is so high: then even a sentence that tells of much
else (新建高标准农田，严防撂荒) is the topic's. Chosen, as what follows, on the sample corpus, dev
precedents and the 70 topics (training/README.md)."""

OWN_LENGTH, OWN_USERS, OWN_NEAR, OWN_FLOOR = 4, 2, 0.33, 0.2
"""What a place calls its own doing is so long; so many reports use it, all of them found; it need
not be as near: the place's next report tells of the same thing by it."""

LONGEST, MOST_WORDS = 8, 3
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")

Nearness = Callable[[Sequence[str]], Mapping[str, float]]


def named(
    reports: Sequence[Report], judged: Sequence[Sequence[Judged]], cut: float, near: Nearness
) -> list[Judged | None]:
    """For each report below the cut, its best sentence that bears a name of the topic.

    ``judged`` holds the sentences of each report, best first; ``near`` tells the cosines of names
    to the topic.
    """
    is_found = [bool(one) and one[0].chance >= cut for one in judged]
    used = _used(judged, cut)
    common = _common(used, judged, cut, sum(is_found))
    bearing = [
        None if found else _bearing(of_report, common, FLOOR)
        for found, of_report in zip(is_found, judged, strict=True)
    ]
    found = {
        report
        for report, (one, sentence) in enumerate(zip(is_found, bearing, strict=True))
        if one or sentence is not None
    }
    shared = [name for name, users in used.items() if len(users) >= OWN_USERS]
    cosines = near(shared)
    texts = ["\n".join(one.text for one in of_report) for of_report in judged]
    names = [
        _Name(name, cosines[name], {row for row, text in enumerate(texts) if name in text}, found)
        for name in shared
        if cosines[name] >= OWN_NEAR
    ]
    before = _before(reports)
    for report, of_report in enumerate(judged):
        if report not in found:
            of_topic = [name.text for name in names if name.is_the_topics(report, len(found))]
            own = [name.text for name in names if name.is_kept_up(report, before.get(report))]
            bearing[report] = _bearing(of_report, of_topic, THE_NAME_FLOOR) or _bearing(
                of_report, own, OWN_FLOOR
            )
    return bearing


class _Name:
    """A name near the topic: which reports use it, and for which of them the topic is found."""

    def __init__(self, text: str, cosine: float, users: set[int], found: set[int]) -> None:
        self.text = text
        self._cosine = cosine
        self._users = users
        self._right = users & found

    def is_the_topics(self, report: int, found: int) -> bool:
        """Whether the topic is called so, by the reports other than this."""
        right, others = self._right - {report}, self._users - {report}
        return (
            report in self._users
            and self._cosine >= THE_NAME_NEAR
            and len(right) >= max(LEAST_USERS, THE_NAME * len(others), THE_NAME * found)
        )

    def is_kept_up(self, report: int, before: int | None) -> bool:
        """Whether the report goes on with what its place's report ``before`` calls so."""
        others = self._users - {report}
        return (
            report in self._users
            and before in self._right
            and len(self.text) >= OWN_LENGTH
            and len(others) >= OWN_USERS
            and others <= self._right
        )


def _before(reports: Sequence[Report]) -> dict[int, int]:
    """Of each report that has one, the report of its place of the year before."""
    at = {(one.place, one.delivered_year): row for row, one in enumerate(reports)}
    return {
        row: at[one.place, one.delivered_year - 1]
        for row, one in enumerate(reports)
        if one.place is not None
        and one.delivered_year is not None
        and (one.place, one.delivered_year - 1) in at
    }


def _bearing(of_report: Sequence[Judged], names: Sequence[str], floor: float) -> Judged | None:
    return next(
        (
            sentence
            for sentence in of_report
            if sentence.chance >= floor and any(name in sentence.text for name in names)
        ),
        None,
    )


def _used(judged: Sequence[Sequence[Judged]], cut: float) -> dict[str, set[int]]:
    """The runs of words in sure sentences, with the reports that use them so."""
    used: dict[str, set[int]] = {}
    for report, of_report in enumerate(judged):
        for sentence in of_report:
            if sentence.chance >= min(cut, SURE):
                for name in _runs(sentence.text):
                    used.setdefault(name, set()).add(report)
    return used


def _common(
    used: Mapping[str, set[int]], judged: Sequence[Sequence[Judged]], cut: float, found: int
) -> list[str]:
    """The names that many of the reports found use, and hardly any other report."""
    least = max(LEAST_USERS, LEAST_SHARE * found)
    sure = min(cut, SURE)
    unsure = ["\n".join(one.text for one in of_report if one.chance < sure) for of_report in judged]
    common = []
    for name, users in used.items():
        if len(users) >= least:
            everybody = users | {row for row, text in enumerate(unsure) if name in text}
            if len(users) >= LEAST_PRECISION * len(everybody):
                common.append(name)
    return common


def _runs(text: str) -> Iterator[str]:
    """Runs of up to three neighbouring words, of two characters to eight."""
    for run in _CHINESE.findall(text):
        cut = words.cut(run)
        for first in range(len(cut)):
            name = ""
            for word in cut[first : first + MOST_WORDS]:
                name += word
                if 2 <= len(name) <= LONGEST:
                    yield name
