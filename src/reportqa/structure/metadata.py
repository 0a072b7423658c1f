"""Title, place, level, meeting, date, speaker and years: read, and where each was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.language import places
from reportqa.language.years import find_dates, find_years
from reportqa.structure import roles
from reportqa.structure.headings import Heading, Kind
from reportqa.structure.lines import Line
from reportqa.types import Document, Evidence, Level, Role


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says of a file; each value given wins over what the file says."""

    place: str | None = None
    delivered_year: int | None = None
    level: Level | None = None
    title: str | None = None
    review_year: int | None = None
    plan_year: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a report; ``None`` where nothing was found."""

    title: str
    place: str | None
    level: Level | None
    meeting: str | None
    speaker: str | None
    delivered_on: str | None
    delivered_year: int | None
    review_year: int | None
    plan_year: int | None
    evidence: tuple[Evidence, ...]


_PLACE = (
    r"(?:[\u4e00-\u9fff]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|盟|州)"
    r"|[\u4e00-\u9fff]{1,10}?(?:新区|经济技术开发区|经济开发区|高新技术产业开发区|高新区|开发区|林区|矿区)"
    r"|[\u4e00-\u9fffxX×]{1,9}?(?:市|县|区|旗|镇|乡|街道|苏木))"
)
_TITLE = re.compile(
    r"政府工作(?:的)?报告|人民政府.{0,12}工作报告|国民经济和社会发展.{0,30}(?:报告|纲要)|工作报告$"
)
_TITLE_ITSELF = re.compile(r".{0,30}?工作报告")
"""The title without what was printed behind it: 1995年政府工作报告——1995年3月5日在…."""

_MEETING = re.compile(
    r"(?:^|在|日|上|[^\u4e00-\u9fff])((?:中华人民共和国)?[^\W在日了a-z\d]{0,16}?(?:第?[一二三四五六七八九十]{1,4}届)"
    r"(?:全国)?(?:人民代表大会|人大)(?:常务委员会|常委会)?第?[一二三四五六七八九十]{1,3}次(?:全体)?会议)"
)
_OFFICE = (
    r"(?:代理|代|常务副|副)?(?:总理|省长|市长|县长|区长|旗长|州长|盟长|镇长|乡长|"
    r"自治区主席|人民政府主席|代理主席|代主席|(?<=自治区)主席|(?:委员会)?主任|专员)"
)
_NAME = r"([\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,5})+|[\u4e00-\u9fff]{2,4})"
_SPEAKER = re.compile(rf"{_OFFICE}{_NAME}(?=$|同志|作|在|各位|于|[（(，。])")
_SPEAKER_LINE = re.compile(rf"{_OFFICE}$")
_NOT_A_NAME = re.compile(r"各位|代表|报告|工作|政府|会议|同志们|人民|的$")
_BEHALF = re.compile(
    rf"代表((?:[\u4e00-\u9fffxX×]{{1,16}})?(?:{_PLACE}))(?:第.{{1,4}}届)?(?:人民)?政府"
)
_FILE_NOISE = re.compile(
    r"政府工作(?:的)?报告|工作报告|人民政府|网页文本|含导航|全文|定稿|终稿|送审稿|草案|GB(?:K|18030|2312)?|(?:最终|正式)[版稿]|V\d+",
    re.IGNORECASE,
)

HEAD_CHARACTERS = 1500
"""Date, meeting and speaker stand this near the beginning, where they stand at all."""


def read_metadata(
    document: Document,
    lines: Sequence[Line],
    opening_lines: int,
    headings: Sequence[Heading],
    overrides: Overrides,
) -> Metadata:
    """Read a report's metadata from its file name, first lines, headings and text.

    ``opening_lines`` is how many of ``lines`` stand before the first section. Where two sources
    disagree, the evidence holds both, the one that counts first.
    """
    evidence: list[Evidence] = []
    head = [line for line in lines[: max(opening_lines, 8)] if line.start < HEAD_CHARACTERS]
    spoken = [_squeeze(line.content) for line in head if not line.junk]
    title_line = next((t for t in spoken[:8] if _TITLE.search(t) and len(t) <= 60), None)

    place = _place(document, spoken, title_line, overrides, evidence)
    level = _level(place, document.text, overrides, evidence)
    meeting = next((m[1] for t in spoken if len(t) < 120 and (m := _MEETING.search(t))), None)
    if meeting:
        evidence.append(Evidence("meeting", meeting, "first lines", meeting))
    speaker = _speaker(spoken)
    if speaker:
        evidence.append(Evidence("speaker", speaker, "first lines"))
    delivered_on = _delivered_on(spoken, evidence)
    delivered, review, plan = _years(
        document, title_line, delivered_on, headings, overrides, evidence
    )
    title = _title(document, title_line, place, delivered, overrides, evidence)
    return Metadata(
        title,
        place,
        level,
        meeting,
        speaker,
        delivered_on,
        delivered,
        review,
        plan,
        tuple(evidence),
    )


def _squeeze(text: str) -> str:
    """Drop all white space and fold digits: 政 府 工 作 报 告 → 政府工作报告."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _place(
    document: Document,
    spoken: Sequence[str],
    title_line: str | None,
    overrides: Overrides,
    evidence: list[Evidence],
) -> str | None:
    found: list[Evidence] = []
    if overrides.place:
        found.append(Evidence("place", places.official(overrides.place), "given", overrides.place))
    if name := _place_in_file_name(document.source):
        found.append(Evidence("place", name, "file name", document.source))
    for where, text in (("title", title_line), ("title", document.title)):
        if text and (name := _place_in_title(_squeeze(text))):
            found.append(Evidence("place", name, where, text))
    head = "\n".join(spoken)
    for text in spoken:
        if (match := _MEETING.search(text)) and (name := _place_of_meeting(match[1])):
            found.append(Evidence("place", name, "first lines", match[1]))
    if match := _BEHALF.search(head):
        found.append(Evidence("place", _innermost(match[1]), "first lines", match[0]))
    elif re.search(r"代表国务院|受国务院|国务院总理", head):
        found.append(Evidence("place", places.COUNTRY, "first lines", "国务院"))
    if not found:
        return None
    best = found[0]
    if places.is_redacted(best.value) or best.value in ("镇", "乡", "县", "区", "市"):
        # 镇人民政府_2023.txt names no place; the text's xx镇 stands as it is.
        best = next((f for f in found if len(f.value) > 1), best)
    evidence.append(best)
    evidence.extend(
        f for f in found if f is not best and not places.same_place(f.value, best.value)
    )
    return best.value


