"""Where a process can be killed: named points at each write, fsync and rename.

Nothing of the program knows of them. Python tells of files that are opened, renamed or removed
(``sys.addaudithook``), SQLite of its statements; what comes after an fsync, a rename or a commit
is told by a wrapper around it. A process is armed once, and ends with its points.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportqa.store.database import Database

_CHANGES = {
    "os.rename": "rename",
    "os.remove": "remove",
    "os.mkdir": "make folder",
    "os.rmdir": "remove folder",
    "os.link": "link",
}
_WRITING = os.O_WRONLY | os.O_RDWR
_RANDOM_NAME = re.compile(r"\d{8}-[0-9a-f]{8}|[0-9a-f]{32}")
_STATEMENT = re.compile(r"(INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|[A-Z]+)\s*(\w*)")


def family(point: str) -> str:
    """The kind of a named point: ``before fsync vectors/*/keys.npy`` → ``before fsync``."""
    when, what, *rest = point.split()
    return " ".join([when, what, *rest[:1]] if rest[:1] == ["folder"] else [when, what])


@dataclass
class Points:
    """Counts the points that a process reaches; at the ``nth`` of one name it kills itself."""

    folder: Path
    deadly: str | None = None
    nth: int = 1
    reached: Counter[str] = field(default_factory=Counter)

    def arm(self) -> None:
        """Count from now on, to the end of the process."""
        sys.addaudithook(self._audit)
        self._wrap(os, "fsync", lambda handle: f"fsync {self._name(handle)}", before=True)
        self._wrap(os, "replace", lambda source, target: f"rename {self._name(target)}")
        self._tell_of_statements()
        self._tell_of_commits()

    def reach(self, name: str) -> None:
        """Pass a point, or die there."""
        self.reached[name] += 1
        if name == self.deadly and self.reached[name] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def _audit(self, what: str, arguments: tuple[Any, ...]) -> None:
        if what == "open":
            path, _, flags = arguments
            if flags & _WRITING and self._is_ours(path):
                self.reach(f"before write {self._name(path)}")
        elif what in _CHANGES and self._is_ours(arguments[0]):
            self.reach(f"before {_CHANGES[what]} {self._name(arguments[0])}")

    def _trace(self, statement: str) -> None:
        said = _STATEMENT.match(statement.strip())
        if said and said[1] not in ("SELECT", "WITH"):
            # The text of a report has no place in a name.
            self.reach(f"before {said[1]} {said[2]}".strip())

    def _tell_of_statements(self) -> None:
        plain = sqlite3.connect

        def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = plain(*arguments, **named)
            connection.set_trace_callback(self._trace)
            return connection

        owner: Any = sqlite3
        owner.connect = connect

    def _tell_of_commits(self) -> None:
        plain = Database.writing

        @contextmanager
        def writing(database: Database) -> Iterator[sqlite3.Connection]:
            with plain(database) as connection:
                yield connection
            self.reach("after COMMIT")

        owner: Any = Database
        owner.writing = writing

    def _wrap(
        self, owner: Any, what: str, name: Callable[..., str], *, before: bool = False
    ) -> None:
        plain = getattr(owner, what)

        def wrapped(*arguments: Any) -> Any:
            named = name(*arguments)
            if before:
                self.reach(f"before {named}")
            result = plain(*arguments)
            self.reach(f"after {named}")
            return result

        setattr(owner, what, wrapped)

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, (str, Path)) and str(path).startswith(str(self.folder))

    def _name(self, path: object) -> str:
        """A file's name in the library, the same in each run."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        inner = Path(str(path)).relative_to(self.folder).as_posix()
        return _RANDOM_NAME.sub("*", inner)
