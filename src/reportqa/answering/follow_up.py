"""Follow-ups: 那四川呢？ 上一年呢？ 那计划呢？ 为什么？, made whole from the question before."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from reportqa.answering.superlatives import MEASURES
from reportqa.language import places as gazetteer
from reportqa.language.years import find_years


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was answered: whole, with what it was understood to be about."""

    question: str
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


_LONGEST = 24
"""A follow-up is short; a longer question says itself what it is about."""

_LEAD = re.compile(
    r"^(?:那么|那|如果|要是|换成|换|再看|再说说|还有|另外|至于|同样|和|跟)*[，,\s]*(?:是|说)?"
)
_TAIL = re.compile(r"(?:又|也)?(?:怎么样|怎样|如何|是多少|多少)?(?:呢|吗|呐|的话)*[？?。！!\s]*$")
_IS_SHAPED = re.compile(r"^(?:那(?![里边个一])|换|再看|还有|另外|至于|同样|如果是)|呢[？?。\s]*$")
_STANDS_FOR_PLACE = re.compile(
    r"它们?的?|该[省市县区镇乡地]|(?:这|那)个?[省市县区镇乡]|当地|那里|那边|同一个?地方"
)
_STANDS_FOR_YEAR = re.compile(r"(?:那|这|当|同)一?年|同期")
_RELATIVE = re.compile(
    r"(?P<back>上一?年|前一年|头一年|去年|上年|再往前一年|此前一年)|前年(?P<two>)"
    r"|(?P<ahead>下一年|后一年|第二年|次年|来年|明年|再下一年)"
)
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_WHY = re.compile(
    r"^(?:这|那)?(?:是|又|究竟|到底)?(?:为什么|为何|为啥|什么原因|原因(?:是什么|何在|呢)?)"
)
_HOW = re.compile(
    r"^(?:这|那|具体)?(?:是|又)?(?:怎么|如何|怎样)(?:做到|实现|完成|办到|做|办|来)?的?$"
)
_PLAN = re.compile(
    r"^(?:今年|明年|下一步|后来|当时)?(?:的|有什么)?(?:计划|目标|打算|安排|预期|承诺)(?:是什么)?$"
)
_DONE = re.compile(
    r"^(?:实际|最后|后来|结果)?(?:的)?(?:完成|实际|结果|落实|兑现)(?:情况|得)?(?:上)?$"
)
_KEPT = re.compile(
    r"^(?:那|最后|后来|最终|结果|到底|究竟|实际上?|都)*"
    r"(?:完成|实现|兑现|达到|做到|落实|办成)(?:了|得)?(?:多少|怎么样|如何|情况)?了?(?:吗|没有?)?$"
    r"|^(?:那|最后|后来)?实际(?:上|完成|达到)?了?(?:是|有)?多少$"
)
_WHO, _HOW_MUCH = r"(?P<who>哪一?个?(?:省份?|[市县区镇乡]))", f"(?P<most>最{MEASURES})"
_MOST = (
    re.compile(rf"^那?{_WHO}的?{_HOW_MUCH}$"),
    re.compile(rf"^那?{_HOW_MUCH}的是{_WHO}$"),
)
_PROBLEMS = re.compile(r"^(?:存在的|有什么|有哪些)?(?:问题|困难|不足|短板)(?:有哪些|是什么)?$")

_ASKS = re.compile(
    r"(?:一共|总共|各|分别)?(?:是|有|为|达到了?|到)?(?:多少|几|什么|哪些|怎样|多[大高长快])"
    r"(?:个百分点|[个家座处公里万亩吨人元%]+)?(?:了)?|吗|呢"
)
_PLANNING = re.compile(r"计划|打算|准备|预计|力争|目标|预期")
_FINISHED = re.compile(r"实际|已经|(?<=[成立了开完增办])了|完成(?!率)")
_LIKE_A_PLACE = re.compile(r"[一-龥]{2,6}?(?:[省市县区镇乡州旗]|街道)(?=$|的|在|\d)")
_JOIN = re.compile(r"[和与跟同、及到至的]")
_FRONT_YEAR = re.compile(r"(?:19|20)\d\d年?|今年|去年|前年|明年")
_EACH = re.compile(r"各(?=[是为有自])|分别")
_MARKS = re.compile(r"[？?。！!\s]+$")


