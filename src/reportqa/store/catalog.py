"""The catalog: the only truth of a library. All else in its folder can be made from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from reportqa.embedding.base import Fingerprint
from reportqa.errors import ModelMismatch, NotFound
from reportqa.store.database import Database
from reportqa.store.records import (
    Entry,
    Keys,
    Origin,
    ReportPage,
    State,
    StoredPassage,
)
from reportqa.store.rows import (
    COUNT,
    REPORT,
    STORED,
    STORED_BY_KEY,
    WHOLE,
    among,
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
from reportqa.store.schema import (
    MIGRATIONS,
    collections,
    corrections,
    passages,
    reports,
    sections,
)
from reportqa.store.state import raise_revision, read_state
from reportqa.types import Filters, Overrides, Report, StructuredReport

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
                connection.execute(reports.delete().where(reports.c.id == report_id))
            connection.execute(reports.insert(), report_row(entry))
            _put_parts(connection, entry)
            raise_revision(connection, model=asdict(model), dictionary=dictionary)

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
            done = connection.execute(reports.update().where(reports.c.id == report_id).values(row))
            if done.rowcount == 0:
                raise NotFound(_no_report(report_id))
            for part in (sections, passages, corrections, collections):
                connection.execute(part.delete().where(part.c.report_id == report_id))
            _put_parts(connection, entry)
            raise_revision(connection)

    def remove(self, report_id: str) -> None:
        """Remove a report with all that belongs to it. Raises ``NotFound``."""
        with self._database.writing() as connection:
            gone = connection.execute(reports.delete().where(self._is(report_id)))
            if gone.rowcount == 0:
                raise NotFound(_no_report(report_id))
            raise_revision(connection)

    def relocate(self, report_id: str, origin: Origin, source: str) -> None:
        """Note that a report, else unchanged, now comes from another place or another file."""
        with self._database.writing() as connection:
            connection.execute(
                reports.update()
                .where(reports.c.id == report_id)
                .values(**origin._asdict(), source=source)
            )
            raise_revision(connection)

    def retokenise(self, dictionary: str, tokens: Iterable[tuple[int, str, str]]) -> None:
        """Put other words in the place of all: ``(key, tokens, context tokens)`` a passage."""
        with self._database.writing() as connection:
            for key, body, context in tokens:
                connection.execute(
                    passages.update()
                    .where(passages.c.key == key)
                    .values(tokens=body, context_tokens=context)
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
        with self._database.reading() as connection:
            row = connection.execute(select(*REPORT).where(self._is(report_id))).first()
        if row is None:
            raise NotFound(_no_report(report_id))
        return report_of(row)

    def text(self, report_id: str) -> str:
        """The canonical text of a report. Raises ``NotFound``."""
        with self._database.reading() as connection:
            found = connection.execute(
                select(reports.c.text).where(self._is(report_id))
            ).scalar_one_or_none()
        if found is None:
            raise NotFound(_no_report(report_id))
        return str(found)

    def texts(self, report_ids: Iterable[str]) -> dict[str, str]:
        """The canonical texts of reports by their ids, without those that are not there."""
        query = select(reports.c.id, reports.c.text).where(among(reports.c.id, report_ids))
        with self._database.reading() as connection:
            return {row.id: row.text for row in connection.execute(query)}

    def structured(self, report_id: str) -> StructuredReport:
        """A report with its text, sections and passages. Raises ``NotFound``."""
        with self._database.reading() as connection:
            row = connection.execute(select(*WHOLE).where(self._is(report_id))).first()
            if row is None:
                raise NotFound(_no_report(report_id))
            section_list = connection.execute(
                select(sections)
                .where(sections.c.report_id == report_id)
                .order_by(sections.c["index"])
            ).all()
            passage_list = connection.execute(
                select(passages)
                .where(passages.c.report_id == report_id)
                .order_by(passages.c["index"])
            ).all()
        return StructuredReport(
            report=report_of(row),
            text=row.text,
            sections=tuple(map(section_of, section_list)),
            passages=tuple(map(passage_of, passage_list)),
            origin=row.origin,
            page_starts=tuple(row.page_starts),
            needs_ocr=tuple(row.needs_ocr),
        )

    def reports(
        self, filters: Filters | None = None, *, limit: int = 50, offset: int = 0
    ) -> ReportPage:
        """Reports by place and year, a page at a time; a filter by role means nothing here."""
        where = and_(_matching(filters or Filters()), self._shown(reports.c.id))
        with self._database.reading() as connection:
            total = connection.execute(
                select(func.count()).select_from(reports).where(where)
            ).scalar_one()
            rows = connection.execute(
                select(*REPORT)
                .where(where)
                .order_by(reports.c.place, reports.c.delivered_year, reports.c.id)
                .limit(limit)
                .offset(offset)
            ).all()
        return ReportPage(tuple(map(report_of, rows)), int(total))

    def places(self) -> tuple[str, ...]:
        """Every place that a report speaks for, in order of code points."""
        is_shown = and_(reports.c.place.is_not(None), self._shown(reports.c.id))
        query = select(reports.c.place).where(is_shown).distinct()
        with self._database.reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def size(self) -> int:
        """The number of passages."""
        with self._database.reading() as connection:
            return int(connection.execute(COUNT).scalar_one())

    def origin_of(self, report_id: str) -> Origin | None:
        """Where the report with this id came from; ``None`` if there is none."""
        found = self._origin(reports.c.id == report_id)
        return None if found is None else found[1]

    def correction_of(self, report_id: str) -> Overrides:
        """What a person said of a report since it came; empty where nobody did."""
        query = select(corrections.c.said).where(corrections.c.report_id == report_id)
        with self._database.reading() as connection:
            said = connection.execute(query).scalar_one_or_none()
        return overrides_of(said or {})

    def shows(self, report_id: str) -> bool:
        """Whether a report is not one of a collection that is kept from whoever reads this."""
        if self._readable is None:
            return True
        name = self.collection_of([report_id])
        return name is None or name in self._readable

    def collection_of(self, report_ids: Iterable[str]) -> str | None:
        """The collection that one of these reports is in; ``None`` where all are for everybody."""
        query = select(func.max(collections.c.name)).where(
            among(collections.c.report_id, report_ids)
        )
        with self._database.reading() as connection:
            name: str | None = connection.execute(query).scalar_one()
        return name

    def find_origin(self, origin: str) -> tuple[str, Origin] | None:
        """The id and the origin of the report that came from this place, if there is one."""
        return self._origin(reports.c.origin == origin)

    def passages(self, keys: Sequence[int] | Keys) -> list[StoredPassage]:
        """The passages with these keys, in this order; those gone meanwhile are left out."""
        wanted = [int(key) for key in keys]
        found = {row[0]: stored_passage_of(row) for row in self._stored(wanted)}
        return [found[key] for key in wanted if key in found]

    def passage(self, passage_id: str) -> StoredPassage:
        """The passage with this public id. Raises ``NotFound``."""
        report_id, _, index = passage_id.rpartition("-")
        row = None
        if index.isascii() and index.isdecimal():
            with self._database.reading() as connection:
                is_meant = and_(
                    passages.c.report_id == report_id,
                    passages.c["index"] == int(index),
                    self._shown(passages.c.report_id),
                )
                row = connection.execute(STORED.where(is_meant)).first()
        if row is None:
            raise NotFound(f"没有编号为 {passage_id} 的段落；它所在的报告可能已被替换")
        return stored_passage_of(row)

    def occurrences(
        self, phrase: str, report_ids: Iterable[str] | None = None
    ) -> list[tuple[str, int, int]]:
        """Where a phrase stands verbatim: ``(report id, start, end)``, once for each time."""
        where = and_(func.instr(reports.c.text, phrase) > 0, self._shown(reports.c.id))
        if report_ids is not None:
            where = and_(among(reports.c.id, report_ids), where)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(reports.c.id, reports.c.text).where(where).order_by(reports.c.id)
            ).all()
        return [
            (row.id, start, start + len(phrase))
            for row in rows
            for start in _starts(row.text, phrase)
        ]

    def _stored(self, keys: Sequence[int]) -> Iterable[Sequence[Any]]:
        if self._readable is None:
            return self._database.rows(STORED_BY_KEY, json.dumps(keys))
        with self._database.reading() as connection:
            is_meant = and_(among(passages.c.key, keys), self._shown(passages.c.report_id))
            return connection.execute(STORED.where(is_meant)).all()

    def _shown(self, report_id: ColumnElement[str]) -> ColumnElement[bool]:
        return shown_to(self._readable, report_id)

    def _is(self, report_id: str) -> ColumnElement[bool]:
        """Whether a row of ``reports`` is the one with this id, and may be seen."""
        return and_(reports.c.id == report_id, self._shown(reports.c.id))

    def _origin(self, where: ColumnElement[bool]) -> tuple[str, Origin] | None:
        columns = [reports.c[name] for name in Origin._fields]
        with self._database.reading() as connection:
            row = connection.execute(select(reports.c.id, *columns).where(where)).first()
        return None if row is None else (row[0], Origin(*row[1:]))


def _check_passages(entry: Entry) -> None:
    body = entry.structured.text
    for passage in entry.structured.passages:
        if body[passage.start : passage.end] != passage.text:
            raise ValueError(f"passage {passage.index} is not what the report says there")


def _check_model(connection: Connection, model: Fingerprint) -> None:
    made_with = read_state(connection).model
    if made_with is not None and made_with != model:
        raise ModelMismatch(f"资料库的向量由 {made_with.name} 算出，不是 {model.name}")


def _put_parts(connection: Connection, entry: Entry) -> None:
    """Add what belongs to a report that is there."""
    structured = entry.structured
    if structured.report.collection is not None:
        row = {"report_id": structured.report.id, "name": structured.report.collection}
        connection.execute(collections.insert(), row)
    if structured.sections:
        connection.execute(sections.insert(), section_rows(structured))
    if structured.passages:
        connection.execute(passages.insert(), passage_rows(entry))
    if entry.correction.said:
        said = {"report_id": structured.report.id, "said": entry.correction.said}
        connection.execute(corrections.insert(), said)


def _no_report(report_id: str) -> str:
    return f"没有编号为 {report_id} 的报告；它可能已被删除或替换"


def _starts(body: str, phrase: str) -> Iterator[int]:
    start = body.find(phrase) if phrase else -1
    while start >= 0:
        yield start
        start = body.find(phrase, start + len(phrase))


def _matching(filters: Filters) -> ColumnElement[bool]:
    conditions = [
        column == value
        for column, value in (
            (reports.c.id, filters.report_id),
            (reports.c.place, filters.place),
            (reports.c.level, filters.level),
        )
        if value is not None
    ]
    if filters.year_from is not None:
        conditions.append(reports.c.delivered_year >= filters.year_from)
    if filters.year_to is not None:
        conditions.append(reports.c.delivered_year <= filters.year_to)
    return and_(true(), *conditions)
