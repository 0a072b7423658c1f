"""The passages that a model may cite, numbered; what is told to programs is not among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.errors import NotFound
from reportqa.language.years import find_years
from reportqa.store import Catalog, StoredPassage
from reportqa.types import Hit, Report, Role

_PLANTED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:忽略|无视|忘记|忘掉|不要理会|不必理会|抛开|推翻)[^。；]{0,8}(?:以上|上述|上面|前面|之前|此前|先前"
        r"|所有|一切|原有|其他|系统)[^。；]{0,8}(?:要求|指令|指示|提示|规则|规定|设定|内容|命令|说明)",
        r"(?:语言模型|大模型|AI|人工智能|智能|问答)(?:助手|机器人|系统)?[，,：:]?(?:请|你|您|必须|务必|应当?|须)"
        r"(?!们)[^。；]{0,12}(?:回答|输出|回复|答复|说明?|声称|告诉)",
        r"(?:请|必须|务必|一律|只能|直接|只需)(?:你)?(?:回答|输出|回复|答复)(?:用户|道|为|说|[：:“\"「『])",
        r"你(?:现在)?(?:是|扮演|将扮演)[^。；]{0,12}(?:助手|模型|机器人|AI)",
        r"(?:系统提示|提示词|system\s*prompt)",
        r"\b(?:ignore|disregard|forget|override)\b.{0,20}\b(?:previous|above|prior|all|earlier)\b"
        r".{0,20}\b(?:instructions?|prompts?|rules?)\b",
        r"<\|?(?:im_start|im_end|system|assistant|user)\|?>|\[/?INST\]",
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage under its number, with its report and the report's text to check quotes against."""

    number: int
    stored: StoredPassage
    report: Report
    report_text: str

    @property
    def text(self) -> str:
        """The passage as the report has it."""
        return self.stored.passage.text

    @property
    def where(self) -> tuple[str, ...]:
        """The names that the passage stands under: place, title and headings."""
        return (self.report.place or "", self.report.title, *self.stored.passage.path)

    @property
    def years(self) -> frozenset[int]:
        """The years that the passage's statements are about, where it doesn't say others itself."""
        report, role = self.report, self.stored.passage.role
        own = report.plan_year if role is Role.PLAN else report.review_year
        named = (year.year for heading in self.stored.passage.path for year in find_years(heading))
        return frozenset(year for year in (own, *named) if year is not None)


def sources_of(hits: Sequence[Hit], catalog: Catalog) -> tuple[list[Source], int]:
    """Number the passages of some hits, and count those left out as they instruct a program.

    What was removed from the library since the search is left out silently.
    """
    sources: list[Source] = []
    planted = 0
    for hit in hits:
        if is_planted(hit.text):
            planted += 1
            continue
        try:
            stored, text = catalog.passage(hit.passage_id), catalog.text(hit.report.id)
        except NotFound:
            continue
        sources.append(Source(len(sources) + 1, stored, hit.report, text))
    return sources, planted


def is_planted(text: str) -> bool:
    """Whether a text speaks to a program that reads it, as no report does.

    Only a first line of defence: what a model says is checked whatever it has read.
    """
    return any(pattern.search(text) for pattern in _PLANTED)
