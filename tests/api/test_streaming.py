"""Answers as server-sent events, with a language model and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api_server import serving
from llm_server import LlmServer, failing, llm_serving, saying, silent
from reportqa import Library
from reportqa.settings import Settings

QUESTION = "柳桥铺镇2023年建成口袋公园几个？"
FACT = "建成口袋公园3个"
PATIENCE = 20.0

Event = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def llm() -> Iterator[LlmServer]:
    with llm_serving() as server:
        yield server


@pytest.fixture(scope="module")
def worded(library: Library, llm: LlmServer) -> Iterator[httpx.Client]:
    """A client of a server with a language model, and with one slot for searches."""
    settings = Settings(
        llm_base_url=llm.url,
        llm_model="test",
        llm_timeout=PATIENCE,
        searches_at_once=1,
        searches_waiting=0,
    )
    with serving(library.folder, settings) as client:
        yield client


def events(client: httpx.Client, **asked: Any) -> list[Event]:
    """All events of a stream."""
    with client.stream("POST", "/v1/ask", json={"stream": True, **asked}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        return list(parsed(reply))


def parsed(reply: httpx.Response) -> Iterator[Event]:
    name = ""
    for line in reply.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs from one time to the next."""
    return {k: v for k, v in answer.items() if k not in ("took_ms", "conversation")}


def test_without_a_model_a_stream_gives_the_citations_and_then_the_answer(
    client: httpx.Client,
) -> None:
    found = events(client, question=QUESTION)
    names = [name for name, _ in found]
    answer = found[-1][1]
    assert names == ["understood", *["citation"] * len(answer["citations"]), "answer"]
    assert [data for name, data in found if name == "citation"] == answer["citations"]
    assert found[0][1] == {"question": QUESTION, "understood": answer["understood"]}
    whole = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert plain(answer) == plain(whole)


def test_a_refusal_streams_too(client: httpx.Client) -> None:
    found = events(client, question="四川省2023年建成口袋公园几个？")
    assert [name for name, _ in found] == ["understood", "answer"]
    assert found[-1][1]["answerable"] is False


def test_what_is_wrong_with_a_request_is_a_problem_and_no_stream(client: httpx.Client) -> None:
    reply = client.post("/v1/ask", json={"question": " ", "stream": True})
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_server_without_a_model_says_so_and_quotes(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION, "llm": True}).json()
    assert answer["generated"] is False
    assert answer["citations"]
    assert "REPORTQA_LLM_BASE_URL" in answer["notes"][-1]


def test_sentences_stream_after_their_citations_and_only_when_they_have_been_checked(
    worded: httpx.Client, llm: LlmServer
) -> None:
    llm.reply = saying(f"柳桥铺镇{FACT}[1]。镇上建成机场一座[1]。{FACT}[1]。")
    found = events(worded, question=QUESTION, llm=True)
    names = [name for name, _ in found]
    assert names == ["understood", "citation", "sentence", "removed", "sentence", "answer"]
    answer = found[-1][1]
    assert answer["generated"] is True
    assert answer["answer"] == f"柳桥铺镇{FACT}。[1]{FACT}。[1]"
    assert [found[1][1]] == answer["citations"]
    assert [data["markers"] for name, data in found if name == "sentence"] == [[1], [1]]
    assert "机场" not in json.dumps(found[:-1], ensure_ascii=False).replace(
        "“镇上建成机场一座”", ""
    )


def test_a_stream_and_a_plain_answer_say_the_same(worded: httpx.Client, llm: LlmServer) -> None:
    llm.reply = saying(f"柳桥铺镇{FACT}[1]。")
    streamed = events(worded, question=QUESTION, llm=True)[-1][1]
    whole = worded.post("/v1/ask", json={"question": QUESTION, "llm": True}).json()
    assert plain(streamed) == plain(whole)
    assert whole["generated"] is True


def test_every_quote_of_a_stream_is_the_reports_text(worded: httpx.Client, llm: LlmServer) -> None:
    llm.reply = saying(f"柳桥铺镇{FACT}[1]。")
    cited = [data for name, data in events(worded, question=QUESTION, llm=True) if "quote" in data]
    assert cited
    for citation in cited:
        text = worded.get(f"/v1/reports/{citation['report']['id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_model_that_fails_ends_the_stream_with_the_quoted_answer(
    worded: httpx.Client, llm: LlmServer
) -> None:
    llm.reply = failing(500)
    found = events(worded, question=QUESTION, llm=True)
    assert [name for name, _ in found] == ["understood", "answer"]
    assert found[-1][1]["generated"] is False
    assert found[-1][1]["citations"]
    assert "HTTP 500" in found[-1][1]["notes"][-1]


def test_while_a_model_is_silent_others_search_and_a_client_that_leaves_stops_it(
    worded: httpx.Client, llm: LlmServer
) -> None:
    llm.reply = silent
    llm.begun.clear()
    llm.left.clear()
    body = {"question": QUESTION, "llm": True, "stream": True}
    with worded.stream("POST", "/v1/ask", json=body) as reply:
        # Held, as an iterator that is let go of closes the connection.
        begun = parsed(reply)
        assert next(begun)[0] == "understood"
        assert llm.begun.wait(PATIENCE)
        # The one slot is free: a model takes its time outside of it.
        assert worded.post("/v1/search", json={"query": "口袋公园"}).status_code == 200
        assert not llm.left.is_set()
    assert llm.left.wait(PATIENCE)


def test_an_error_half_way_is_an_event_with_a_problem(
    worded: httpx.Client, llm: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect of our own")

    monkeypatch.setattr("reportqa.answering.generation.writing.verify", broken)
    llm.reply = saying(f"柳桥铺镇{FACT}[1]。")
    name, data = events(worded, question=QUESTION, llm=True)[-1]
    assert name == "error"
    assert (data["status"], data["instance"]) == (500, "/v1/ask")
    assert "defect" not in json.dumps(data)
