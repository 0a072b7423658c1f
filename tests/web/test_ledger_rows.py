"""Rows of a ledger: narrowed down, in groups, written as people read them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reportqa import Library
from reportqa.commitments.entry import Entry, field_of
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.verdict import Verdict
from reportqa.web.ledger_rows import Grouping, Wanted, gap_text, rows
from reportqa.web.tongue import Tongue


@pytest.fixture(scope="module")
def ledger(library: Library) -> Ledger:
    """A checked ledger of the sample corpus."""
    return library.commitments("禾岭县")


def numbers(ledger: Ledger) -> dict[str, int]:
    """The place of each commitment."""
    return {entry.commitment.id: n for n, entry in enumerate(ledger.entries, 1)}


def test_limits_are_met_all_at_once(ledger: Ledger) -> None:
    wanted = Wanted(verdict=Verdict.FULFILLED, words="增长 收入").of(ledger.entries)
    assert wanted
    for entry in wanted:
        assert entry.verdict is Verdict.FULFILLED
        said = entry.commitment.citation.quote + "".join(c.quote for c in entry.evidence)
        assert "增长" in said
        assert "收入" in said


def test_entries_that_a_person_looked_at_are_told_from_the_rest(ledger: Ledger) -> None:
    first, *others = ledger.entries
    entries = [replace(first, reviewed_by="沈禾"), *others]
    assert Wanted(reviewed=True).of(entries) == entries[:1]
    assert Wanted(reviewed=False).of(entries) == entries[1:]


@pytest.mark.parametrize("by", [Grouping.VERDICT, Grouping.FIELD])
def test_every_entry_stands_once_under_the_heading_of_its_group(
    ledger: Ledger, by: Grouping
) -> None:
    shown = rows(ledger.entries, by, numbers(ledger), Tongue.CHINESE)
    entries = {entry.commitment.id: entry for entry in ledger.entries}
    heading: object = None
    seen = []
    for row in shown:
        if "title" in row:
            heading = row["group"]
            continue
        entry = entries[str(row["id"])]
        key = row["verdict_name"] if by is Grouping.VERDICT else field_of(entry)
        assert row["group"] == heading == key
        seen.append(row["id"])
    assert sorted(map(str, seen)) == sorted(entries)


def test_without_groups_the_rows_are_the_ledger(ledger: Ledger) -> None:
    shown = rows(ledger.entries, Grouping.NONE, numbers(ledger), Tongue.CHINESE)
    assert [row["id"] for row in shown] == [entry.commitment.id for entry in ledger.entries]
    assert [row["number"] for row in shown] == list(range(1, len(shown) + 1))


@pytest.mark.parametrize(
    ("gap", "unit", "text"),
    [
        (Decimal("0.20"), "亿元", "+0.2亿元"),
        (Decimal("-1.5"), "%", "−1.5个百分点"),
        (Decimal(0), "家", "0家"),
        (None, "家", ""),
    ],
)
def test_a_gap_has_its_sign_and_unit(
    ledger: Ledger, gap: Decimal | None, unit: str, text: str
) -> None:
    entry: Entry = ledger.entries[0]
    entry = replace(entry, gap=gap, commitment=replace(entry.commitment, unit=unit))
    assert gap_text(entry) == text
