"""Who may do what over HTTP: every operation is tried with every right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from api_server import serving
from reportqa import Library
from reportqa.access.door import Door
from reportqa.access.right import Right
from reportqa.api import create_app
from reportqa.api.permissions import needed
from reportqa.settings import Settings

UPLOAD = {"files": ("某县.txt", "某县2024年政府工作报告\n一、2023年工作回顾\n修路3公里。".encode())}


class Locked(NamedTuple):
    """A server that asks for keys: the keys by their right, and one for nobody."""

    client: httpx.Client
    keys: dict[Right, str]
    folder: Path

    def send(self, method: str, path: str, key: str | None, **more: object) -> httpx.Response:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def locked(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    folder = tmp_path_factory.mktemp("locked") / "library"
    with Library.open(folder) as library:
        library.ingest([corpus])
    door = Door(folder)
    door.prepare()
    keys = {right: door.keys.create(right.value, right)[1] for right in Right}
    door.close()
    with serving(folder) as client:
        yield Locked(client, keys, folder)


OPERATIONS = {
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
    ("GET", "/login"): None,
    ("POST", "/login"): None,
    ("POST", "/logout"): None,
    ("GET", "/metrics"): Right.ADMIN,
    ("GET", "/v1/audit"): Right.ADMIN,
    ("POST", "/v1/search"): Right.READER,
    ("POST", "/v1/ask"): Right.READER,
    ("POST", "/v1/compare"): Right.READER,
    ("POST", "/v1/precedents"): Right.READER,
    ("POST", "/v1/whatsnew"): Right.READER,
    ("POST", "/v1/commitments"): Right.READER,
    ("POST", "/v1/indicators"): Right.READER,
    ("GET", "/v1/commitments/{commitment_id}/review"): Right.READER,
    ("POST", "/v1/commitments/{commitment_id}/review"): Right.EDITOR,
    ("GET", "/v1/reports"): Right.READER,
    ("POST", "/v1/reports"): Right.EDITOR,
    ("GET", "/v1/reports/{report_id}"): Right.READER,
    ("PATCH", "/v1/reports/{report_id}"): Right.EDITOR,
    ("DELETE", "/v1/reports/{report_id}"): Right.EDITOR,
    ("GET", "/v1/reports/{report_id}/text"): Right.READER,
    ("GET", "/v1/passages/{passage_id}"): Right.READER,
    ("GET", "/v1/jobs/{job_id}"): Right.READER,
    ("GET", "/v1/watches"): Right.READER,
    ("POST", "/v1/watches"): Right.EDITOR,
    ("GET", "/v1/watches/{watch_id}"): Right.READER,
    ("DELETE", "/v1/watches/{watch_id}"): Right.EDITOR,
    ("POST", "/v1/watches/{watch_id}/run"): Right.EDITOR,
}
"""What is promised of each operation, said a second time so that a slip in the table shows."""


def test_the_table_of_rights_names_every_operation_there_is(tmp_path: Path) -> None:
    paths = create_app(tmp_path / "library").openapi()["paths"]
    there = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    # What only browsers ask for is not described.
    assert there | {("GET", "/login"), ("POST", "/login"), ("POST", "/logout")} == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_an_operation_is_open_to_its_right_and_those_above_and_to_no_other(
    locked: Locked, method: str, path: str
) -> None:
    needs = OPERATIONS[method, path]
    assert needed(method, path) == needs
    for right, key in [(None, None), *locked.keys.items()]:
        answer = locked.send(method, path, key)
        if needs is None or (right is not None and right.covers(needs)):
            assert answer.status_code not in (401, 403) or path == "/login", (right, answer.text)
        else:
            assert answer.status_code == (401 if right is None else 403), (right, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"


def test_what_the_table_does_not_name_needs_an_admin() -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert needed(method, "/v1/something-new") is Right.ADMIN
    assert needed("HEAD", "/v1/reports") is Right.READER


@pytest.mark.parametrize(
    "path",
    ["//v1/audit", "/v1/../v1/audit", "/v1/audit/", "/v1//audit", "/V1/audit", "/v1/audit%00"],
)
def test_another_spelling_of_a_path_opens_nothing(locked: Locked, path: str) -> None:
    answer = locked.client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    answer = locked.send("GET", path, locked.keys[Right.READER])
    assert answer.status_code in (403, 404, 307)
    if answer.status_code == 307:
        assert locked.send("GET", answer.headers["location"], locked.keys[Right.READER]).is_error


def test_a_wrong_key_is_refused_and_named_nowhere(locked: Locked) -> None:
    for header in ("Bearer rqa_0_0", "Basic YTpi", "Bearer", "Bearer " + "x" * 5000):
        answer = locked.client.get("/v1/reports", headers={"Authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "rqa_0_0" not in answer.text


def test_a_key_revoked_by_another_process_is_out_at_once(locked: Locked) -> None:
    door = Door(locked.folder)
    key, whole = door.keys.create("临时", Right.READER)
    assert locked.send("GET", "/v1/reports", whole).status_code == 200
    door.keys.revoke(key.id)
    door.close()
    assert locked.send("GET", "/v1/reports", whole).status_code == 401


def test_who_did_what_is_written_down(locked: Locked) -> None:
    editor, reader = locked.keys[Right.EDITOR], locked.keys[Right.READER]
    locked.send("POST", "/v1/ask", reader, json={"question": "老年食堂办起来了几个？"})
    sent = locked.send("POST", "/v1/reports", editor, files=UPLOAD)
    refused = locked.send("DELETE", "/v1/reports/0", reader)
    answer = locked.send("GET", "/v1/audit", locked.keys[Right.ADMIN]).json()
    told = {(deed["key_name"], deed["action"], deed["detail"]) for deed in answer["deeds"]}
    assert ("reader", "POST /v1/ask", "老年食堂办起来了几个？") in told
    assert ("editor", "POST /v1/reports", "某县.txt") in told
    ids = {deed["request_id"] for deed in answer["deeds"]}
    assert sent.headers["x-request-id"] in ids
    assert refused.status_code == 403
    assert not any(key in answer for key in locked.keys.values())


def test_a_browser_shows_its_key_once_and_is_known_after(locked: Locked) -> None:
    url = str(locked.client.base_url)
    with httpx.Client(base_url=url) as browser:
        asked = browser.get("/v1/reports?limit=1", headers={"Accept": "text/html"})
        assert (asked.status_code, asked.headers["location"]) == (
            303,
            "/login?next=%2Fv1%2Freports%3Flimit%3D1",
        )
        form = browser.get(asked.headers["location"])
        assert 'action="/login?next=%2Fv1%2Freports%3Flimit%3D1"' in form.text
        assert "<script" not in form.text
        wrong = browser.post(asked.headers["location"], data={"key": "rqa_0_0"})
        assert wrong.status_code == 403
        entered = browser.post(asked.headers["location"], data={"key": locked.keys[Right.READER]})
        assert (entered.status_code, entered.headers["location"]) == (303, "/v1/reports?limit=1")
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert locked.keys[Right.READER] not in entered.headers["set-cookie"]
        assert browser.get("/v1/reports").status_code == 200
        assert browser.delete("/v1/reports/0").status_code == 403
        browser.post("/logout")
        assert browser.get("/v1/reports").status_code == 401


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org"])
def test_the_way_in_leads_nowhere_else(locked: Locked, elsewhere: str) -> None:
    answer = httpx.post(
        f"{locked.client.base_url}/login",
        params={"next": elsewhere},
        data={"key": locked.keys[Right.READER]},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_page_from_elsewhere_may_not_act_with_a_browsers_session(locked: Locked) -> None:
    headers = {"Origin": "https://example.org"}
    answer = locked.client.post(
        "/v1/search",
        json={"query": "修路"},
        headers={**headers, "Authorization": f"Bearer {locked.keys[Right.READER]}"},
    )
    assert answer.status_code == 403
    assert "example.org" in answer.json()["detail"]


def test_without_keys_only_this_machine_is_answered(client: httpx.Client) -> None:
    port = client.base_url.port
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"):
        assert client.get("/v1/reports", headers={"Host": host}).status_code == 200
    for host in ("reports.example", f"127.0.0.1.example:{port}", "10.0.0.1", ""):
        answer = client.get("/v1/reports", headers={"Host": host})
        assert answer.status_code == 403, host


def test_a_server_told_to_go_without_keys_answers_under_any_name(library: Library) -> None:
    with serving(library.folder, Settings(without_keys=True)) as open_to_all:
        answer = open_to_all.get("/v1/reports", headers={"Host": "reports.example"})
    assert answer.status_code == 200


def test_a_key_that_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    door = Door(tmp_path)
    door.prepare()
    keys = [door.keys.create(name, Right.READER)[1] for name in ("甲", "乙")]
    door.close()
    with serving(tmp_path, Settings(requests_per_minute=3)) as client:
        first, second = ({"Authorization": f"Bearer {key}"} for key in keys)
        answers = [client.get("/v1/reports", headers=first).status_code for _ in range(4)]
        assert answers == [200, 200, 200, 429]
        late = client.get("/v1/reports", headers=first)
        assert 1 <= int(late.headers["retry-after"]) <= 60
        assert client.get("/v1/reports", headers=second).status_code == 200


def test_answers_bear_what_keeps_a_browser_safe(client: httpx.Client) -> None:
    answers = [client.get("/v1/reports"), client.get("/v1/reports/0"), client.get("/login")]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe-inline'" not in policy.split("script-src")[1]
        assert "access-control-allow-origin" not in answer.headers
    nonces = {answer.headers["content-security-policy"] for answer in answers}
    assert len(nonces) == len(answers), "a nonce serves once"


def test_a_request_keeps_the_name_that_its_sender_gave_it(client: httpx.Client) -> None:
    named = client.get("/healthz", headers={"X-Request-ID": "abc-1"})
    assert named.headers["x-request-id"] == "abc-1"
    odd = client.get("/healthz", headers={"X-Request-ID": "a b{}"})
    assert len(odd.headers["x-request-id"]) == 16


def test_figures_tell_routes_and_sizes_and_no_question(client: httpx.Client) -> None:
    client.post("/v1/search", json={"query": "绝密的问题"})
    client.get("/v1/reports/0")
    figures = client.get("/metrics").text
    assert 'route="/v1/search",status="200"' in figures
    assert 'route="/v1/reports/{report_id}",status="404"' in figures
    assert "reportqa_reports 20.0" in figures
    assert "reportqa_revision_lag 0.0" in figures
    assert "绝密" not in figures
