"""Where sentences end, and how long runs are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportqa.language.sentences import pieces, sentence_spans

TEXTS = st.text(alphabet=st.sampled_from("茶园。！；，”\n ab"), max_size=200)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_a_sentence_ends_with_its_marks_and_the_quotes_that_close() -> None:
    assert sentences("修了路。他说：“好！”真的吗？？是。") == [
        "修了路。",
        "他说：“好！”",
        "真的吗？？",
        "是。",
    ]


def test_a_line_ends_a_sentence() -> None:
    assert sentences("一、农业\n二、工业\n\n三") == ["一、农业\n", "二、工业\n\n", "三"]


def test_only_the_part_asked_for_is_cut() -> None:
    assert sentence_spans("甲。乙。丙。", 2, 5) == [(2, 4), (4, 5)]


def test_a_text_without_marks_is_one_sentence_and_an_empty_one_none() -> None:
    assert sentences("茶园三万亩") == ["茶园三万亩"]
    assert sentences("") == []


def test_long_runs_are_cut_at_the_highest_mark_that_serves() -> None:
    text = "甲乙丙丁。" + "子丑寅卯；" * 2 + "天地，玄黄，" + "宇" * 9
    found = [text[a:b] for a, b in pieces(text, 0, len(text), 6)]
    assert found == [
        "甲乙丙丁。",
        "子丑寅卯；",
        "子丑寅卯；",
        "天地，",
        "玄黄，",
        "宇" * 6,
        "宇" * 3,
    ]


@given(TEXTS)
def test_sentences_join_to_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXTS, st.integers(1, 30))
def test_pieces_join_to_the_text_and_none_is_too_long(text: str, longest: int) -> None:
    spans = pieces(text, 0, len(text), longest)
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(0 < b - a <= longest for a, b in spans)
