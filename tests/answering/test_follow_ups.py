"""Follow-ups take what they leave out from the turn before, and say how they were understood."""

from __future__ import annotations

import threading

import pytest

from reportqa import Library
from reportqa.answering.conversations import Conversations
from reportqa.answering.follow_up import Turn, complete

KNOWN = ("澜川市", "禾岭县", "白鹭渡镇", "石磨垭乡", "柳桥铺镇")
CANTEENS = Turn("禾岭县2023年建了多少处老年食堂？", ("禾岭县",), (2023,))
TARGET = Turn("重庆市2025年GDP增长目标是多少？", ("重庆市",), (2025,))
BOTH = Turn("澜川市和禾岭县2022年城镇新增就业各是多少？", ("澜川市", "禾岭县"), (2022,))
UNSCOPED = Turn("高标准农田建了多少？")


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (CANTEENS, "那四川呢？", "四川2023年建了多少处老年食堂？"),
        (CANTEENS, "白鹭渡镇呢", "白鹭渡镇2023年建了多少处老年食堂？"),
        (CANTEENS, "那澜川呢？", "澜川2023年建了多少处老年食堂？"),
        (CANTEENS, "新津县呢？", "新津县2023年建了多少处老年食堂？"),
        (CANTEENS, "四川", "四川2023年建了多少处老年食堂？"),
        (TARGET, "那四川省呢？", "四川省2025年GDP增长目标是多少？"),
        (BOTH, "那白鹭渡镇呢？", "白鹭渡镇2022年城镇新增就业是多少？"),
        (UNSCOPED, "那禾岭县呢？", "禾岭县高标准农田建了多少？"),
    ],
)
def test_another_place_takes_the_places_place(earlier: Turn, question: str, whole: str) -> None:
    assert complete(question, earlier, KNOWN) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (CANTEENS, "上一年呢？", "禾岭县2022年建了多少处老年食堂？"),
        (CANTEENS, "那下一年呢？", "禾岭县2024年建了多少处老年食堂？"),
        (CANTEENS, "前年呢？", "禾岭县2021年建了多少处老年食堂？"),
        (CANTEENS, "2021年呢？", "禾岭县2021年建了多少处老年食堂？"),
        (CANTEENS, "换成2020年", "禾岭县2020年建了多少处老年食堂？"),
        (BOTH, "那2021年呢？", "澜川市和禾岭县2021年城镇新增就业各是多少？"),
        (UNSCOPED, "2022年呢？", "2022年高标准农田建了多少？"),
        (UNSCOPED, "去年呢？", "去年高标准农田建了多少？"),
        (Turn("去年修了多少路？", (), (2023,)), "上一年呢？", "2022年修了多少路？"),
    ],
)
def test_another_year_takes_the_years_place(earlier: Turn, question: str, whole: str) -> None:
    assert complete(question, earlier, KNOWN) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (CANTEENS, "2019年白鹭渡镇呢？", "白鹭渡镇2019年建了多少处老年食堂？"),
        (TARGET, "那四川2024年呢？", "四川2024年GDP增长目标是多少？"),
        (TARGET, "四川上一年呢？", "四川2024年GDP增长目标是多少？"),
    ],
)
def test_place_and_year_can_change_together(earlier: Turn, question: str, whole: str) -> None:
    assert complete(question, earlier, KNOWN) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (CANTEENS, "那计划呢？", "禾岭县2023年计划建了多少处老年食堂？"),
        (TARGET, "完成情况呢？", "重庆市2025年实际完成GDP增长是多少？"),
        (BOTH, "目标呢？", "澜川市和禾岭县2022年计划城镇新增就业各是多少？"),
        (TARGET, "有什么问题呢？", "重庆市2025年GDP增长目标存在哪些问题？"),
        (CANTEENS, "为什么？", "为什么禾岭县2023年建了老年食堂？"),
        (CANTEENS, "这是为什么呢？", "为什么禾岭县2023年建了老年食堂？"),
        (CANTEENS, "怎么做到的？", "禾岭县2023年建了老年食堂是怎么做到的？"),
        (TARGET, "完成了吗？", "重庆市2025年实际完成GDP增长是多少？"),
        (TARGET, "实际完成多少", "重庆市2025年实际完成GDP增长是多少？"),
        (TARGET, "后来兑现了没有？", "重庆市2025年实际完成GDP增长是多少？"),
        (TARGET, "哪个省最高？", "2025年哪个省GDP增长目标最高？"),
        (CANTEENS, "最多的是哪个县？", "2023年哪个县建了老年食堂最多？"),
    ],
)
def test_another_half_or_the_reason_is_asked_of_the_same(
    earlier: Turn, question: str, whole: str
) -> None:
    assert complete(question, earlier, KNOWN) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        (CANTEENS, "那就业呢？", "禾岭县2023年就业是多少？"),
        (TARGET, "那就业呢？", "重庆市2025年就业目标是多少？"),
        (BOTH, "财政收入呢？", "澜川市和禾岭县2022年财政收入是多少？"),
        (CANTEENS, "该县当年的粮食产量是多少？", "禾岭县2023年的粮食产量是多少？"),
        (CANTEENS, "那里的口袋公园建了几个？", "禾岭县的口袋公园建了几个？"),
    ],
)
def test_another_topic_is_asked_of_the_same_place_and_year(
    earlier: Turn, question: str, whole: str
) -> None:
    assert complete(question, earlier, KNOWN) == whole


