"""The promises planted in the sample corpus come out with the verdicts that were planted."""

from __future__ import annotations

import re

import pytest

from corpus_tables import PlantedCommitment, planted_commitments
from reportqa import Library
from reportqa.commitments.entry import Entry
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.verdict import Verdict

PLANTED = planted_commitments()


@pytest.fixture(scope="module")
def ledgers(library: Library) -> dict[tuple[str, int], Ledger]:
    """The ledgers that the planted promises stand in."""
    wanted = {(row.place, row.made_in, row.checked_in) for row in PLANTED}
    return {
        (place, made_in): library.commitments(place, made_in=made_in, checked_in=checked_in)
        for place, made_in, checked_in in wanted
    }


def entry_of(planted: PlantedCommitment, ledger: Ledger) -> Entry | None:
    """The entry for a planted promise: with its quote, and its target where it has one."""
    near = [
        entry
        for entry in ledger.entries
        if entry.commitment.citation.quote in planted.commitment
        or planted.commitment in entry.commitment.citation.quote
    ]
    numbered = [entry for entry in near if entry.commitment.target == planted.target]
    return next(iter(numbered or near), None)


def test_planted_promises_are_found_with_their_verdicts(
    ledgers: dict[tuple[str, int], Ledger],
) -> None:
    wrong: list[str] = []
    for row in PLANTED:
        entry = entry_of(row, ledgers[row.place, row.made_in])
        told = "" if entry is None else str(entry.verdict)
        # A value that the review prints as × is not silence: nothing can be said of it.
        wanted = "unverifiable" if "unknown" in row.note else row.outcome
        if told != wanted:
            wrong.append(f"{row.id} {row.commitment}: {told}, not {wanted}")
    assert not wrong, "\n".join(wrong)


def of(planted_id: str, ledgers: dict[tuple[str, int], Ledger]) -> Entry:
    """The entry of the planted promise with this id."""
    row = next(row for row in PLANTED if row.id == planted_id)
    entry = entry_of(row, ledgers[row.place, row.made_in])
    assert entry is not None
    return entry


@pytest.mark.parametrize("planted_id", ["c043", "c052"])
def test_nothing_is_claimed_where_the_review_prints_crosses(
    ledgers: dict[tuple[str, int], Ledger], planted_id: str
) -> None:
    entry = of(planted_id, ledgers)
    assert entry.verdict is Verdict.UNVERIFIABLE
    assert (entry.actual, entry.gap, entry.share) == (None, None, None)
    assert "无法核对" in entry.reason
    assert re.search("[×xX]", entry.evidence[0].quote)


def test_nothing_is_claimed_where_the_promise_prints_crosses(library: Library) -> None:
    reports = library.reports(limit=100).reports
    redacted = [
        entry
        for place in {report.place for report in reports if report.place}
        for ledger in library.ledgers(place)
        if ledger.checked
        for entry in ledger.entries
        if entry.commitment.redacted
    ]
    assert redacted
    assert {entry.verdict for entry in redacted} == {Verdict.UNVERIFIABLE}
    assert all((e.actual, e.gap, e.share) == (None, None, None) for e in redacted)
