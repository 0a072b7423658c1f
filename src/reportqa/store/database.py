"""A SQLite file: how it is opened, and its errors in our words."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from reportqa.errors import LibraryDamaged, LibraryError

Migration = Callable[[sqlite3.Connection], None]
Migrations = Sequence[Migration]
"""Step ``i`` takes a file from version ``i`` to ``i + 1``."""

logger = logging.getLogger(__name__)

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # a committed report outlives a power cut
    "PRAGMA secure_delete = ON",  # a removed report leaves no text in free pages
    "PRAGMA busy_timeout = 30000",
)

KEPT_OPEN = 8
"""Connections that wait to be used again; more are opened while more are wanted."""


class Database:
    """Connections to one SQLite file in WAL mode; safe to share between threads.

    Rows are ``sqlite3.Row``: columns by name or by place.
    """

    def __init__(self, path: Path, migrations: Migrations, remedy: str) -> None:
        """``remedy`` says what to do when the file is damaged."""
        self.path = path
        self._migrations = migrations
        self._remedy = remedy
        self._may_write = os.access(path.parent, os.W_OK)
        self._idle: deque[sqlite3.Connection] = deque()

    def version(self) -> int:
        """How many migrations the file has seen; raises ``LibraryDamaged`` if it cannot tell."""
        [[version]] = self.rows("PRAGMA user_version")
        return int(version)

    def migrate(self) -> None:
        """Bring the tables up to date, step by step; call it under the writer lock.

        Raises ``LibraryError`` when the file was written by a later program.
        """
        if self.version() > len(self._migrations):
            raise LibraryError(f"{self.path.name}：由更新版本的 reportqa 写成；请安装该版本再打开")
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
        for number, step in list(enumerate(self._migrations, 1))[self.version() :]:
            with self.writing() as connection:
                step(connection)
                connection.execute(f"PRAGMA user_version = {number}")

    @property
    def is_current(self) -> bool:
        """Whether the tables are those that this program knows."""
        return self.version() == len(self._migrations)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the file, whatever is committed meanwhile; never waits."""
        with self._connection() as connection, _transaction(connection, "BEGIN", "ROLLBACK"):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, undone by any exception."""
        with (
            self._connection() as connection,
            _transaction(connection, "BEGIN IMMEDIATE", "COMMIT"),
        ):
            yield connection

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """The rows of one statement, which sees one state of the file."""
        with self._connection() as connection:
            return connection.execute(statement, values).fetchall()

    def checkpoint(self) -> None:
        """Move the log into the file and empty it, so that nothing removed is left in the log.

        A reader in the middle of something can prevent it, or a full disk; what was committed is
        safe in the log, and the next call catches up.
        """
        with self._connection() as connection:
            connection.execute("PRAGMA busy_timeout = 250")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.OperationalError:
                logger.warning("the log of %s cannot be emptied", self.path, exc_info=True)
            connection.execute(PRAGMAS[-1])

    def check(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty when it is sound."""
        with self.reading() as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        problems = [str(line) for (line,) in found if line != "ok"]
        return problems + [f"{row[0]}：第 {row[1]} 行失去了所属的报告" for row in broken]

    def copy(self, target: Path) -> None:
        """Write the file as it stands at one moment to another; nobody waits meanwhile."""
        with self.reading() as connection, closing(sqlite3.connect(target)) as copy:
            connection.backup(copy)

    def become(self, source: Path) -> None:
        """Take over all of another file in one transaction; call it under the writer lock."""
        with self._connection() as connection, closing(sqlite3.connect(source)) as other:
            other.backup(connection)

    def close(self) -> None:
        """Close the connections that are not in use; SQLite then folds the log into the file."""
        while connection := self._taken():
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for one use. What SQLite then says against the file is said in our words."""
        try:
            connection = self._taken() or self._open()
        except sqlite3.Error as error:
            self._tell(error)
            raise
        try:
            yield connection
        except (sqlite3.Error, json.JSONDecodeError) as error:
            self._tell(error)
            raise
        finally:
            # A folder that we cannot write to is looked at anew each time: somebody else may.
            if self._may_write and len(self._idle) < KEPT_OPEN:
                self._idle.append(connection)
            else:
                connection.close()

    def _taken(self) -> sqlite3.Connection | None:
        """A connection that waits to be used again, if no other thread has taken it meanwhile."""
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _open(self) -> sqlite3.Connection:
        where = str(self.path) if self._may_write else self._to_read()
        # Without a level of its own: the driver's rules would let reads see several states.
        connection = sqlite3.connect(
            where, uri=not self._may_write, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    def _to_read(self) -> str:
        """The file's address, in a folder that we cannot write to.

        SQLite wants to make a log beside a file in WAL mode, even to read it, unless it is told
        that the file does not change; it doesn't while no writer has a log there.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        is_written = log.exists() and log.stat().st_size > 0
        return f"{self.path.resolve().as_uri()}?{'mode=ro' if is_written else 'immutable=1'}"

    def _tell(self, error: Exception) -> None:
        """Raise an error of SQLite, or of the JSON it holds, in our words, where we have some."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        is_garbled = "Could not decode to UTF-8" in str(error)
        is_garbled |= isinstance(error, json.JSONDecodeError)
        if is_garbled or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise LibraryDamaged(
                f"{self.path.name}：文件已损坏（{error}）；{self._remedy}"
            ) from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY):
            raise LibraryError(
                f"{self.path.name}：无法写入（{error}），没有任何改动；请腾出空间，或取得写入权限"
            ) from error
        if code == sqlite3.SQLITE_CANTOPEN:
            raise LibraryError(f"{self.path.name}：打不开（{error}）") from error


def making(*statements: str) -> Migration:
    """The step that makes tables and what belongs to them, by these statements."""
    return partial(_run, statements)


def insertion(table: str, columns: Iterable[str], how: str = "INSERT") -> str:
    """The statement that adds a row, its values by the names of its columns.

    ``how`` may say what becomes of a row that is there: ``INSERT OR REPLACE``.
    """
    names = list(columns)
    listed = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f":{name}" for name in names)
    return f"{how} INTO {table} ({listed}) VALUES ({values})"


def only_added_to(table: str, what: str) -> tuple[str, ...]:
    """Statements that let SQLite itself refuse what would change or remove a row of a table.

    ``what`` begins what is then said, with its verb: “reviews are”.
    """
    return tuple(
        f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{what} only ever added to'); END"
        for change in ("UPDATE", "DELETE")
    )


def _run(statements: Iterable[str], connection: sqlite3.Connection) -> None:
    for statement in statements:
        connection.execute(statement)


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str, end: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute(end)
    finally:
        # After an error; SQLite has undone it by itself after some.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
