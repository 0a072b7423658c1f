"""What a library costs as it grows, measured and drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import growth, scale


def test_each_size_is_measured_and_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, picture = tmp_path / "rows.jsonl", tmp_path / "growth.svg"
    monkeypatch.setattr("sys.argv", ["scale", "--passages", "200", "400", "--save", str(saved)])
    scale.main()
    rows = [json.loads(line) for line in saved.read_text("utf-8").splitlines()]
    assert [row["passages"] for row in rows] == [200, 400]
    assert all(row["found"] == 1 for row in rows), "so few vectors are all compared"
    assert rows[0]["disk"] < rows[1]["disk"]
    assert "remove s" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["growth", str(saved), str(picture)])
    growth.main()
    assert picture.read_text("utf-8").startswith("<?xml")


def test_the_slope_is_the_power_that_a_cost_grows_with() -> None:
    sizes = np.array([10.0, 100.0, 1000.0])
    assert growth.slope_of(sizes, 3 * sizes**0.5) == pytest.approx(0.5)
