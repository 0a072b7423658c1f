"""Forty of the kills that `make faults` does by the hundred."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from faults.harness import AT_RANDOM, KINDS, Harness


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are asked of /proc")
def test_a_killed_writer_loses_nothing_and_brings_nothing_back(tmp_path: Path) -> None:
    tally = Harness(tmp_path, seed=7).run(40)
    assert tally.said == []
    assert tally.total == 40
    assert {kind for kind, _ in tally.kills} == {*KINDS}
    named = [point for _, point in tally.kills if point != AT_RANDOM]
    assert {point.split()[0] for point in named} == {"before", "after"}
