"""The catalog: the only truth of a library. All else in its folder can be made from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from reportqa.embedding.base import Fingerprint
from reportqa.errors import ModelMismatch, NotFound
from reportqa.language.places import names_of
from reportqa.store.database import Database, insertion
from reportqa.store.records import (
    Entry,
    Keys,
    Origin,
    ReportPage,
    State,
    StoredPassage,
)
from reportqa.store.rows import (
    PASSAGE,
    REPORT,
    STORED,
    among,
    listed,
    overrides_of,
    passage_of,
    passage_rows,
    report_of,
    report_row,
    section_of,
    section_rows,
    shown_to,
    stored_passage_of,
)
from reportqa.store.scan import Scan
from reportqa.store.schema import MIGRATIONS
from reportqa.store.state import raise_revision, read_state
from reportqa.types import Filters, Overrides, Report, StructuredReport

Made = TypeVar("Made")

_REMEDY = "请用 `reportqa restore 文件 --overwrite` 从备份恢复，或把报告重新导入新的资料库"


class Catalog:
    """Reports, sections and passages in SQLite. Each change is one transaction.

    Reading is safe from any thread and never waits; change it only under the writer lock.
    """

    def __init__(self, database: Database, readable: Collection[str] | None = None) -> None:
        """``readable`` are the collections to be seen; ``None`` is all of them."""
        self._database = database
        self._readable = readable

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open ``catalog.db`` in a folder; ``prepare`` makes it where it is missing or old."""
        return cls(Database(folder / "catalog.db", MIGRATIONS, _REMEDY))

    def shown_to(self, readable: Collection[str] | None) -> Catalog:
        """The same catalog, as whoever may read these collections sees it.

        A report of another collection cannot be told from one that is not there.
        """
        return Catalog(self._database, readable)

    @property
    def database(self) -> Database:
        """The file itself, for the tables that are kept beside the reports."""
        return self._database

    @property
    def is_current(self) -> bool:
        """Whether the tables are those that this program knows."""
        return self._database.is_current

    def prepare(self) -> None:
        """Make the tables, or bring them up to date; call it under the writer lock."""
        self._database.migrate()

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def checkpoint(self) -> None:
        """Empty the write-ahead log into the database file, as far as readers allow."""
        self._database.checkpoint()

    def check(self) -> list[str]:
        """What is wrong with the database file; empty when it is sound."""
        return self._database.check()

    # Changing

    def put(
        self,
        entry: Entry,
        model: Fingerprint,
        dictionary: str,
        *,
        replaces: Iterable[str] = (),
    ) -> None:
        """Add a report, in the place of those with the ids of ``replaces``; all or nothing.

        Raises ``ModelMismatch`` if the library's other passages were embedded with another
        model, and ``ValueError`` if a passage is not what stands at its place in the text.
        """
        _check_passages(entry)
        with self._database.writing() as connection:
            _check_model(connection, model)
            for report_id in replaces:
                connection.execute("DELETE FROM reports WHERE id = ?", (report_id,))
            row = report_row(entry)
            connection.execute(insertion("reports", row), row)
            _put_parts(connection, entry)
            raise_revision(connection, model=model, dictionary=dictionary)

    def correct(self, entry: Entry, model: Fingerprint) -> None:
        """Put what a corrected report says of itself, and its passages, in the place of the old.

        What hangs on the report, such as what watches found in it, stays. Raises ``NotFound``,
        ``ModelMismatch`` and ``ValueError`` as ``put`` does.
        """
        _check_passages(entry)
        report_id = entry.structured.report.id
        row = report_row(entry)
        del row["added_at"]
        with self._database.writing() as connection:
            _check_model(connection, model)
            values = ", ".join(f"{name} = :{name}" for name in row)
            done = connection.execute(f"UPDATE reports SET {values} WHERE id = :id", row)
            if done.rowcount == 0:
                raise NotFound(_no_report(report_id))
            for part in ("sections", "passages", "corrections", "collections"):
                connection.execute(f"DELETE FROM {part} WHERE report_id = ?", (report_id,))
            _put_parts(connection, entry)
            raise_revision(connection)

    def remove(self, report_id: str) -> None:
        """Remove a report with all that belongs to it. Raises ``NotFound``."""
        with self._database.writing() as connection:
            gone = connection.execute(
                f"DELETE FROM reports WHERE {self._is}", self._named(id=report_id)
            )
            if gone.rowcount == 0:
                raise NotFound(_no_report(report_id))
            raise_revision(connection)

    def relocate(self, report_id: str, origin: Origin, source: str) -> None:
        """Note that a report, else unchanged, now comes from another place or another file."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE reports SET origin = :origin, file_hash = :file_hash, "
                "overrides = :overrides, structure_version = :structure_version, "
                "source = :source WHERE id = :id",
                {**origin._asdict(), "source": source, "id": report_id},
            )
            raise_revision(connection)

    def retokenise(self, dictionary: str, tokens: Iterable[tuple[int, str, str]]) -> None:
        """Put other words in the place of all: ``(key, tokens, context tokens)`` a passage."""
        with self._database.writing() as connection:
            connection.executemany(
                'UPDATE passages SET tokens = ?, context_tokens = ? WHERE "key" = ?',
                ((body, context, key) for key, body, context in tokens),
            )
            raise_revision(connection, dictionary=dictionary)

    # Reading

    def state(self) -> State:
        """Which library this is and where it stands."""
        with self._database.reading() as connection:
            return read_state(connection)

    def revision(self) -> int:
        """The number of changes committed so far; cheap enough to ask before every search."""
        [[revision]] = self._database.rows("SELECT revision FROM state")
        return int(revision)

    @contextmanager
    def scan(self) -> Iterator[Scan]:
        """The catalog as it stands now, unmoved by what is committed meanwhile."""
        with self._database.reading() as connection:
            yield Scan(connection)

    def report(self, report_id: str) -> Report:
        """The report with this id. Raises ``NotFound``."""
        query = f"SELECT {REPORT} FROM reports WHERE {self._is}"
        for report in self._found(report_of, query, id=report_id):
            return report
        raise NotFound(_no_report(report_id))

    def text(self, report_id: str) -> str:
        """The canonical text of a report. Raises ``NotFound``."""
        query = f"SELECT text FROM reports WHERE {self._is}"
        for (text,) in self._found(tuple, query, id=report_id):
            return str(text)
        raise NotFound(_no_report(report_id))

    def texts(self, report_ids: Iterable[str]) -> dict[str, str]:
        """The canonical texts of reports by their ids, those that are there and may be seen."""
        is_meant = f"{among('id', ':ids')} AND {self._shown('reports.id')}"
        query = f"SELECT id, text FROM reports WHERE {is_meant}"
        return dict(self._found(tuple, query, ids=listed(report_ids)))

    def structured(self, report_id: str) -> StructuredReport:
        """A report with its text, sections and passages. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {REPORT}, origin, page_starts, needs_ocr, text FROM reports "
                f"WHERE {self._is}",
                self._named(id=report_id),
            ).fetchone()
            if row is None:
                raise NotFound(_no_report(report_id))
            section_rows = connection.execute(
                'SELECT * FROM sections WHERE report_id = ? ORDER BY "index"', (report_id,)
            )
            passage_rows = connection.execute(
                f'SELECT {PASSAGE} FROM passages WHERE report_id = ? ORDER BY "index"', (report_id,)
            )
            return StructuredReport(
                report=report_of(row),
                text=row["text"],
                sections=tuple(map(section_of, section_rows)),
                passages=tuple(map(passage_of, passage_rows)),
                origin=row["origin"],
                page_starts=tuple(json.loads(row["page_starts"])),
                needs_ocr=tuple(json.loads(row["needs_ocr"])),
            )

    def reports(
        self, filters: Filters | None = None, *, limit: int = 50, offset: int = 0
    ) -> ReportPage:
        """Reports by place and year, a page at a time; a filter by role means nothing here.

        The place may be given by any of its names.
        """
        limits = filters or Filters()
        where = " AND ".join([*_conditions(limits), self._shown("reports.id")])
        asked = {field: getattr(limits, field) for field in _LIMITS}
        if limits.place is not None:
            asked["place"] = listed(names_of(limits.place, self.places()))
        values = self._named(**asked, limit=limit, offset=offset)
        with self._database.reading() as connection:
            [total] = connection.execute(
                f"SELECT count(*) FROM reports WHERE {where}", values
            ).fetchone()
            rows = connection.execute(
                f"SELECT {REPORT} FROM reports WHERE {where} "
                "ORDER BY place, delivered_year, id LIMIT :limit OFFSET :offset",
                values,
            )
            return ReportPage(tuple(map(report_of, rows)), int(total))

    def places(self) -> tuple[str, ...]:
        """Every place that a report speaks for, in order of code points."""
        query = (
            "SELECT DISTINCT place FROM reports "
            f"WHERE place IS NOT NULL AND {self._shown('reports.id')}"
        )
        return tuple(sorted(place for (place,) in self._found(tuple, query)))

    def size(self) -> int:
        """The number of passages."""
        with self.scan() as scan:
            return scan.size

    def origin_of(self, report_id: str) -> Origin | None:
        """Where the report with this id came from; ``None`` if there is none."""
        found = self._origin("id", report_id)
        return None if found is None else found[1]

    def correction_of(self, report_id: str) -> Overrides:
        """What a person said of a report since it came; empty where nobody did."""
        query = "SELECT said FROM corrections WHERE report_id = :id"
        for said in self._found(lambda row: json.loads(row["said"]), query, id=report_id):
            return overrides_of(said)
        return Overrides()

    def shows(self, report_id: str) -> bool:
        """Whether a report is not one of a collection that is kept from whoever reads this."""
        if self._readable is None:
            return True
        name = self.collection_of([report_id])
        return name is None or name in self._readable

    def collection_of(self, report_ids: Iterable[str]) -> str | None:
        """The collection that one of these reports is in; ``None`` where all are for everybody."""
        query = f"SELECT max(name) FROM collections WHERE {among('report_id')}"
        [[name]] = self._database.rows(query, listed(report_ids))
        return None if name is None else str(name)

    def find_origin(self, origin: str) -> tuple[str, Origin] | None:
        """The id and the origin of the report that came from this place, if there is one."""
        return self._origin("origin", origin)

    def passages(self, keys: Sequence[int] | Keys) -> list[StoredPassage]:
        """The passages with these keys, in this order; those gone meanwhile are left out."""
        wanted = [int(key) for key in keys]
        is_meant = among('passages."key"', ":keys")
        query = f"{STORED} WHERE {is_meant} AND {self._shown('passages.report_id')}"
        held = {
            passage.key: passage
            for passage in self._found(stored_passage_of, query, keys=listed(wanted))
        }
        return [held[key] for key in wanted if key in held]

    def passage(self, passage_id: str) -> StoredPassage:
        """The passage with this public id. Raises ``NotFound``."""
        report_id, _, index = passage_id.rpartition("-")
        if index.isascii() and index.isdecimal():
            query = (
                f'{STORED} WHERE passages.report_id = :id AND passages."index" = :index '
                f"AND {self._shown('passages.report_id')}"
            )
            for found in self._found(stored_passage_of, query, id=report_id, index=int(index)):
                return found
        raise NotFound(f"没有编号为 {passage_id} 的段落；它所在的报告可能已被替换")

    def occurrences(
        self, phrase: str, report_ids: Iterable[str] | None = None
    ) -> list[tuple[str, int, int]]:
        """Where a phrase stands verbatim: ``(report id, start, end)``, once for each time."""
        is_meant = "TRUE" if report_ids is None else among("id", ":ids")
        query = (
            f"SELECT id, text FROM reports WHERE {is_meant} AND instr(text, :phrase) > 0 "
            f"AND {self._shown('reports.id')} ORDER BY id"
        )
        rows = self._found(tuple, query, ids=listed(report_ids or ()), phrase=phrase)
        return [
            (report_id, start, start + len(phrase))
            for report_id, text in rows
            for start in _starts(text, phrase)
        ]

    def _found(
        self, make: Callable[[sqlite3.Row], Made], statement: str, **values: Any
    ) -> list[Made]:
        """What is made of the rows of one statement, which may ask what is shown."""
        with self._database.reading() as connection:
            return list(map(make, connection.execute(statement, self._named(**values))))

    def _shown(self, report_id: str) -> str:
        return shown_to(self._readable, report_id)

    @property
    def _is(self) -> str:
        """Whether a row of ``reports`` is the one with the id that is named, and may be seen."""
        return f"reports.id = :id AND {self._shown('reports.id')}"

    def _named(self, **values: Any) -> dict[str, Any]:
        """The values of a statement, with those that ``_shown`` needs."""
        return {**values, "readable": listed(self._readable or ())}

    def _origin(self, column: str, value: str) -> tuple[str, Origin] | None:
        query = f"SELECT id, {', '.join(Origin._fields)} FROM reports WHERE {column} = :value"
        for report_id, *origin in self._found(tuple, query, value=value):
            return report_id, Origin(*origin)
        return None


