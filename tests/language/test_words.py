"""Words as the index and the questions cut them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportqa.language.words import (
    cut,
    dictionary_hash,
    jieba_segmenter,
    normalize,
    own_words,
    rjieba_segmenter,
    tokenize,
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("增长87.3%左右", "87.3%"),
        ("增长８７．３％左右", "87.3%"),
        ("投资2000万元", "2000"),
        ("PM2.5浓度下降", "pm2.5"),
        ("建设5G基站", "5g"),
    ],
)
def test_numbers_and_latin_words_stay_whole(text: str, word: str) -> None:
    assert word in tokenize(text)


def test_long_words_are_found_by_the_words_within_them() -> None:
    assert {"人民", "代表", "大会"} <= set(tokenize("全国人民代表大会"))


def test_the_words_of_the_genre_stay_whole() -> None:
    assert own_words()
    assert all(word in cut(word) for word in own_words())


def test_marks_and_white_space_are_no_words() -> None:
    assert tokenize("，。！（）“”——　\n_") == []


def test_each_character_is_in_one_word_of_a_cut() -> None:
    text = "全县新增就业三千人，茶农增收明显。"
    assert "".join(cut(text)) == "全县新增就业三千人茶农增收明显"


def test_half_and_full_width_are_one() -> None:
    assert normalize("ＧＤＰ增长６％") == normalize("gdp增长6%")
    assert tokenize("ＧＤＰ增长６％") == tokenize("GDP增长6%")


def test_both_engines_cut_alike() -> None:
    rust = pytest.importorskip("rjieba") and rjieba_segmenter(own_words())
    python = jieba_segmenter(own_words())
    for text in (
        "推动茶旅融合发展",
        "全县新增就业三千人",
        "深化放管服改革优化营商环境",
        *own_words(),
    ):
        assert list(rust.cut(text)) == list(python.cut(text))
        assert sorted(rust.cut_for_search(text)) == sorted(python.cut_for_search(text))


def test_the_hash_of_the_dictionary_is_short_and_stays() -> None:
    assert dictionary_hash() == dictionary_hash()
    assert len(dictionary_hash()) == 16


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_cut_into_words_without_white_space(text: str) -> None:
    for word in (*tokenize(text), *cut(text)):
        assert word
        assert not any(c.isspace() for c in word)


FIRST_CUTS = """
import threading
from reportqa.language import words

begin = threading.Barrier(8)
said = []

def cut():
    begin.wait()
    said.append(words.tokenize("高标准农田"))

threads = [threading.Thread(target=cut) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert said == [words.tokenize("高标准农田")] * 8, said
"""


def test_threads_that_cut_the_first_words_wait_for_the_dictionary() -> None:
    subprocess.run([sys.executable, "-c", FIRST_CUTS], check=True)
