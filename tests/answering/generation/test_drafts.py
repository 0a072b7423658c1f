"""Sentences with their marks, however the text comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.answering.generation.drafts import LONGEST, Draft, Drafts


def cut(text: str, size: int = 1) -> list[Draft]:
    """All sentences of a text that comes in pieces of ``size`` characters."""
    drafts = Drafts()
    found = [d for at in range(0, len(text), size) for d in drafts.feed(text[at : at + size])]
    return [*found, *drafts.end()]


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        ("粮食增产[1]。水库完工[2][3]。", [("粮食增产。", (1,)), ("水库完工。", (2, 3))]),
        ("粮食增产。[1] 水库完工。【2】", [("粮食增产。", (1,)), ("水库完工。", (2,))]),
        ("粮食增产[1，2]，水库完工[资料3]。", [("粮食增产，水库完工。", (1, 2, 3))]),
        ("增长3.5%[1]。", [("增长3.5%。", (1,))]),
        ("- 粮食增产[1]\n- 水库完工[2]", [("粮食增产", (1,)), ("水库完工", (2,))]),
        ("1. **粮食**增产[1]。\n2. 水库完工[2]。", [("粮食增产。", (1,)), ("水库完工。", (2,))]),
        ("3.5万亩增产[1]。", [("3.5万亩增产。", (1,))]),
        ("<think>先看[1]。再看。</think>粮食增产[2]。", [("粮食增产。", (2,))]),
        ("<think>想了又想。", []),
        ("没有标注。", [("没有标注。", ())]),
        ("说到一半[1", [("说到一半[1", ())]),
        ("\n。！\n", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_text_is_cut_into_sentences_with_marks(
    text: str, drafts: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert [(d.text, d.marks) for d in cut(text, size)] == drafts


def test_a_sentence_is_given_as_soon_as_the_next_begins() -> None:
    drafts = Drafts()
    assert list(drafts.feed("粮食增产。[1]")) == []
    assert [d.text for d in drafts.feed("水")] == ["粮食增产。"]


def test_what_never_ends_is_cut_and_not_kept() -> None:
    drafts = Drafts()
    given_ = [d for _ in range(10) for d in drafts.feed("啊" * LONGEST)]
    assert len(given_) >= 9


@given(st.text(alphabet="粮食3.5。！[]【1】2 \n<think>/-", max_size=60), st.integers(1, 7))
def test_the_pieces_in_which_a_text_comes_change_nothing(text: str, size: int) -> None:
    assert cut(text, size) == cut(text, 1000)
