"""Between the nouns of ``types`` and the rows of the catalog."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Column, ColumnElement, Row, column, exists, func, select, true
from sqlalchemy.dialects import sqlite

from reportqa.store.records import Entry, StoredPassage
from reportqa.store.schema import collections, passages, reports
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

_COLLECTION = (
    select(collections.c.name)
    .where(collections.c.report_id == reports.c.id)
    .scalar_subquery()
    .label("collection")
)

REPORT = [reports.c.id, *(reports.c[name] for name in _HELD), reports.c.evidence, _COLLECTION]
_SQLITE = sqlite.dialect()
EVERY_REPORT = str(select(*REPORT).order_by(reports.c.id).compile(dialect=_SQLITE))
"""All reports, as SQLite reads it: what comes is for ``report_as_read``."""

COUNT = select(func.count()).select_from(passages)
"""The number of passages."""

WHOLE = [*reports.c, _COLLECTION]
"""A report with its text, and all that was kept with it."""

_OF_PASSAGE = tuple(field.name for field in fields(Passage))
_ROLES = {role.value: role for role in Role}
STORED = select(passages, reports.c.page_starts).join_from(passages, reports)
STORED_BY_KEY = (
    f'{STORED.compile(dialect=_SQLITE)} WHERE passages."key" IN (SELECT value FROM json_each(?))'
)
"""The same for the keys of a JSON list, as SQLite reads it: it comes with JSON not yet loaded."""


def among(of: Column[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """A condition that holds for any number of values, as one parameter of the statement."""
    listed = func.json_each(json.dumps(list(values))).table_valued(column("value"))
    return of.in_(select(listed.c.value))


def report_row(entry: Entry) -> dict[str, Any]:
    """The row of a report."""
    structured, report = entry.structured, entry.structured.report
    return {
        **{name: getattr(report, name) for name in _HELD},
        **entry.origin._asdict(),
        "id": report.id,
        "added_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "evidence": [asdict(item) for item in report.evidence],
        "page_starts": list(structured.page_starts),
        "needs_ocr": list(structured.needs_ocr),
        "text": structured.text,
    }


def section_rows(structured: StructuredReport) -> list[dict[str, Any]]:
    """The rows of a report's sections."""
    return [{"report_id": structured.report.id, **asdict(item)} for item in structured.sections]


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
            "tokens": tokens,
            "context_tokens": context_tokens,
            "embedding": vector.tobytes(),
        }
        for passage, tokens, context_tokens, vector in made
    ]


def report_of(row: Row[*tuple[Any, ...]]) -> Report:
    """The report of a row that has the columns of ``REPORT``."""
    held = {name: getattr(row, name) for name in _HELD}
    return _report(row.id, held, row.evidence, row.collection)


@lru_cache(maxsize=65_536)
def report_as_read(row: tuple[Any, ...]) -> Report:
    """The report of a row of ``EVERY_REPORT``; one that has not changed is not made again."""
    report_id, *values, evidence, collection = row
    return _report(
        report_id, dict(zip(_HELD, values, strict=True)), json.loads(evidence), collection
    )


def _report(
    report_id: str,
    held: Mapping[str, Any],
    evidence: Iterable[Mapping[str, Any]],
    collection: str | None,
) -> Report:
    level = None if held["level"] is None else Level(held["level"])
    found = tuple(Evidence(**item) for item in evidence)
    return Report(id=report_id, **{**held, "level": level}, evidence=found, collection=collection)


def shown_to(
    readable: Collection[str] | None, report_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """Whether whoever may read these collections may see a report; ``None`` sees all."""
    if readable is None:
        return true()
    hidden = exists().where(
        collections.c.report_id == report_id, collections.c.name.not_in(readable)
    )
    return ~hidden


def overrides_of(said: Mapping[str, Any]) -> Overrides:
    """What was given of a report, from its JSON."""
    level = said.get("level")
    return Overrides(**{**said, "level": None if level is None else Level(level)})


def section_of(row: Row[*tuple[Any, ...]]) -> Section:
    """The section of a row."""
    return Section(
        index=row._mapping["index"],
        start=row.start,
        end=row.end,
        depth=row.depth,
        role=Role(row.role),
        heading=row.heading,
        number=row.number,
        parent=row.parent,
        path=tuple(row.path),
    )


def passage_of(row: Sequence[Any]) -> Passage:
    """The passage of a row that begins with the columns of ``passages``."""
    _, _, index, section_index, start, end, role, path, text, *_ = row
    return Passage(index, start, end, text, _ROLES[role], section_index, _loaded(path))


def stored_passage_of(row: Sequence[Any]) -> StoredPassage:
    """The passage of a row of ``STORED``, with all that the catalog keeps of it."""
    words, context_words, embedding, page_starts = row[-4:]
    passage = passage_of(row)
    return StoredPassage(
        key=row[0],
        report_id=row[1],
        passage=passage,
        words=words,
        context_words=context_words,
        vector=np.frombuffer(embedding, np.float16),
        page=bisect_right(_loaded(page_starts), passage.start) or None,
    )


def _loaded(value: Sequence[Any] | str) -> tuple[Any, ...]:
    """A JSON list, whether it is loaded or not."""
    return _list(value) if isinstance(value, str) else tuple(value)


@lru_cache(maxsize=4096)
def _list(content: str) -> tuple[Any, ...]:
    return tuple(json.loads(content))
