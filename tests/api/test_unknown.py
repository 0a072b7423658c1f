"""What no route of the API answers, where pages are mounted over the whole server."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.responses import HTMLResponse

from reportqa.api import create_app


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    app = create_app(tmp_path / "not opened")
    app.mount("/", HTMLResponse("a page"))
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.mark.parametrize("method", ["GET", "QUERY", "PROPFIND", "TRACE", "MADE-UP"])
def test_no_page_answers_under_the_api(client: TestClient, method: str) -> None:
    reply = client.request(method, "/v1/nothing")
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert client.request(method, "/").text == "a page"


@pytest.mark.parametrize("method", ["PUT", "QUERY", "TRACE", "MADE-UP"])
@pytest.mark.parametrize(
    ("path", "known"),
    [("/v1/reports", "GET, POST"), ("/healthz", "GET"), ("/readyz", "GET"), ("/metrics", "GET")],
)
def test_a_method_that_a_path_does_not_know_is_told_which_it_knows(
    client: TestClient, method: str, path: str, known: str
) -> None:
    reply = client.request(method, path)
    assert (reply.status_code, reply.headers["content-type"]) == (405, "application/problem+json")
    assert reply.headers["allow"] == known


def test_made_up_methods_make_no_series_of_figures(client: TestClient) -> None:
    for number in range(3):
        client.request(f"MADE-UP-{number}", "/v1/reports")
    figures = client.app.state.figures.registry  # type: ignore[attr-defined]
    told = {"method": "other", "route": "elsewhere", "status": "405"}
    assert figures.get_sample_value("reportqa_requests_total", told) == 3
