"""Uploading and deleting through the API."""

from __future__ import annotations

import io
import tempfile
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_server import finished, serving
from reportqa import Library
from reportqa.api.jobs import Job, Jobs
from reportqa.api.problems import Busy
from reportqa.api.uploads import safe_name
from reportqa.errors import LibraryLocked
from reportqa.ingest import IngestResult
from reportqa.settings import Settings
from reportqa.store import Snapshot, Views
from reportqa.store.lock import writing
from reportqa.types import Overrides, SearchResult
from small_library import report_text

REPORT = report_text("云栖县", 2023).encode()


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, of this test alone."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def upload(
    client: httpx.Client, *files: tuple[str, bytes], **form: str
) -> tuple[httpx.Response, dict[str, Any]]:
    reply = client.post("/v1/reports", files=[("files", file) for file in files], data=form)
    return reply, reply.json()


def test_an_uploaded_report_is_found_and_a_deleted_one_is_gone_at_once(
    writable: httpx.Client,
) -> None:
    reply, job = upload(writable, ("云栖县 2023年 政府工作报告.txt", REPORT))
    assert reply.status_code == 202
    assert reply.headers["location"] == f"/v1/jobs/{job['id']}"
    (outcome,) = finished(writable, job["id"])["outcomes"]
    assert outcome["status"] == "added"
    assert outcome["source"] == "云栖县 2023年 政府工作报告.txt"

    hits = writable.post("/v1/search", json={"query": "通村公路"}).json()["hits"]
    assert hits[0]["report"]["source"] == "云栖县 2023年 政府工作报告.txt"

    assert writable.delete(f"/v1/reports/{outcome['report_id']}").status_code == 204
    assert writable.get(f"/v1/reports/{outcome['report_id']}").status_code == 404
    assert writable.post("/v1/search", json={"query": "通村公路"}).json()["hits"] == []


def test_one_bad_file_does_not_spoil_an_upload(writable: httpx.Client) -> None:
    _, job = upload(writable, ("空.txt", b""), ("云栖县_2023.txt", REPORT), ("图.exe", b"MZ"))
    outcomes = finished(writable, job["id"])["outcomes"]
    states = {outcome["source"]: outcome["status"] for outcome in outcomes}
    assert states.pop("云栖县_2023.txt") == "added"
    assert set(states.values()) <= {"failed", "skipped"}
    assert all(o["reason"] for o in outcomes if o["status"] != "added")


def test_a_place_and_a_year_given_with_an_upload_win(writable: httpx.Client) -> None:
    _, job = upload(writable, ("报告.txt", REPORT), place="云岭县", year="2021")
    (outcome,) = finished(writable, job["id"])["outcomes"]
    report = writable.get(f"/v1/reports/{outcome['report_id']}").json()
    assert (report["place"], report["delivered_year"]) == ("云岭县", 2021)


def test_the_same_name_again_replaces_what_was_uploaded_under_it(writable: httpx.Client) -> None:
    for text, expected in ((REPORT, "added"), (report_text("云栖县", 2024).encode(), "replaced")):
        _, job = upload(writable, ("报告.txt", text))
        (outcome,) = finished(writable, job["id"])["outcomes"]
        assert outcome["status"] == expected
    assert writable.get("/v1/reports").json()["total"] == 1


def test_an_upload_over_the_limit_is_refused_and_leaves_nothing(
    writable: httpx.Client, scratch: Path
) -> None:
    for size in (2_000_000, 5_000_000):
        reply, body = upload(writable, ("大.txt", b"a" * size))
        assert reply.status_code == 413
        assert body["status"] == 413
    reply, _ = upload(writable, ("一.txt", b"a" * 600_000), ("二.txt", b"b" * 600_000))
    assert reply.status_code == 413
    assert not list(scratch.iterdir())
    assert writable.get("/v1/reports").json()["total"] == 0


def test_two_files_of_one_name_are_refused_and_nothing_is_lost(writable: httpx.Client) -> None:
    reply, body = upload(writable, ("二〇二三/报告.txt", REPORT), ("二〇二四/报告.txt", REPORT))
    assert reply.status_code == 422
    assert "报告.txt" in body["detail"]
    assert writable.get("/v1/reports").json()["total"] == 0


