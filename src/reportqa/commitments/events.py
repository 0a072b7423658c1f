"""Clauses that promise a thing to be done without a number, and those that only sound like it."""

from __future__ import annotations

import re

from reportqa.commitments import firmness

_EVENT = re.compile(
    r"建成|开工|通车|出台|设立|启动|投用|投产|投运|投入使用|竣工|完工|挂牌|创建|争创|创成|办好|承办|举办|成立|编制|制定"
    r"|修订|颁布|封关|开通|落成|获批|申报|更名|开建|建立|开业|开街|落地|完成|实施|推行|通过|改造|建设|试点|试编"
    r"|改革|新建|扩建|改扩建|搬迁|迁建|审计|扩大|提高|推进|全面|改善|免除|打造|成功|解决|纳入|改镇|重整|同步|高于"
    r"|快于|一致|只减不增|下降|收集|覆盖|升级|化解|遏制|谈判|构建|落实|增加|控制在|减少|守住|具备|冲级|通水|贯通|召开|投入|进场|突破|前列|第一|庆祝|普查|开展|封顶|开放|清零|零发生|推广|(?:工程|项目)$"
)
_HOLLOW = re.compile(
    r"^(?:坚持|深入贯彻|全面贯彻|牢固树立|认真落实|以.{0,12}为|始终|坚定|必须|紧紧围绕|聚焦|着力|大力弘扬|做到|锚定|围绕"
    r"|.{2,8}(?:也是|方向是)|与.*相(?:衔接|适应|匹配)$|[比较](?:上年|去年)(?:预算)?(?:增加|减少)"
    r"|各位|这是|让我们|同志们|高举|不忘|牢记|加强党的|增强.{0,6}意识)"
)
_SHORTEST, _LONGEST = 6, 80
"""Characters of a clause that promises a thing to be done."""


_DEED = re.compile(
    r"建成|开工|竣工|完工|投产|投用|投运|投入使用|投入运营|通车|通航|通水|贯通|封顶|开馆|开园|开业|开街|开通|启用|挂牌|获批"
    r"|争创|创成|出台|颁布|设立|成立|组建|开建|迁建|搬迁|清零|消除|零发生"
)
"""Deeds that are done or not: promises of them count however they are worded."""


def is_event(clause: str) -> bool:
    """Whether a clause promises something that a later report can be asked for."""
    if not is_shaped_like_event(clause):
        return False
    return is_deed(clause) or firmness.bundled().score(clause) > firmness.LEAST


def is_deed(clause: str) -> bool:
    """Whether a clause names a deed that is done or not: 建成, 开工, 出台, 消除."""
    return bool(_DEED.search(clause))


def is_checkable(clause: str) -> bool:
    """Whether a later report can settle it: a deed that is done or not, or a firm promise."""
    return is_deed(clause) or firmness.bundled().score(clause) > firmness.FIRM


def is_shaped_like_event(clause: str) -> bool:
    """Whether a clause has a verb of doing and does not begin as a principle does."""
    is_long_enough = _SHORTEST <= len(clause) <= _LONGEST
    is_doing = bool(_EVENT.search(clause)) or is_deed(clause)
    return is_long_enough and is_doing and not _HOLLOW.match(clause)
