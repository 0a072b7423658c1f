"""Words become numbers: those of the vocabulary by their place, all others by themselves."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reportqa.retrieval.numbering import NOTHING, Numbering

VOCABULARY = ["公园", "绿地", "园", "公", "park", "𠮷"]
NUMBERING = Numbering(VOCABULARY)

words = st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=12)
texts = st.lists(st.lists(words | st.sampled_from(VOCABULARY)).map(" ".join))


def test_a_word_of_the_vocabulary_has_its_place() -> None:
    assert NUMBERING.of(VOCABULARY).tolist() == list(range(len(VOCABULARY)))


def test_no_words_have_no_numbers() -> None:
    assert NUMBERING.of([]).shape == (0,)
    assert [part.tolist() for part in NUMBERING.of_each(["", "公园", ""])] == [[], [0], []]


@given(st.sets(words).map(sorted))
def test_every_other_word_has_a_number_of_its_own(others: list[str]) -> None:
    strange = [word for word in others if word not in VOCABULARY]
    numbers = NUMBERING.of(strange)
    assert len(set(numbers.tolist())) == len(strange)
    assert (numbers < NOTHING).all()


@given(texts)
def test_texts_together_give_what_each_gives_alone(given_texts: list[str]) -> None:
    together = NUMBERING.of_each(given_texts)
    for text, numbers in zip(given_texts, together, strict=True):
        np.testing.assert_array_equal(numbers, NUMBERING.of(text.split()))


def test_a_long_text_needs_no_more_than_its_words() -> None:
    [numbers] = NUMBERING.of_each([" ".join(["绿地", "广场"] * 20_000)])
    assert set(numbers[::2].tolist()) == {1}
    assert len(set(numbers[1::2].tolist())) == 1