@pytest.mark.parametrize(
    "question",
    [
        "农村公路修了多少公里？",
        "石磨垭乡2022年复耕了多少撂荒地？",
        "哪些乡镇提到老年食堂？",
        "",
        "？",
        "那些年县里为发展莲藕产业专门出台过哪几项扶持政策并安排了多少资金呢？",
    ],
)
def test_a_question_that_is_whole_stays_as_it_is(question: str) -> None:
    assert complete(question, CANTEENS, KNOWN) == question


def test_a_conversation_shows_how_it_understood(library: Library) -> None:
    talk = Conversations()
    first = talk.ask("禾岭县2022年城镇新增就业多少人？", None, library.ask, KNOWN)
    assert first.conversation
    assert not any("接上一问" in note for note in first.notes)
    second = talk.ask("那澜川市呢？", first.conversation, library.ask, KNOWN)
    assert second.conversation == first.conversation
    assert second.question == "那澜川市呢？"
    assert second.notes[0] == "接上一问理解为：澜川市2022年城镇新增就业多少人？"
    assert second.understood.places == ("澜川市",)
    third = talk.ask("上一年呢？", second.conversation, library.ask, KNOWN)
    assert third.notes[0] == "接上一问理解为：澜川市2021年城镇新增就业多少人？"


def test_a_conversation_is_forgotten_when_its_time_is_over() -> None:
    now = [0.0]
    talk = Conversations(lasting=60, clock=lambda: now[0])
    held = talk.put(None, CANTEENS)
    now[0] = 59
    assert talk.turn(held) == CANTEENS
    now[0] = 61
    assert talk.turn(held) is None
    assert len(talk) == 0


def test_the_oldest_conversation_makes_room() -> None:
    talk = Conversations(most=2)
    first, second = talk.put(None, CANTEENS), talk.put(None, TARGET)
    talk.put(first, BOTH)
    third = talk.put(None, UNSCOPED)
    assert talk.turn(second) is None
    assert (talk.turn(first), talk.turn(third)) == (BOTH, UNSCOPED)


def test_an_unknown_conversation_is_begun_anew_and_that_is_told(library: Library) -> None:
    talk = Conversations()
    answer = talk.ask("禾岭县有多少老年食堂？", "no-such-id", library.ask, KNOWN)
    assert answer.conversation not in (None, "no-such-id")
    assert "按单独的问题回答" in answer.notes[0]


def test_many_threads_may_talk_at_once() -> None:
    talk = Conversations(most=50)

    def chat() -> None:
        for _ in range(200):
            talk.turn(talk.put(None, CANTEENS))

    threads = [threading.Thread(target=chat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(talk) == 50
