"""What no route of the API answers: told as a problem, however the pages answer for the rest."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def install(app: FastAPI) -> None:
    """Answer all else under ``/v1``; call it when every route of the API is there.

    The pages are mounted over the whole server, and would answer with one of theirs.
    """

    @app.api_route("/v1/{path:path}", methods=METHODS, include_in_schema=False)
    async def _nothing(request: Request) -> None:
        allowed = [
            method.upper()
            for path, operations in app.openapi()["paths"].items()
            if compile_path(path)[0].match(request.url.path)
            for method in operations
        ]
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(set(allowed)))})
        raise HTTPException(404)
