"""A library's own words and synonyms."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.errors import BadWordList
from reportqa.language import words
from reportqa.language.lexicon import PLAIN, Lexicon, read_lexicon
from reportqa.language.thesaurus import Thesaurus, bundled_thesaurus

TEXT = "我们推行村民说事点，村民说事点办好了。"


def written(folder: Path, **files: str) -> Lexicon:
    for name, text in files.items():
        suffix = {"userdict": "txt", "synonyms": "tsv"}[name]
        (folder / f"{name}.{suffix}").write_bytes(text.encode())
    return read_lexicon(folder)


def test_an_own_word_is_cut_whole_and_its_parts_are_still_found(tmp_path: Path) -> None:
    lexicon = written(tmp_path, userdict="# 本地的叫法\r\n村民说事点\r\n\r\n")
    assert lexicon.cut(TEXT).count("村民说事点") == 2
    assert "".join(lexicon.cut(TEXT)) == "".join(words.cut(TEXT))
    assert {"村民说事点", "村民"} <= set(lexicon.tokenize(TEXT))
    assert "村民说事点" not in PLAIN.cut(TEXT)


def test_two_libraries_have_different_words_at_once(tmp_path: Path) -> None:
    one = Lexicon(userdict=("村民说事点",))
    other = Lexicon(userdict=("说事点",))
    assert "村民说事点" in one.cut(TEXT)
    assert "说事点" in other.cut(TEXT)
    assert "村民说事点" in one.cut(TEXT)
    hashes = {lexicon.dictionary_hash for lexicon in (one, other, PLAIN)}
    assert len(hashes) == 3


def test_the_longest_own_word_wins() -> None:
    lexicon = Lexicon(userdict=("说事", "村民说事点"))
    assert lexicon.cut("村民说事点") == ["村民说事点"]


def test_a_library_without_files_has_the_programs_words(tmp_path: Path) -> None:
    lexicon = read_lexicon(tmp_path)
    assert lexicon.dictionary_hash == words.dictionary_hash()
    assert lexicon.tokenize(TEXT) == words.tokenize(TEXT)
    assert lexicon.other_names("小饭桌", of_genre=False) == {}


def test_synonyms_stand_for_each_other_and_are_whole_words(tmp_path: Path) -> None:
    lexicon = written(tmp_path, synonyms="\ufeff小饭桌\t长者餐桌\t幸福灶\n")
    assert lexicon.other_names("小饭桌有几家", of_genre=False) == {"小饭桌": ("长者餐桌", "幸福灶")}
    assert lexicon.other_names("幸福灶", of_genre=False) == {"幸福灶": ("小饭桌", "长者餐桌")}
    assert lexicon.cut("新开长者餐桌") == ["新开", "长者餐桌"]


def test_changing_either_file_asks_for_other_words(tmp_path: Path) -> None:
    first = written(tmp_path, userdict="村民说事点").dictionary_hash
    second = written(tmp_path, synonyms="GDP\t地区产出").dictionary_hash
    assert len({first, second, words.dictionary_hash()}) == 3


@pytest.mark.parametrize(
    ("files", "where", "what"),
    [
        ({"userdict": "村民说事点\n说事 5 n\n"}, "userdict.txt 第 2 行", "每行只写一个词"),
        ({"userdict": "好\n"}, "userdict.txt 第 1 行", "2 到 20 个汉字"),
        ({"synonyms": "# 别名\n小饭桌\n"}, "synonyms.tsv 第 2 行", "用制表符隔开"),
        ({"synonyms": "小饭桌\t\t幸福灶\n"}, "synonyms.tsv 第 1 行", "不能作为名称"),
        ({"synonyms": "小饭桌\t小饭桌\n"}, "synonyms.tsv 第 1 行", "两个不同的名称"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(
    tmp_path: Path, files: dict[str, str], where: str, what: str
) -> None:
    with pytest.raises(BadWordList, match=where) as error:
        written(tmp_path, **files)
    assert what in str(error.value)


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "userdict.txt").write_bytes("村民说事点\n".encode() + "说事".encode("gbk"))
    with pytest.raises(BadWordList, match=r"userdict\.txt 第 2 行：不是 UTF-8"):
        read_lexicon(tmp_path)


def test_the_longest_name_in_a_question_is_the_one_that_counts() -> None:
    thesaurus = Thesaurus.of([(["丙丁"], ["甲乙"]), (["戊己"], ["乙"])])
    assert thesaurus.find(["甲", "乙"], ["乙"]) == {"甲乙": ("丙丁",)}
    assert thesaurus.find(["乙"], ["乙"]) == {"乙": ("戊己",)}


def test_what_people_type_leads_to_official_names_and_not_the_other_way() -> None:
    thesaurus = Thesaurus.of([(["地区生产总值", "国内生产总值"], ["经济总量"])])
    assert thesaurus["经济总量"] == ("地区生产总值", "国内生产总值")
    assert thesaurus["地区生产总值"] == ("国内生产总值",)


def test_the_bundled_thesaurus_knows_the_genre() -> None:
    assert "地区生产总值" in bundled_thesaurus()["gdp"]
    assert "地区生产总值" in PLAIN.other_names("ＧＤＰ是多少", of_genre=True)["gdp"]
