"""How questions and sentences are read for an answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportqa.answering.features import read_passages, read_question
from reportqa.answering.fitting import blanked, fitting
from reportqa.answering.kinds import Asked, Kind, asked
from reportqa.answering.pointing import Pointer, bundled_pointer
from reportqa.answering.refusal import SIGNS, Confidence
from reportqa.answering.spans import candidates
from reportqa.answering.tokens import tokens_of
from reportqa.errors import ModelError
from reportqa.retrieval.ranking import bundled_late


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("禾岭县修了多少公里路？", Kind.NUMBER, "公里"),
        ("新办食堂几家", Kind.NUMBER, "家"),
        ("一张票多少钱？", Kind.MONEY, "钱"),
        ("工业占比多少？", Kind.SHARE, ""),
        ("产值增长几个百分点？", Kind.SHARE, "个"),
        ("空气质量排第几？", Kind.RANK, ""),
        ("大桥什么时候通车？", Kind.TIME, ""),
        ("工期多久？", Kind.DURATION, ""),
        ("由哪个部门负责？", Kind.WHO, ""),
        ("有哪些措施？", Kind.LIST, ""),
        ("扩建了哪几所学校？", Kind.LIST, ""),
        ("为什么没修好？", Kind.REASON, ""),
        ("怎么管夜市？", Kind.MANNER, ""),
        ("口袋公园 建设", Kind.TOPIC, ""),
    ],
)
def test_what_a_question_asks_for_is_read(question: str, kind: Kind, unit: str) -> None:
    read = asked(question)
    assert read.kind is kind
    if kind in (Kind.NUMBER, Kind.MONEY):
        assert read.unit == unit


def fitting_words(wanted: Asked, text: str) -> list[str]:
    tokens = tokens_of(text)
    return [tokens[i].text for i in fitting(wanted, tokens).nonzero()[0]]


def test_only_numbers_in_the_unit_asked_for_fit() -> None:
    text = "新修公路３６公里，植树2000亩，投入八千余万元，增长5.2%。"
    assert fitting_words(Asked(Kind.NUMBER, "公里"), text) == ["公里"]
    assert fitting_words(Asked(Kind.NUMBER, "亩"), text) == ["亩"]
    assert fitting_words(Asked(Kind.SHARE), text) == ["5.2%"]
    assert all("元" in word for word in fitting_words(Asked(Kind.MONEY), text))
    assert fitting_words(Asked(Kind.REASON), text) == []


def test_a_cross_before_the_unit_is_a_number_that_is_not_given() -> None:
    tokens = tokens_of("全年完成产值×亿元，新增岗位xx个。")
    marked = [tokens[i].text for i in blanked(Asked(Kind.NUMBER, "个"), tokens).nonzero()[0]]
    assert marked == ["个"]
    assert not fitting(Asked(Kind.NUMBER, "个"), tokens).any()


@given(st.text(alphabet="禾岭县２2,，。、“”（）×㎡\n 增长元个", max_size=60))
def test_tokens_are_what_is_printed_at_their_place(text: str) -> None:
    end = 0
    for token in tokens_of(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end
    spans = candidates(tokens_of(text))
    for first, last in spans.tolist():
        assert first <= last
        inside = text[tokens_of(text)[first].start : tokens_of(text)[last].end]
        assert "。" not in inside
        assert "\n" not in inside


def test_what_a_word_says_for_a_span_depends_on_no_word_beyond_reach() -> None:
    text = (
        "全县新建水库三座。"
        + "河道清淤十二公里，" * 20
        + "禾岭水库由水利局负责建设，明年六月完工。"
    )
    asking = read_question("水库由哪个部门建设？", ("水库", "部门", "建设"))
    seen = read_passages(asking, [text], bundled_late())
    tokens, pointer = seen.tokens[0], bundled_pointer()
    spans = candidates(tokens)
    begin = text.index("禾岭水库")
    last = np.array([tokens[i].start >= begin for i in spans[:, 0]])
    whole = pointer.score(asking, seen, 0, spans)
    own = pointer.score(asking, seen, 0, spans[last])
    np.testing.assert_allclose(own, whole[last], rtol=1e-4, atol=1e-4)


def test_the_time_asked_for_is_pointed_at() -> None:
    text = "禾岭水库由县水利局负责建设，明年六月完工。"
    asking = read_question("水库什么时候完工？", ("水库", "完工"))
    span = bundled_pointer().point(asking, read_passages(asking, [text], bundled_late()), 0)
    assert span is not None
    assert "六月" in text[slice(*span)]


def test_a_question_of_which_most_is_met_nowhere_has_little_confidence() -> None:
    model = Confidence.load()
    found = dict.fromkeys(SIGNS, 0.9) | {"unmet": 0.0}
    assert model.of(found) > model.threshold
    assert model.of(found | {"unmet": 0.8}) < model.threshold


def test_a_damaged_model_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="请重新安装软件"):
        Pointer.load(tmp_path)
    with pytest.raises(ModelError, match="请重新安装软件"):
        Confidence.load(tmp_path)
