"""Every error as a problem document (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from reportqa.errors import (
    AccessDenied,
    BadWordList,
    LibraryDamaged,
    LibraryLocked,
    ModelError,
    ModelMismatch,
    NotFound,
    QueryError,
    ReportQAError,
)

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[ReportQAError], int], ...] = (
    (AccessDenied, 403),
    (NotFound, 404),
    (QueryError, 422),
    (LibraryLocked, 503),
    (ModelMismatch, 503),
    (ModelError, 503),
    (BadWordList, 503),
    (LibraryDamaged, 500),
)
RETRY = {"Retry-After": "2"}
"""The header that goes with a 503 that passes by itself; in seconds."""

UNFORESEEN = "服务器出了意外的错误，没有完成；请重试，仍不行请查看服务器日志"
"""What is told of an error that nobody thought of."""

_ROUTING = {
    404: "nothing is here; /openapi.json lists what there is",
    405: "{} does nothing here; {} does",
}
"""What the framework says only by the name of the status."""


class Problem(BaseModel):
    """A problem document: what went wrong, where, and what to do next."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["没有编号为 0 的报告；它可能已被删除或替换"])
    instance: str = Field(examples=["/v1/reports/0"])


class Busy(ReportQAError):
    """More searches wait than the server lets wait."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problem documents that an operation can answer, for its OpenAPI entry."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def problem(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Answer with a problem document."""
    body = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=request.url.path,
    )
    return JSONResponse(
        body.model_dump(), status, headers=dict(headers or {}), media_type=MEDIA_TYPE
    )


def install(app: FastAPI) -> None:
    """Let every error of an application be answered with a problem document."""

    @app.exception_handler(ReportQAError)
    async def _ours(request: Request, error: Exception) -> JSONResponse:
        if isinstance(error, Busy):
            return problem(request, 503, str(error), RETRY)
        status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
        if status == 500:
            logger.error("%s: %s", request.url.path, error)
        headers = RETRY if isinstance(error, LibraryLocked) else None
        return problem(request, status, str(error), headers)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        detail = str(error.detail)
        if detail == HTTPStatus(error.status_code).phrase:
            allowed = Headers(error.headers).get("allow")
            detail = _ROUTING.get(error.status_code, detail).format(request.method, allowed)
        return problem(request, error.status_code, detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem(request, 422, "; ".join(_in_words(item) for item in error.errors()))

    @app.exception_handler(Exception)
    async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
        logger.exception("%s failed", request.url.path, exc_info=error)
        return problem(request, 500, UNFORESEEN)


def _in_words(item: Mapping[str, Any]) -> str:
    """Name the field, as the client sent it, and what is wrong with it."""
    place, *path = item["loc"]
    if item["type"] == "json_invalid":
        return f"body: no JSON at character {path[0]} ({item['ctx']['error']})"
    return f"{'.'.join(map(str, path)) or place}: {item['msg']}"
