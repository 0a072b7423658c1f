"""The words by which a question asks, and those that tell deeds from promises."""

from __future__ import annotations

import re
from importlib.resources import files


def _asking_words() -> frozenset[str]:
    table = files("reportqa.retrieval").joinpath("asking.txt").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


ASKING = _asking_words()
"""Words that ask or join and carry nothing to be found; they are left out of the search."""

_PLANNED = re.compile(
    r"计划|打算|准备|安排|目标|预期|将|要(?!求|点|素|闻)|力争|拟|预计|承诺|今年|明年|未来|今后"
)
_DONE = re.compile(
    r"完成了|建成了|实现了|做到了|办成了|达到了|了多少|了几|了哪些|完成|实际|结果|去年|过去|上年|截至|"
    r"已经|取得|回顾|干成|做成|兑现|落实得"
)
_PROBLEMS = re.compile(r"(?:存在|面临|遇到|有)(?:什么|哪些|的)?.{0,6}(?:问题|困难|不足|短板|挑战)")

PHRASE = re.compile(r"“([^“”]{2,60})”|\"([^\"]{2,60})\"|「([^「」]{2,60})」|『([^『』]{2,60})』")
"""A quoted phrase; it has to stand verbatim in what is found."""

DECADE = re.compile(r"(?<![\d])(?:(19|20))?([1-9])0年代|([二三四五六七八九])十年代")

OWN_PLACE = re.compile(r"[全我本]([省市县区州镇乡])")
"""全市, 我镇: the place of the report itself."""


def asked_role(question: str) -> str | None:
    """Tell whether a question asks for deeds (``review``), promises (``plan``) or problems.

    ``None`` where it does not say, or says both.
    """
    if _PROBLEMS.search(question):
        return "problems"
    planned, done = bool(_PLANNED.search(question)), bool(_DONE.search(question))
    if planned == done:
        return None
    return "plan" if planned else "review"
