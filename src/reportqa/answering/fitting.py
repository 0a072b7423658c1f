"""Which words of a passage end an answer of the kind asked for: 亩 after a number, for 多少亩."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportqa.answering.features import is_number
from reportqa.answering.kinds import NUMERIC, Asked, Kind
from reportqa.answering.tokens import Token

_A_FEW_MORE = frozenset("余多来")
_BLANK = re.compile(r"[×x＊*某]+")
_ALIKE = (
    "人名位口户个员",
    "家个所座处项条件批台部间起次届支种类辆架艘只头场片段宗本份套期栋",
    "亩顷公",
    "吨斤",
    "公里米",
    "元钱块",
    "年",
    "天日",
    "月",
)
"""Units that count the same things, each by its last character."""


def fitting(asked: Asked, tokens: Sequence[Token]) -> NDArray[np.bool_]:
    """Mark the words that end a number of the kind and unit asked for: bool ``(len(tokens),)``.

    None is marked where no number is asked for.
    """
    marked = np.zeros(len(tokens), np.bool_)
    if asked.kind in NUMERIC:
        is_counted = False
        for index, token in enumerate(tokens):
            marked[index] = _ends(asked, token.text, is_counted)
            # A few more stand between a number and its unit: 六千余万亩.
            is_counted = is_number(token.text) or (is_counted and token.text in _A_FEW_MORE)
    return marked


def blanked(asked: Asked, tokens: Sequence[Token]) -> NDArray[np.bool_]:
    """Mark the words that would end such a number, had the report not printed × or xx for it."""
    marked = np.zeros(len(tokens), np.bool_)
    if asked.kind in NUMERIC:
        for index in range(1, len(tokens)):
            is_blank = bool(_BLANK.fullmatch(tokens[index - 1].text))
            marked[index] = is_blank and _ends(asked, tokens[index].text, True)
    return marked


def _ends(asked: Asked, word: str, is_counted: bool) -> bool:
    """Whether a word ends the number asked for; ``is_counted`` where a number stands before it."""
    if asked.kind is Kind.SHARE:
        return "%" in word or "百分" in word or (is_counted and word[:1] in ("成", "倍"))
    if asked.kind is Kind.RANK:
        return word.startswith("第") or "位" in word or "首" in word
    if not is_counted:
        return asked.kind is Kind.NUMBER and not asked.unit and "%" in word
    if asked.kind is Kind.MONEY:
        return "元" in word
    if asked.kind is Kind.DURATION:
        return any(unit in word for unit in "年月天日周时分")
    return not asked.unit or asked.unit in word or _alike(asked.unit, word)


def _alike(unit: str, word: str) -> bool:
    return any(unit[-1] in units and word[-1] in units for units in _ALIKE)
