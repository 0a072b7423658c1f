"""What was proposed for two reports is kept, bounded, and never shown for others."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa import Library
from reportqa.commitments import checking
from reportqa.commitments.pairs import Pair
from reportqa.commitments.verdict import Verdict
from small_library import write_report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for year in (2031, 2032, 2033):
        write_report(tmp_path, "青石坳镇", year)
    with Library.open(tmp_path / "library") as library:
        library.ingest([tmp_path / "青石坳镇_2031.txt"])
    return tmp_path


def test_a_ledger_that_was_open_is_checked_once_the_next_report_is_there(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        first = library.commitments("青石坳镇")
        assert {entry.verdict for entry in first.entries} == {Verdict.NO_LATER_REPORT}
        library.ingest([folder / "青石坳镇_2032.txt"])
        again = library.commitments("青石坳镇", made_in=2031)
        assert Verdict.NO_LATER_REPORT not in {entry.verdict for entry in again.entries}
        library.remove(again.checked.id if again.checked else "")
        assert library.commitments("青石坳镇").entries == first.entries


def test_only_so_many_are_kept_those_asked_for_last(folder: Path) -> None:
    with Library.open(folder / "library") as library:
        library.ingest([folder / "青石坳镇_2032.txt", folder / "青石坳镇_2033.txt"])
        one, two, three = (
            Pair(report, None) for report in checking.reports_of(library.catalog, "青石坳镇")
        )
        proposed = checking.proposals(library.catalog, most=2)
        first, second = proposed.of(one), proposed.of(two)
        assert proposed.of(one) is first
        proposed.of(three)
        assert proposed.of(one) is first
        assert proposed.of(two) is not second
        assert proposed.of(two) == second
