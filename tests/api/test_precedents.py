"""``/v1/precedents``, ``/v1/whatsnew`` and ``/v1/watches``, over a real server."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import httpx
import openpyxl

from api_server import finished
from small_library import report_text

TOPIC = "给老人办食堂"


def asked(client: httpx.Client, **body: Any) -> dict[str, Any]:
    reply = client.post("/v1/precedents", json=body)
    assert reply.status_code == 200, reply.text
    answer: dict[str, Any] = reply.json()
    return answer


def test_precedents_are_a_timeline_of_verbatim_quotes(client: httpx.Client) -> None:
    body = asked(client, topic=TOPIC)
    assert body["topic"] == TOPIC
    assert body["searched"] == 20
    years = [one["report"]["delivered_year"] for one in body["precedents"]]
    assert years == sorted(years)
    assert body["total"] == len(years)
    assert sum(body["counts"]["by_year"].values()) == body["found"]
    assert sum(body["counts"]["by_place"].values()) == body["found"]
    assert body["earliest"]["report"]["place"] == "白鹭渡镇"
    for one in (body["earliest"], *body["precedents"]):
        text = client.get(f"/v1/reports/{one['report']['id']}/text").json()["text"]
        assert text[one["start"] : one["end"]] == one["quote"]
        assert one["written"].startswith(f"《{one['report']['place']}")


def test_a_limit_keeps_the_surest_in_order_of_years(client: httpx.Client) -> None:
    whole, short = asked(client, topic=TOPIC), asked(client, topic=TOPIC, limit=3)
    assert len(short["precedents"]) == 3
    assert short["total"] == whole["total"]
    surest = sorted((one["score"] for one in whole["precedents"]), reverse=True)[:3]
    assert sorted((one["score"] for one in short["precedents"]), reverse=True) == surest
    years = [one["report"]["delivered_year"] for one in short["precedents"]]
    assert years == sorted(years)


def test_filters_are_obeyed_and_a_strange_field_is_refused(client: httpx.Client) -> None:
    body = asked(client, topic=TOPIC, filters={"place": "禾岭县", "role": "plan"})
    assert set(body["counts"]["by_place"]) == {"禾岭县"}
    assert {one["role"] for one in body["precedents"]} == {"plan"}
    for wrong in ({"topic": ""}, {"topic": TOPIC, "limit": 0}, {"topic": TOPIC, "sort": "new"}):
        assert client.post("/v1/precedents", json=wrong).status_code == 422


def test_a_table_of_precedents_has_a_row_each(client: httpx.Client) -> None:
    total = asked(client, topic=TOPIC)["total"]
    reply = client.post("/v1/precedents", params={"format": "xlsx"}, json={"topic": TOPIC})
    sheet = openpyxl.load_workbook(io.BytesIO(reply.content)).active
    assert sheet is not None
    assert sheet.max_row == total + 1
    assert "attachment" in reply.headers["content-disposition"]


def test_what_is_new_is_told_beside_what_came_nearest(client: httpx.Client) -> None:
    reply = client.post("/v1/whatsnew", json={"place": "禾岭县", "year": 2023})
    body = reply.json()
    assert body["previous"]["delivered_year"] == 2022
    assert 0 < len(body["new"]) < body["sentences"]
    for change in body["new"]:
        assert change["citation"]["report"]["delivered_year"] == 2023
        assert change["nearest"]["report"]["delivered_year"] < 2023
    assert client.post("/v1/whatsnew", json={"place": "云栖县", "year": 2023}).status_code == 404


def test_a_watch_is_told_by_the_upload_that_matches(writable: httpx.Client, tmp_path: Path) -> None:
    made = writable.post("/v1/watches", json={"topic": "老年食堂", "filters": {"level": "county"}})
    assert made.status_code == 201
    watch = made.json()
    assert made.headers["location"] == f"/v1/watches/{watch['id']}"
    text = report_text("云栖县", 2024, deed="建成了十二处老年食堂")
    files = {"files": ("云栖县_2024.txt", text.encode(), "text/plain")}
    job = finished(writable, writable.post("/v1/reports", files=files).json()["id"])
    assert any("老年食堂" in line for line in job["watched"])
    body = writable.get(f"/v1/watches/{watch['id']}").json()
    assert body["total"] == 1
    assert "老年食堂" in body["matches"][0]["quote"]
    assert writable.post(f"/v1/watches/{watch['id']}/run").json()["total"] == 1
    listed = writable.get("/v1/watches").json()
    assert (listed["total"], listed["watches"][0]["matches"]) == (1, 1)
    assert writable.delete(f"/v1/watches/{watch['id']}").status_code == 204
    assert writable.get(f"/v1/watches/{watch['id']}").status_code == 404


def test_a_webhook_must_be_a_web_address(writable: httpx.Client) -> None:
    body = {"topic": "老年食堂", "webhook": "file:///etc/passwd"}
    reply = writable.post("/v1/watches", json=body)
    assert reply.status_code == 422
    assert "http" in reply.json()["detail"]
