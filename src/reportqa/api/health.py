"""Whether the server lives, and whether it can search."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from reportqa.api.models import Health
from reportqa.api.problems import responses

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> Health:
    """Answer as long as the process lives."""
    return Health(status="ok")


@router.get("/readyz", responses=responses(503))
async def ready(request: Request) -> Health:
    """Answer 200 once index and model are in memory, 503 before."""
    if not request.app.state.ready:
        raise HTTPException(503, "the index or the model is not loaded; the log tells why")
    return Health(status="ready")