def test_an_upload_waits_for_another_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = threading.Event()
    plain_ingest = Library.ingest_each

    def told_ingest(library: Library, *what: Any, **how: Any) -> list[IngestResult | Exception]:
        try:
            return plain_ingest(library, *what, **how)
        except LibraryLocked:
            refused.set()
            raise

    monkeypatch.setattr(Library, "ingest_each", told_ingest)
    with serving(Library.open(tmp_path / "library", wait=0)) as client:
        with writing(tmp_path / "library", "holding the lock"):
            _, job = upload(client, ("云栖县_2023.txt", REPORT))
            assert refused.wait(30)
            assert client.delete("/v1/reports/0").status_code == 503
            assert client.get(f"/v1/jobs/{job['id']}").json()["state"] == "running"
        (outcome,) = finished(client, job["id"])["outcomes"]
    assert outcome["status"] == "added"


def test_uploads_that_waited_are_made_findable_at_once_and_a_bad_one_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = []
    plain_publish = Views.publish

    def told_publish(views: Views) -> Snapshot:
        published.append(views)
        return plain_publish(views)

    places = ("云栖县", "云岭县", "禾岭县", "松岗县", "石桥县")
    folder = tmp_path / "library"
    with serving(Library.open(folder, wait=0)) as client:
        monkeypatch.setattr(Views, "publish", told_publish)
        with writing(folder, "holding the lock"):
            jobs = [
                upload(client, (f"{place}.txt", report_text(place, 2023).encode()))[1]
                for place in places
            ]
            jobs.insert(2, upload(client, ("空.txt", b""))[1])
            assert not published
        ended = [finished(client, job["id"]) for job in jobs]
        query = {"query": "通村公路", "k": 20}
        hits = client.post("/v1/search", json=query).json()["hits"]
    outcomes = [outcome for job in ended for outcome in job["outcomes"]]
    assert [outcome["status"] for outcome in outcomes] == ["added"] * 2 + ["failed"] + ["added"] * 3
    assert [outcome["source"] for outcome in outcomes if outcome["status"] == "added"] == [
        f"{place}.txt" for place in places
    ]
    assert {hit["report"]["source"] for hit in hits} == {f"{place}.txt" for place in places}
    # The first may have been taken before the others came; these were taken together.
    assert 1 <= len(published) <= 2


def test_the_files_of_a_finished_job_are_gone(writable: httpx.Client, scratch: Path) -> None:
    _, job = upload(writable, ("云栖县_2023.txt", REPORT), ("空.txt", b""))
    finished(writable, job["id"])
    assert not list(scratch.glob("reportqa-upload-*"))


def test_a_bomb_fails_by_itself_and_nothing_is_left(writable: httpx.Client, scratch: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 50_000_000)
    page = "<html><body>" + "<div><b>" * 50_000
    _, job = upload(
        writable,
        ("../../炸弹.docx", bomb.getvalue()),
        ("圈.pdf", b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 1 0 R /Kids [1 0 R]>> endobj"),
        ("深.html", page.encode()),
        ("云栖县_2023.txt", REPORT),
    )
    outcomes = {outcome["source"]: outcome for outcome in finished(writable, job["id"])["outcomes"]}
    assert outcomes.pop("云栖县_2023.txt")["status"] == "added"
    assert set(outcomes) == {"炸弹.docx", "圈.pdf", "深.html"}
    for name, outcome in outcomes.items():
        assert outcome["status"] == "failed"
        assert outcome["reason"].startswith(f"{name}：")
    assert not list(scratch.iterdir())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/报告.txt", "报告.txt"),
        ("C:\\年\\报告 2023.docx", "报告 2023.docx"),
        ("报\u202e告\x07.txt", "报告.txt"),
        (".htaccess", "htaccess"),
        ("报告.txt\0.exe", "报告.txt.exe"),
    ],
)
def test_a_clients_file_name_is_only_a_name(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize("name", ["..", "a/", "长" * 100 + ".txt"])
def test_a_name_that_is_none_is_refused(writable: httpx.Client, name: str) -> None:
    reply = writable.post("/v1/reports", files=[("files", (name, REPORT))])
    assert reply.status_code == 422
    assert writable.get("/v1/reports").json()["total"] == 0


def test_an_upload_without_files_is_refused(writable: httpx.Client) -> None:
    reply = writable.post("/v1/reports", data={"place": "云栖县"})
    assert reply.status_code == 422
    assert "files" in reply.json()["detail"]


def test_what_was_uploaded_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path / "library") as client:
        _, job = upload(client, ("云栖县_2023.txt", REPORT))
        finished(client, job["id"])
    with serving(tmp_path / "library") as client:
        assert client.post("/v1/search", json={"query": "通村公路"}).json()["hits"]


