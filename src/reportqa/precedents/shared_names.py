"""Reports that say a topic by the name that the sure ones give it, however unlike the topic typed.

A topic comes in everyday words, and a report may say it in an official word that no model knows to
be the same. The sure reports know: a run of words that many of them use, and hardly any sentence
that is about something else, is a name of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reportqa.language import words
from reportqa.precedents.judging import Judged

SURE = 0.5
"""From this chance on a sentence tells how the topic is said."""

LEAST_USERS, LEAST_SHARE, LEAST_PRECISION = 3, 0.3, 0.8
"""A name is used by so many reports that were found, by this share of them, and of the reports that
use it in any sentence judged, this share was found. Chosen on the sample corpus, dev precedents and
the 70 topics: report recall of the corpus 0.91 → 0.94, F1 of the topics 0.872 → 0.870."""

FLOOR = 0.4
"""A sentence of a lower chance is not the topic's, whatever name stands in it."""

LONGEST, MOST_WORDS = 8, 3
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def named(judged: Sequence[Sequence[Judged]], cut: float) -> list[Judged | None]:
    """For each report below the cut, its best sentence that bears a name of the topic.

    ``judged`` holds the sentences of each report, best first.
    """
    is_found = [bool(one) and one[0].chance >= cut for one in judged]
    names = _names(judged, cut, sum(is_found))
    return [
        None
        if found
        else next(
            (
                sentence
                for sentence in of_report
                if sentence.chance >= FLOOR and any(name in sentence.text for name in names)
            ),
            None,
        )
        for found, of_report in zip(is_found, judged, strict=True)
    ]


def _names(judged: Sequence[Sequence[Judged]], cut: float, found: int) -> list[str]:
    using: dict[str, set[int]] = {}
    beside: list[tuple[int, str]] = []
    for report, of_report in enumerate(judged):
        for sentence in of_report:
            if sentence.chance >= SURE:
                for name in _runs(sentence.text):
                    using.setdefault(name, set()).add(report)
            elif sentence.chance < cut:
                beside.append((report, sentence.text))
    least = max(LEAST_USERS, LEAST_SHARE * found)
    common = {name: users for name, users in using.items() if len(users) >= least}
    everybody = {name: set(users) for name, users in common.items()}
    for report, text in beside:
        # To cut a sentence into words is dear, and few of them hold any of the names.
        if held := {name for name in common if name in text}:
            for name in held.intersection(_runs(text)):
                everybody[name].add(report)
    return [
        name
        for name, users in common.items()
        if len(users) >= LEAST_PRECISION * len(everybody[name])
    ]


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