def _place_in_file_name(source: str) -> str | None:
    stem = _squeeze(source.rsplit(".", 1)[0])
    bare = re.sub(r"(?:19|20)\d{2}(?:-\d{1,2}){0,2}年?(?:度)?(?:\d{1,2}月\d{1,2}日)?", " ", stem)
    for piece in re.split(r"[\s_\-—–()（）\[\]【】,，.]+", bare):
        name = _FILE_NOISE.sub("", piece)
        if not name:
            if re.fullmatch(r"[镇乡县区市]?人民政府", piece):
                return piece[0] if piece[0] in "镇乡县区市" else None
            continue
        if places.is_known(name):
            return places.official(name)
        if re.fullmatch(_PLACE, name):
            return _innermost(name)
    return None


def _place_in_title(title: str) -> str | None:
    bare = re.sub(r"(?:19|20)\d{2}年(?:度)?", "", title)
    before = re.split(r"政府|人民政府|工作报告", bare)[0].strip("《—-―–")
    if not before:
        return None
    if places.is_known(before):
        return places.official(before)
    return _innermost(before) if re.fullmatch(rf"(?:{_PLACE})+", before) else None


def _place_of_meeting(meeting: str) -> str | None:
    if "中华人民共和国" in meeting or re.match(r"第?.{1,3}届全国", meeting):
        return places.COUNTRY
    before = re.split(r"第?[一二三四五六七八九十]{1,4}届", meeting)[0]
    if before in ("", "省", "市", "县", "区", "镇", "乡"):
        return None
    return _innermost(before)


def _innermost(name: str) -> str:
    """Return the last place of a chain: 保定市清苑区 → 清苑区, 河北省 → 河北省."""
    rest = name
    while True:
        match = re.match(
            rf"({_PLACE})(?=[\u4e00-\u9fff]{{2,}}(?:省|市|州|盟|县|区|旗|镇|乡|街道)$)", rest
        )
        if match is None or (len(match[1]) == 2 and match[1][1] in "市州"):
            return places.official(rest)
        rest = rest[match.end() :]


def _level(
    place: str | None, text: str, overrides: Overrides, evidence: list[Evidence]
) -> Level | None:
    if overrides.level:
        evidence.append(Evidence("level", overrides.level, "given"))
        return overrides.level
    if place is None:
        return None
    level = places.level_of(place)
    where = "derived"
    if level is Level.COUNTY and place.endswith("市") and not places.is_known(place):
        # Only a city above counties speaks of its counties.
        below = re.findall(
            r"县[（(]市、?区[）)]|县市区|各县区|县区|市县区|市辖区|各区县|各县（市", text
        )
        if len(below) >= 2:
            level, where = Level.PREFECTURE, "text"
    if level is not None:
        evidence.append(Evidence("level", level, where, place))
    return level


