"""What no route of the API answers: told as a problem, however the pages answer for the rest."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Route, compile_path
from starlette.types import Receive, Scope, Send


class Nothing:
    """Refuses a request: 405 where another method would be answered, else 404."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raise what becomes a problem document."""
        allowed = {
            method.upper()
            for path, operations in self._app.openapi()["paths"].items()
            if compile_path(path)[0].match(scope["path"])
            for method in operations
        }
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
        raise HTTPException(404)


def install(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Answer all else under ``/v1``, and other methods on what is described beside it.

    Call it when the routes of all routers are there. The pages are mounted over the whole server,
    and would answer with one of theirs.
    """
    nothing = Nothing(app)
    # Not from the description, which takes a third of a second to make.
    routes = [one for router in routers for one in router.routes if isinstance(one, APIRoute)]
    described = {one.path for one in routes if one.include_in_schema}
    beside = sorted(path for path in described if not path.startswith("/v1/"))
    for path in ("/v1/{path:path}", *beside):
        # An endpoint that is no function is called for every method there is, QUERY among them.
        app.router.routes.append(Route(path, nothing, include_in_schema=False))
