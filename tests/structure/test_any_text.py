"""Whatever the text: nothing is lost, nothing is invented, nothing is raised."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportqa.structure import check, report_id
from reportqa.structure.lines import BLANKS, read_lines
from reportqa.structure.passages import LONGEST
from reportqa.types import Role
from structure.invented import PROSE, REPORT, read

pytestmark = pytest.mark.fuzz

SCRAPS = st.sampled_from(
    [
        "一、", "二、2025年工作安排", "（一）", "(二)推进", "1.", "3.5万亩", "（1）", "①", "第一，",
        "一是抓好", "——", "一", "各位代表：", "各位代表！", "我们也清醒地看到，还存在问题。",
        "今年", "名词解释", "附件1", "— 3 —", "来源：日报", "2024年工作回顾", "让我们前进！", "，",
        "。", "“", "”", "\n", "\n\n", "　　", " ", "\x0c", "\ufeff", "xx", "×", "１９９８年", PROSE,
    ]
)  # fmt: skip
TEXTS = st.lists(SCRAPS | st.text(max_size=12), max_size=40).map("".join)


@given(TEXTS)
@example(REPORT)
@example("一")
@example("\ue004")
@settings(max_examples=3 * settings().max_examples, deadline=5000)
def test_sections_are_the_text_and_passages_are_verbatim(text: str) -> None:
    report = read(text)
    assert "".join(text[s.start : s.end] for s in report.sections) == text
    end = 0
    for passage in report.passages:
        section = report.sections[passage.section_index]
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip(BLANKS) != ""
        assert len(passage.text) <= LONGEST
        assert end <= passage.start
        assert section.start <= passage.start < passage.end <= section.end
        assert passage.role is section.role
        end = passage.end
    check(report.report, [section.role for section in report.sections])


@given(TEXTS)
@settings(max_examples=2 * settings().max_examples, deadline=5000)
def test_sections_stand_under_sections_before_them(text: str) -> None:
    sections = read(text).sections
    for index, section in enumerate(sections):
        assert section.index == index
        assert section.start < section.end
        if section.parent is None:
            assert section.depth <= 1
        else:
            above = sections[section.parent]
            assert section.parent < index
            assert section.depth == above.depth + 1
            assert section.path[: len(above.path)] == above.path


@given(TEXTS)
@settings(max_examples=2 * settings().max_examples, deadline=5000)
def test_every_word_is_in_a_passage_or_in_a_heading_above_one(text: str) -> None:
    report = read(text)
    covered = {i for p in report.passages for i in range(p.start, p.end)}
    parents = {section.parent for section in report.sections}
    for line in read_lines(text):
        section = next(s for s in report.sections if s.start <= line.start < s.end)
        if not line.junk and not (section.heading and section.index in parents):
            missing = set(range(line.start, line.end)) - covered
            assert all(text[i] in BLANKS for i in missing)


@given(TEXTS)
@settings(deadline=5000)
def test_what_opens_a_report_stands_first(text: str) -> None:
    roles = [section.role for section in read(text).sections]
    assert Role.OPENING not in roles[1:]


@given(st.text())
def test_an_id_is_sixteen_hexadecimal_digits(text: str) -> None:
    assert len(report_id(text)) == 16
    assert int(report_id(text), 16) >= 0


@given(st.lists(st.tuples(SCRAPS, st.integers(1, 3000)), max_size=8))
@settings(deadline=5000)
def test_what_is_repeated_a_thousand_times_takes_no_time(runs: list[tuple[str, int]]) -> None:
    text = "".join(scrap * times for scrap, times in runs)
    assert "".join(text[s.start : s.end] for s in read(text).sections) == text


def test_a_lone_surrogate_is_no_error() -> None:
    assert read("一、\ud800工作").sections
