"""Watched topics: what each ingest tells, and whom."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from reportqa import Library
from reportqa.errors import NotFound, QueryError
from reportqa.sources import Status
from reportqa.store import Catalog
from small_library import TinyEmbedder, write_report

MEALS = "建设老年食堂五处，让老人吃上热饭"


@contextmanager
def listening(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address on this machine that answers with a status, and what it was told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    write_report(made, "云栖县", 2023, promise=MEALS)
    return made


@pytest.fixture
def watched(tmp_path: Path, folder: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", TinyEmbedder()) as opened:
        opened.ingest([folder])
        yield opened


def test_an_ingest_tells_only_of_what_is_new(watched: Library, folder: Path) -> None:
    kept = watched.watch("老年食堂")
    write_report(folder, "溪口县", 2024, promise=MEALS)
    result = watched.ingest([folder])
    assert any("老年食堂" in line and "溪口县_2024" in line for line in result.watched)
    assert all("云栖县" not in line for line in result.watched)
    [match] = watched.watch_matches(kept.id)
    assert MEALS in watched.text(match.report_id)[match.start : match.end]
    assert watched.ingest([folder]).watched == ()


def test_a_run_looks_over_the_whole_library_and_tells_once(watched: Library) -> None:
    kept = watched.watch("老年食堂")
    [found] = watched.run_watches(kept.id)
    assert [match.report.place for match in found.matches] == ["云栖县"]
    assert watched.run_watches() == []
    assert watched.watched(kept.id).matches == 1


def test_a_webhook_is_told_with_the_quote_and_its_source(watched: Library) -> None:
    with listening() as (address, told):
        watched.watch("老年食堂", webhook=address)
        watched.run_watches()
    [body] = told
    assert body["watch"]["topic"] == "老年食堂"
    [match] = body["matches"]
    assert MEALS in match["quote"]
    assert match["written"].startswith("《云栖县2023年政府工作报告》")


@pytest.mark.parametrize("status", [500, None])
def test_a_webhook_that_fails_fails_no_ingest(
    watched: Library, folder: Path, status: int | None
) -> None:
    with listening(status or 200) as (address, _):
        live = address
        if status is not None:
            watched.watch("老年食堂", webhook=live)
            write_report(folder, "溪口县", 2024, promise=MEALS)
            result = watched.ingest([folder])
    if status is None:
        watched.watch("老年食堂", webhook=live)
        write_report(folder, "溪口县", 2024, promise=MEALS)
        result = watched.ingest([folder])
    assert result.counts[Status.ADDED] == 1
    assert any("没有送达" in line for line in result.watched)


def test_what_a_watch_found_goes_with_its_report_and_with_the_watch(watched: Library) -> None:
    kept = watched.watch("老年食堂")
    [found] = watched.run_watches()
    watched.remove(found.matches[0].report.id)
    assert watched.watch_matches(kept.id) == []
    watched.unwatch(kept.id)
    assert watched.watches() == []
    with pytest.raises(NotFound):
        watched.watch_matches(kept.id)
    with pytest.raises(NotFound):
        watched.unwatch(kept.id)


def test_an_address_that_is_no_web_address_and_an_empty_topic_are_refused(
    watched: Library,
) -> None:
    for address in ("file:///etc/passwd", "http://", "somewhere"):
        with pytest.raises(QueryError):
            watched.watch("老年食堂", webhook=address)
    for topic in (" ", "？！"):
        with pytest.raises(QueryError):
            watched.watch(topic)


def test_a_library_made_before_there_were_watches_still_opens(tmp_path: Path, folder: Path) -> None:
    with Library.open(tmp_path / "library", TinyEmbedder()) as made:
        made.ingest([folder])
    database = Catalog.open(tmp_path / "library").database
    with database.writing() as connection:
        for table in ("prepared", "watch_matches", "watches", "corrections", "collections"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 2")
    database.close()
    with Library.open(tmp_path / "library", TinyEmbedder()) as opened:
        assert opened.watches() == []
        assert opened.watch("老年食堂").id
        assert opened.reports().total == 1
