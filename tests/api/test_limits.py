"""How much of a request is taken in."""

from __future__ import annotations

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from reportqa.api.limits import BodyLimit

MIB = 1 << 20


def taken(method: str, path: str, sent: int, announced: int | None = None) -> tuple[int, int]:
    """What an application gets of a body of ``sent`` MiB in parts of one, and the status."""
    got = 0
    parts = iter(range(sent))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal got
        more = True
        while more:
            message = await receive()
            got += len(message["body"])
            more = message["more_body"]

    async def receive() -> Message:
        part = next(parts)
        return {"type": "http.request", "body": b"a" * MIB, "more_body": part < sent - 1}

    async def send(message: Message) -> None:
        raise AssertionError("nothing is to be sent")

    headers = [] if announced is None else [(b"content-length", str(announced).encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    try:
        anyio.run(BodyLimit(application, uploads=5 * MIB), scope, receive, send)
    except HTTPException as refusal:
        return got // MIB, refusal.status_code
    return got // MIB, 200


def test_an_upload_without_end_is_cut_off_at_the_limit() -> None:
    got, status = taken("POST", "/v1/reports", 1000)
    assert status == 413
    assert 5 <= got <= 6


def test_an_upload_within_the_limit_is_taken_in() -> None:
    assert taken("POST", "/v1/reports", 5) == (5, 200)


def test_nothing_is_read_of_an_upload_that_announces_too_much() -> None:
    assert taken("POST", "/v1/reports", 100, announced=100 * MIB) == (0, 413)


def test_an_announced_length_that_is_too_small_does_not_help() -> None:
    got, status = taken("POST", "/v1/reports", 1000, announced=10)
    assert status == 413
    assert got <= 6


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/search"), ("GET", "/v1/reports")])
def test_only_uploads_may_be_large(method: str, path: str) -> None:
    assert taken(method, path, 3) == (1, 413)
