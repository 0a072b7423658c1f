"""Many clients at once: what fails, what is lost, how long it takes and whether memory grows.

    python -m benchmarks.load [FOLDER…] [--clients 50] [--seconds 120] [--pause 0]

Each client searches, asks, uploads an invented report, or deletes one of those it uploaded, over
a library of the folders (default: the sample corpus) on the loopback interface; server and clients
share the machine. Then every upload that was acknowledged must be there and be found, every one
that was deleted gone, and searches are timed by themselves and beside an ingest. Exits with 1
where anything failed or was lost. Linux only: memory is read from ``/proc``.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.measure import run_process
from benchmarks.queries import QUERIES
from benchmarks.serving import CLI, Server, serving

ROOT = Path(__file__).resolve().parent.parent

MIX = {"search": 60, "ask": 24, "upload": 8, "delete": 8}
"""Of a hundred requests, so many of each kind; as many go as come, so that the library stays."""

SEARCHERS = 4
"""Clients that search while searches are timed by themselves and beside an ingest."""

TIMED_SECONDS = 30.0

_CHARACTERS = "松柏梅兰竹菊荷桂枫榆桐杉柳槐樟桃李杏梨枣"


class Names:
    """A place name for each report that no other report has."""

    def __init__(self) -> None:
        self._names = map("".join, itertools.permutations(_CHARACTERS, 4))

    def __next__(self) -> str:
        return next(self._names)


def invented(name: str) -> str:
    """A short report of a town that there is not."""
    return (
        f"{name}镇2024年政府工作报告\n各位代表：\n现在，我代表镇人民政府作工作报告，请予审议。\n"
        f"一、2023年工作回顾\n过去一年，{name}大桥建成通车，新修通村公路12公里，"
        "新增城镇就业300人，一般公共预算收入增长5%。\n"
        f"二、2024年工作安排\n新的一年，开工建设{name}水库，改造老旧小区4个，"
        "建成高标准农田1.8万亩。\n谢谢大家！\n"
    )


@dataclass(slots=True)
class Seen:
    """What the clients saw."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    """Name by report id, of what was acknowledged and not deleted."""
    gone: dict[str, str] = field(default_factory=dict)
    """Name by report id, of what was deleted."""


class Client:
    """One who works with the library; what it uploaded it alone deletes."""

    def __init__(self, http: httpx.AsyncClient, seen: Seen, names: Names, seed: int) -> None:
        self._http = http
        self._seen = seen
        self._names = names
        self._random = random.Random(seed)
        self._own: list[str] = []

    async def work(self, until: float, pause: float) -> None:
        """Do one thing after another until a moment of the monotonic clock."""
        deeds: dict[str, Callable[[], Awaitable[None]]] = {
            "search": self.search,
            "ask": self.ask,
            "upload": self.upload,
            "delete": self.delete,
        }
        while time.monotonic() < until:
            (kind,) = self._random.choices(list(MIX), list(MIX.values()))
            if kind == "delete" and not self._own:
                kind = "search"
            started = time.monotonic()
            try:
                await deeds[kind]()
            except httpx.TransportError as error:
                self._seen.wrong.append(f"{kind}: {error!r}")
            else:
                self._seen.took[kind].append(time.monotonic() - started)
            await asyncio.sleep(pause * 2 * self._random.random())

    async def search(self) -> None:
        """Search for one of the questions."""
        await self._send("search", "POST", "/v1/search", json={"query": self._question()})

    async def ask(self) -> None:
        """Ask one of the questions."""
        await self._send("ask", "POST", "/v1/ask", json={"question": self._question()})

    async def upload(self) -> None:
        """Upload a report, and wait until it is told to be there."""
        name = next(self._names)
        files = {"files": (f"{name}镇_2024.txt", invented(name).encode())}
        reply = await self._send("upload", "POST", "/v1/reports", files=files)
        if reply.status_code != 202:
            return
        job = reply.json()
        while job["state"] not in ("done", "failed"):
            await asyncio.sleep(0.1)
            job = (await self._send("job", "GET", f"/v1/jobs/{job['id']}")).json()
        if job["state"] == "failed" or job["outcomes"][0]["status"] != "added":
            self._seen.wrong.append(f"upload: {job}")
            return
        report_id = job["outcomes"][0]["report_id"]
        self._seen.held[report_id] = name
        self._own.append(report_id)

    async def delete(self) -> None:
        """Delete the oldest report that this client uploaded."""
        report_id = self._own.pop(0)
        name = self._seen.held.pop(report_id)
        reply = await self._send("delete", "DELETE", f"/v1/reports/{report_id}")
        if reply.status_code == 204:
            self._seen.gone[report_id] = name
        else:
            self._seen.held[report_id] = name

    def _question(self) -> str:
        return self._random.choice(QUERIES)

    async def _send(self, kind: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """Send a request, and again where the server says to come again shortly."""
        for _ in range(30):
            reply = await self._http.request(method, path, **sent)
            self._seen.statuses[kind, reply.status_code] += 1
            if reply.status_code != 503:
                break
            if "retry-after" not in reply.headers:
                self._seen.wrong.append(f"{kind}: 503 without Retry-After")
            await asyncio.sleep(float(reply.headers.get("retry-after", 1)))
        if reply.status_code >= 400:
            self._seen.wrong.append(f"{kind}: {reply.status_code} {reply.text[:200]}")
        return reply


async def lost(http: httpx.AsyncClient, seen: Seen) -> list[str]:
    """Say which acknowledged writes are not as they were acknowledged."""
    found: list[str] = []
    for report_id, name in (*seen.held.items(), *seen.gone.items()):
        is_held = report_id in seen.held
        there = (await http.get(f"/v1/reports/{report_id}")).status_code == 200
        reply = await http.post("/v1/search", json={"query": f"{name}大桥建成通车"})
        hits = {hit["report"]["id"] for hit in reply.json()["hits"]}
        if there is not is_held:
            found.append(f"{report_id} {name}: {'lost' if is_held else 'there again'}")
        if (report_id in hits) is not is_held:
            found.append(f"{report_id} {name}: {'not found' if is_held else 'found'}")
    return found


async def sampled(pid: int, until: float) -> list[tuple[float, float]]:
    """Seconds and MiB resident of a process, once a second."""
    samples = []
    started = time.monotonic()
    while time.monotonic() < until:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        samples.append((time.monotonic() - started, pages * resource.getpagesize() / 1024**2))
        await asyncio.sleep(1)
    return samples


def slope(samples: list[tuple[float, float]]) -> float:
    """MiB a minute over the second half, by least squares."""
    seconds, mib = np.array(samples[len(samples) // 2 :]).T
    return float(np.polyfit(seconds / 60, mib, 1)[0])


async def timed(http: httpx.AsyncClient, seen: Seen, kind: str) -> None:
    """Search with a few clients for a while, and note the times as of a kind."""

    async def one(seed: int) -> None:
        choose = random.Random(seed)
        until = time.monotonic() + TIMED_SECONDS
        while time.monotonic() < until:
            started = time.monotonic()
            reply = await http.post("/v1/search", json={"query": choose.choice(QUERIES)})
            seen.statuses[kind, reply.status_code] += 1
            seen.took[kind].append(time.monotonic() - started)

    await asyncio.gather(*map(one, range(SEARCHERS)))


async def ingesting(http: httpx.AsyncClient, names: Names) -> None:
    """Upload a hundred reports after a hundred until cancelled."""
    while True:
        batch = [next(names) for _ in range(100)]
        files = [("files", (f"{name}镇_2024.txt", invented(name).encode())) for name in batch]
        job = (await http.post("/v1/reports", files=files)).raise_for_status().json()
        while job["state"] not in ("done", "failed"):
            await asyncio.sleep(0.2)
            job = (await http.get(f"/v1/jobs/{job['id']}")).json()


async def load(server: Server, clients: int, seconds: float, pause: float) -> bool:
    """Put the load on a server, print what was seen, and tell whether all was well."""
    seen, names = Seen(), Names()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.url, timeout=120, limits=limits) as http:
        until = time.monotonic() + seconds
        memory = asyncio.create_task(sampled(server.pid, until))
        workers = [Client(http, seen, names, seed) for seed in range(clients)]
        await asyncio.gather(*(worker.work(until, pause) for worker in workers))
        samples = await memory
        seen.wrong.extend(await lost(http, seen))
        await timed(http, seen, "search alone")
        ingest = asyncio.create_task(ingesting(http, names))
        await timed(http, seen, "search beside an ingest")
        ingest.cancel()
    _print(seen, samples, f"{clients} clients, {seconds:.0f} s, pause {pause:g} s")
    return not seen.wrong


def _print(seen: Seen, samples: list[tuple[float, float]], title: str) -> None:
    console = Console()
    table = Table("what", "times", "p50 ms", "p95 ms", "p99 ms", "answers", title=title)
    for kind, took in seen.took.items():
        answers = {status: n for (of, status), n in sorted(seen.statuses.items()) if of == kind}
        told = " ".join(f"{status}: {n}" for status, n in answers.items())
        percentiles = np.percentile(np.array(took) * 1000, (50, 95, 99))
        table.add_row(kind, str(len(took)), *(f"{ms:,.0f}" for ms in percentiles), told)
    console.print(table)
    console.print(
        f"{len(seen.held)} uploads held, {len(seen.gone)} deleted; memory {samples[0][1]:.0f} MiB "
        f"at first, {samples[-1][1]:.0f} at last, {slope(samples):+.1f} a minute in the second half"
    )
    for wrong in seen.wrong[:20]:
        console.print(f"WRONG {wrong}")
    console.print(f"{len(seen.wrong)} failed or lost")


def main() -> None:
    """Make the library, serve it, and put the load on it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "corpus"])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=0, help="mean seconds between two deeds")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "library"
        run_process([*CLI, "ingest", *map(str, given.folders), "--library", str(library)])
        with serving(library) as server:
            is_well = asyncio.run(load(server, given.clients, given.seconds, given.pause))
    sys.exit(0 if is_well else 1)


if __name__ == "__main__":
    main()
