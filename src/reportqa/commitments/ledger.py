"""The ledger: every commitment of a plan beside what the next report's review says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportqa.citations import cite_within
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.encoding import EncodedReview, encode
from reportqa.commitments.entry import Entry, with_reviews
from reportqa.commitments.features import Sought
from reportqa.commitments.judge import Judged, judge
from reportqa.commitments.match import Match, Matcher
from reportqa.commitments.pairs import Pair
from reportqa.commitments.relative import SURE, against_economy
from reportqa.commitments.seeking import sought_of
from reportqa.commitments.trees import Judging
from reportqa.commitments.verdict import Verdict
from reportqa.store import Catalog
from reportqa.store.reviews import Review
from reportqa.types import Citation, Report, StructuredReport

_GOES_ON = ("同比", "增长", "比上年", "较上年", "分别", "下降", "增速", "总数", "达到")
"""How a clause begins that tells on of the subject of the one before."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The commitments of ``made``, checked by ``checked`` where a later report is held."""

    made: Report
    checked: Report | None
    entries: tuple[Entry, ...]
    note: str = ""

    @property
    def checkable(self) -> tuple[Entry, ...]:
        """What an office checks: targets, deeds, and what a person has already spoken of."""
        return tuple(e for e in self.entries if e.commitment.checkable or e.trail)

    @property
    def soft(self) -> int:
        """How many entries are aims that a later report can hardly settle."""
        return len(self.entries) - len(self.checkable)

    @property
    def summary(self) -> dict[str, int]:
        """How many entries have each verdict, how many there are, and how many of them are soft."""
        return {
            **verdicts(self.entries),
            "commitments": len(self.entries),
            "soft": self.soft,
            "reviewed": sum(entry.reviewed_by is not None for entry in self.entries),
        }


def verdicts(entries: Iterable[Entry]) -> dict[str, int]:
    """How many entries have each verdict, in the order of the verdicts."""
    counts = Counter(entry.verdict for entry in entries)
    return {str(verdict): counts.get(verdict, 0) for verdict in Verdict}


def propose(
    commitments: Sequence[Commitment],
    made: StructuredReport,
    checked: StructuredReport | None,
    matcher: Matcher,
) -> list[Entry]:
    """Check commitments against a later report, if there is one."""
    if checked is None:
        reason = "尚无回顾这一年工作的报告"
        return [Entry(c, Verdict.NO_LATER_REPORT, reason, 1.0) for c in commitments]
    return _checked(commitments, made, checked, matcher)


def ledger(
    pair: Pair,
    entries: Iterable[Entry],
    catalog: Catalog,
    trails: Mapping[str, Sequence[Review]],
) -> Ledger:
    """Put what people said over what was proposed for a pair of reports."""
    year = pair.checked.delivered_year if pair.checked else None
    reviewed = [
        with_reviews(entry, trails.get(entry.commitment.id, ()), year, catalog) for entry in entries
    ]
    return Ledger(pair.made, pair.checked, tuple(reviewed), pair.note)


def _checked(
    commitments: Sequence[Commitment],
    made: StructuredReport,
    report: StructuredReport,
    matcher: Matcher,
) -> list[Entry]:
    review = encode(report, matcher.late, matcher.embedder)
    wanted = [sought_of(commitment, made.text) for commitment in commitments]
    entries = []
    for commitment, looked_for, match in zip(
        commitments, wanted, matcher.match(wanted, review), strict=True
    ):
        judged, told = _judged(commitment, looked_for, match, review, matcher.judges)
        evidence = tuple(
            _cited(report, review, _with_subject(review, rows[0]), rows[-1]) for rows in told
        )
        near = () if told else tuple(_cited(report, review, row, row) for row in match.nearest)
        entries.append(_entry(commitment, judged, review.searched, evidence, near))
    return entries


def _judged(
    commitment: Commitment, looked_for: Sought, match: Match, review: EncodedReview, judges: Judging
) -> tuple[Judged, list[tuple[int, ...]]]:
    """The verdict on a commitment, and the clauses that tell it, those of a quote together."""
    compared = against_economy(commitment, review)
    if compared is not None:
        judged = Judged(compared.judgement, None, SURE)
        return judged, [(row,) for row in compared.rows]
    judged = judge(
        looked_for,
        match,
        review,
        judges,
        comparator=commitment.comparator,
        target_high=commitment.target_high,
        redacted=commitment.redacted,
    )
    return judged, [] if match.reading is None else [match.reading.rows]


def _entry(
    commitment: Commitment,
    judged: Judged,
    searched: int,
    evidence: tuple[Citation, ...],
    nearest: tuple[Citation, ...],
) -> Entry:
    judgement = judged.judgement
    return Entry(
        commitment,
        judgement.verdict,
        judgement.reason,
        round(min(1.0, max(0.0, judged.confidence)), 3),
        evidence=evidence,
        actual=judged.actual,
        gap=judgement.gap,
        share=judgement.share,
        changed=judged.changed,
        searched=searched,
        nearest=nearest,
        proposed=judgement.verdict,
    )


def _with_subject(review: EncodedReview, row: int) -> int:
    """The row at which the quote begins: the clause before, where this one has no subject."""
    if row == 0 or review.sentence_of[row - 1] != review.sentence_of[row]:
        return row
    statement = review.statements[row]
    lead = statement.clause.lstrip()
    return row - 1 if lead.startswith(_GOES_ON) or len(lead) < 6 else row


def _cited(report: StructuredReport, review: EncodedReview, first: int, last: int) -> Citation:
    begin, end = review.statements[first], review.statements[last]
    return cite_within(report, begin.passage, begin.start, end.end)
