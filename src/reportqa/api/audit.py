"""``GET /v1/audit``: who did what with which key."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from reportqa.access.trail import Deed
from reportqa.api.callers import Callers
from reportqa.api.problems import responses

router = APIRouter(prefix="/v1", tags=["audit"])


class DeedOut(BaseModel):
    """One request by one key."""

    number: int = Field(description="Rises by one with each.")
    at: str = Field(description="ISO 8601, UTC.")
    key_id: str
    key_name: str
    action: str = Field(examples=["POST /v1/ask"])
    detail: str = Field(description="What was asked, brought in or reviewed.")
    status: int = Field(description="The HTTP status that it ended with.")
    request_id: str


class DeedList(BaseModel):
    """Deeds, the latest first."""

    deeds: list[DeedOut]
    total: int
    limit: int
    offset: int


@router.get("/audit", responses=responses(422, 503))
async def audit(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> DeedList:
    """Tell who asked, brought in, removed and reviewed what; empty while there are no keys."""
    callers: Callers = request.app.state.callers

    def run() -> tuple[list[Deed], int]:
        if not callers.door.is_locked:
            return [], 0
        return callers.door.trail.latest(limit=limit, offset=offset)

    deeds, total = await to_thread.run_sync(run)
    return DeedList(
        deeds=[DeedOut.model_validate(deed, from_attributes=True) for deed in deeds],
        total=total,
        limit=limit,
        offset=offset,
    )
