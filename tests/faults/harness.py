"""Changes a library again and again, kills each change, and keeps count of what comes of it."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from faults.points import family
from faults.work import Expected, Seen, Task, look, perform
from reportqa.library import Library
from small_library import report_text, write_report
from static_models import character_model

KINDS = ("ingest", "replace", "delete", "reindex")
HARMS = ("lost", "resurrected", "unopened", "unclean")
AT_RANDOM = "at a random moment"
MOST = 8
"""Reports in the library, at most: what takes long is not their number."""
_LONG_AGO = 8
"""So many deeds that are gone are looked for: what came back late came from just before."""

_FORK = multiprocessing.get_context("forkserver")
_FORK.set_forkserver_preload(["faults.work"])


@dataclass
class Tally:
    """Kills by operation and point, harms by operation and kind, and the harms in words."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    harms: Counter[tuple[str, str]] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many processes were killed."""
        return self.kills.total()

    def add(self, kind: str, point: str, seen: Seen) -> None:
        """Count a kill, and what was found after it."""
        self.kills[kind, point] += 1
        for harm, words in seen.wrong:
            self.harms[kind, harm] += 1
            self.said.append(f"{harm} after {kind} was killed {point}: {words}")


class Harness:
    """A library of invented reports, what is known to be in it, and how to change and kill."""

    def __init__(self, home: Path, seed: int) -> None:
        self._random = random.Random(seed)
        self._serial = count(10_000)
        self._inbox = home / "inbox"
        self._inbox.mkdir()
        self._folder = home / "library"
        said = report_text("云渡镇", 1_234_567_890, "建成了一号驿站")
        models = (character_model(home / f"model-{seed}", said, seed) for seed in (1, 2))
        self._models = [str(model.resolve()) for model in models]
        self._gone: list[str] = []
        self._points: dict[str, Counter[str]] = {}
        self._seconds: dict[str, float] = {}
        self._seen = Seen()
        self._begin()

    def run(self, kills: int) -> Tally:
        """Kill so many times; every other one at a named point, of which all kinds take
        their turns."""
        tally = Tally()
        for kind in KINDS:
            self._rehearse(kind)
        turns = self._turns()
        while tally.total < kills:
            kind, point = next(turns)
            named = None if point == AT_RANDOM else point
            seen = self._kill(kind, named)
            if seen is not None:
                tally.add(kind, point, seen)
                if seen.wrong:
                    self._begin()
        return tally

    def _begin(self) -> None:
        """Make a library of four reports; one that came to harm is put aside."""
        if self._folder.exists():
            self._folder.rename(self._folder.with_name(f"harmed-{next(self._serial)}"))
        self._seen = Seen()
        files = [self._write() for _ in range(4)]
        with Library.open(self._folder, self._models[0]) as library:
            library.ingest(files)
        known = {path.name: (_deed(path),) for path in files}
        self._seen = self._look(Expected(known, (self._models[0],), ()))
        assert not self._seen.wrong, self._seen.wrong

    def _turns(self) -> Iterator[tuple[str, str]]:
        families = sorted({(kind, family(point)) for kind in KINDS for point in self._points[kind]})
        while True:
            self._random.shuffle(families)
            for kind, chosen in families:
                points = [point for point in self._points[kind] if family(point) == chosen]
                yield kind, self._random.choice(points)
                yield self._random.choice(KINDS), AT_RANDOM

    def _rehearse(self, kind: str) -> None:
        """Let a change come to its end, to learn which points it passes and how long it takes."""
        task = self._task(kind)
        if task is None:
            raise AssertionError(f"there is nothing to {kind}")
        begun = time.perf_counter()
        *_, points = self._perform(task, None, 1, None)
        self._seconds[kind] = time.perf_counter() - begun
        assert isinstance(points, Counter)
        self._points[kind] = points
        self._settle(task, {"done", *map(str, task.files)})

    def _kill(self, kind: str, point: str | None) -> Seen | None:
        """Kill a change and look; ``None`` where there is none to make, or it came to its end."""
        task = self._task(kind)
        if task is None:
            return None
        nth, moment = 1, None
        if point is None:
            moment = self._random.uniform(0, self._seconds[kind])
        else:
            nth = self._random.randint(1, self._points[kind][point])
        told = self._perform(task, point, nth, moment)
        seen = self._settle(task, {item for item in told if isinstance(item, str)})
        return None if isinstance(told[-1], Counter) and not seen.wrong else seen

    def _perform(
        self, task: Task, point: str | None, nth: int, moment: float | None
    ) -> list[object]:
        """What a process told of a change before it ended or was killed."""
        receiver, sender = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=perform, args=(self._folder, task, sender, point, nth))
        process.start()
        sender.close()
        told: list[object] = [receiver.recv()]
        if moment is not None:
            process.join(moment)
            process.kill()
        try:
            while True:
                told.append(receiver.recv())
        except EOFError:
            process.join()
        assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
        return told

    def _settle(self, task: Task, told: set[str]) -> Seen:
        """Look at what is there after a change, of which this was told, and hold that as known."""
        known = self._known()
        is_done = "done" in told
        models = [self._seen.model]
        if task.kind == "reindex":
            models = [task.model] if is_done else [self._seen.model, task.model]
        if task.kind == "delete":
            [source] = [name for name, held in self._seen.ids.items() if held == task.report_id]
            known[source] = (None,) if is_done else (None, *known[source])
        for path in task.files:
            before = () if str(path) in told else known.get(path.name, (None,))
            known[path.name] = (*before, _deed(path))
        deeds = {deed for allowed in known.values() for deed in allowed if deed}
        seen = self._look(Expected(known, tuple(models), tuple(self._gone[-_LONG_AGO:])))
        self._gone += sorted({*deeds, *self._seen.deeds.values()} - {*seen.deeds.values()})
        self._seen = seen
        return seen

    def _look(self, expected: Expected) -> Seen:
        receiver, sender = _FORK.Pipe(duplex=False)
        process = _FORK.Process(target=look, args=(self._folder, expected, sender))
        process.start()
        sender.close()
        try:
            seen = receiver.recv()
        except EOFError:
            seen = Seen(wrong=[("unopened", "looking at the library ended in an error")])
        process.join()
        assert isinstance(seen, Seen)
        return seen

    def _known(self) -> dict[str, tuple[str | None, ...]]:
        return {source: (deed,) for source, deed in self._seen.deeds.items()}

    def _task(self, kind: str) -> Task | None:
        """A change of a kind, if the library has room or a report for it."""
        ids = self._seen.ids
        if kind == "ingest":
            many = min(self._random.randint(1, 3), MOST - len(ids))
            return Task(kind, tuple(self._write() for _ in range(many))) if many > 0 else None
        if kind == "reindex":
            [other] = [model for model in self._models if model != self._seen.model]
            return Task(kind, model=other)
        if len(ids) < 2:
            return None
        source = self._random.choice(sorted(ids))
        if kind == "delete":
            return Task(kind, report_id=ids[source])
        return Task(kind, (self._write(source),))

    def _write(self, source: str = "") -> Path:
        """A file with a deed that nobody told before; of another name, unless one is given."""
        number = next(self._serial)
        source = source or f"云渡镇_{1950 + number % 70}.txt"
        place, year = source.removesuffix(".txt").split("_")
        return write_report(self._inbox, place, int(year), deed=f"建成了{number}号驿站")


def _deed(path: Path) -> str:
    return path.read_text("utf-8").split("我们")[1].split("，")[0]
