"""Indicators that are named alike and measure different things: 登记失业率, 调查失业率."""

from __future__ import annotations

import re

_ALIKE = (
    ("登记失业率", "调查失业率"),
    ("进出口", "出口", "进口"),
)
"""Of each group a clause that has another name and not the one that was promised is of another
thing; a longer name comes before those that it holds."""

_PARTS = (
    (
        re.compile("固定资产投资"),
        re.compile(
            "(?:工业|制造业|技改|技术改造|民间|房地产|基础设施|高技术|产业|服务业|农业)(?:完成)?投资"
        ),
    ),
    (
        re.compile("规上工业|规模以上工业"),
        re.compile("装备|高技术|高新技术|战略性新兴|数字|消费品工业|原材料工业"),
    ),
    (re.compile("一般(?:公共)?预算收入"), re.compile("全部财政收入|财政总收入|税收收入")),
)
"""What a whole is called, and a part of it: the growth of industrial investment is not that of all
investment."""


def is_another_indicator(indicator: str, clause: str) -> bool:
    """Whether a clause is of what is only named like the indicator that was promised.

    >>> is_another_indicator("城镇登记失业率", "城镇调查失业率5.5%")
    True
    >>> is_another_indicator("固定资产投资", "工业投资增长13.3%")
    True
    >>> is_another_indicator("固定资产投资", "固定资产投资增长6%、工业投资增长13%")
    False
    """
    for names in _ALIKE:
        promised = next((name for name in names if name in indicator), "")
        if promised and _without_longer(promised, names, clause):
            return True
    return any(
        whole.search(indicator)
        and not part.search(indicator)
        and part.search(clause)
        and not whole.search(clause)
        for whole, part in _PARTS
    )


def _without_longer(promised: str, names: tuple[str, ...], clause: str) -> bool:
    """Whether a clause has other names, and the promised one at most within a longer one."""
    rest, found = clause, set()
    for name in names:
        if name in rest:
            found.add(name)
            rest = rest.replace(name, "")
    return bool(found) and promised not in found
