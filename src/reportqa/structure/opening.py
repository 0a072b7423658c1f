"""The opening of a report: title, meeting, date, speaker, and the request to deliberate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from reportqa.language.years import find_dates
from reportqa.structure import roles
from reportqa.structure.headings import Kind, numbered
from reportqa.structure.lines import Line, ends_sentence

OPENING_LINES = 25
OPENING_CHARACTERS = 1800
"""An opening takes no more lines and characters than this."""

_FRONT_LONGEST = 60
"""A title, a meeting, a date or a speaker on a line of its own is not longer."""

_TITLE = re.compile(
    r"政府工作(?:的)?报告|人民政府.{0,12}工作报告|国民经济和社会发展.{0,30}(?:报告|纲要)|工作报告$"
)
_COUNT = r"[一二三四五六七八九十]"
_MEETING = re.compile(
    r"(?:^|在|日|上|向|[^\u4e00-\u9fff])"
    r"((?:中华人民共和国)?[^\W在日了a-z\d]{0,16}?"
    rf"第?{_COUNT}{{1,4}}届(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会)?"
    rf"第?{_COUNT}{{1,3}}次(?:全体)?会议)"
)
_BEFORE_MEETING = re.compile(r"^.*(?:代表|向)(?=.{0,12}第?[一二三四五六七八九十]{1,4}届)")

_OFFICE = (
    r"(?:代理|代|常务副|副)?(?:总理|省长|市长|县长|区长|旗长|州长|盟长|镇长|乡长|部长|"
    r"自治区主席|人民政府主席|代理主席|代主席|(?<=自治区)主席|(?:委员会)?主任|专员)"
)
_NAME = r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,5})+|[\u4e00-\u9fff]{2,4}?"
_SPEAKER = re.compile(rf"{_OFFICE}({_NAME})(?=$|同志|作|在|各位|于|目录|[（(，。])")
_OFFICE_ALONE = re.compile(rf"{_OFFICE}$")
_NAME_ALONE = re.compile(_NAME)
_NOT_A_NAME = re.compile(r"各位|代表|报告|工作|政府|会议|同志|人民|目录|摘要|全文|审议|草案|的$")


def squeeze(text: str) -> str:
    """Drop all white space and fold full-width signs: 政 府 工 作 报 告 → 政府工作报告."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def is_title(content: str) -> bool:
    """Say whether a squeezed line is a report's title, with what may be printed behind it."""
    spoken = "我代表" in content or content.endswith(("。", "，", "；", "：", ":"))
    return len(content) <= _FRONT_LONGEST and not spoken and bool(_TITLE.search(content))


def opening_end(lines: Sequence[Line]) -> int:
    """Return how many lines the opening takes: title, date, speaker, address, 请予审议.

    0 where a report begins with its first section.
    """
    near = [line for line in lines[:OPENING_LINES] if line.start <= OPENING_CHARACTERS]
    addressed = next((i for i, line in enumerate(near) if roles.is_salutation(line.content)), None)
    unlike_front = next((i for i, line in enumerate(near) if not _is_front(line)), len(near))
    for position, line in enumerate(near):
        if _is_first_heading(line):
            return position if addressed is not None else min(position, unlike_front)
        asked = roles.ends_opening(line.content) and not numbered(line.content)
        # A picture's caption can say the same before the speech begins.
        if asked and not line.junk and (addressed is None or position >= addressed):
            return _sentence_end(lines, position) + 1
    if addressed is not None:
        return addressed + 1
    return unlike_front


def _sentence_end(lines: Sequence[Line], position: int) -> int:
    """Return the line on which a sentence ends that markup broke over short lines."""
    last = min(position + 6, len(lines) - 1)
    return next((i for i in range(position, last + 1) if ends_sentence(lines[i].content)), position)


def _is_first_heading(line: Line) -> bool:
    heading = numbered(line.content)
    return (
        heading is not None
        and heading.kind in (Kind.PART, Kind.IDEOGRAPHIC, Kind.BRACKETED)
        and heading.number == 1
    )


def _is_front(line: Line) -> bool:
    text = squeeze(line.content)
    if line.junk:
        return True
    if len(text) > _FRONT_LONGEST or text.endswith("。"):
        return False
    return bool(
        is_title(text)
        or _MEETING.search(text)
        or find_dates(text)
        or _SPEAKER.search(text)
        or _OFFICE_ALONE.search(text)
    )


def find_meeting(spoken: Sequence[str]) -> str | None:
    """Return the name of the meeting: 某县第三届人民代表大会第一次会议.

    ``spoken`` are the squeezed lines of the opening.
    """
    for text in spoken:
        if len(text) < 120 and (match := _MEETING.search(text)):
            return _BEFORE_MEETING.sub("", match[1])
    return None


def find_speaker(spoken: Sequence[str]) -> str | None:
    """Return the name that stands after an office, or alone between the meeting and the address."""
    for position, text in enumerate(spoken):
        before_address = text.split("各位代表")[0]
        if name := _named(before_address):
            return name
        following = spoken[position + 1] if position + 1 < len(spoken) else ""
        after_that = spoken[position + 2] if position + 2 < len(spoken) else ""
        heads_name = _OFFICE_ALONE.search(before_address) or (
            _MEETING.search(text) and roles.is_salutation(after_that)
        )
        if heads_name and _NAME_ALONE.fullmatch(following) and not _NOT_A_NAME.search(following):
            return following
    # Markup can break an office and a name apart: 河北 / 省省 / 长 某某.
    return _named("".join(spoken).split("各位代表")[0])


def _named(text: str) -> str | None:
    names = (match[1] for match in _SPEAKER.finditer(text))
    return next((name for name in names if not _NOT_A_NAME.search(name)), None)


def find_delivered_on(spoken: Sequence[str]) -> tuple[str, str] | None:
    """Return the date of the meeting as ISO date and as printed, from before any 各位代表."""
    for text in spoken:
        for day, start, end in find_dates(text):
            if start <= _FRONT_LONGEST:
                return day.isoformat(), text[start:end]
        if roles.ends_opening(text) and len(text) > 25:
            break
    return None
