"""The door of a library's folder: its keys and its trail, in ``access.db``."""

from __future__ import annotations

from pathlib import Path

from reportqa.access.keys import Keys
from reportqa.access.schema import MIGRATIONS
from reportqa.access.trail import Trail
from reportqa.store.database import Database

FILE = "access.db"

_REMEDY = "请从备份恢复这个文件；没有它，任何密钥都无效"


class Door:
    """Keys and trail, in a file of their own that is made with the first key.

    Until a key was made there is no lock, and whoever reaches the server may do everything.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._database = Database(self._path, MIGRATIONS, _REMEDY)
        self._was_locked = False
        self.keys = Keys(self._database)
        self.trail = Trail(self._database)

    @property
    def is_locked(self) -> bool:
        """Whether a key is asked for: from the first one on, for ever. Raises ``LibraryDamaged``.

        A file without tables is one that another process is making this moment.
        """
        if not self._was_locked and self._path.exists() and self._database.version() > 0:
            self.prepare()
            self._was_locked = self.keys.any()
        return self._was_locked

    def prepare(self) -> None:
        """Make the file where it is missing, or bring it up to date."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if not self._database.is_current:
            self._database.migrate()

    def close(self) -> None:
        """Close the file."""
        self._database.close()
