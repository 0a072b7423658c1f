"""The pages, put on the application that serves the API."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse
from nicegui import ui

from reportqa.web import (
    ask,
    commitments,
    compare,
    holdings,
    indicators,
    nonces,
    precedents,
    reader,
    watching,
    whatsnew,
)
from reportqa.web.frame import ASSETS
from reportqa.web.service import Service


def install(app: FastAPI) -> None:
    """Add the pages to an application that has its API routes already; once in a process.

    All that a page needs (scripts, fonts, charts) is served from here, so that it works on a
    closed network.
    """
    nonces.install()
    service = Service(app)
    for address in ASSETS:
        app.add_api_route(address, _asset, include_in_schema=False)
    for page in (
        ask,
        commitments,
        indicators,
        precedents,
        whatsnew,
        watching,
        compare,
        holdings,
        reader,
    ):
        page.register(service)
    ui.run_with(app, title="政府工作报告检索问答", language="zh-CN", dark=None)


async def _asset(request: Request) -> FileResponse:
    keep = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(ASSETS[request.url.path], headers=keep)
