"""What the API answers to a question."""

from __future__ import annotations

import httpx

QUESTION = "老人吃饭的食堂办起来了几个？"


def test_an_answer_has_the_contract(client: httpx.Client) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "filters": {"place": "禾岭县"}})
    assert reply.status_code == 200, reply.text
    answer = reply.json()
    assert {"question", "answer", "answerable", "confidence", "citations", "took_ms"} <= set(answer)
    assert 0 <= answer["confidence"] <= 1
    for citation in answer["citations"]:
        assert f"[{citation['marker']}]" in answer["answer"]
        assert {"quote", "start", "end", "passage_id", "role", "section", "report"} <= set(citation)


def test_every_quote_is_verbatim_in_the_text_that_the_api_gives(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": QUESTION}).json()
    assert answer["citations"]
    for citation in answer["citations"]:
        text = client.get(f"/v1/reports/{citation['report']['id']}/text").json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_shows_what_came_nearest_and_cites_nothing(client: httpx.Client) -> None:
    answer = client.post("/v1/ask", json={"question": "浙江省2023年建了多少公里绿道？"}).json()
    assert answer["answerable"] is False
    assert answer["citations"] == []
    assert answer["nearest"]


def test_a_question_without_words_is_a_problem_document(client: httpx.Client) -> None:
    reply = client.post("/v1/ask", json={"question": " "})
    assert reply.status_code == 422
    assert reply.headers["content-type"].startswith("application/problem+json")


def test_an_unknown_field_is_refused(client: httpx.Client) -> None:
    reply = client.post("/v1/ask", json={"question": QUESTION, "answer": "三个"})
    assert reply.status_code == 422
