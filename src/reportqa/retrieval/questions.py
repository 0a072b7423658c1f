"""The words by which a question asks, and those that tell deeds from promises."""

from __future__ import annotations

import re

ASKING = frozenset(
    """
    啥 咋 咋样 啥时候 什么 哪些 哪个 哪几 哪几个 哪种 哪里 哪儿 哪年 哪一年 哪项 哪两 哪三 哪 谁 多少 多大 多高 多长 多远 多久
    多快 几个 几成 几 几项 几家 几次 几年 几条 几所 怎么 怎样 怎么样 如何 为什么 为何 何时 何 是否 有没有 是不是
    能不能 吗 呢 吧 啊 么 请问 请 问 告诉 介绍 一下 说说 说明 说 说到 提到 提出 讲 讲到 谈到 指出 列出 分别 各是 各
    的 了 是 在 有 和 与 或 及 以及 并 而 也 都 就 又 还 被 把 给 让 对 对于 关于 从 到 向 于 由 以 为 为了 用 按 里
    中 上 下 内 外 间 之 其 其中 这 那 这个 那个 这些 那些 这种 那种 该 此 个 些 种 年 月 日 们 我 我们 你 您 他 她 它
    人家 大家 时候 当时 当年 时 后 前 以后 以前 之后 之前 已经 曾 曾经 才 再 却 但 但是 如果 因为 所以 比 会 能 可以
    应该 得 地 着 过 来 去 做 干 搞 弄 要 想 一共 总共 合计 共 一个 报告 政府 工作 政府工作报告 工作报告 情况 方面
    具体 相关 有关 主要 部分 内容 问题是 占 达 达到 今年 去年 明年 本年 上年 前年 历年 历次 往年 全市 全省 全县 全区
    全镇 全乡 我市 我省 我县 我区 我镇 我乡 全国 我国 国内 本市 本省 本县 本区 本镇
    """.split()
)
"""Words that ask or join and carry nothing to be found; they are left out of the search."""

_PLANNED = re.compile(r"计划|打算|准备|安排|目标|预期|将|要(?!求|点|素|闻)|力争|拟|预计|承诺|今年|明年|未来|今后")
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