def _check_passages(entry: Entry) -> None:
    body = entry.structured.text
    for passage in entry.structured.passages:
        if body[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.index} is not what the report says there")


def _check_model(connection: sqlite3.Connection, model: Fingerprint) -> None:
    made_with = read_state(connection).model
    if made_with is not None and made_with != model:
        raise ModelMismatch(f"资料库的向量由 {made_with.name} 算出，不是 {model.name}")


def _put_parts(connection: sqlite3.Connection, entry: Entry) -> None:
    """Add what belongs to a report that is there."""
    structured = entry.structured
    report_id = structured.report.id
    parts: dict[str, list[dict[str, Any]]] = {
        "sections": section_rows(structured),
        "passages": passage_rows(entry),
    }
    if structured.report.collection is not None:
        parts["collections"] = [{"report_id": report_id, "name": structured.report.collection}]
    if entry.correction.said:
        said = json.dumps(entry.correction.said)
        parts["corrections"] = [{"report_id": report_id, "said": said}]
    for table, rows in parts.items():
        if rows:
            connection.executemany(insertion(table, rows[0]), rows)


def _no_report(report_id: str) -> str:
    return f"没有编号为 {report_id} 的报告；它可能已被删除或替换"


def _starts(body: str, phrase: str) -> Iterator[int]:
    start = body.find(phrase) if phrase else -1
    while start >= 0:
        yield start
        start = body.find(phrase, start + len(phrase))


_LIMITS = {
    "report_id": "id = :report_id",
    "place": among("place", ":place"),
    "level": "level = :level",
    "year_from": "delivered_year >= :year_from",
    "year_to": "delivered_year <= :year_to",
}
"""What each limit of ``Filters`` asks of a row of ``reports``."""


def _conditions(filters: Filters) -> list[str]:
    return [asks for field, asks in _LIMITS.items() if getattr(filters, field) is not None]
