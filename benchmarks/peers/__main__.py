"""reportqa beside what people would use instead, on the same passages with the same model.

    python -m benchmarks.peers [--passages 100000] [--shared ../shared] [--only NAME …]

Each peer runs in a process of its own, with one thread for each library that counts them: one
client asks one question after the other. Peers that are not installed are named and passed over;
``make peers`` installs them into an environment of their own.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import run_process
from benchmarks.peers.base import Material
from benchmarks.peers.child import result_file
from benchmarks.peers.registry import PEERS
from benchmarks.peers.result import Result, floors, table

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "RAYON_NUM_THREADS",
    "LANCE_CPU_THREADS",
)
QUIET = {
    "TOKENIZERS_PARALLELISM": "false",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
}
PARENT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Prepare, run each peer, and print Markdown tables."""
    said = _arguments()
    started, load = time.perf_counter(), os.getloadavg()[0]
    os.environ |= dict.fromkeys(THREADS, "1") | QUIET
    with tempfile.TemporaryDirectory() as scratch:
        material, work = Material(Path(scratch) / "material"), Path(scratch) / "work"
        work.mkdir()
        where = [str(material.folder), str(said.passages)]
        where += [str(said.shared)] if said.shared.is_dir() else []
        # In a process of its own, as are the peers: what it holds is not counted as theirs.
        run_process([sys.executable, "-m", "benchmarks.peers.material", *where])
        results = []
        for entry in PEERS:
            if said.only and entry.name not in said.only:
                continue
            if not entry.is_installed:
                print(f"{entry.name}: {entry.package} is not installed", file=sys.stderr)
                continue
            child = [sys.executable, "-m", "benchmarks.peers.child"]
            try:
                run_process([*child, entry.name, str(material.folder), str(work)])
            except RuntimeError as error:
                # The others are of use without it.
                print(error, file=sys.stderr)
                continue
            results.append(Result.read(result_file(work, entry.name)))
            print(f"{time.perf_counter() - started:.0f} s: {entry.name} is done", file=sys.stderr)
        loads = f"{load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end"
        asked = material.questions()
    if not results:
        raise SystemExit("no peer could be run")
    of_all = f"{results[0].passages:,} passages, {len(asked)} questions; load {loads}"
    print(of_all, table(results, asked), floors(results), sep="\n\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.peers")
    parser.add_argument("--passages", type=int, default=100_000, metavar="N")
    parser.add_argument("--shared", type=Path, default=PARENT / "shared", metavar="FOLDER")
    names = [entry.name for entry in PEERS]
    parser.add_argument("--only", nargs="+", choices=names, metavar="NAME")
    return parser.parse_args()


if __name__ == "__main__":
    main()
