"""The trail of who asked, brought in, removed and reviewed what; it is only ever added to."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from reportqa.access.keys import now
from reportqa.store.database import Database, insertion


@dataclass(frozen=True, slots=True)
class Deed:
    """One request by one key.

    ``action`` is the method and the path, ``detail`` what was asked for, ``status`` the HTTP
    status that it ended with; ``at`` an ISO time in UTC.
    """

    key_id: str
    key_name: str
    action: str
    detail: str
    status: int
    request_id: str
    at: str = ""
    number: int = 0


class Trail:
    """The trail of a library, safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, deed: Deed) -> None:
        """Write down a deed; its time and its number are given here."""
        row = {**asdict(deed), "at": now()}
        del row["number"]
        with self._database.writing() as connection:
            connection.execute(insertion("deeds", row), row)

    def latest(self, *, limit: int = 50, offset: int = 0) -> tuple[list[Deed], int]:
        """Deeds, the latest first, and how many there are in all."""
        with self._database.reading() as connection:
            [total] = connection.execute("SELECT count(*) FROM deeds").fetchone()
            found = connection.execute(
                "SELECT * FROM deeds ORDER BY number DESC LIMIT ? OFFSET ?", (limit, offset)
            )
            return [Deed(**row) for row in found], int(total)
