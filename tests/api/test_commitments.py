"""``/v1/commitments`` and ``/v1/indicators``, over a real server."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import httpx
from openpyxl import load_workbook

from api_server import serving
from reportqa import Library


def ledger(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    reply = client.post("/v1/commitments", json=asked)
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json()
    return body


def test_a_ledger_says_what_was_promised_and_what_became_of_it(client: httpx.Client) -> None:
    body = ledger(client, place="禾岭县", made_in=2022, checked_in=2023)
    assert (body["place"], body["made_in"], body["checked_in"]) == ("禾岭县", 2022, 2023)
    found = next(c for c in body["commitments"] if "0.5万户" in c["quote"] and c["target"] == "0.5")
    assert (found["unit"], found["actual"], found["gap"]) == ("万户", "0.52", "0.02")
    assert (found["verdict"], found["verdict_name"]) == ("fulfilled", "已兑现")
    for quoted in (found, *found["evidence"]):
        text = client.get(f"/v1/reports/{quoted['report']['id']}/text").json()["text"]
        assert text[quoted["start"] : quoted["end"]] == quoted["quote"]
    told = [body["summary"][name] for name in ("fulfilled", "partly", "not_fulfilled")]
    silent = body["summary"]["not_reported"] + body["summary"]["unverifiable"]
    assert sum(told) + silent == len(body["commitments"])


def test_a_ledger_comes_as_a_workbook_linked_to_the_readers_page(client: httpx.Client) -> None:
    asked = {"place": "禾岭县", "made_in": 2022, "checked_in": 2023}
    reply = client.post("/v1/commitments", params={"format": "xlsx"}, json=asked)
    assert reply.status_code == 200
    assert "filename=commitments.xlsx" in reply.headers["content-disposition"]
    (sheet,) = load_workbook(io.BytesIO(reply.content)).worksheets
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    held = ledger(client, **asked)["commitments"]
    first = next(entry for entry in held if entry["checkable"])
    where = f"/report/{first['report']['id']}?start={first['start']}&end={first['end']}"
    assert links[0] == f"{str(client.base_url).rstrip('/')}{where}"


def test_the_terms_of_a_promise_are_told(client: httpx.Client) -> None:
    held = ledger(client, place="柳桥铺镇", made_in=2022)["commitments"]
    terms = {entry["quote"]: (entry["binding"], entry["deadline"]) for entry in held}
    assert terms["固定资产投资增长10％以上"] == ("预期性", "")
    assert terms["一是柳桥中心幼儿园9月开园"] == ("", "9月")
    assert terms["年内投入使用"] == ("", "")


def test_a_missing_year_and_an_unknown_place_are_not_found(client: httpx.Client) -> None:
    for asked in ({"place": "禾岭县", "made_in": 2019}, {"place": "云岭县"}):
        reply = client.post("/v1/commitments", json=asked)
        assert reply.status_code == 404
        assert reply.json()["detail"]


def test_a_review_is_kept_and_shown(library: Library, tmp_path: Path) -> None:
    shutil.copytree(library.folder, tmp_path / "library")
    with serving(tmp_path / "library") as client:
        asked = {"place": "禾岭县", "made_in": 2022, "checked_in": 2023}
        commitment = ledger(client, **asked)["commitments"][0]
        address = f"/v1/commitments/{commitment['id']}/review"
        said = {"reviewer": "李明", "action": "correct", "verdict": "unverifiable", "note": "待查"}
        reply = client.post(address, json=said)
        assert reply.status_code == 200, reply.text
        again = ledger(client, **asked)["commitments"][0]
        assert again == reply.json()
        assert (again["verdict"], again["reviewed_by"], again["note"]) == (
            "unverifiable",
            "李明",
            "待查",
        )
        assert again["proposed"] == commitment["verdict"]
        (kept,) = client.get(address).json()["trail"]
        assert kept["before"] == {"verdict": commitment["verdict"]}
        assert kept["after"] == {"verdict": "unverifiable"}
        assert client.post(address, json=said | {"actual": "很多"}).status_code == 422
        unknown = client.post("/v1/commitments/0-0-0/review", json=said)
        assert unknown.status_code == 404


def test_an_indicator_comes_as_json_csv_or_a_chart(client: httpx.Client) -> None:
    asked = {"place": "禾岭县", "indicator": "地区生产总值增速"}
    body = client.post("/v1/indicators", json=asked).json()
    assert {point["year"]: point["actual"] for point in body["points"]}[2022] == "4.6"
    assert body["by_year"][0]["of"] == "2021"
    csv = client.post("/v1/indicators", json=asked | {"form": "csv"})
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert "4.6" in csv.text
    svg = client.post("/v1/indicators", json=asked | {"form": "svg"})
    assert svg.headers["content-type"] == "image/svg+xml"
    nothing = client.post("/v1/indicators", json={"place": "禾岭县", "form": "csv"})
    assert nothing.status_code == 422
