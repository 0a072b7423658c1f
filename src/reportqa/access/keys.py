"""Keys: made, shown once, kept as a hash, told again from what a caller sends, revoked."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from reportqa.access.right import Right
from reportqa.errors import NotFound, QueryError
from reportqa.store.database import Database, insertion

PREFIX = "rqa"
"""What every key begins with, so that people and secret scanners know one when they see it."""

SECRET_BYTES = 32
"""256 random bits cannot be guessed, so a fast hash keeps them; slow ones are for passwords
(OWASP, Password Storage Cheat Sheet; RFC 4086, section 2)."""

NO_DIGEST = bytes(32)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Times are ISO 8601 in UTC; ``expires_at`` may be ``None``.

    ``collections`` are those whose reports it shows, beside the reports that are in none.
    """

    id: str
    name: str
    right: Right
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    collections: tuple[str, ...] = ()

    @property
    def readable(self) -> frozenset[str] | None:
        """The collections that the key shows; ``None``, which is all of them, for an admin's."""
        return None if self.right is Right.ADMIN else frozenset(self.collections)

    def opens(self, now: str) -> bool:
        """Whether the key is good at this time."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Keys:
    """The keys of a library, safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        name: str,
        right: Right,
        expires_at: datetime | None = None,
        collections: Iterable[str] = (),
    ) -> tuple[Key, str]:
        """Make a key; it comes with the whole of it, which is shown this once and kept nowhere.

        Raises ``QueryError`` for an empty name and for a time that has passed.
        """
        if not name.strip():
            raise QueryError("密钥要有名字，写明是谁、做什么用的")
        ends = None if expires_at is None else _iso(expires_at)
        if ends is not None and ends <= now():
            raise QueryError(f"密钥的期限 {ends} 已经过去；请写以后的日期")
        named = tuple(sorted(set(collections)))
        key = Key(secrets.token_hex(6), name.strip(), right, now(), ends, None, named)
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            "id": key.id,
            "name": key.name,
            "right": key.right.value,
            "digest": _digest(secret),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
            "collections": json.dumps(named),
        }
        with self._database.writing() as connection:
            connection.execute(insertion("keys", row), row)
        return key, f"{PREFIX}_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key there ever was, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM keys ORDER BY created_at, id")
            return list(map(_key_of, rows))

    def any(self) -> bool:
        """Whether a key was ever made; revoking the last one does not open the door."""
        return bool(self._database.rows("SELECT 1 FROM keys LIMIT 1"))

    def named(self, key_id: str) -> Key | None:
        """The key with this id, if it is good now."""
        found = self._row(key_id)
        key = None if found is None else _key_of(found)
        return key if key is not None and key.opens(now()) else None

    def told(self, whole: str) -> Key | None:
        """The key that a caller sent, if it is good now.

        Takes the same time for an unknown id as for a wrong secret.
        """
        if not whole.isascii():
            return None
        prefix, _, rest = whole.partition("_")
        key_id, _, secret = rest.partition("_")
        row = self._row(key_id)
        held = NO_DIGEST if row is None else row["digest"]
        is_right = hmac.compare_digest(held, _digest(secret))
        if row is None or prefix != PREFIX or not is_right:
            return None
        key = _key_of(row)
        return key if key.opens(now()) else None

    def revoke(self, key_id: str) -> Key:
        """Close a key at once. Raises ``NotFound``."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                (now(), key_id),
            )
        row = self._row(key_id)
        if row is None:
            raise NotFound(f"没有编号为 {key_id!r} 的密钥；`reportqa keys list` 列出所有密钥")
        return _key_of(row)

    def _row(self, key_id: str) -> sqlite3.Row | None:
        found = self._database.rows("SELECT * FROM keys WHERE id = ?", key_id)
        return found[0] if found else None


def now() -> str:
    """The time, as keys and the trail write it."""
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("ascii")).digest()


def _key_of(row: sqlite3.Row) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        right=Right(row["right"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        collections=tuple(json.loads(row["collections"])),
    )
