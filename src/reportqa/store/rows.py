"""Between the nouns of ``types`` and the rows of the catalog."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np

from reportqa.store.records import Entry, StoredPassage
from reportqa.types import (
    Evidence,
    Level,
    Overrides,
    Passage,
    Report,
    Role,
    Section,
    StructuredReport,
)

_HELD = (
    "title",
    "place",
    "level",
    "delivered_year",
    "review_year",
    "plan_year",
    "source",
    "meeting",
    "speaker",
    "delivered_on",
    "characters",
)

_REPORT = ("id", *_HELD, "evidence")

REPORT = (
    ", ".join(f"reports.{name}" for name in _REPORT)
    + ", (SELECT name FROM collections WHERE report_id = reports.id) AS collection"
)
"""The columns of a report, for ``report_of``."""

EVERY_REPORT = f"SELECT {REPORT} FROM reports ORDER BY reports.id"

_OF_PASSAGE = tuple(field.name for field in fields(Passage))
_ROLES = {role.value: role for role in Role}

_PASSAGE = ("key", "report_id", "index", "section_index", "start", "end", "role", "path", "text")

PASSAGE = ", ".join(f'passages."{name}"' for name in _PASSAGE)
"""The columns of a passage, for ``passage_of``."""

PASSAGE_WIDTH = len(_PASSAGE)
"""How many they are."""

STORED = (
    f"SELECT {PASSAGE}, passages.tokens, passages.context_tokens, "
    "reports.page_starts FROM passages JOIN reports ON reports.id = passages.report_id"
)
"""Passages with all that is kept of them, for ``stored_passage_of``."""


def among(column: str, parameter: str = "?") -> str:
    """A condition that holds for any number of values, given as ``listed`` makes them."""
    return f"{column} IN (SELECT value FROM json_each({parameter}))"


def listed(values: Iterable[Any]) -> str:
    """Any number of values as one parameter of a statement."""
    return json.dumps(list(values))


def report_row(entry: Entry) -> dict[str, Any]:
    """The row of a report."""
    structured, report = entry.structured, entry.structured.report
    return {
        **{name: getattr(report, name) for name in _HELD},
        **entry.origin._asdict(),
        "id": report.id,
        "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "evidence": json.dumps([asdict(item) for item in report.evidence]),
        "page_starts": json.dumps(structured.page_starts),
        "needs_ocr": json.dumps(structured.needs_ocr),
        "text": structured.text,
    }


def section_rows(structured: StructuredReport) -> list[dict[str, Any]]:
    """The rows of a report's sections."""
    return [
        {"report_id": structured.report.id, **asdict(item), "path": json.dumps(item.path)}
        for item in structured.sections
    ]


def passage_rows(entry: Entry) -> list[dict[str, Any]]:
    """The rows of a report's passages."""
    made = zip(
        entry.structured.passages,
        entry.tokens,
        entry.context_tokens,
        entry.embeddings.astype(np.float16),
        strict=True,
    )
    return [
        {
            "report_id": entry.structured.report.id,
            **{name: getattr(passage, name) for name in _OF_PASSAGE},
            "path": json.dumps(passage.path),
            "tokens": tokens,
            "context_tokens": context_tokens,
            "embedding": vector.tobytes(),
        }
        for passage, tokens, context_tokens, vector in made
    ]


def report_of(row: Sequence[Any]) -> Report:
    """The report of a row that begins with the columns of ``REPORT``."""
    return _report_as_read(tuple(row[: len(_REPORT) + 1]))


@lru_cache(maxsize=65_536)
def _report_as_read(row: tuple[Any, ...]) -> Report:
    """One that has not changed since it was last read is not made again."""
    report_id, *values, evidence, collection = row
    held = dict(zip(_HELD, values, strict=True))
    held["level"] = None if held["level"] is None else Level(held["level"])
    found = tuple(Evidence(**item) for item in json.loads(evidence))
    return Report(id=report_id, **held, evidence=found, collection=collection)


def shown_to(readable: Collection[str] | None, report_id: str) -> str:
    """The condition that whoever may read these collections may see a report; ``None`` sees all.

    ``report_id`` is a column; the statement needs ``:readable``, the collections as ``listed``.
    """
    if readable is None:
        return "TRUE"
    return (
        f"NOT EXISTS (SELECT 1 FROM collections WHERE collections.report_id = {report_id} "
        f"AND NOT {among('collections.name', ':readable')})"
    )


def overrides_of(said: Mapping[str, Any]) -> Overrides:
    """What was given of a report, from its JSON."""
    level = said.get("level")
    return Overrides(**{**said, "level": None if level is None else Level(level)})


def section_of(row: sqlite3.Row) -> Section:
    """The section of a row of ``sections``, by its columns' names."""
    held = {field.name: row[field.name] for field in fields(Section)}
    return Section(**{**held, "role": Role(held["role"]), "path": tuple(json.loads(held["path"]))})


def passage_of(row: Sequence[Any]) -> Passage:
    """The passage of a row that begins with the columns of ``PASSAGE``."""
    _, _, index, section_index, start, end, role, path, text = row[:PASSAGE_WIDTH]
    return Passage(index, start, end, text, _ROLES[role], section_index, _loaded(path))


def stored_passage_of(row: Sequence[Any]) -> StoredPassage:
    """The passage of a row of ``STORED``, with all that the catalog keeps of it."""
    *_, words, context_words, page_starts = row
    passage = passage_of(row)
    return StoredPassage(
        key=row[0],
        report_id=row[1],
        passage=passage,
        words=words,
        context_words=context_words,
        page=bisect_right(_loaded(page_starts), passage.start) or None,
    )


@lru_cache(maxsize=4096)
def _loaded(content: str) -> tuple[Any, ...]:
    return tuple(json.loads(content))
