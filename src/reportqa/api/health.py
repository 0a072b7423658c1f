"""Whether the server lives, and whether it can search."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from reportqa.api.models.health import Health
from reportqa.api.problems import RETRY, responses
from reportqa.api.warming import Warming

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> Health:
    """Answer as long as the process lives."""
    return Health(status="ok")


@router.get("/readyz", responses=responses(503))
async def ready(request: Request) -> Health:
    """Answer 200 once index and model are in memory, 503 before."""
    warming: Warming = request.app.state.warming
    if warming.lacks:
        raise HTTPException(503, warming.lacks, headers=RETRY)
    return Health(status="ready")