def _speaker(spoken: Sequence[str]) -> str | None:
    for position, text in enumerate(spoken):
        cut = text.split("各位代表")[0]
        for match in _SPEAKER.finditer(cut):
            name = match[1]
            if not _NOT_A_NAME.search(name):
                return name
        if _SPEAKER_LINE.search(cut) and position + 1 < len(spoken):
            following = spoken[position + 1]
            if re.fullmatch(_NAME, following) and not _NOT_A_NAME.search(following):
                return following
    return None


def _delivered_on(spoken: Sequence[str], evidence: list[Evidence]) -> str | None:
    """Return the date of the meeting: the first full date of the opening, before any 各位代表."""
    for text in spoken:
        for day, start, end in find_dates(text):
            if start <= 60:
                evidence.append(
                    Evidence("delivered_on", day.isoformat(), "first lines", text[start:end])
                )
                return day.isoformat()
        if roles.ends_opening(text) and len(text) > 25:
            break
    return None


def _years(
    document: Document,
    title_line: str | None,
    delivered_on: str | None,
    headings: Sequence[Heading],
    overrides: Overrides,
    evidence: list[Evidence],
) -> tuple[int | None, int | None, int | None]:
    named = next((y.year for y in find_years(document.source, bare=True)), None)
    titled = next((y.year for t in (title_line, document.title) if t for y in find_years(t)), None)
    dated = int(delivered_on[:4]) if delivered_on else None
    review_heading = _heading_year(headings, Role.REVIEW)
    plan_heading = _heading_year(headings, Role.PLAN)

    # A title's or file name's year can be that of the review (many townships): headings tell.
    told = named or titled
    delivered, where = dated, "first lines"
    if delivered is None and told is not None and review_heading and review_heading[0] == told:
        delivered, where = told + 1, "heading"
    if delivered is None and told is not None:
        delivered, where = told, "file name" if named else "title"
    if delivered is None and plan_heading:
        delivered, where = plan_heading[0], "heading"
    if delivered is None and review_heading:
        delivered, where = review_heading[0] + 1, "heading"
    if overrides.delivered_year:
        delivered, where = overrides.delivered_year, "given"
    if delivered is None:
        return None, overrides.review_year, overrides.plan_year
    evidence.append(
        Evidence("delivered_year", str(delivered), where, str(delivered_on or told or ""))
    )
    if named and named != delivered:
        evidence.append(Evidence("delivered_year", str(named), "file name", document.source))

    review, plan = delivered - 1, delivered
    review_where = plan_where = "derived"
    review_quote = plan_quote = ""
    if review_heading and delivered - 2 <= review_heading[0] <= delivered:
        review, review_where, review_quote = review_heading[0], "heading", review_heading[1]
        plan = review + 1
    if plan_heading and delivered <= plan_heading[0] <= delivered + 1:
        plan, plan_where, plan_quote = plan_heading[0], "heading", plan_heading[1]
        if review_where == "derived":
            review = plan - 1
    if overrides.review_year:
        review, review_where, review_quote = overrides.review_year, "given", ""
    if overrides.plan_year:
        plan, plan_where, plan_quote = overrides.plan_year, "given", ""
    evidence.append(Evidence("review_year", str(review), review_where, review_quote))
    evidence.append(Evidence("plan_year", str(plan), plan_where, plan_quote))
    return delivered, review, plan


def _heading_year(headings: Sequence[Heading], role: Role) -> tuple[int, str] | None:
    """The year that a half's heading names: 一、2023年工作回顾 → 2023.

    In 1998年工作回顾和1999年工作的总体要求 the first is the review's, the last the plan's.
    """
    for heading in headings:
        if heading.kind > Kind.IDEOGRAPHIC or len(heading.title) > 45:
            continue
        years = [y.year for y in find_years(heading.title)]
        if years and role in roles.of_heading(heading.title, None, None):
            year = roles.reviewed_year(heading.title) if role is Role.REVIEW else max(years)
            return year or max(years), heading.title
    return None


def _title(
    document: Document,
    title_line: str | None,
    place: str | None,
    delivered: int | None,
    overrides: Overrides,
    evidence: list[Evidence],
) -> str:
    if overrides.title:
        evidence.append(Evidence("title", overrides.title, "given"))
        return overrides.title
    for where, text in (("title", title_line), ("title", document.title)):
        printed = _TITLE_ITSELF.match(_squeeze(text).lstrip("—-―–《")) if text else None
        if printed and find_years(printed[0]):
            evidence.append(Evidence("title", printed[0], where, text or ""))
            return printed[0]
    if place and delivered:
        shown = "国务院" if place == places.COUNTRY else place
        built = f"{shown}{delivered}年政府工作报告"
        evidence.append(Evidence("title", built, "derived"))
        return built
    return title_line or document.title or document.source.rsplit(".", 1)[0]
