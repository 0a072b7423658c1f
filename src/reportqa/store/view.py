"""What the vector view and the word view have in common."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Protocol, Self

from reportqa.store.records import Keys, State
from reportqa.store.scan import Scan


class View(Protocol):
    """An index over the passages of the catalog, fixed once made; searched by many threads.

    A view stands for a set of passage keys. A key names one immutable passage for ever, so the
    difference between two sets of keys is all that a view needs to catch up, and a view that has
    the catalog's keys is right, however it came about.
    """

    NAME: ClassVar[str]
    """The view's folder in the library."""

    @property
    def keys(self) -> Keys:
        """The keys of its passages, rising."""
        ...

    @classmethod
    def identity(cls, state: State) -> dict[str, str]:
        """What must agree for a stored view to be of use to this library."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what ``build`` or ``follow`` left in a folder.

        Raises ``OSError`` or ``ValueError`` when it cannot be opened.
        """
        ...

    @classmethod
    def build(cls, scan: Scan, keys: Keys, folder: Path | None) -> Self:
        """Make a view of these passages in an empty folder, or in memory without one."""
        ...

    def follow(self, scan: Scan, keys: Keys, folder: Path) -> Self:
        """Make a view of these passages in an empty folder, with what this one has already."""
        ...
