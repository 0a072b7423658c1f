"""What the API answers over a library that nobody changes."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_server import serving, until_ready
from reportqa import Library
from reportqa.errors import ModelError
from reportqa.store import Snapshot
from small_library import write_report

R = {"id", "title", "place", "level", "delivered_year", "review_year", "plan_year", "source"}


def search(client: httpx.Client, query: str, **more: Any) -> dict[str, Any]:
    reply = client.post("/v1/search", json={"query": query, **more})
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def test_a_search_answers_the_contract(client: httpx.Client) -> None:
    answer = search(client, "老人吃饭的食堂办起来了几个？", k=3)
    assert set(answer) == {"query", "understood", "took_ms", "hits", "notes"}
    assert len(answer["hits"]) == 3
    for rank, hit in enumerate(answer["hits"], 1):
        assert hit["rank"] == rank
        assert set(hit["report"]) == R
        assert {"score", "passage_id", "text", "start", "end", "role", "section"} <= set(hit)


def test_a_hit_tells_why_it_stands_there_only_when_asked(client: httpx.Client) -> None:
    plain = search(client, "老人吃饭的食堂", k=2)["hits"]
    told = search(client, "老人吃饭的食堂", k=2, explain=True)["hits"]
    assert [hit.pop("explanation") for hit in plain] == [None, None]
    why = [hit.pop("explanation") for hit in told]
    assert told == plain
    assert {"name", "meaning", "value", "gain"} == set(why[0]["reasons"][0])
    assert why[0]["ranks"]["learned"] == 1


def test_every_hit_is_verbatim_in_the_text_that_the_api_gives(client: httpx.Client) -> None:
    for hit in search(client, "修了多少公里路")["hits"]:
        text = client.get(f"/v1/reports/{hit['report']['id']}/text").json()["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]


def test_a_hits_passage_can_be_asked_for(client: httpx.Client) -> None:
    hit = search(client, "污水处理")["hits"][0]
    passage = client.get(f"/v1/passages/{hit['passage_id']}").json()
    assert {key: passage[key] for key in ("text", "start", "end", "report")} == {
        key: hit[key] for key in ("text", "start", "end", "report")
    }


def test_filters_are_obeyed(client: httpx.Client) -> None:
    filters = {"place": "禾岭县", "year_from": 2023, "year_to": 2023, "role": "plan"}
    hits = search(client, "养老", filters=filters)["hits"]
    assert hits
    assert {(h["report"]["place"], h["report"]["delivered_year"], h["role"]) for h in hits} == {
        ("禾岭县", 2023, "plan")
    }


def test_source_is_the_files_own_name(client: httpx.Client) -> None:
    reports = client.get("/v1/reports", params={"limit": 100}).json()["reports"]
    assert "澜川市_2024.html" in {report["source"] for report in reports}
    assert not any("/" in report["source"] for report in reports)


def test_reports_are_listed_a_page_at_a_time(client: httpx.Client) -> None:
    first = client.get("/v1/reports", params={"limit": 15}).json()
    rest = client.get("/v1/reports", params={"limit": 15, "offset": 15}).json()
    assert first["total"] == rest["total"] == 20
    ids = [report["id"] for report in first["reports"] + rest["reports"]]
    assert len(set(ids)) == 20


def test_a_report_tells_its_sections_and_where_its_metadata_was_found(
    client: httpx.Client,
) -> None:
    listed = client.get("/v1/reports", params={"place": "石磨垭乡", "year_from": 2023}).json()
    report_id = listed["reports"][0]["id"]
    report = client.get(f"/v1/reports/{report_id}").json()
    text = client.get(f"/v1/reports/{report_id}/text").json()["text"]
    assert "".join(text[s["start"] : s["end"]] for s in report["sections"]) == text
    assert {"place", "delivered_year"} <= {item["field"] for item in report["evidence"]}
    assert report["characters"] == len(text)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/reports/0000000000000000", 404),
        ("GET", "/v1/reports/0000000000000000/text", 404),
        ("DELETE", "/v1/reports/0000000000000000", 404),
        ("GET", "/v1/passages/0000000000000000-1", 404),
        ("GET", "/v1/passages/nonsense", 404),
        ("GET", "/v1/jobs/0", 404),
        ("GET", "/v1/nothing", 404),
        ("PUT", "/v1/search", 405),
        ("GET", "/v1/reports?limit=0", 422),
        ("GET", "/v1/reports?year_from=1066", 422),
        ("GET", "/v1/reports?year_from=2024&year_to=2020", 422),
        ("GET", "/v1/reports?yaer_from=2020", 422),
        ("GET", "/v1/reports?place=", 422),
        ("POST", "/v1/reports", 422),
    ],
)
def test_every_error_is_a_problem_document(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    reply = client.request(method, path)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert set(body) == {"type", "title", "status", "detail", "instance"}
    assert body["status"] == status
    assert body["detail"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"query": ""}, "query"),
        ({"query": "路" * 10_001}, "query"),
        ({"query": "   "}, "空"),
        ({"query": 7}, "query"),
        ({"query": "路", "k": 0}, "k"),
        ({"query": "路", "k": 201}, "k"),
        ({"query": "路", "mode": "magic"}, "mode"),
        ({"query": "路", "filter": {}}, "filter"),
        ({"query": "路", "filters": {"year_from": 2024, "year_to": 2020}}, "year_from"),
        ({"query": "路", "filters": {"role": "promise"}}, "filters.role"),
        ({}, "query"),
    ],
)
def test_a_bad_search_is_refused_and_the_field_named(
    client: httpx.Client, body: dict[str, Any], named: str
) -> None:
    reply = client.post("/v1/search", json=body)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert named in reply.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b'{"query": "\\ud800"}', b'{"query": "\xff"}', b"[]", b""])
def test_a_body_that_says_nothing_is_refused(client: httpx.Client, body: bytes) -> None:
    reply = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert reply.status_code in (400, 422)
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_question_of_many_megabytes_is_not_read(client: httpx.Client) -> None:
    body = b'{"query": "' + b"a" * (2 << 20) + b'"}'
    reply = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 413
    assert "10,000" in reply.json()["detail"]


def test_a_method_that_does_nothing_is_told_which_does(client: httpx.Client) -> None:
    reply = client.put("/v1/search")
    assert reply.headers["allow"] == "POST"
    assert "POST" in reply.json()["detail"]


def test_the_examples_in_openapi_are_accepted_by_the_server(client: httpx.Client) -> None:
    schema = client.get("/openapi.json").json()
    examples = schema["components"]["schemas"]["SearchIn"]["examples"]
    assert examples
    for example in examples:
        reply = client.post("/v1/search", json=example)
        assert reply.status_code == 200
        assert reply.json()["hits"]
    listing = schema["paths"]["/v1/reports"]["get"]["parameters"]
    which = {p["name"]: p["schema"]["examples"][0] for p in listing if "examples" in p["schema"]}
    assert {"place", "year_from", "year_to"} <= set(which)
    assert client.get("/v1/reports", params=which).json()["reports"]


def test_openapi_describes_problem_documents_and_no_other_error(client: httpx.Client) -> None:
    schema = client.get("/openapi.json").json()
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for status, described in operation["responses"].items():
                if int(status) >= 400:
                    (media,) = described["content"].items()
                    assert media[0] == "application/problem+json", path
                    assert {"title", "status", "detail"} <= set(media[1]["schema"]["properties"])


def test_alive_and_ready_are_two_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    plain_snapshot = Library.snapshot

    def slow_snapshot(library: Library) -> Snapshot:
        assert go_on.wait(30)
        return plain_snapshot(library)

    monkeypatch.setattr(Library, "snapshot", slow_snapshot)
    with serving(tmp_path / "library", warm=False) as starting:
        try:
            assert starting.get("/healthz").json() == {"status": "ok"}
            reply = starting.get("/readyz")
            assert reply.status_code == 503
            assert reply.headers["content-type"] == "application/problem+json"
            assert int(reply.headers["retry-after"]) >= 1
        finally:
            go_on.set()
        until_ready(starting)
        assert starting.get("/readyz").json() == {"status": "ready"}


def test_a_server_that_cannot_get_ready_says_why_and_gets_ready_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = threading.Event()
    broken.set()
    plain_snapshot = Library.snapshot

    def broken_snapshot(library: Library) -> Snapshot:
        if broken.is_set():
            raise ModelError("the model's files are gone; put them back")
        return plain_snapshot(library)

    monkeypatch.setattr(Library, "snapshot", broken_snapshot)
    monkeypatch.setattr("reportqa.api.warming.RETRY_SECONDS", 0.01)
    with serving(tmp_path / "library", warm=False) as starting:
        deadline = time.monotonic() + 30
        while "put them back" not in starting.get("/readyz").text:
            assert time.monotonic() < deadline
        refused = starting.post("/v1/search", json={"query": "公路"})
        assert refused.status_code == 503
        broken.clear()
        until_ready(starting)
        assert starting.post("/v1/search", json={"query": "公路"}).status_code == 200


def test_search_on_an_empty_library_says_so(tmp_path: Path) -> None:
    with serving(tmp_path / "library") as empty:
        answer = search(empty, "公路")
    assert answer["hits"] == []
    assert any("空" in note for note in answer["notes"])


def test_filters_that_leave_nothing_are_told(client: httpx.Client) -> None:
    answer = search(client, "养老", filters={"place": "子虚县"})
    assert answer["hits"] == []
    assert any("筛选" in note for note in answer["notes"])


def test_a_library_that_was_open_already_is_served(tmp_path: Path) -> None:
    opened = Library.open(tmp_path / "library")
    opened.ingest([write_report(tmp_path, "云栖县", 2023)])
    with serving(opened) as client:
        assert search(client, "通村公路")["hits"]


def test_no_page_fetches_anything_from_outside(client: httpx.Client) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


def test_the_server_and_the_library_find_the_same(client: httpx.Client, library: Library) -> None:
    query = "哪个镇先办老年食堂"
    served = [hit["passage_id"] for hit in search(client, query)["hits"]]
    assert served == [hit.passage_id for hit in library.search(query).hits]
