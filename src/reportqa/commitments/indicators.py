"""What a promised number measures: the name of its indicator, with its scope."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from reportqa.language.quantities import Change, Quantity
from reportqa.language.units import same_dimension

_MARK = re.compile(
    r"^(?:[①-⑳]|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|[一二三四五六七八九十]+[是要]|——+|其中|在?此基础上)"
)
_LEADS = re.compile(
    r"^(?:我们[将要]?|全年|今年|年内|年底前?|拟?安排|把|对(?![标接外口])|为(?!民)|在(?!建|线)|\d+月底?前|力争|争取|确保|保证|实现|努力|要(?!素)|再(?!生)|将|均|都(?!市)"
    r"|务必|预计|预期|计划|拟|全省|全市|全县|全区|全镇|全乡|全国|达到|达(?!标)|使(?!用)|推动|完成|\d+年|，|、|和(?![美谐平])|与|及(?!时)|并(?!网)|但|也要"
    r"|同时|进一步|继续|提出)+"
)
_ENDS = re.compile(
    r"(?:预期目标|预期|（[^（）]*|同比|可比|实际|比上年|较上年|比去年|保持|维持|稳定|控制|力争|争取|要|再|都|均|分别|提高|提升|下降|降低|减少|压减"
    r"|增长|上涨|增加|达到|达|到|至|为|在|突破|超过|超|过|不低于|不少于|不高于|不超过|至少|完成|实现|约|近|扩大|发展|恢复"
    r"|共|新?安排|拟|进入全?[国省市县区]?前|位居全?[国省市县区]?前|人均|每[人生户][每月年]*|(?:由|从)[^，]*\d[^，]*)+$"
)
_ASIDE = r"[（(][^（）()\d]{1,12}[）)]"
_TRAIL = re.compile(
    rf"(?:以上|以内|以下|左右|多|的|、)*+((?:[^，；。：:（()）\d×xX]|{_ASIDE}(?=[^，；。\s、])){{2,36}})"
)
_EDGES = re.compile(
    r"^(?:[、，与\s]|和(?![美谐平])|及(?!时)|以上|以内|左右)+|(?:[、，和与及\s]|以上|以内|左右)+$"
)
_FOOTNOTE = re.compile(r"[\[［〔]\d{1,3}[\]］〕]")
_VERBS = (
    r"布局建设|布局|建立|加强|增设|联动|新建|新增|新开工|新改扩建|新改建|新培育|新引进|新创建|再建|续建|改建|改造|改扩建|扩建|建设|建成|建好|开工|打通|淘汰|关停|关闭"
    r"|培育|引进|创建|打造|实施|推进|推动|推广|抓好|办好|办|开展|组织|举办|安排|支持|启动|完成|选派|聘请|招聘|吸引|选择"
    r"|申请|申报|争创|引入|选取|遴选|评选|留用|壮大|做强|做优|形成|梳理|加快|提升|提质|升级|拓展|修复|整治|治理|清理|规范|规划|谋划|认定|评定|解决|消除|盘活|促进|实现|确保|拥有|遴选|设立|开发|储备|启动|获批|推出|下达|抓紧|加速推进"
)
_JOINED = re.compile(rf"^(?:和(?![美谐平])|[、与及并])+|(?:、(?:{_VERBS})|[、和与及并])+$")
"""What joins a name to its neighbours in a list: 6所创客学校、争创…."""
_ONLY_VERB = re.compile(
    rf"(?:高质量|高标准|高水平|深入|持续|滚动|有序|强力|加速|优先|继续|积极稳妥|全力|加力|大力|稳步|扎实|重点|着力|聚力|全面|积极|统筹|加快|力争|再|新|首批|第一批|并"
    rf"|[省市县区]定|[省市县]级|国家级|世界级|每个?[省市县区镇乡村]|全[国省市县区]|我们|至少|了|、|{_VERBS})*(?:总投资.*的)?"
)
_TELLING_VERB = re.compile(
    r"新建|新增|新开工|新改扩建|新改建|新培育|新引进|新创建|开工|打通|淘汰|关停|关闭|改造|消除|解决"
)
"""Verbs without which the name would be another number: 新增规上企业 is not 规上企业."""

_NEXT_VERB = re.compile(rf"、(?=每[个县]|{_VERBS})")
"""Where a list goes on with another deed: 2000个重点项目、完成投资1万亿元."""
_HOW = re.compile(
    r"^(?:高质量|高标准|高水平|深入|持续|全力|加力|大力|稳步|扎实|重点|着力|积极|统筹|加快|力争|再|新(?=[打开]))+"
)
_LEADING_VERBS = re.compile(rf"^(?:{_VERBS}|通车|投用)+")
_CLASS = re.compile(r"(?:重点|重大)?(?:项目|工程|村|县|企业|园区)(?:建设)?")
"""A name that tells nothing without what is listed before it: 柳溪至云岫等15个项目."""
_SIZED = re.compile(r"[^，、；。\d]{1,10}\d[^，、；。]{0,12}?的([^，、；。\d的]{2,20})")
"""100个年产值超过10亿元的联合体: the noun comes after its size."""
_GOES_ON = re.compile(
    r"(?:[(（][^()（）]{1,3}[)）]|以上|以内|左右|多)*(?:$|[，、；。：\s]|目标|任务|并|的)"
)
"""After a number that its name precedes: 粮食产量3万吨以上; 新建公厕12座、…."""

_OWN_VERB = re.compile(
    rf"{_VERBS}|[绿硬亮美净]化|铺设|修建|安装|种植|栽植|养殖|播种|配备|开通|投放|维修|疏浚|清淤|复耕|发放|救助|培训|转移|输出"
)
_NEW = re.compile(r"(?:新增|新建|新改建|新培育|新引进|新创建|新开工|淘汰|改造|创建|培育)(?=.)")
_ATTRIBUTES = (
    "总产量|产量|总产值|产值|增加值|销售收入|营业收入|总收入|收入|税收|投资|播种面积|种植面积|养殖面积|面积|存栏|出栏|总量|规模|总额"
    "|覆盖率|普及率|合格率|达标率|利用率|处理率"
)
_ATTRIBUTE = re.compile(rf"(?:{_ATTRIBUTES})$")
_ONLY_ATTRIBUTE = re.compile(rf"(?:{_ATTRIBUTES})")
_PAIRED = re.compile(
    r"(?P<names>.{2,60}?)(?:预期|同比)?(?P<metric>[^，、\d]{0,14}?)分别(?P<after>[^，\d]{0,12})"
)
_NAMED_CHANGE = re.compile(r"(?:增速|增幅|涨幅|增长率|降幅|下降率?|降低率?|提高|增长)$")
_RATES = ("%", "‰", "个百分点")


def subject(lead: str) -> str:
    """What is spoken of, without words that say how surely or how: 力争粮食产量达到 → 粮食产量."""
    named = re.split(r"[，；：:]", _EDGES.sub("", _FOOTNOTE.sub("", lead)))[-1]
    while (shorter := _ENDS.sub("", _LEADS.sub("", _MARK.sub("", named)))) != named:
        named = shorter.strip("、， ")
    return named.strip()


def deed(clause: str) -> str:
    """What is to be done, without words that say how surely: 力争建成云岫大桥 → 建成云岫大桥."""
    return _LEADS.sub("", _MARK.sub("", _FOOTNOTE.sub("", clause)))


def indicators(clause: str, held: Sequence[Quantity], carried: str = "") -> list[str]:
    """Name what each number of a clause measures; ``carried`` names what the clause before did.

    Heads that are said once go to all: 新增A3家、B5家; 生猪存栏3万头、出栏5万头; 收入分别增长….
    """
    bare: list[str]
    if names := paired_names(clause, len(held)):
        if any(_NAMED_CHANGE.search(name) for name in names):
            return names
        return [_with_change(name, quantity) for name, quantity in zip(names, held, strict=True)]
    if listed := side_by_side(clause, held):
        bare = []
        for name in listed:
            bare.append(_with_head(name, bare))
        return [_with_change(name, quantity) for name, quantity in zip(bare, held, strict=True)]
    bare = []
    names, begin = [], 0
    for order, quantity in enumerate(held):
        end = held[order + 1].start if order + 1 < len(held) else len(clause)
        lead, trail = clause[begin : quantity.start], clause[quantity.end : end]
        named, taken = _named(lead, trail, quantity)
        begin = quantity.end + taken
        if not named and order and held[order - 1].unit == quantity.unit in _RATES:
            bare.append(bare[-1])
            names.append(names[-1])  # 增长7%以上、力争达到8%
            continue
        bare.append(_with_head(named, bare) or carried)
        is_rank = lead.endswith("前") and quantity.unit in ("名", "位")
        names.append(f"{bare[-1]}位次" if is_rank else _with_change(bare[-1], quantity))
    return names


def _named(lead: str, trail: str, quantity: Quantity) -> tuple[str, int]:
    """The name before a number (粮食产量3万吨), or after it (新建3个公园).

    With it goes how many characters of ``trail`` the name takes.
    """
    named = subject(lead)
    is_bare = bool(_ONLY_VERB.fullmatch(named))
    is_counted = same_dimension(quantity.unit, "个") and not _GOES_ON.match(trail)
    if (is_bare or is_counted or named.endswith(("等", "的"))) and quantity.unit not in _RATES:
        noun = _SIZED.match(trail) or _TRAIL.match(trail)
        if noun and (name := _listed_name(noun[1])):
            if _CLASS.fullmatch(name) and named.endswith("等"):
                return f"{_LEADING_VERBS.sub('', named)}{name}", noun.end()
            verb = _TELLING_VERB.match(_HOW.sub("", named))
            return f"{verb[0] if verb else ''}{name}", noun.start(1) + len(name)
    if not named and quantity.unit in _RATES and not _GOES_ON.match(trail):
        # 30%以上规上企业设立研发机构: the share is of what follows it.
        noun = _TRAIL.match(trail)
        return (noun[1], noun.end()) if noun else ("", 0)
    return named.removesuffix("等"), 0


def _listed_name(trail: str) -> str:
    """A name without what joins it to the next of a list, and without the mark of a footnote."""
    return _JOINED.sub("", _NEXT_VERB.split(trail)[0]).rstrip("[［〔 　")


def _with_head(named: str, before: Sequence[str]) -> str:
    """A name with what an earlier one of its clause said for both."""
    if not before:
        return named
    if not named:
        return before[-1]
    if _ONLY_ATTRIBUTE.fullmatch(named):
        return f"{_ATTRIBUTE.sub('', before[-1])}{named}"
    verb = _NEW.match(before[0])
    return f"{verb[0]}{named}" if verb and not _OWN_VERB.match(named) else named


def _with_change(named: str, quantity: Quantity) -> str:
    """A rate of growth is called so: 地区生产总值 + 增长5% → 地区生产总值增速."""
    if quantity.unit not in _RATES or _NAMED_CHANGE.search(named):
        return named
    endings = {Change.RISE: "增速", Change.FALL: "降幅", Change.LEVEL: ""}
    if quantity.unit == "个百分点":
        endings = {Change.RISE: "提高", Change.FALL: "下降", Change.LEVEL: ""}
    return f"{named}{endings[quantity.change]}"


def side_by_side(clause: str, held: Sequence[Quantity]) -> list[str]:
    """The names before numbers that stand side by side: 粮食面积、产量稳定在35万亩、15万吨.

    Empty where there are not as many names as numbers.
    """
    if len(held) < 2:
        return []
    between = [clause[a.end : b.start] for a, b in itertools.pairwise(held)]
    if not all(re.fullmatch(r"(?:以上|左右)?[、和与及]", joint) for joint in between):
        return []
    names = [name for name in re.split("[、和与及]", subject(clause[: held[0].start])) if name]
    return names if len(names) == len(held) else []


def paired_names(clause: str, count: int) -> list[str]:
    """The names that 分别 pairs off with so many numbers; empty where there are not so many.

    城乡居民收入分别增长5%和7% names 城镇居民收入 and 农村居民收入.
    """
    match = _PAIRED.match(clause)
    if match is None or count < 2:
        return []
    named = subject(match["names"] + match["metric"])
    metric = subject(match["after"])
    if two := re.search(r"城乡(?:常住)?居民", named):
        head, tail = named[: two.start()], named[two.end() :]
        names = [f"{head}{who}{two[0][2:]}{tail}" for who in ("城镇", "农村")]
    else:
        names = _split(named, count)
    if len(names) != count:
        return []
    return [f"{name}{metric}" for name in names]


def _split(named: str, count: int) -> list[str]:
    """Cut a list of names into so many; what the last says is said of all (一、二产增加值)."""
    for marks in ("、", "[、和与]", "[、和与及]"):
        parts = [part for part in re.split(marks, named) if part]
        if len(parts) == count:
            break
    else:
        return []
    tail = re.search(
        r"(?:三|四|五|六|\d+)大.{2,8}$|(?:常住)?居民(?:人均)?(?:可支配)?收入$|产业?增加值$|完成投资$",
        parts[-1],
    )
    if tail and "大" not in tail[0][:2]:
        return [p if p.endswith(tail[0][-4:]) else f"{p}{tail[0]}" for p in parts]
    parts[-1] = parts[-1].removesuffix(tail[0]) if tail else parts[-1]
    return parts