def complete(question: str, earlier: Turn, known: Collection[str] = ()) -> str:
    """Make a follow-up whole from the turn before; any other question comes back as it is.

    ``known`` are the library's places, besides those that the gazetteer holds. The year before is
    counted from the first year of the earlier turn, the year after from its last; where that named
    none, such a word is taken over as it stands.

    >>> complete("那上一年呢？", Turn("禾岭县2024年建了几处老年食堂？", ("禾岭县",), (2024,)))
    '禾岭县2023年建了几处老年食堂？'
    """
    said = _MARKS.sub("", question.strip())
    before = _MARKS.sub("", earlier.question.strip())
    if not said or len(said) > _LONGEST:
        return question
    if (pointed := _pointed(said, earlier)) != said:
        return _ended(pointed)
    bare = _TAIL.sub("", _LEAD.sub("", said))
    for shape, make in ((_WHY, _why), (_HOW, _how)):
        if shape.match(_LEAD.sub("", said)) and len(said) <= 12:
            return _ended(make(before))
    if _KEPT.match(said):
        return _ended(_done(before, known))
    for shape in _MOST:
        if most := shape.match(said):
            return _ended(_most(before, most, known))
    if not _IS_SHAPED.search(said) and not _is_only_scope(bare, known):
        return question
    return _ended(_changed(bare, before, earlier, known))


def _pointed(said: str, earlier: Turn) -> str:
    """Put the earlier place and year where a word only points at them: 该县当年…"""
    if earlier.places:
        said = _STANDS_FOR_PLACE.sub(lambda m: _kept_particle(earlier.places[0], m[0]), said)
    if earlier.years:
        said = _STANDS_FOR_YEAR.sub(f"{earlier.years[-1]}年", said)
    return said


def _kept_particle(place: str, word: str) -> str:
    return f"{place}的" if word.endswith("的") else place


def _changed(bare: str, before: str, earlier: Turn, known: Collection[str]) -> str:
    """The question before with another place, year, half or topic in it."""
    whole, rest = before, bare
    found = _place_in(rest, known)
    if found:
        whole = _with_place(whole, found, earlier, known)
        rest = rest.replace(found, "")
    year, word = _year_in(rest, earlier)
    if year is not None:
        whole = _with_year(whole, year)
    elif word:
        whole = f"{word}{whole}"
    rest = rest.replace(word, "")
    rest = rest.strip("的在，, 年")
    if not rest:
        return whole
    for shape, make in ((_PLAN, _planned), (_DONE, _done), (_PROBLEMS, _problems)):
        if shape.match(rest):
            return make(whole, known)
    return _about(rest, whole, known)


def _is_only_scope(bare: str, known: Collection[str]) -> bool:
    """Whether nothing but a place or a year is said: 四川, 2023年, 四川2023年."""
    place = _place_in(bare, known)
    rest = bare.replace(place, "") if place else bare
    rest = _RELATIVE.sub("", _YEAR.sub("", rest)).strip("的在，, ")
    return not rest and bool(bare)


def _place_in(text: str, known: Collection[str]) -> str | None:
    """The longest name of a place in a text, as it is written there."""
    held = [name for name in _names(known) if name in text]
    return max(held, key=len) if held else _unknown_at(text)


def _place_at(text: str, known: Collection[str]) -> str | None:
    """The longest name of a place that a text begins with."""
    held = [name for name in _names(known) if text.startswith(name)]
    return max(held, key=len) if held else _unknown_at(text)


def _unknown_at(text: str) -> str | None:
    """What looks like the name of a place at the front of a text."""
    found = _LIKE_A_PLACE.match(text)
    return found[0] if found else None


