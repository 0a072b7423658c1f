"""``POST /v1/compare`` and the follow-ups of ``POST /v1/ask``, over a real server."""

from __future__ import annotations

import csv
import io

import httpx
import openpyxl
import pytest

from reportqa.api.models.compare import CompareOut
from reportqa.tables import TableFormat

ASKED = {"topic": "老年食堂", "places": ["禾岭县", "白鹭渡镇"], "years": [2022, 2023]}


def test_one_row_a_report_and_the_rest_unmentioned(client: httpx.Client) -> None:
    reply = client.post("/v1/compare", json={"topic": "撂荒地"})
    assert reply.status_code == 200
    body = CompareOut.model_validate(reply.json())
    told = [row.report.id for row in body.rows] + [report.id for report in body.unmentioned]
    assert len(told) == len(set(told)) == body.counts.reports == 20
    assert (body.counts.mentioned, body.counts.unmentioned) == (
        len(body.rows),
        len(body.unmentioned),
    )


def test_each_quote_is_verbatim_in_its_report(client: httpx.Client) -> None:
    body = client.post("/v1/compare", json=ASKED).json()
    assert {row["report"]["delivered_year"] for row in body["rows"]} == {2022, 2023}
    for row in body["rows"]:
        text = client.get(f"/v1/reports/{row['report']['id']}/text").json()["text"]
        for passage in row["passages"]:
            assert text[passage["start"] : passage["end"]] == passage["quote"] != ""


@pytest.mark.parametrize("form", list(TableFormat))
def test_a_file_is_asked_for_by_parameter_or_by_accept(
    client: httpx.Client, form: TableFormat
) -> None:
    by_name = client.post("/v1/compare", params={"format": form}, json=ASKED)
    by_type = client.post("/v1/compare", json=ASKED, headers={"Accept": form.media_type})
    for reply in (by_name, by_type):
        assert reply.status_code == 200
        assert reply.headers["content-type"] == form.media_type
        assert f"compare.{form}" in reply.headers["content-disposition"]
    if form is not TableFormat.XLSX:
        assert by_name.content == by_type.content


def test_the_tables_hold_every_report_of_the_scope(client: httpx.Client) -> None:
    reply = client.post("/v1/compare", params={"format": "csv"}, json={"topic": "撂荒地"})
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))
    book = client.post("/v1/compare", params={"format": "xlsx"}, json={"topic": "撂荒地"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert len(rows) == sheet.max_row == 21
    assert "未提及" in {row[3] for row in rows}


@pytest.mark.parametrize(
    "body",
    [
        {"topic": ""},
        {"topic": "？？"},
        {"topic": "老年食堂", "years": [1066]},
        {"topic": "老年食堂", "places": [""]},
        {"topic": "老年食堂", "place": "禾岭县"},
    ],
)
def test_what_cannot_be_compared_is_a_problem(
    client: httpx.Client, body: dict[str, object]
) -> None:
    reply = client.post("/v1/compare", json=body)
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]


def test_a_follow_up_finds_the_turn_before(client: httpx.Client) -> None:
    first = client.post("/v1/ask", json={"question": "禾岭县2022年城镇新增就业多少人？"}).json()
    second = client.post(
        "/v1/ask", json={"question": "那澜川市呢？", "conversation": first["conversation"]}
    ).json()
    assert second["conversation"] == first["conversation"]
    assert second["notes"][0] == "接上一问理解为：澜川市2022年城镇新增就业多少人？"
    assert second["understood"]["places"] == ["澜川市"]


def test_conversations_are_kept_apart(client: httpx.Client) -> None:
    one = client.post("/v1/ask", json={"question": "禾岭县有多少老年食堂？"}).json()
    other = client.post("/v1/ask", json={"question": "石磨垭乡修了多少路？"}).json()
    assert one["conversation"] != other["conversation"]


def test_a_question_over_many_reports_is_answered_from_all(client: httpx.Client) -> None:
    body = client.post("/v1/ask", json={"question": "哪些乡镇提到老年食堂？"}).json()
    cited = {citation["report"]["id"] for citation in body["citations"]}
    assert len(cited) + len(body["unmentioned"]) == body["scope"]["reports"] == 12


def test_a_number_is_told_with_the_part_of_the_report_that_it_stands_in(
    client: httpx.Client,
) -> None:
    asked = {"topic": "老年食堂", "places": ["禾岭县"], "years": [2024]}
    [row] = client.post("/v1/compare", json=asked).json()["rows"]
    told = {(figure["value"], figure["role"]) for figure in row["figures"]}
    assert told == {("31", "review"), ("40", "plan")}
