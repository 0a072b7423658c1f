"""Promises without a number: what can be checked, what binds, and until when."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportqa.commitments import firmness
from reportqa.commitments.events import is_checkable, is_event
from reportqa.commitments.terms import binding, deadline
from reportqa.errors import ModelError


@pytest.mark.parametrize(
    "clause",
    [
        "建成云岫大桥",
        "县人民医院新院区年内开工",
        "出台民宿管理办法",
        "争创省级全域旅游示范区",
        "完成北关小学迁建",
        "全县撂荒地动态清零",
    ],
)
def test_a_deed_that_is_done_or_not_is_checkable(clause: str) -> None:
    assert is_event(clause)
    assert is_checkable(clause)


@pytest.mark.parametrize(
    "clause",
    ["坚持以人民为中心的发展思想", "始终保持同群众的血肉联系", "大力弘扬实干精神", "开放也是改革"],
)
def test_a_principle_is_no_commitment(clause: str) -> None:
    assert not is_event(clause)


def test_a_deed_is_firmer_than_an_aim() -> None:
    score = firmness.bundled().score
    assert score("完成云岫水库除险加固工程") > score("推动经济社会持续健康发展")


def test_damaged_weights_are_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / firmness.FEATURES_FILE).write_text("b:建成\n", encoding="utf-8")
    (tmp_path / firmness.WEIGHTS_FILE).write_bytes(b"no weights")
    with pytest.raises(ModelError, match="请重新安装软件"):
        firmness.load(tmp_path)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("今年的主要预期目标是：地区生产总值增长6%", "预期性"),
        ("完成节能减排约束性指标", "约束性"),
        ("建成云岫大桥", ""),
    ],
)
def test_a_sentence_may_say_whether_it_binds(sentence: str, expected: str) -> None:
    assert binding(sentence) == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("云岫大桥6月底前建成通车", "6月底前"),
        ("县医院新楼上半年投用", "上半年"),
        ("夜市“五一”前开街", "“五一”前"),
        ("力争北关小学年内开工", ""),
        ("筹办第一季度集中开工活动", ""),
        ("三年内翻一番", ""),
        ("建成云岫大桥", ""),
    ],
)
def test_a_deadline_is_kept_as_printed(clause: str, expected: str) -> None:
    assert deadline(clause) == expected
