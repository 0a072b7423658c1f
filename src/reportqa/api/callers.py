"""Who calls: the key behind a request, by its header or by its browser's session."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from reportqa.access.door import Door
from reportqa.access.keys import Key
from reportqa.access.right import Right
from reportqa.api.sessions import COOKIE, Sessions
from reportqa.library import Library

LONGEST_DETAIL = 1000
"""Characters of a question that the trail keeps."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request; without a key where the library has none, or where none was sent."""

    key: Key | None
    right: Right | None

    @property
    def readable(self) -> frozenset[str] | None:
        """The collections that the caller may read; ``None`` for all of them."""
        return None if self.key is None else self.key.readable

    def reads(self, collection: str) -> bool:
        """Whether the caller may read, and so bring in, reports of a collection."""
        return self.readable is None or collection in self.readable

    def may(self, needed: Right | None) -> bool:
        """Whether the caller may do what needs this right."""
        return needed is None or (self.right is not None and self.right.covers(needed))


ANYBODY = Caller(None, Right.ADMIN)
"""The caller of a library without keys, which only its own machine reaches."""

STRANGER = Caller(None, None)


def note(request: HTTPConnection, detail: str) -> None:
    """Say what a request is about, for the trail of what was done with its key."""
    request.state.detail = detail[:LONGEST_DETAIL]


def caller_of(request: HTTPConnection) -> Caller:
    """Whoever sent a request, as the guard has told."""
    caller: Caller = request.state.caller
    return caller


def library_of(request: HTTPConnection) -> Library:
    """The library as whoever sent a request may see it."""
    return library_for(request.app, caller_of(request))


def library_for(app: FastAPI, caller: Caller) -> Library:
    """The library that an application serves, as a caller may see it."""
    library: Library = app.state.library
    return library.shown_to(caller.readable)


class Callers:
    """Tells who calls. A key is looked up each time, so that a revoked one is out at once."""

    def __init__(self, door: Door, sessions: Sessions) -> None:
        self.door = door
        self.sessions = sessions

    def of(self, connection: HTTPConnection) -> Caller:
        """The caller of a request or of a socket. Blocks for a moment: reads ``access.db``."""
        if not self.door.is_locked:
            return ANYBODY
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme:
            key = self.door.keys.told(token.strip()) if scheme.lower() == "bearer" else None
        else:
            key_id = self.sessions.key_id(connection.cookies.get(COOKIE, ""))
            key = None if key_id is None else self.door.keys.named(key_id)
        return STRANGER if key is None else Caller(key, key.right)
