"""How far a sentence says that something has got, where it gives no figure to compare."""

from __future__ import annotations

import re
from enum import IntEnum

import numpy as np

from reportqa.commitments.encoding import Floats, character_pairs


class Stage(IntEnum):
    """How far a work has got, or is to get, in the words of the genre."""

    UNDONE = -1
    PREPARED = 0
    GOING_ON = 1
    BEGUN = 2
    NEARLY = 3
    DONE = 4


_UNDONE = re.compile(
    r"未能|没有完成|没能|未按期|没有按期|尚未|未完成|没有建成|没有达到|未达到?|未开工|仍有|仍未|滞后|还没有"
    r"|不及预期|低于预期|慢于预期|未如期|没有如期|没有实现|未实现|没有全面|未全面|没有落实"
)
_DONE = re.compile(
    r"建成|完成(?!投资|前期|主体|可研|征地)|竣工|投用|投入使用|投入运营|通车|通航|开通|投产|投运|运营|营业|开业"
    r"|获批|获评|批准|批复|认定|入选|出台|印发|颁布|举办|承办|成立|设立|挂牌|揭牌|落成|落地|全覆盖|实现"
    r"|通过|开园|开学|开馆|招生|搬入|入住|成功|圆满|全面|如期|顺利|超额|达标|办结|建立|建起|交付|达产|并网"
    r"|贯通|全线|上市|开放|落户|设置|推出|推行|开街|开张"
)
_SOON = re.compile(r"即将|有望|指日可待")
_FINISHED = re.compile(r"建成|竣工|投用|投入使用|通车|投产|投运|开业|交付")
_NEARLY = re.compile(r"(?<![场营法任])主体|封顶|基本完成|完工|试运行|试生产|取得.{0,6}进展|初步")
_PREPARED = re.compile(r"前期|方案|筹备|签约|谋划|论证|可研|申报|征求意见")
_BEGUN = re.compile(r"开工|启动|动工|开建|破土|奠基")
_GOING_ON = re.compile(r"推进|加快|加紧|正在|深化|抓好|持续|进一步|稳步|有序|积极|着力|加强")
_SURE = re.compile(r"超额|全面完成|如期|圆满|顺利|全部|任务完成")
_RELATIVE = re.compile(r"同步|快于|高于|低于|国家下达|完成.{0,6}(?:任务|目标)")
_LISTED = re.compile(r"[、和与及]")
_WANTS_DONE = re.compile(
    r"建成|完成|竣工|投用|投入使用|通车|开通|投产|投运|运营|出台|颁布|实现|通过|获批|落户|达标|全覆盖|创建"
    r"|争创|办好|举办|通水|开业|开街|封关"
)

_TO_FINISH = re.compile(r"建成|竣工|完工|主体|投用|投入使用|通车|投产|投运|建设任务")
_SAYS_DONE = re.compile(
    rf"{_FINISHED.pattern}|完成|竣工|完工|落成|出台|印发|获批|设立|成立|举办|全覆盖"
)

CUES = (
    "wanted",  # the stage that the promise is to reach
    "told",  # the stage that the clause tells
    "told_in_sentence",  # the stage that the whole sentence tells
    "short",  # by how much the told stage falls short of the wanted one
    "sure",  # it says 超额, 如期, 全部
    "going_on",  # it has a word for what still goes on
    "done",  # it has a word for what is done
    "told_figures",  # the clause gives figures
    "about",  # the chance that the clause is about the promise
    "indicator",  # how well it meets the words of the indicator
    "words_sentence",  # how well its sentence meets the words of the promise
    "pairs_sentence",  # the share of the promise's characters that its sentence has
    "listed",  # how many things the promise lists
    "missed",  # how little of the least met of them the sentence has
    "unmet",  # the same, of the best sentence of the whole review for it
    "relative",  # the promise is measured against another rate (与经济增长同步)
    "many_years",  # the clause tells of several years at once
)


def stage_of_promise(text: str) -> Stage:
    """How far a promise says that the work is to get."""
    if _WANTS_DONE.search(text):
        return Stage.DONE
    if _NEARLY.search(text):
        return Stage.NEARLY
    if _BEGUN.search(text):
        return Stage.BEGUN
    if _PREPARED.search(text):
        return Stage.PREPARED
    return Stage.GOING_ON


def stage_told(text: str) -> Stage:
    """How far a review says that the work has got."""
    if _UNDONE.search(text):
        return Stage.UNDONE
    if _SOON.search(text):
        return Stage.NEARLY
    if _NEARLY.search(text) and not _FINISHED.search(text):
        return Stage.NEARLY
    if _PREPARED.search(text) and not _DONE.search(text):
        return Stage.PREPARED
    if _DONE.search(text):
        return Stage.DONE
    if _BEGUN.search(text):
        return Stage.BEGUN
    return Stage.GOING_ON if _GOING_ON.search(text) else Stage.BEGUN


def is_only_begun(promise: str, told: str) -> bool:
    """Whether a work that was to be finished is only said to have begun (全面开工建设)."""
    was_to_end = _TO_FINISH.search(promise) and not _BEGUN.search(promise)
    return bool(was_to_end and _BEGUN.search(told) and not _SAYS_DONE.search(told))


def says_done(told: str) -> bool:
    """Whether a review says in so many words that a thing is done, not how far it has got."""
    return bool(_SAYS_DONE.search(told))


def cues(
    promise: str,
    clause: str,
    sentence: str,
    *,
    figures: int,
    about: float,
    indicator: float,
    words_sentence: float,
    pairs_sentence: float,
    unmet: float,
    many_years: bool,
) -> Floats:
    """What tells fulfilled from partly: float32 ``(1, len(CUES))``."""
    wanted, told = stage_of_promise(promise), stage_told(clause)
    values = {
        "wanted": wanted,
        "told": told,
        "told_in_sentence": stage_told(sentence),
        "short": wanted - told,
        "sure": bool(_SURE.search(clause)),
        "going_on": bool(_GOING_ON.search(clause)),
        "done": bool(_DONE.search(clause)),
        "told_figures": figures,
        "about": about,
        "indicator": indicator,
        "words_sentence": words_sentence,
        "pairs_sentence": pairs_sentence,
        "listed": len(_LISTED.findall(promise)),
        "missed": _missed(promise, sentence),
        "unmet": unmet,
        "relative": bool(_RELATIVE.search(promise)),
        "many_years": many_years,
    }
    return np.array([[float(values[name]) for name in CUES]], np.float32)


def listed_pairs(promise: str) -> list[frozenset[str]]:
    """The pairs of characters of each of the things that a promise lists."""
    parts = [character_pairs(part) for part in re.split(r"[、和与及，]", promise)]
    return [part for part in parts if len(part) >= 2]


def _missed(promise: str, sentence: str) -> float:
    """How little of the least met of the things that a promise lists stands in a sentence, 0…1."""
    held = character_pairs(sentence)
    shares = [len(part & held) / len(part) for part in listed_pairs(promise)]
    return 1.0 - min(shares, default=1.0)