def _names(known: Collection[str]) -> set[str]:
    tables = gazetteer.gazetteer()
    names = {*tables.provinces, *tables.prefectures, *tables.prefecture_shorts}
    for place in known:
        names |= {place, gazetteer.stem(place)}
    return {name for name in names if len(name) >= 2}


def _year_in(text: str, earlier: Turn) -> tuple[int | None, str]:
    """The year that a text means, and the words that name it."""
    if named := _YEAR.search(text):
        return int(named[0][:4]), named[0]
    if relative := _RELATIVE.search(text):
        word = relative[0]
        if not earlier.years:
            return None, word
        if relative["ahead"]:
            return max(earlier.years) + 1, word
        return min(earlier.years) - (1 if relative["back"] else 2), word
    return None, ""


def _with_place(whole: str, place: str, earlier: Turn, known: Collection[str]) -> str:
    names = [name for held in earlier.places for name in (held, gazetteer.stem(held))]
    spoken = [name for name in names if name in whole]
    if spoken:
        first = min(spoken, key=lambda name: (whole.find(name), -len(name)))
        rest = whole[whole.find(first) + len(first) :]
        # Of several places that stood side by side, all make way for the one.
        for name in sorted(names, key=len, reverse=True):
            rest = re.sub(rf"^[和与跟同、及]{re.escape(name)}", "", rest)
        return whole[: whole.find(first)] + place + _EACH.sub("", rest)
    if other := _place_in(whole, known):
        return whole.replace(other, place, 1)
    return f"{place}{whole}"


def _with_year(whole: str, year: int) -> str:
    named = find_years(whole, bare=True)
    if named:
        return f"{whole[: named[0].start]}{year}年{whole[named[-1].end :]}"
    if word := re.search(r"今年|去年|前年|明年|上年", whole):
        return f"{whole[: word.start()]}{year}年{whole[word.end() :]}"
    return f"{year}年{whole}"


def _split(whole: str, known: Collection[str]) -> tuple[str, str]:
    """A question's places and years, which stand at its front, and what it asks of them."""
    front = 0
    while True:
        rest = whole[front:]
        joined = _JOIN.match(rest) if front else None
        start = joined.end() if joined else 0
        if place := _place_at(rest[start:], known):
            front += start + len(place)
        elif year := _FRONT_YEAR.match(rest, start):
            front += year.end()
        else:
            return whole[:front], rest.lstrip("的在")


def _core(text: str) -> str:
    """What a question is about, without its asking words."""
    return _ASKS.sub("", text).strip("，, 的")


def _why(before: str) -> str:
    return f"为什么{_core(before)}"


def _how(before: str) -> str:
    return f"{_core(before)}是怎么做到的"


def _planned(whole: str, known: Collection[str]) -> str:
    front, rest = _split(whole, known)
    return f"{front}计划{_FINISHED.sub('', _PLANNING.sub('', rest))}"


def _done(whole: str, known: Collection[str]) -> str:
    front, rest = _split(whole, known)
    return f"{front}实际完成{_PLANNING.sub('', rest)}"


def _most(before: str, most: re.Match[str], known: Collection[str]) -> str:
    """Which place has the most of what was asked of one, in the same year."""
    front, rest = _split(before, known)
    named = find_years(front)
    year = f"{named[0].year}年" if named else ""
    return f"{year}{most['who']}{_core(rest)}{most['most']}"


def _problems(whole: str, known: Collection[str]) -> str:
    front, rest = _split(whole, known)
    return f"{front}{_core(rest)}存在哪些问题"


def _about(topic: str, whole: str, known: Collection[str]) -> str:
    """The same question of the same place and year about another topic."""
    front, rest = _split(whole, known)
    plan = "目标" if _PLANNING.search(rest) and not _PLANNING.search(topic) else ""
    asks = "是多少" if re.search(r"多少|几|多[大高长]", rest) else ""
    return f"{front}{topic}{plan}{asks}"


def _ended(question: str) -> str:
    return f"{_MARKS.sub('', question)}？"
