"""A SQLite file: how it is opened, and its errors in our words."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, ExceptionContext, MetaData, NullPool, create_engine, event

from reportqa.errors import LibraryDamaged, LibraryError

Migration = Callable[[Connection], None]
Migrations = Sequence[Migration]
"""Step ``i`` takes a file from version ``i`` to ``i + 1``."""

logger = logging.getLogger(__name__)

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # a committed report outlives a power cut
    "PRAGMA secure_delete = ON",  # a removed report leaves no text in free pages
    "PRAGMA busy_timeout = 30000",
)


class Database:
    """Connections to one SQLite file in WAL mode; safe to share between threads."""

    def __init__(self, path: Path, migrations: Migrations, remedy: str) -> None:
        """``remedy`` says what to do when the file is damaged."""
        self.path = path
        self._migrations = migrations
        self._remedy = remedy
        if os.access(path.parent, os.W_OK):
            how: dict[str, Any] = {"pool_size": 8, "max_overflow": -1}
        else:
            # Each read looks anew whether somebody else writes there.
            how = {"creator": self._only_read, "poolclass": NullPool}
        self._engine = create_engine(f"sqlite:///{path}", json_deserializer=self._parse, **how)
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "handle_error", self._translate)

    def _only_read(self) -> sqlite3.Connection:
        """Open the file in a folder that we cannot write to.

        SQLite wants to make a log beside a file in WAL mode, even to read it, unless it is told
        that the file does not change; it doesn't while no writer has a log there.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        is_written = log.exists() and log.stat().st_size > 0
        how = "mode=ro" if is_written else "immutable=1"
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?{how}", uri=True)

    def version(self) -> int:
        """How many migrations the file has seen; raises ``LibraryDamaged`` if it cannot tell."""
        with self.reading() as connection:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())

    def migrate(self) -> None:
        """Bring the tables up to date, step by step; call it under the writer lock.

        Raises ``LibraryError`` when the file was written by a later program.
        """
        if self.version() > len(self._migrations):
            raise LibraryError(f"{self.path.name}：由更新版本的 reportqa 写成；请安装该版本再打开")
        with self._engine.connect() as connection:
            connection.connection.driver_connection.execute(  # type: ignore[union-attr]
                "PRAGMA journal_mode = WAL"
            )
        for number, step in list(enumerate(self._migrations, 1))[self.version() :]:
            with self.writing() as connection:
                step(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    @property
    def is_current(self) -> bool:
        """Whether the tables are those that this program knows."""
        return self.version() == len(self._migrations)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the file, whatever is committed meanwhile; never waits."""
        with self._engine.connect() as connection:
            yield connection

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement, which sees one state of the file.

        For what every search asks: a tenth of the time that an expression takes.
        """
        connection = self._engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            rows: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._tell(error)
            raise
        finally:
            connection.close()
        return rows

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed at the end, undone by any exception."""
        with (
            self._engine.connect().execution_options(reportqa_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    def checkpoint(self) -> None:
        """Move the log into the file and empty it, so that nothing removed is left in the log.

        A reader in the middle of something can prevent it, or a full disk; what was committed is
        safe in the log, and the next call catches up.
        """
        with self._engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA busy_timeout = 250")
            try:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.OperationalError:
                logger.warning("the log of %s cannot be emptied", self.path, exc_info=True)
            driver.execute(PRAGMAS[-1])

    def check(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        problems = [str(line) for line in found if line != "ok"]
        return problems + [f"{row[0]}：第 {row[1]} 行失去了所属的报告" for row in broken]

    def copy(self, target: Path) -> None:
        """Write the file as it stands at one moment to another; nobody waits meanwhile."""
        with self.reading() as connection, closing(sqlite3.connect(target)) as copy:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy)

    def become(self, source: Path) -> None:
        """Take over all of another file in one transaction; call it under the writer lock."""
        with self.reading() as connection, closing(sqlite3.connect(source)) as other:
            driver: Any = connection.connection.driver_connection
            other.backup(driver)

    def close(self) -> None:
        """Close all connections; SQLite then folds the log into the file."""
        self._engine.dispose()

    def _parse(self, value: str) -> Any:
        try:
            return json.loads(value)
        except ValueError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: BaseException) -> LibraryDamaged:
        return LibraryDamaged(f"{self.path.name}：文件已损坏（{error}）；{self._remedy}")

    def _translate(self, context: ExceptionContext) -> None:
        self._tell(context.original_exception)

    def _tell(self, error: BaseException) -> None:
        """Raise an error of SQLite in our words, where we have some."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        is_garbled = "Could not decode to UTF-8" in str(error)
        if is_garbled or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise self._damaged(error) from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
            raise LibraryError(
                f"{self.path.name}：无法写入（{error}），没有任何改动；请腾出空间，或取得写入权限"
            ) from error
        if code == sqlite3.SQLITE_CANTOPEN:
            raise LibraryError(f"{self.path.name}：打不开（{error}）") from error


def adding(tables: MetaData) -> Migration:
    """The step that makes these tables."""
    return partial(tables.create_all, checkfirst=False)


def only_added_to(connection: Connection, table: str, what: str) -> None:
    """Let SQLite itself refuse whatever would change or remove a row of a table.

    ``what`` begins what is then said, with its verb: “reviews are”.
    """
    for change in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{what} only ever added to'); END"
        )


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # Without this the driver begins transactions by its own rules, and reads see several states.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("reportqa_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
