"""What a key opens."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """Each right includes those before it.

    A reader asks and reads; an editor also brings in, corrects, reviews and removes; an admin
    also sees who did what.
    """

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Right) -> bool:
        """Whether whoever has this right may do what needs that one."""
        ranks = list(Right)
        return ranks.index(self) >= ranks.index(needed)


RIGHT_NAMES = {Right.READER: "查阅", Right.EDITOR: "编辑", Right.ADMIN: "管理"}
"""What people call each right."""
