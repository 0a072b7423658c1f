"""What the processes do: one changes a library and may be killed, one looks at what is left.

They are forked from a server that has imported this module, so that each starts in an instant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

import reportqa.ingest
from faults.points import Points
from reportqa import remake
from reportqa.errors import ReportQAError
from reportqa.health import examine
from reportqa.language import words
from reportqa.library import Library
from reportqa.types import Filters, Mode
from small_library import report_text

BATCH = 8
"""Passages embedded together, so that even a small library takes several batches."""

words.tokenize("预热")


@dataclass(frozen=True)
class Task:
    """One change: files to ingest, a report to remove, or a model to change to."""

    kind: str
    files: tuple[Path, ...] = ()
    report_id: str = ""
    model: str = ""


@dataclass(frozen=True)
class Expected:
    """What may be found: for each file the deeds that its report may tell, and the models.

    ``None`` among the deeds means that there may be no report. ``gone`` are deeds of earlier
    reports, and of those that never came, which nobody may find.
    """

    deeds: Mapping[str, tuple[str | None, ...]]
    models: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass
class Seen:
    """What was found, and what is wrong with it, by kind of harm."""

    deeds: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    model: str = ""
    wrong: list[tuple[str, str]] = field(default_factory=list)


def perform(folder: Path, task: Task, told: Connection, deadly: str | None, nth: int) -> None:
    """Make a change; tell that it begins, then each thing that is done, then the points passed."""
    patch = pytest.MonkeyPatch()
    for module in (remake, reportqa.ingest):
        patch.setattr(module, "EMBED_PASSAGES", BATCH)
    points = Points(folder, deadly, nth)
    points.arm()
    told.send("begun")
    with Library.open(folder, wait=60) as library:
        if task.kind == "delete":
            library.remove(task.report_id)
        elif task.kind == "reindex":
            library.reindex(task.model)
        else:
            library.ingest(task.files, progress=lambda outcome, *_: told.send(outcome.file))
        told.send("done")
    told.send(Counter(points.reached))


def look(folder: Path, expected: Expected, told: Connection) -> None:
    """Open the library as its next user would, and tell what is found."""
    seen = Seen()
    try:
        with Library.open(folder, create=False) as library:
            _look(library, expected, seen)
    except ReportQAError as error:
        seen.wrong.append(("unopened", str(error)))
    told.send(seen)


def _look(library: Library, expected: Expected, seen: Seen) -> None:
    seen.wrong += [("unclean", f.detail) for f in examine(library) if not f.well]
    if not _keys_agree(library):
        seen.wrong.append(("unclean", "the views stand for other passages than the catalog's"))
    seen.model = library.embedder.fingerprint.name
    if seen.model not in expected.models:
        seen.wrong.append(("lost", f"the model is {seen.model}, not {expected.models}"))
    for report in library.reports(limit=1000).reports:
        text = library.text(report.id)
        allowed = expected.deeds.get(report.source, ())
        deed = next((deed for deed in allowed if deed and text == _text(report.source, deed)), None)
        if deed is None:
            seen.wrong.append(("resurrected", f"{report.source}: {text[:200]}"))
            continue
        seen.deeds[report.source], seen.ids[report.source] = deed, report.id
        if not _is_whole(library, report.id, deed):
            seen.wrong.append(("lost", f"{report.source}: {deed} is not found whole"))
    for source, allowed in expected.deeds.items():
        if source not in seen.deeds and None not in allowed:
            seen.wrong.append(("lost", f"{source}: {allowed}"))
    for deed in {*expected.gone, *_all(expected)} - {*seen.deeds.values()}:
        if any(_finds(library, deed, mode) for mode in (Mode.LEXICAL, Mode.DENSE)):
            seen.wrong.append(("resurrected", deed))


def _is_whole(library: Library, report_id: str, deed: str) -> bool:
    """Whether a report has all its parts, and what it did is found in it by both halves."""
    held = library.structured(report_id)
    [told] = [passage for passage in held.passages if deed in passage.text]
    there = Filters(report_id=report_id)
    return "".join(held.text[part.start : part.end] for part in held.sections) == held.text and all(
        f"{report_id}-{told.index}"
        in {hit.passage_id for hit in library.search(told.text, k=3, mode=mode, filters=there).hits}
        for mode in (Mode.LEXICAL, Mode.DENSE)
    )


def _keys_agree(library: Library) -> bool:
    """Whether both views stand for just the passages of the catalog."""
    snapshot = library.snapshot()
    with library.catalog.scan() as scan:
        keys = [*scan.keys()]
    return keys == [*snapshot.vectors.keys] == [*snapshot.words.keys]


def _finds(library: Library, deed: str, mode: Mode) -> bool:
    return any(deed in hit.text for hit in library.search(deed, k=10, mode=mode).hits)


def _text(source: str, deed: str) -> str:
    place, year = source.removesuffix(".txt").split("_")
    return report_text(place, int(year), deed)


def _all(expected: Expected) -> set[str]:
    return {deed for allowed in expected.deeds.values() for deed in allowed if deed}