def test_a_search_that_finds_the_queue_full_is_told_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    plain_search = Library.search

    def slow_search(library: Library, query: str, **how: Any) -> SearchResult:
        begun.set()
        go_on.wait(30)
        return plain_search(library, query, **how)

    monkeypatch.setattr(Library, "search", slow_search)
    settings = Settings(searches_at_once=1, searches_waiting=0)
    with serving(tmp_path / "library", settings) as client, ThreadPoolExecutor() as others:
        first = others.submit(client.post, "/v1/search", json={"query": "公路"})
        try:
            assert begun.wait(30)
            refused = client.post("/v1/search", json={"query": "公路"})
            alive = client.get("/healthz")
        finally:
            go_on.set()
        assert first.result().status_code == 200
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) >= 1
    assert alive.status_code == 200


def test_an_upload_that_finds_the_queue_full_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow_ingest(library: Library, *what: Any, **how: Any) -> list[IngestResult]:
        begun.set()
        go_on.wait(30)
        return [IngestResult(())]

    def job(name: str) -> Job:
        (tmp_path / name).mkdir()
        return Job(tmp_path / name, [tmp_path / name / "报告.txt"], Overrides())

    monkeypatch.setattr(Library, "ingest_each", slow_ingest)
    monkeypatch.setattr("reportqa.api.jobs.QUEUED", 1)
    with Library.open(tmp_path / "library") as library:
        jobs = Jobs(library, lambda stage, seconds: None)
        try:
            jobs.add(job("running"))
            assert begun.wait(30)
            jobs.add(job("waiting"))
            with pytest.raises(Busy):
                jobs.add(job("refused"))
        finally:
            go_on.set()
            jobs.close()
    assert not (tmp_path / "running").exists()
    assert not (tmp_path / "waiting").exists()


def test_an_unknown_job_is_not_found(writable: httpx.Client) -> None:
    assert writable.get("/v1/jobs/0").status_code == 404


def test_a_corrected_report_is_listed_under_its_own_place_and_year(writable: httpx.Client) -> None:
    _, job = upload(writable, ("报告.txt", REPORT))
    (outcome,) = finished(writable, job["id"])["outcomes"]
    address = f"/v1/reports/{outcome['report_id']}"
    reply = writable.patch(address, json={"place": "云岭县", "year": 2021})
    assert reply.status_code == 200
    assert (reply.json()["place"], reply.json()["delivered_year"]) == ("云岭县", 2021)
    assert writable.get("/v1/reports", params={"place": "云岭县"}).json()["total"] == 1
    assert writable.patch(address, json={}).status_code == 422
    assert writable.patch("/v1/reports/0", json={"year": 2021}).status_code == 404


def test_the_stages_of_searches_and_uploads_are_counted(writable: httpx.Client) -> None:
    _, job = upload(writable, ("云栖县_2023.txt", REPORT))
    finished(writable, job["id"])
    writable.post("/v1/ask", json={"question": "新建道路多少公里？"})
    figures = writable.get("/metrics").text
    for stage in ("wait", "search: gather", "search: rank", "answer: read", "ingest: commit"):
        assert f'reportqa_stage_seconds_count{{stage="{stage}"}} 0.0' not in figures
        assert f'reportqa_stage_seconds_count{{stage="{stage}"}}' in figures
