"""The guard before every route and page: who calls, from where, may they, and not too often."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from anyio import to_thread
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reportqa.access.trail import Deed
from reportqa.api.callers import Caller, Callers
from reportqa.api.permissions import needed
from reportqa.api.problems import problem
from reportqa.errors import LibraryError

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY_VIOLATION = 1008
"""The close code of a socket that is refused (RFC 6455, 7.4.1)."""

NO_KEY = "a key is needed: send `Authorization: Bearer KEY`; `reportqa keys create` makes one"


class Guard:
    """Lets through what the caller may do, and writes down what was done with a key.

    Without keys only this machine's own names are answered, so that a page from elsewhere cannot
    reach the server under a name that it has bound to this machine (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, callers: Callers, *, per_minute: int, any_host: bool) -> None:
        """``per_minute`` is how many requests one key may make; ``any_host`` leaves names be."""
        self._app = app
        self._callers = callers
        self._any_host = any_host
        self._limit: RateLimitItem = parse(f"{per_minute}/minute")
        self._rates = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request or a socket on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        needs = needed(scope.get("method", "GET"), scope["path"])
        try:
            caller = await to_thread.run_sync(self._callers.of, connection)
        except LibraryError as error:
            await self._refuse(scope, receive, send, 500, str(error))
            return
        connection.state.caller = caller
        if refused := self._refusal(connection, caller):
            await self._refuse(scope, receive, send, 403, refused)
        elif not caller.may(needs):
            await self._ask_for_key(scope, receive, send, caller, f"this needs the right {needs}")
        elif needs is not None and (seconds := self._too_soon(scope, caller)):
            detail = f"more than {self._limit.amount} requests in a minute; come again shortly"
            later = {"Retry-After": str(seconds)}
            await self._refuse(scope, receive, send, 429, detail, later)
        else:
            await self._app(scope, receive, self._written(scope, send, caller))

    def _refusal(self, connection: HTTPConnection, caller: Caller) -> str | None:
        """What is wrong with where the request comes from, if anything."""
        host = connection.headers.get("host", "")
        if caller.key is None and not self._any_host and not _is_here(host):
            return (
                f"without keys the server answers only as 127.0.0.1 or localhost, not as {host!r}; "
                "make a key with `reportqa keys create`"
            )
        origin = connection.headers.get("origin")
        is_safe = connection.scope.get("method", "") in _SAFE
        if origin is not None and not is_safe and urlsplit(origin).netloc != host:
            return f"the request comes from a page of {origin}, which may not act here"
        return None

    def _too_soon(self, scope: Scope, caller: Caller) -> int:
        """Seconds that a key has to wait; 0 within its rate. A page's own files are not counted."""
        if caller.key is None or scope["path"].startswith("/_nicegui"):
            return 0
        if self._rates.hit(self._limit, caller.key.id):
            return 0
        reset = self._rates.get_window_stats(self._limit, caller.key.id).reset_time
        return max(1, math.ceil(reset - time.time()))

    async def _ask_for_key(
        self, scope: Scope, receive: Receive, send: Send, caller: Caller, lacking: str
    ) -> None:
        if caller.key is not None:
            await self._refuse(scope, receive, send, 403, f"{lacking}; this key has {caller.right}")
            return
        accepts = HTTPConnection(scope).headers.get("accept", "")
        if scope["type"] == "http" and scope["method"] == "GET" and "text/html" in accepts:
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
            answer = RedirectResponse(f"/login?next={wanted}", 303)
            await answer(scope, receive, send)
            return
        await self._refuse(
            scope, receive, send, 401, NO_KEY, {"WWW-Authenticate": 'Bearer realm="reportqa"'}
        )

    async def _refuse(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        answer: Response = problem(Request(scope), status, detail, headers)
        await answer(scope, receive, send)

    def _written(self, scope: Scope, send: Send, caller: Caller) -> Send:
        """Pass an answer on; when it has begun, write down what a key did."""
        key = caller.key
        is_deed = scope["type"] == "http" and scope["method"] not in _SAFE
        if key is None or not is_deed or not scope["path"].startswith("/v1/"):
            return send
        trail = self._callers.door.trail

        async def noting(message: Message) -> None:
            # Before the answer, so that nothing is done that is not written down.
            if message["type"] == "http.response.start":
                state = scope.get("state", {})
                deed = Deed(
                    key_id=key.id,
                    key_name=key.name,
                    action=f"{scope['method']} {scope['path']}",
                    detail=state.get("detail", ""),
                    status=message["status"],
                    request_id=state.get("request_id", ""),
                )
                await to_thread.run_sync(trail.add, deed)
            await send(message)

        return noting


def _is_here(host: str) -> bool:
    """Whether a Host header names this machine itself."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
