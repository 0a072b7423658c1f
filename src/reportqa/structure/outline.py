"""Which lines of a report are headings: what a line looks like, judged by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reportqa.structure import roles
from reportqa.structure.headings import Heading, Kind, appendix, numbered, plain, starts_appendix
from reportqa.structure.lines import Line, continues, ends_sentence

PROSE_AT_LEAST = 25
"""A line this long is prose; a shorter one can be a scrap that a hyperlink's markup broke off."""

_OPEN_END = re.compile(r"[、，,“（(《]$")
_SENTENCE_LINE = re.compile(r"[^。！？；：]{4,24}。")
_SENTENCE_LINES_AT_LEAST = 5
"""Short sentences on lines of their own are headings only where a report makes a habit of it."""

_LISTS = (Kind.PART, Kind.IDEOGRAPHIC, Kind.BRACKETED)
"""Numbers that a report's own parts bear."""


def find_headings(lines: Sequence[Line], first: int) -> dict[int, Heading]:
    """Find the headings among ``lines[first:]``, by the position of their line."""
    found: dict[int, Heading] = {}
    short_sentences: dict[int, Heading] = {}
    body = [(i, line.content) for i, line in enumerate(lines) if i >= first and not line.junk]
    numbers: dict[Kind, int] = {}
    taken = title_end = -1
    for order, (position, content) in enumerate(body):
        if order <= taken:
            continue
        before = body[order - 1][1] if order else ""
        after = body[order + 1][1] if order + 1 < len(body) else ""
        follows_title = order > 0 and order - 1 == title_end
        broken = bool(before) and not follows_title and not ends_sentence(before)
        if starts_appendix(content):
            found[position], title_end = appendix(content), order
            continue
        heading = numbered(content)
        if heading is not None:
            # A line that web markup broke off mid-sentence can begin with a number: 2、3万亩.
            minor = heading.kind > Kind.BRACKETED or not heading.title
            next_in_list = 1 < heading.number == numbers.get(heading.kind, 0) + 1
            if not broken or not minor or next_in_list:
                numbers[heading.kind] = heading.number
                following = [later for _, later in body[order + 1 : order + 5]]
                found[position], lines_taken = _complete(heading, following)
                taken = order + lines_taken
                title_end = taken if heading.whole_line else title_end
            continue
        if broken or continues(content) or not _can_follow_heading(after):
            continue
        heading = plain(content)
        if heading is not None and (heading.kind is Kind.APPENDIX or not roles.is_address(content)):
            found[position], title_end = heading, order
        elif _SENTENCE_LINE.fullmatch(content) and len(after) > 60 and not follows_title:
            short_sentences[position] = Heading(Kind.PLAIN, 0, "", content.rstrip("。"), True)
    if len(short_sentences) >= _SENTENCE_LINES_AT_LEAST:
        found |= short_sentences
    return _promote(dict(sorted(found.items())))


def _can_follow_heading(content: str) -> bool:
    """Say whether a line can be the first under a plain heading: a number, or a line of prose.

    A short scrap instead shows that markup has broken a paragraph into pieces.
    """
    if continues(content):
        return False
    return len(content) >= PROSE_AT_LEAST or numbered(content) is not None


def _complete(heading: Heading, following: Sequence[str]) -> tuple[Heading, int]:
    """Give a heading that was broken over lines its whole title, and tell how many it took.

    二、“ / 十四五 / ”时期发展的总体思路 is one heading.
    """
    title, count = heading.title, 0
    for content in following:
        unbalanced = title.count("“") > title.count("”")
        if not heading.whole_line or not (unbalanced or _OPEN_END.search(title)):
            break
        title, count = title + content, count + 1
    if count and count < len(following) and continues(following[count]):
        title, count = title + following[count], count + 1
    return replace(heading, title=title), count


def _promote(found: dict[int, Heading]) -> dict[int, Heading]:
    """Raise plain headings that stand above a numbered list, or name a half of the report.

    2004年工作回顾 without a number stands above the 一、二、三 that follow it.
    """
    headings = list(found.values())
    kinds = {heading.kind for heading in headings}
    listed = Kind.IDEOGRAPHIC in kinds
    unnumbered = kinds.isdisjoint(_LISTS)
    following = _following_numbers(headings)
    raised = earlier = False
    for order, (position, heading) in enumerate(found.items()):
        earlier = earlier or heading.kind is Kind.IDEOGRAPHIC
        if heading.kind is not Kind.PLAIN:
            continue
        if (
            unnumbered
            or (roles.names_half(heading.title) and (following[order] == 1 or not earlier))
            or (order + 1 < len(headings) and _heads(headings[order + 1], listed, raised))
            or (raised and following[order] is None and earlier)
        ):
            found[position] = replace(heading, kind=Kind.MAJOR)
            raised = True
    return found


def _following_numbers(headings: Sequence[Heading]) -> list[int | None]:
    """Return, for each heading, the number of the first 一、 after it."""
    numbers: list[int | None] = []
    following: int | None = None
    for heading in reversed(headings):
        numbers.append(following)
        following = heading.number if heading.kind is Kind.IDEOGRAPHIC else following
    return numbers[::-1]


def _heads(below: Heading, listed: bool, raised: bool) -> bool:
    """Say whether a plain heading is above a list: whether the heading after it is its first."""
    if below.number != 1:
        return False
    return (
        below.kind is Kind.IDEOGRAPHIC
        or (below.kind is Kind.BRACKETED and not listed)
        or (below.kind is Kind.ORDINAL and raised)
    )
