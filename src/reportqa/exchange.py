"""A library as JSON Lines, to be read by other programs and by another reportqa.

One line a report, with its text and metadata, then one a review and one a watch; ``kind`` tells
them apart. Sections, passages and embeddings are made again from the text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, Any

from reportqa import structure
from reportqa.errors import NotFound, UnreadableFile
from reportqa.sources import Gathered, Outcome, ReadBefore, Source, Status
from reportqa.store import Catalog
from reportqa.store.reviews import Action, Review, Reviews
from reportqa.store.rows import overrides_of
from reportqa.store.watches import Watch, Watches, filters_of
from reportqa.types import Document, Evidence

_METADATA = (
    "title",
    "place",
    "level",
    "delivered_year",
    "review_year",
    "plan_year",
    "meeting",
    "speaker",
    "delivered_on",
    "collection",
)


@dataclass(slots=True)
class Exported:
    """What a file of JSON Lines holds; the text of a report is read from it when it is needed."""

    reports: Gathered = field(default_factory=Gathered)
    reviews: list[Review] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)


def export(catalog: Catalog, target: Path) -> int:
    """Write all reports, reviews and watches to a file; the number of reports comes back."""
    lines = _reports(catalog)
    fresh = target.with_name(f"{target.name}.tmp")
    with fresh.open("w", encoding="utf-8") as file:
        total = sum(_write(file, "report", line) for line in lines)
        for review in Reviews(catalog.database).all():
            _write(file, "review", asdict(review))
        for watch in Watches(catalog.database).all():
            readable = None if watch.readable is None else sorted(watch.readable)
            _write(file, "watch", {**asdict(watch), "readable": readable})
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    return total


def read(path: Path) -> Exported:
    """Look through a file of JSON Lines; lines that make no sense are outcomes that failed.

    Raises ``NotFound``.
    """
    if not path.is_file():
        raise NotFound(f"{path}：没有这个文件；请核对路径")
    exported = Exported()
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                if line.strip():
                    _take(exported, path, offset, json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                name, reason = f"{path} 第 {number} 行", f"无法识别（{error!r}）"
                exported.reports.outcomes.append(Outcome(name, Status.FAILED, reason))
            offset += len(line)
    return exported


def add_rest(catalog: Catalog, exported: Exported) -> None:
    """Add the reviews and watches that are not there yet; call it under the writer lock."""
    reviews, watches = Reviews(catalog.database), Watches(catalog.database)
    held = [replace(review, number=0) for review in reviews.all()]
    for review in exported.reviews:
        if review not in held:
            reviews.add(review)
    known = {watch.id for watch in watches.all()}
    for watch in exported.watches:
        if watch.id not in known:
            watches.add(watch)


def _reports(catalog: Catalog) -> Iterator[dict[str, Any]]:
    for report in catalog.reports(limit=-1).reports:
        held, origin = catalog.structured(report.id), catalog.origin_of(report.id)
        assert origin is not None
        yield {
            "id": report.id,
            "source": report.source,
            **{name: getattr(report, name) for name in _METADATA},
            "evidence": [asdict(item) for item in report.evidence],
            "origin": origin.origin,
            "file_hash": origin.file_hash,
            "overrides": json.loads(origin.overrides),
            "correction": catalog.correction_of(report.id).said,
            "page_starts": held.page_starts,
            "needs_ocr": held.needs_ocr,
            "text": held.text,
        }


def _write(file: IO[str], kind: str, line: dict[str, Any]) -> int:
    """Write a line; 1 comes back, so that they can be counted."""
    file.write(json.dumps({"kind": kind, **line}, ensure_ascii=False) + "\n")
    return 1


def _take(exported: Exported, path: Path, offset: int, line: dict[str, Any]) -> None:
    kind = line.pop("kind")
    if kind == "report":
        given = replace(overrides_of(line["overrides"]), collection=line["collection"])
        correction = overrides_of(line["correction"])
        before = ReadBefore(line["file_hash"], partial(_document, path, offset), correction)
        source = Source(Path(line["source"]), line["origin"], given, before)
        exported.reports.sources.append(source)
    elif kind == "review":
        line["action"] = Action(line["action"])
        exported.reviews.append(replace(Review(**line), number=0))
    elif kind == "watch":
        line["filters"] = filters_of(line["filters"])
        line["readable"] = None if line["readable"] is None else frozenset(line["readable"])
        exported.watches.append(Watch(**line))
    else:
        raise ValueError(f"kind {kind!r}")


def _document(path: Path, offset: int) -> Document:
    """The text of the line that begins at a byte; it must be what its id was made from."""
    with path.open("rb") as file:
        file.seek(offset)
        line = json.loads(file.readline())
    if structure.report_id(line["text"]) != line["id"]:
        raise UnreadableFile(f"{line['source']}：正文与编号不符，可能被改动过；请重新导出")
    return Document(
        line["source"],
        line["text"],
        tuple(line["page_starts"]),
        tuple(line["needs_ocr"]),
        structure.title_of_file(Evidence(**item) for item in line["evidence"]),
    )
