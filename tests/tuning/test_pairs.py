"""Reading an office's own questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_tables import planted_questions
from reportqa import Library
from reportqa.errors import UnreadableFile
from reportqa.tuning import Pairs, read_pairs

FILE, QUOTE = planted_questions()[0].answers[0]


def read(tmp_path: Path, library: Library, *rows: dict[str, Any]) -> Pairs:
    file = tmp_path / "pairs.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return read_pairs(file, library)


def test_an_answer_is_named_by_file_report_or_passage(tmp_path: Path, library: Library) -> None:
    report = next(r for r in library.reports(limit=100).reports if r.source == FILE)
    start = library.text(report.id).index(QUOTE)
    passage = next(
        passage
        for passage in library.structured(report.id).passages
        if passage.start <= start < passage.end
    )
    read_in = read(
        tmp_path,
        library,
        {"question": "一", "file": FILE, "quote": QUOTE},
        {"question": "二", "report_id": report.id, "quote": QUOTE},
        {"question": "三", "passage_id": f"{report.id}-{passage.index}"},
        {"question": "四", "gold": [{"file": FILE, "quote": QUOTE}]},
    )
    assert read_in.unknown == ()
    named = [case.answers[0] for case in read_in.cases]
    assert {answer.report_id for answer in named} == {report.id}
    for case in (named[0], named[1], named[3]):
        assert (case.start, case.text) == (start, QUOTE)
    assert (named[2].start, named[2].text) == (passage.start, passage.text)


def test_lines_of_one_question_are_one_question_with_all_its_answers(
    tmp_path: Path, library: Library
) -> None:
    asked = next(q for q in planted_questions() if len(q.answers) > 2)
    rows = [{"question": asked.question, "file": f, "quote": quote} for f, quote in asked.answers]
    read_in = read(tmp_path, library, *rows, rows[0])
    assert read_in.lines == len(rows) + 1
    (case,) = read_in.cases
    assert {answer.text for answer in case.answers} == {quote for _, quote in asked.answers}


def test_lines_that_name_nothing_in_the_library_are_told_by_number(
    tmp_path: Path, library: Library
) -> None:
    read_in = read(
        tmp_path,
        library,
        {"question": "一", "file": FILE, "quote": QUOTE},
        {"question": "二", "file": "无此县_2023.txt", "quote": QUOTE},
        {"question": "三", "file": FILE, "quote": "报告里没有这一句"},
        {"question": "四", "passage_id": "0123-4"},
        {"question": "五", "report_id": "0123", "quote": QUOTE},
        {"question": "六", "file": FILE, "quote": ""},
    )
    assert read_in.unknown == (2, 3, 4, 5, 6)
    assert [case.question for case in read_in.cases] == ["一"]


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"question": "公路"}', '{"question": 1, "passage_id": "0-1"}']
)
def test_a_line_that_is_no_pair_is_named(tmp_path: Path, library: Library, line: str) -> None:
    file = tmp_path / "pairs.jsonl"
    file.write_text(f'\n{line}\n{{"question": "桥", "passage_id": "0-1"}}\n', encoding="utf-8")
    with pytest.raises(UnreadableFile, match="第 2 行"):
        read_pairs(file, library)


def test_a_missing_file_is_told(tmp_path: Path, library: Library) -> None:
    with pytest.raises(UnreadableFile, match=r"none\.jsonl"):
        read_pairs(tmp_path / "none.jsonl", library)
