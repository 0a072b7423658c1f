"""``python -m faults``: so many kills, and a table of what came of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from faults.harness import AT_RANDOM, HARMS, KINDS, Harness, Tally
from faults.points import family


def main() -> int:
    """Kill, print, and say by the exit status whether all was well."""
    parser = argparse.ArgumentParser(prog="faults")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        tally = Harness(Path(home), asked.seed).run(asked.kills)
    print(table(tally))
    print(f"\n{tally.total} kills in {time.perf_counter() - begun:.0f} s, seed {asked.seed}")
    print("\n".join(tally.said))
    return int(bool(tally.harms))


def table(tally: Tally) -> str:
    """Kills by point and operation, then what was wrong after them, as Markdown."""
    points = sorted({_kind_of(point) for _, point in tally.kills})
    rows = [["killed", *KINDS, "all"]]
    rows += [[point, *_counts(tally, point)] for point in points]
    rows.append(["all", *_counts(tally, "")])
    rows += [[harm, *_sums([tally.harms[kind, harm] for kind in KINDS])] for harm in HARMS]
    rows.insert(1, ["---", *["---:"] * (len(KINDS) + 1)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _counts(tally: Tally, point: str) -> list[str]:
    return _sums(
        [
            sum(
                number
                for (operation, name), number in tally.kills.items()
                if operation == kind and point in ("", _kind_of(name))
            )
            for kind in KINDS
        ]
    )


def _sums(numbers: list[int]) -> list[str]:
    return [*map(str, numbers), str(sum(numbers))]


def _kind_of(point: str) -> str:
    return point if point == AT_RANDOM else family(point)


if __name__ == "__main__":
    sys.exit(main())
