"""A report of a collection is for its readers only: every way round is tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api_server import finished, serving
from reportqa import Library
from reportqa.access.door import Door
from reportqa.access.right import Right
from reportqa.types import Filters, Overrides

PLACE = "玄石县"
SECRET = "蓝鲸计划"
MARK = "专户余额"


def report(year: int, lines: str) -> str:
    return f"""{PLACE}{year}年政府工作报告
——{year}年1月8日在{PLACE}第九届人民代表大会第三次会议上
一、{year - 1}年工作回顾
{SECRET}{MARK}{year - 1900}万元，新建老年食堂7个，粮食总产量12.{year % 10}万吨。
{lines}
二、{year}年工作安排
{SECRET}新增投入3000万元，新建老年食堂{year - 2015}个，地区生产总值增长6%左右。
"""


class Office:
    """What one key sees of the server."""

    def __init__(self, client: httpx.Client, key: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key}"}

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._client.request(method, path, headers=self._headers, **more)

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.send("POST", path, json=body)


@pytest.fixture(scope="module")
def offices(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("collections")
    hidden = folder / "files"
    hidden.mkdir()
    for year in (2023, 2024):
        (hidden / f"{PLACE}_{year}.txt").write_text(report(year, "修路9公里。"), "utf-8")
    with Library.open(folder / "library") as library:
        library.ingest([corpus])
        library.ingest([hidden], Overrides(collection="财政局"))
        ids = [one.id for one in library.reports(Filters(place=PLACE)).reports]
        ledger = library.commitments(PLACE)
        commitment = ledger.entries[0].commitment.id
    door = Door(folder / "library")
    door.prepare()
    keys = {
        "财政局": door.keys.create("财政局", Right.EDITOR, None, ["财政局"])[1],
        "教育局": door.keys.create("教育局", Right.EDITOR, None, ["教育局"])[1],
        "办公室": door.keys.create("办公室", Right.ADMIN)[1],
    }
    door.close()
    with serving(folder / "library") as client:
        made: dict[str, Any] = {name: Office(client, key) for name, key in keys.items()}
        yield {**made, "ids": ids, "commitment": commitment}


def test_its_readers_find_it_and_so_does_an_admin(offices: dict[str, Any]) -> None:
    assert len(offices["ids"]) == 2
    for name in ("财政局", "办公室"):
        office = offices[name]
        assert MARK in office.post("/v1/search", query=f"{SECRET}{MARK}").text
        assert MARK in office.send("GET", f"/v1/reports/{offices['ids'][0]}/text").text
        assert office.send("GET", "/v1/reports?limit=100").json()["total"] == 22


QUESTIONS = (MARK, f"{PLACE}老年食堂", f"{PLACE}2023年{MARK}是多少？", f"“{MARK}”", "修路9公里")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_no_search_of_others_finds_it(offices: dict[str, Any], question: str, mode: str) -> None:
    answer = offices["教育局"].post("/v1/search", query=question, mode=mode, k=100)
    assert answer.status_code == 200
    places = {hit["report"]["place"] for hit in answer.json()["hits"]}
    assert PLACE not in places
    assert not any(MARK in hit["text"] for hit in answer.json()["hits"])


@pytest.mark.parametrize("report_number", [0, 1])
def test_a_filter_by_its_id_finds_nothing(offices: dict[str, Any], report_number: int) -> None:
    filters = {"report_id": offices["ids"][report_number]}
    for path, asked in (("/v1/search", "query"), ("/v1/ask", "question"), ("/v1/compare", "topic")):
        answer = offices["教育局"].post(path, **{asked: "老年食堂", "filters": filters})
        assert MARK not in answer.text
        assert PLACE not in answer.text, path


def test_no_answer_over_one_report_or_many_quotes_it(offices: dict[str, Any]) -> None:
    other = offices["教育局"]
    for path, asked in (
        ("/v1/ask", "question"),
        ("/v1/compare", "topic"),
        ("/v1/precedents", "topic"),
    ):
        for question in ("各县老年食堂建了多少个", f"{SECRET}", "新建老年食堂"):
            answer = other.post(path, **{asked: question})
            assert MARK not in answer.text
            assert f"{SECRET}新增" not in answer.text
            assert offices["ids"][0] not in answer.text
            assert offices["ids"][1] not in answer.text
    streamed = other.post("/v1/ask", question=f"{PLACE}{MARK}", stream=True)
    assert not any(one in streamed.text for one in offices["ids"])


def test_its_ids_are_as_good_as_unknown(offices: dict[str, Any]) -> None:
    other, hidden = offices["教育局"], offices["ids"][0]
    for method, path in (
        ("GET", f"/v1/reports/{hidden}"),
        ("GET", f"/v1/reports/{hidden}/text"),
        ("GET", f"/v1/passages/{hidden}-0"),
        ("DELETE", f"/v1/reports/{hidden}"),
    ):
        answer = other.send(method, path)
        unknown = other.send(method, path.replace(hidden, "0" * len(hidden)))
        assert (answer.status_code, unknown.status_code) == (404, 404)
        assert answer.json()["detail"].replace(hidden, "") == unknown.json()["detail"].replace(
            "0" * len(hidden), ""
        )
    corrected = other.send("PATCH", f"/v1/reports/{hidden}", json={"place": "别县"})
    assert corrected.status_code == 404
    assert offices["财政局"].send("GET", f"/v1/reports/{hidden}").status_code == 200


def test_lists_and_counts_leave_it_out(offices: dict[str, Any]) -> None:
    listed = offices["教育局"].send("GET", "/v1/reports?limit=1000").json()
    assert listed["total"] == 20
    assert PLACE not in {one["place"] for one in listed["reports"]}


def test_its_commitments_are_nobody_elses_to_see_or_to_judge(offices: dict[str, Any]) -> None:
    other, commitment = offices["教育局"], offices["commitment"]
    said = {"reviewer": "李明", "action": "note", "note": "甲乙丙"}
    assert offices["财政局"].post(f"/v1/commitments/{commitment}/review", **said).is_success
    assert other.post("/v1/commitments", place=PLACE).status_code == 404
    assert other.post("/v1/indicators", place=PLACE).status_code == 404
    assert other.post(f"/v1/commitments/{commitment}/review", **said).status_code == 404
    assert "甲乙丙" not in other.send("GET", f"/v1/commitments/{commitment}/review").text
    assert "甲乙丙" in offices["财政局"].send("GET", f"/v1/commitments/{commitment}/review").text
    assert other.post("/v1/whatsnew", place=PLACE, year=2024).status_code == 404


def test_a_watch_tells_only_what_its_maker_may_read(offices: dict[str, Any]) -> None:
    theirs = offices["财政局"].post("/v1/watches", topic="新建老年食堂").json()["id"]
    others = offices["教育局"].post("/v1/watches", topic="新建老年食堂").json()["id"]
    found = {
        name: offices[name].send("POST", f"/v1/watches/{watch}/run").text
        for name, watch in (("财政局", theirs), ("教育局", others))
    }
    assert PLACE in found["财政局"]
    assert PLACE not in found["教育局"]
    for method, path in (
        ("GET", f"/v1/watches/{theirs}"),
        ("POST", f"/v1/watches/{theirs}/run"),
        ("DELETE", f"/v1/watches/{theirs}"),
    ):
        assert offices["教育局"].send(method, path).status_code == 404
    listed = offices["教育局"].send("GET", "/v1/watches").json()
    assert [one["id"] for one in listed["watches"]] == [others]


def test_an_office_brings_in_for_itself_and_for_no_other(offices: dict[str, Any]) -> None:
    text = report(2025, "修桥4座。").encode()
    name = f"{PLACE}_2025.txt"
    refused = offices["教育局"].send(
        "POST", "/v1/reports", files={"files": (name, text)}, data={"collection": "财政局"}
    )
    assert refused.status_code == 403
    office = offices["财政局"]
    sent = office.send(
        "POST", "/v1/reports", files={"files": (name, text)}, data={"collection": "财政局"}
    )
    client, headers = office._client, office._headers
    with httpx.Client(base_url=client.base_url, headers=headers, timeout=30) as known:
        job = finished(known, sent.json()["id"])
    brought = job["outcomes"][0]["report_id"]
    assert offices["教育局"].send("GET", f"/v1/reports/{brought}").status_code == 404
    # The same name from others is another file, and replaces nothing.
    again = offices["教育局"].send(
        "POST", "/v1/reports", files={"files": (name, text.replace("4座".encode(), "5座".encode()))}
    )
    headers = offices["教育局"]._headers
    with httpx.Client(base_url=client.base_url, headers=headers, timeout=30) as known:
        assert finished(known, again.json()["id"])["outcomes"][0]["status"] == "added"
    assert office.send("GET", f"/v1/reports/{brought}").status_code == 200


def test_a_report_stays_in_its_collection_when_its_file_comes_again(
    corpus: Path, tmp_path: Path
) -> None:
    file = tmp_path / f"{PLACE}_2024.txt"
    file.write_text(report(2024, "修路9公里。"), "utf-8")
    with Library.open(tmp_path / "library") as library:
        library.ingest([file], Overrides(collection="财政局"))
        file.write_text(report(2024, "修路10公里。"), "utf-8")
        (outcome,) = library.ingest([file]).outcomes
        assert outcome.status == "replaced"
        assert outcome.report_id is not None
        assert library.report(outcome.report_id).collection == "财政局"
        library.correct(outcome.report_id, Overrides(place="白石县"))
        assert library.report(outcome.report_id).collection == "财政局"
        others = library.shown_to(frozenset())
        assert others.reports().total == 0
        assert others.search("修路").hits == ()
