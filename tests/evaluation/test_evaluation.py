"""Measuring a search over labelled questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus_tables import planted_questions
from reportqa import Library, Mode
from reportqa.cli import run
from reportqa.errors import UnreadableFile
from reportqa.evaluation import (
    Gold,
    Judged,
    Question,
    compare,
    evaluate,
    interval,
    read_questions,
)
from reportqa.types import Hit, Report, Role

QUOTE = "新建成口袋公园十二座，新增绿地三万平方米"


def hit(rank: int, text: str, source: str = "甲县_2023.txt") -> Hit:
    report = Report("0", "甲县2023年政府工作报告", "甲县", None, 2023, 2022, 2023, source)
    return Hit(rank, 1 / rank, f"0-{rank}", text, 0, len(text), Role.REVIEW, (), report)


def ask(*texts: str, gold: Sequence[str] = (QUOTE,)) -> dict[str, float]:
    """Measure one question whose search finds these texts."""
    quotes = tuple(Gold("甲县_2023.txt", quote) for quote in gold)
    question = Question("q", "paraphrase", "公园建了几座", quotes)
    hits = [hit(rank, text) for rank, text in enumerate(texts, 1)]
    (judged,) = evaluate([question], lambda query, k: hits[:k])
    return judged.values


def test_a_hit_counts_when_it_holds_half_of_the_quote() -> None:
    gold = Gold("甲县_2023.txt", QUOTE)
    assert gold.is_held_by("甲县_2023.txt", "全年" + QUOTE[: len(QUOTE) // 2 + 1] + "……")
    assert not gold.is_held_by("甲县_2023.txt", QUOTE[: len(QUOTE) // 2 - 2])


def test_white_space_and_width_do_not_count() -> None:
    gold = Gold("甲县_2023.txt", "增长１２．５％，高于全省平均")
    assert gold.is_held_by("甲县_2023.txt", "增长 12.5%，\n高于全省平均水平")


def test_the_right_words_in_another_report_do_not_count() -> None:
    assert not Gold("甲县_2023.txt", QUOTE).is_held_by("乙县_2023.txt", QUOTE)


def test_a_word_file_stands_for_the_text_file_of_the_same_name() -> None:
    assert Gold("甲县_2023.txt", QUOTE).is_held_by("甲县_2023.docx", QUOTE)


def test_the_measures_of_a_question_found_second() -> None:
    values = ask("别的", QUOTE)
    assert values["Success@1"] == 0
    assert values["Success@10"] == 1
    assert values["RR@10"] == pytest.approx(1 / 2)
    assert values["nDCG@10"] == pytest.approx(0.6309, abs=1e-4)


def test_the_same_quote_found_twice_counts_once() -> None:
    other = "老旧小区加装电梯三百部，惠及居民四千户"
    values = ask(QUOTE, QUOTE, gold=[QUOTE, other])
    assert values["R@10"] == pytest.approx(1 / 2)


def test_nothing_found_is_nought_and_not_left_out() -> None:
    assert set(ask().values()) == {0.0}


def test_questions_without_an_answer_are_not_measured() -> None:
    assert (
        evaluate([Question("q", "unanswerable", "月球上建了几座", ())], lambda query, k: []) == []
    )


def sample_questions() -> list[Question]:
    return [
        Question(q.id, q.kind, q.question, tuple(Gold(*answer) for answer in q.answers))
        for q in planted_questions()
    ]


def test_the_same_figures_come_out_twice(library: Library) -> None:
    def judge() -> list[Judged]:
        return evaluate(sample_questions(), lambda query, k: library.search(query, k=k).hits)

    first, second = judge(), judge()
    assert first == second
    assert interval(first, "Success@10") == interval(second, "Success@10")
    found = interval(first, "RR@10")
    assert found.low <= found.mean <= found.high
    assert found.questions == sum(bool(question.gold) for question in sample_questions())


def test_the_command_says_the_same_of_a_library_made_anew(
    library: Library, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "questions.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for asked in sample_questions():
            lines.write(json.dumps(asdict(asked), ensure_ascii=False) + "\n")
    with Library.open(tmp_path / "again") as again:
        again.ingest([corpus])

    def told(folder: Path) -> str:
        assert run(["evaluate", str(file), "--library", str(folder), "--json"]) == 0
        return capsys.readouterr().out

    first = told(library.folder)
    assert told(tmp_path / "again") == first
    assert json.loads(first)["figures"]["paraphrase"]["Success@10"]["mean"] == 1.0


def test_a_way_compared_with_itself_does_not_differ(library: Library) -> None:
    questions = [Question("q", "all", "公路", (Gold("禾岭县_2022.txt", "公路"),))]
    judged = evaluate(questions, lambda query, k: library.search(query, k=k).hits)
    assert compare(judged, judged, "RR@10").p_value == 1.0


def test_a_clear_difference_is_more_than_chance_and_a_slight_one_is_not() -> None:
    def judged(values: Sequence[float]) -> list[Judged]:
        return [Judged(Question(str(i), "all", "", ()), {"RR@10": v}) for i, v in enumerate(values)]

    good, poor = judged([1.0] * 20), judged([0.5] * 20)
    assert compare(good, poor, "RR@10").p_value < 0.01
    found = compare(good, poor, "RR@10")
    assert (found.low, found.difference, found.high) == pytest.approx((0.5, 0.5, 0.5))
    slight = judged([1.0] * 19 + [0.0])
    assert compare(good, slight, "RR@10").p_value > 0.1


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"question": "公路"}', '{"question": 1, "gold": [1]}']
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    good = json.dumps({"question": "公路", "gold": []})
    file.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="第 2 行"):
        read_questions(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none\.jsonl"):
        read_questions(tmp_path / "none.jsonl")


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_can_be_measured(library: Library, mode: Mode) -> None:
    quote = planted_questions()[0].answers[0]
    question = Question("q", "all", planted_questions()[0].question, (Gold(*quote),))
    (judged,) = evaluate([question], lambda q, k: library.search(q, k=k, mode=mode).hits)
    assert 0.0 <= judged.values["RR@10"] <= 1.0
