"""What ``reportqa evaluate`` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.table import Table

from reportqa.cli.show import out
from reportqa.evaluation import MEASURES, Comparison, Interval, Judged, compare, interval

NAMES = tuple(str(measure) for measure in MEASURES)


def evaluated(judged: Sequence[Judged], other: Sequence[Judged] | None, *, as_json: bool) -> None:
    """Print the measures by kind of question, and the comparison with another way, if any."""
    kinds = list(dict.fromkeys(item.question.kind for item in judged))
    groups = {kind: _of(judged, kind) for kind in kinds}
    if len(kinds) > 1:
        groups["all"] = list(judged)
    figures = {
        kind: {name: interval(group, name) for name in NAMES} for kind, group in groups.items()
    }
    tests = None
    if other is not None:
        tests = {name: compare(judged, other, name) for name in NAMES}
    if as_json:
        body = {
            "figures": {kind: _rounded(row) for kind, row in figures.items()},
            "comparison": None if tests is None else _rounded(tests),
        }
        print(json.dumps(body, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in NAMES:
        table.add_column(name, justify="right")
    for kind, row in figures.items():
        table.add_row(f"{kind} ({len(groups[kind])})", *(f"{f.mean:.3f}" for f in row.values()))
        table.add_row("", *(f"{f.low:.2f}–{f.high:.2f}" for f in row.values()), style="dim")
    if tests is not None:
        table.add_row("差异", *(f"{test.difference:+.3f}" for test in tests.values()))
        table.add_row("p", *(f"{test.p_value:.4f}" for test in tests.values()), style="dim")
    out.print(table)


def _of(judged: Sequence[Judged], kind: str) -> list[Judged]:
    return [item for item in judged if item.question.kind == kind]


def _rounded(row: Mapping[str, Interval | Comparison]) -> dict[str, dict[str, float]]:
    return {
        name: {key: round(value, 4) for key, value in asdict(found).items()}
        for name, found in row.items()
    }
