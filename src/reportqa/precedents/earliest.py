"""Which of the reports found was first to speak surely of the topic."""

from __future__ import annotations

from collections.abc import Sequence

from reportqa.language import words
from reportqa.language.thesaurus import bundled_thesaurus
from reportqa.language.words import normalize, pairs
from reportqa.precedents.precedent import Precedent

SURE, SURE_IN_PART = 0.75, 0.65
"""What makes a report sure enough to be called the earliest: its share of the best chance. The
second holds where reports usually name less than ``WHOLE`` of the topic: typed in everyday words,
it is met less surely by whoever began it."""

WHOLE = 0.6
NAMED, FULLY_NAMED = 0.4, 0.8
"""Its share of the name beside what is usual, with such a chance and by itself."""

WORD_FOR_WORD, NAMED_IN_FULL = 0.9, 0.7
"""Where reports usually name so much of the topic, one that names less than the second share of
that tells of a neighbour (增值税转型 is not 营业税改增值税). All were chosen on dev precedents, the
sample corpus and the 70 judged topics together (training/README.md)."""


def earliest_of(topic: str, ordered: Sequence[Precedent]) -> Precedent | None:
    """Of the oldest report that surely says it, the best sentence. ``ordered``: oldest first.

    Old reports on a neighbouring matter come close in meaning, but name less of the topic than
    those that follow: one is sure by its chance and a part of the name, or by the name alone.
    """
    if not ordered:
        return None
    likely = SURE * max(one.score for one in ordered)
    named = shares_named(topic, [one.citation.quote for one in ordered])
    usual = sorted(share for one, share in zip(ordered, named, strict=True) if one.score >= likely)
    typical = usual[3 * len(usual) // 4]
    least = likely if typical >= WHOLE else SURE_IN_PART * likely / SURE
    least_named = (NAMED_IN_FULL if typical >= WORD_FOR_WORD else NAMED) * typical
    sure = [
        one
        for one, share in zip(ordered, named, strict=True)
        if (one.score >= least and share >= least_named) or share >= FULLY_NAMED * typical
    ]
    first = sure[0].report.id
    return max((one for one in sure if one.report.id == first), key=lambda one: one.score)


def since(earliest: Precedent | None, ordered: Sequence[Precedent]) -> Sequence[Precedent]:
    """What is found from the earliest report on: an older one that is not sure began nothing."""
    if earliest is None:
        return ordered
    return ordered[[one.report.id for one in ordered].index(earliest.report.id) :]


def shares_named(topic: str, quotes: Sequence[str]) -> list[float]:
    """How much of the topic each sentence names, 0…1.

    It is the share of the topic's pairs of neighbouring characters that the sentence has; a name
    that the thesaurus knows is met whole where another name for it stands (营改增, 低保).
    """
    names = {
        normalize(name): tuple(map(normalize, others))
        for name, others in bundled_thesaurus().find(words.cut(topic), ()).items()
    }
    rest = normalize(topic)
    for name in names:
        rest = rest.replace(name, "\n")
    wanted = [pair for piece in rest.split("\n") for pair in pairs(piece)]
    of_names = {name: pairs(name) or {name} for name in names}
    total = max(1, len(wanted) + sum(map(len, of_names.values())))

    def share(quote: str) -> float:
        met = sum(pair in quote for pair in wanted)
        for name, own in of_names.items():
            is_met = any(other in quote for other in names[name])
            met += len(own) if is_met else sum(pair in quote for pair in own)
        return met / total

    return [share(normalize(quote)) for quote in quotes]
