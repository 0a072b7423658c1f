"""Whether a sentence is supported by the passages that it cites: the one gate to the reader.

A sentence is let through clause by clause. Each number of it has to stand in a cited passage with
the same value and a unit that fits, among words that meet the clause; each year has to be one that
the passage speaks of; each place the passage's own; and the rest of the clause has to be met by
the passage, without being turned into its opposite. A mark that supports no clause is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.answering.generation.drafts import Draft
from reportqa.answering.generation.numbers import YEAR, Number
from reportqa.answering.generation.sources import Source, is_planted
from reportqa.answering.generation.support import Clause, Met, Passage, clauses_of, content_words
from reportqa.language.numerals import narrow
from reportqa.language.places import COUNTRY, gazetteer, official, same_place, stem
from reportqa.retrieval.late_interaction import LateInteraction

SUPPORTED = 0.62
"""A clause is supported from this score on (sentences made of 300 passages of train/spans, of
every second report, true and corrupted; the others were kept back)."""

SUPPORTED_NUMBER = 0.58
"""The same for the words around a number, which has to stand there besides; same data."""

AHEAD = 0.05
"""Where other clauses of the passage meet the words so much better, the number is theirs not."""

NAMED = 12
"""So many characters of what does not hold are named in a fault."""

_SAYS_LITTLE = frozenset(
    re.findall(
        r"\S+",
        "增长 下降 增加 减少 提高 降低 达到 达 为 是 同比 约 左右 以上 以下 突破 超过 实现 完成 "
        "分别 比 上年 同期 其中 总量 居 位居 排名 排 全国 全省 全市 全县 位 较 其 该 了 到 的",
    )
)
"""A clause of such words alone (增长5%) speaks of what the clause before it named."""

_UP = re.compile(r"增长|增加(?!值)|提高|上升|上涨|提升|攀升|扩大")
_DOWN = re.compile(r"下降|减少|降低|回落|压减|缩减|下跌|降至|负增长")
_NOT = re.compile(r"未(?!来)|没有|没能|尚无|不再|不足|不到|不能|不得|不是|并非|低于")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.:/@_-]{2,}")
_OF_REPORT = re.compile(r"\s*(?:度)?(?:的)?(?:省|市|县|区|镇|乡)?(?:政府)?(?:工作)?报告")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Sentences of a source that support: ``start``…``end`` of the report's text."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence holds: the sentences that support it, or why it does not.

    ``fault`` is empty for one that holds; otherwise it says in words what is wrong.
    """

    supports: tuple[Quoted, ...] = ()
    fault: str = ""

    @property
    def holds(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.fault


class Verifier:
    """Checks sentences against one set of numbered sources; pure but for what it has encoded."""

    def __init__(self, sources: Sequence[Source], late: LateInteraction) -> None:
        self._late = late
        self._passages = {source.number: Passage(source, late) for source in sources}

    def verify(self, draft: Draft) -> Verdict:
        """Check one sentence with its marks."""
        if not draft.marks:
            return Verdict(fault="没有标注出处")
        invented = [mark for mark in draft.marks if mark not in self._passages]
        if invented:
            return Verdict(fault=f"标注的出处 [{invented[0]}] 不存在")
        cited = [self._passages[mark] for mark in draft.marks]
        fault = self._strange_place(draft.text, cited) or _strange_word(draft.text, cited)
        return Verdict(fault=fault) if fault else self._supported(draft.text, cited)

    def _supported(self, text: str, cited: Sequence[Passage]) -> Verdict:
        quoted: dict[tuple[int, int, int], Quoted] = {}
        before: Clause | None = None
        for clause in clauses_of(text):
            found, fault = self._clause(clause, before, text, cited)
            if fault:
                return Verdict(fault=fault)
            for passage, met in found:
                start, end = passage.quoted(met.first, met.last)
                offset = passage.source.stored.passage.start
                key = (passage.source.number, start, end)
                quoted[key] = Quoted(passage.source, offset + start, offset + end)
            if not _SAYS_LITTLE.issuperset(content_words(clause)):
                before = clause
        supports = _joined(list(quoted.values()))
        if any(is_planted(s.source.report_text[s.start : s.end]) for s in supports):
            return Verdict(fault="所引的文字是写给程序的指令")
        if not supports:
            return Verdict(fault="没有可以核对的内容")
        return Verdict(supports)

    def _clause(
        self, clause: Clause, before: Clause | None, sentence: str, cited: Sequence[Passage]
    ) -> tuple[list[tuple[Passage, Met]], str]:
        """What of the cited passages supports a clause, or what is wrong with it."""
        terms = content_words(clause)
        if before is not None and clause.numbers and _SAYS_LITTLE.issuperset(terms):
            terms = content_words(before) + terms
        numbers = [n for n in clause.numbers if not _is_of_report(n, sentence)]
        years = [number for number in numbers if number.unit == YEAR]
        others = [number for number in numbers if number.unit != YEAR]
        found: list[tuple[Passage, Met]] = []
        fault = ""
        for number in others:
            carrying, fault = self._number(number, clause, terms, cited)
            if fault:
                return [], fault
            found += carrying
        # A year belongs to the passage that supports the rest of the clause.
        bearing = [passage for passage, _ in found] or list(cited)
        for number in years:
            if not any(_has_year(number, passage) for passage in bearing):
                return [], f"{_shown(number, sentence)}不是所引段落说的年份"
        if others or not terms:
            return found, ""
        for passage in cited:
            cosines, weights = passage.cosines(terms)
            met = passage.best(cosines, weights)
            if met.score >= SUPPORTED and not _opposed(clause.text, passage, met):
                found.append((passage, met))
        return found, "" if found else f"“{_named(clause.text)}”在所引的段落里没有依据"

    def _number(
        self, number: Number, clause: Clause, terms: Sequence[str], cited: Sequence[Passage]
    ) -> tuple[list[tuple[Passage, Met]], str]:
        """Where a number stands in the cited passages among words that meet its clause."""
        shown = clause.text[number.start - clause.start : number.end - clause.start].strip()
        found: list[tuple[Passage, Met]] = []
        stands = False
        for passage in cited:
            at = [
                index
                for index, own in enumerate(passage.clauses)
                if any(number.is_said_by(other) for other in own.numbers)
            ]
            stands = stands or bool(at)
            if not at or not terms:
                found += [(passage, Met(1.0, index, index)) for index in at[:1]]
                continue
            cosines, weights = passage.cosines(terms)
            windows = [passage.best(cosines, weights, only=index) for index in at]
            met = max(windows, key=lambda window: window.score)
            elsewhere = passage.best(cosines, weights)
            if met.score >= max(SUPPORTED_NUMBER, elsewhere.score - AHEAD) and not _opposed(
                clause.text, passage, met
            ):
                found.append((passage, met))
        if found:
            return found, ""
        if stands:
            return [], f"数字“{shown}”在所引的段落里说的是别的事"
        return [], f"数字“{shown}”不在所引的段落里"

    def _strange_place(self, text: str, cited: Sequence[Passage]) -> str:
        """A place that the sentence names, and that is neither a cited report's nor in its text."""
        for name in _places_in(text, [p.source for p in self._passages.values()]):
            if not any(_is_about(passage.source, name) for passage in cited):
                return f"“{name}”不是所引段落的地区"
        return ""


def verify_sentence(draft: Draft, sources: Sequence[Source], late: LateInteraction) -> Verdict:
    """Check one sentence against numbered sources; many are checked faster by one ``Verifier``."""
    return Verifier(sources, late).verify(draft)


def _places_in(text: str, sources: Sequence[Source]) -> list[str]:
    """Places named: of the gazetteer, and those whose reports are among the sources."""
    tables = gazetteer()
    names = {*tables.provinces, *tables.prefectures, *tables.prefecture_shorts}
    for source in sources:
        if source.report.place and source.report.place != COUNTRY:
            names |= {source.report.place, stem(source.report.place)}
    found = [name for name in names if name in text]
    return [name for name in found if not any(name in other for other in found if other != name)]


def _is_about(source: Source, name: str) -> bool:
    place = source.report.place
    if name in source.text or any(name in where for where in source.where):
        return True
    if place is None:
        return False
    within = gazetteer().province_of.get(official(place))
    return same_place(place, name) or official(name) == within


def _strange_word(text: str, cited: Sequence[Passage]) -> str:
    """A Latin word or address that stands in no cited passage: nothing else would notice it."""
    for word in _LATIN.findall(narrow(text)):
        if not any(word.lower() in narrow(passage.source.text).lower() for passage in cited):
            return f"“{_named(word)}”不在所引的段落里"
    return ""


def _is_of_report(number: Number, sentence: str) -> bool:
    """Whether a year only names a report (2025年政府工作报告), as every source's heading does."""
    return number.unit == YEAR and _OF_REPORT.match(sentence, number.end) is not None


def _has_year(number: Number, passage: Passage) -> bool:
    return any(int(value) in passage.source.years for value in number.values) or any(
        number.is_said_by(other) for other in passage.numbers
    )


def _named(text: str) -> str:
    """The beginning of what does not hold: enough to know it by, too little to be read as said."""
    text = text.strip("，,。；;：: \n")
    return text if len(text) <= NAMED else f"{text[:NAMED]}…"


def _shown(number: Number, sentence: str) -> str:
    return sentence[number.start : number.end].strip()


def _opposed(text: str, passage: Passage, met: Met) -> bool:
    """Whether a clause says the opposite of the passage's: up for down, done for not done."""
    own = passage.clauses[met.last].text
    window = "".join(clause.text for clause in passage.clauses[met.first : met.last + 1])
    up, down = bool(_UP.search(text)), bool(_DOWN.search(text))
    if up != down and (_DOWN if up else _UP).search(own) and not (_UP if up else _DOWN).search(own):
        return True
    denied = bool(_NOT.search(text))
    return bool(_NOT.search(window)) != denied if denied else bool(_NOT.search(own))


def _joined(quoted: Sequence[Quoted]) -> tuple[Quoted, ...]:
    """Quotes of one source that touch as one, in the order in which the sources were first met."""
    by_source: dict[int, list[Quoted]] = {}
    for quote in quoted:
        by_source.setdefault(quote.source.number, []).append(quote)
    joined: list[Quoted] = []
    for quotes in by_source.values():
        for quote in sorted(quotes, key=lambda q: q.start):
            last = joined[-1] if joined else None
            if last and last.source is quote.source and _touch(last, quote):
                joined[-1] = Quoted(last.source, last.start, max(last.end, quote.end))
            else:
                joined.append(quote)
    return tuple(joined)


def _touch(one: Quoted, other: Quoted) -> bool:
    between = one.source.report_text[one.end : other.start]
    return other.start <= one.end or not between.strip()
