"""Which numbers of a clause are promised, and how they are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reportqa.commitments.indicators import indicators, paired_names, side_by_side
from reportqa.language.quantities import Change, Comparator, Quantity, find_quantities

_COUNTED_WORDS = re.compile(
    r"^(?:大|类|个)?(?:[“\"]?三年行动|方面|(?:始终)?坚持|确保|重点(?:任务|工作|方面|环节|领域)|专项行动|行动|措施|意识|自信|维护|积极性|工作"
    r"|举措|抓手|关系|要求|优势|任务|结合|关键|环节|问题|体系|统筹|维度|战略|支柱|底线|转变|原则|层面|攻坚|提升|常态化"
    r"|孩子|目标(?:任务)?[，。加]|一批|腿|事(?!项))|^[^，、；。\d]{0,8}(?:措施|政策|额度)(?:$|[，；。可])"
)
"""After a number: 四个方面, 30项防控措施 count how a report is built, not what is to be reached."""

_PEOPLE = re.compile(
    r"^万多?(?:各族|人民|群众|干部)|^亿(?:多)?(?:农业|中国|人民|人口|人$|人[^次均])|^亿中国"
)
_ATTRIBUTE = re.compile(r"^(?:以上|以下|以内|左右|多)?的(?![，；。]|$|任务|目标)")
_EXTENT = re.compile(r"(?:扩大|推广|覆盖|提高|延伸|达)[^，、；。]{0,6}$")
_THRESHOLD = re.compile(r"^(?:以上|以下)(?=[^\s，、；。）)])")
_CLASS_OF = re.compile(r"^级|^(?:元)?(?:以上)?(?:大?项目|企业|产业|集群|园区)")
"""百亿企业, 千亿级产业 name a class by its size."""

_CAPACITY = re.compile(
    r"^[^，；。\d]{1,24}?(?:项目|工程|生产线|电站|风电场?|光伏|猪场|基地)(?:(?:一|二|三|四)期)?"
    r"(?:[^，；。\d]{0,6}(?:开工|建设|投产|竣工|完工|达产|落地|建成|并网|投运))?$"
)
"""30万吨粮食加工项目开工: the size belongs to the name."""
_CAPACITY_UNITS = re.compile(r"(?:吨|千瓦|兆瓦|头|只|羽|辆|台|套|张|米|标准箱)$")

_MEANS = re.compile(r"(?:^|[，、：:]|总|计划|预计)(?:投资|投入)(?:约|超|近)?$")
_INVESTED = re.compile(r"(?:总投资|投资|投入)(?:约|超)?$")
_PER = re.compile(r"每$")
_RULES = re.compile(r"新$")
"""新36条 is a document."""

_BACKGROUND = re.compile(
    r"^(?:根据|按照|依据|紧?紧?围绕|依托|针对|立足|随着|面对|作为|鉴于|是|拥有|现有|我[国省市县区镇乡]有|(?:加强|强化|加大)对|占地|发挥|用好|利用"
    r"|[比较](?:上年|去年)(?:预算)?(?:增加|减少)[\d.]+\S{0,2}[元人亩吨])"
)
"""Clauses that say why or from where, or hold the target against the year before."""

_MORE_THAN_BEFORE = re.compile(r"(?:[比较](?:上年|去年)(?:预算)?)?增加[\d.]+[^，、\d]{0,3}")
"""After a target (赤字5000亿元，增加1000亿元): by how much it is above that of the year before."""

_WHOM = re.compile(r"(?:^|[，、])(?:对|为|向|给)$")
"""Before a number that says whom another one is for: 对10类群体发放贷款80亿元."""

_CHINESE_FEW = re.compile(r"[二两三四五六七八九](?!分之)\D")
_MADE = re.compile(
    r"(?:建|办|设|开|增|引进|培育|打造|创|完成|实施|启动|组织|举|改造|淘汰|建设|招|抓好[^，]{0,12}|等)[成立起好办]?(?:省级|市级|国家级)?$"
)
"""Before a numeral like 两 that counts what is made; 两家公司 that exist already is no target."""

_ONE_MORE = re.compile(r"(?:再|新)[^，]{0,4}$|(?:建成|开工建设|开工|开办|投用|争取)$")
_TO_MAKE = re.compile(r"(?:年内|今年|力争|确保|再)*(?:完成|建成|新建|建设|打造|创建|启动|实施)")

_NOT_COUNTED = frozenset(
    (
        "",
        "年",
        "倍",
        "期",
        "轮",
        "批",
        "号",
        "份",
        "里",
        "路",
        "包",
        "段",
        "块",
        "度",
        "镇",
        "师",
        "次",
        "分钟",
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """A number that is promised: ``text`` is the part of the clause about it."""

    quantity: Quantity
    comparator: Comparator
    text: str
    indicator: str


def targets(clause: str, carried: str = "") -> list[Target]:
    """The promised numbers of a clause, each with what it measures.

    ``carried`` is what the clause before spoke of, for one that names nothing (达到xx亿元以上).
    Offsets are of the clause.
    """
    if _BACKGROUND.match(clause) or (carried and _MORE_THAN_BEFORE.fullmatch(clause)):
        return []
    every = find_quantities(clause)
    if cut := _before_pairs(clause, every):
        before, paired = targets(clause[: cut.start()], carried), targets(clause[cut.end() :])
        return before + [_moved(target, cut.end()) for target in paired]
    following = [q.start for q in every[1:]] + [None]
    held = [q for q, then in zip(every, following, strict=False) if _is_promised(clause, q, then)]
    after = clause.find("分别")
    if after >= 0 and paired_names(clause, sum(q.start > after for q in held)):
        held = [q for q in held if q.start > after]
    names = indicators(clause, held, carried)
    return [
        Target(
            quantity, _comparator(clause, held, order), _own(clause, held, order), name or clause
        )
        for order, (quantity, name) in enumerate(zip(held, names, strict=True))
    ]


def _before_pairs(clause: str, every: list[Quantity]) -> re.Match[str] | None:
    """The mark before what 分别 pairs off, where a rate of growth stands before it.

    生产总值增长9%、全部财政收入和一般预算收入分别增长13%和14%.
    """
    after = clause.find("分别")
    rates = [q for q in every if q.start < after and q.change is not Change.LEVEL]
    mark = _PARTING.search(clause, rates[-1].end, after) if rates else None
    return mark if mark and mark.start() - rates[-1].end <= len("以上") else None


def _moved(target: Target, by: int) -> Target:
    held = target.quantity
    return replace(target, quantity=replace(held, start=held.start + by, end=held.end + by))


def _comparator(clause: str, held: list[Quantity], order: int) -> Comparator:
    """How a number is meant: a ratio that is to be reached, and a ceiling, are bounds."""
    quantity = held[order]
    if quantity.comparator is not Comparator.EXACT:
        return quantity.comparator
    if order + 1 < len(held):
        # 分别控制在5%和3%以内: said once for both.
        between = clause[quantity.end : held[order + 1].start]
        is_shared = "分别" in clause or side_by_side(clause, held)
        if is_shared and re.fullmatch(r"[、和与及]", between):
            return _comparator(clause, held, order + 1)
    lead = clause[: quantity.start]
    if re.search(r"控制在$", lead):
        return Comparator.AT_MOST
    if quantity.unit == "%" and quantity.change is Change.LEVEL and re.search("达到?$", lead):
        return Comparator.AT_LEAST
    return quantity.comparator


def _is_promised(clause: str, quantity: Quantity, following: int | None) -> bool:
    """Whether a number is a target; ``following`` is where the next number begins."""
    before, after = clause[: quantity.start], clause[quantity.end :]
    if quantity.unit in _NOT_COUNTED or _PER.search(before):
        return False
    if following is not None and _WHOM.search(before):
        return False
    if quantity.unit == "条" and _RULES.search(before):
        return False
    if _COUNTED_WORDS.match(after) or _PEOPLE.match(quantity.unit + after):
        return False
    if _is_beginning(before, after) or _is_attribute(before, after, quantity):
        return False
    if _CHINESE_FEW.match(quantity.text) and not (_MADE.search(before) or _TO_MAKE.match(before)):
        return False
    if quantity.text[0] == "一" and not _ONE_MORE.search(before):
        return False
    # 投资5000万元以上项目20个: the first number is of the second.
    is_threshold = following is not None and "、" not in clause[quantity.end : following]
    return not (is_threshold and _THRESHOLD.match(after))


def _is_beginning(before: str, after: str) -> bool:
    """Whether a number is the A of 由A提高到B."""
    begins = re.search(r"(?:由|从)(?:[^，；。由从]{0,12}?的?)$", before)
    return bool(begins and re.search("[到至]", after[:14]))


def _is_attribute(before: str, after: str, quantity: Quantity) -> bool:
    """Whether a number only tells of which kind something is."""
    is_money = quantity.unit.endswith(("亿", "亿元", "万元"))
    if _ATTRIBUTE.match(after):
        is_threshold = quantity.comparator is not Comparator.EXACT
        return is_money or (is_threshold and not _EXTENT.search(before))
    if is_money:
        if _CLASS_OF.match(after):
            return True
        # 投资3亿元建设…: the money is the means.
        if _MEANS.search(before) and not before.startswith("完成"):
            return bool(re.match(r"[^，、；。\d以左]{2}", after))
        return False
    return bool(_CAPACITY_UNITS.search(quantity.unit) and _CAPACITY.match(after))


def _own(clause: str, held: list[Quantity], order: int) -> str:
    """The part of a clause about one of its numbers, with the verb that all share."""
    if len(held) == 1 or "分别" in clause or side_by_side(clause, held):
        return clause
    begin = _parted(clause, held[order - 1], held[order]) if order else 0
    end = _parted(clause, held[order], held[order + 1]) if order + 1 < len(held) else len(clause)
    own = clause[begin:end].strip("、和与及")
    if order and _BARE_COUNT.fullmatch(clause[held[order].end : end]):
        return clause
    verb = _SHARED_VERB.match(clause) if order else None
    return f"{verb[0] if verb else ''}{own}"


def _parted(clause: str, one: Quantity, other: Quantity) -> int:
    """Where a list goes on from one number to the other."""
    mark = _PARTING.search(clause, one.end, other.start)
    return mark.start() if mark else other.start


_PARTING = re.compile(r"、|和(?=[^，、]{2,})")
_SHARED_VERB = re.compile(r"[^，、]{0,6}?(?:新增|新建|培育|改造|建设|完成|创建|淘汰|压减)")
_BARE_COUNT = re.compile(r"改造|建设|整治|搬迁|安置|新建|修缮|拆除|治理|提升")
"""After a number that counts what the one before does: 完成老街3个小区、820户改造."""
