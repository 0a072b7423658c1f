"""What is seen from outside: a name for each request, a line in the log, and figures to scrape."""

from __future__ import annotations

import logging
import re
import secrets
import time

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics import Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reportqa import stages

router = APIRouter(tags=["health"])

logger = logging.getLogger("reportqa.requests")

ID_HEADER = "X-Request-ID"

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10)
"""Upper bounds of the buckets: a search takes 0.02, a topic over all reports about 1."""


class Figures:
    """What one server counts, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "reportqa_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "reportqa_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.stages = Histogram(
            "reportqa_stage_seconds",
            "Time of one stage of a call: waiting for its turn, or a part of its work.",
            ("stage",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.reports = Gauge("reportqa_reports", "Reports held.", registry=self.registry)
        self.passages = Gauge("reportqa_passages", "Passages held.", registry=self.registry)
        self.lag = Gauge(
            "reportqa_revision_lag",
            "Changes committed that searches do not see yet.",
            registry=self.registry,
        )
        self.under_way = Gauge(
            "reportqa_requests_under_way",
            "Calls on the library that run or wait.",
            registry=self.registry,
        )
        self.jobs = Gauge("reportqa_jobs_waiting", "Uploads that wait.", registry=self.registry)

    def staged(self, stage: str, seconds: float) -> None:
        """Count a stage that ended."""
        self.stages.labels(stage).observe(seconds)


class Observing:
    """Names each request, and tells how it went: in the log, in the figures, in a header.

    What was asked, and with which key's secret, is in none of them.
    """

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and watch it to its end."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(ID_HEADER, "")
        name = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        state = scope.setdefault("state", {})
        state["request_id"] = name
        started = time.perf_counter()
        stages.tell(self._figures.staged)
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        # A client may make methods up, and each would be a series of figures of its own.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._figures.requests.labels(method, route, status).inc()
        self._figures.seconds.labels(method, route).observe(seconds)
        caller = scope["state"].get("caller")
        logger.info(
            "%s %s %d",
            scope["method"],
            route,
            status,
            extra={
                "method": scope["method"],
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "request_id": scope["state"]["request_id"],
                "key": caller.key.id if caller is not None and caller.key else None,
            },
        )


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Give the figures in the format that Prometheus scrapes."""
    state = request.app.state
    figures: Figures = state.figures

    def run() -> None:
        held = state.library.revision
        snapshot = state.library.snapshot()
        figures.lag.set(held - snapshot.revision)
        figures.reports.set(len(snapshot.table.reports))
        figures.passages.set(len(snapshot.table.keys))

    await state.pool.run(run)
    figures.under_way.set(state.pool.inside)
    figures.jobs.set(state.jobs.waiting)
    return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)


def _route(scope: Scope) -> str:
    """The path as the routes name it: ids would make a series of figures each."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) else "elsewhere"
