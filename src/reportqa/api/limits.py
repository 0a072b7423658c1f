"""How large a request may be: told by its announced length, or by what has come in so far."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS = ("POST", "/v1/reports")
"""The one operation that takes files."""

_FORM_OVERHEAD = 1 << 20
"""What a multipart form may take beside its files, in bytes."""

_LARGEST_QUESTION = 1 << 20
"""In bytes; 10,000 characters, each written as a JSON escape, are a tenth of this."""

_QUESTION_REFUSED = "the request has more than 1 MiB; a question has at most 10,000 characters"


class BodyLimit:
    """Stops reading a body that is over the limit, so that nothing of it piles up on disk.

    A form is written to temporary files before any route sees it, so a route cannot do this.
    """

    def __init__(self, app: ASGIApp, uploads: int) -> None:
        """``uploads`` is how many bytes the files of one upload may have."""
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a ``receive`` that raises HTTPException (413)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_upload = (scope["method"], scope["path"]) == UPLOADS
        limit = self._uploads + _FORM_OVERHEAD if is_upload else _LARGEST_QUESTION
        refusal = too_large(self._uploads) if is_upload else HTTPException(413, _QUESTION_REFUSED)
        announced = Headers(scope=scope).get("content-length", "0")
        taken = int(announced) if announced.isdecimal() and int(announced) > limit else 0

        async def receive_within_limit() -> Message:
            nonlocal taken
            if taken > limit:
                raise refusal
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise refusal
            return message

        await self._app(scope, receive_within_limit, send)


def too_large(limit: int) -> HTTPException:
    """The refusal of an upload whose files have more than ``limit`` bytes."""
    return HTTPException(413, f"超过 {limit >> 20} MiB；请分几次上传")
