"""The place and the level of a report: read from names, titles and first lines, nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportqa.language import places
from reportqa.structure.opening import find_meeting, squeeze
from reportqa.types import Evidence, Level

_PLACE = (
    r"(?:[\u4e00-\u9fff]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|盟|州)"
    r"|[\u4e00-\u9fff]{1,10}?(?:新区|经济技术开发区|经济开发区|高新技术产业开发区|高新区|开发区|林区|矿区)"
    r"|[\u4e00-\u9fffxX×]{1,9}?(?:市|县|区|旗|镇|乡|街道|苏木))"
)
_BEHALF = re.compile(
    rf"代表((?:[\u4e00-\u9fffxX×]{{1,16}})?(?:{_PLACE}))(?:第.{{1,4}}届)?(?:人民)?政府"
)
_FILE_NOISE = re.compile(
    r"政府工作(?:的)?报告|工作报告|人民政府|网页文本|含导航|全文|定稿|终稿|送审稿|草案|GB(?:K|18030|2312)?|(?:最终|正式)[版稿]|V\d+",
    re.IGNORECASE,
)

_SELF_NAMES = ("", "省", "市", "县", "区", "镇", "乡")
"""What a place calls itself without its name: 县十六届人民代表大会."""

_COUNTIES = re.compile(
    r"县[（(]市、?区[）)]|县市区|各县区|县区|市县区|市辖区|各区县|各县（市"
    r"|县县通|市、?县两级|市本级|\d个贫困县(?:全部|均|已|如期)"
    r"|推广[\u4e00-\u9fff]{2,3}县(?![城级域])"
    r"|[\u4e00-\u9fff](?<![全各本我])县(?![城级域])[\u4e00-\u9fff]{2,3}(?:镇(?![村域])|乡(?![村镇亲]))"
)
"""How a city above counties speaks of them, of its own purse beside theirs, and of what one of them
or a township of one does. In 57 reports of counties and districts the ways from the second line on
came up twice in one alone, of a county that names its own townships."""


def find_place(
    source: str, spoken: Sequence[str], titles: Sequence[str], given: str | None
) -> list[Evidence]:
    """Find the place of a report; the first of the list counts, the others contradict it.

    ``source`` is the file's name, ``spoken`` are the squeezed lines of the opening, ``titles`` are
    the title as printed and as the file's metadata has it, ``given`` is what the user says. Empty
    where no place is named.
    """
    found: list[Evidence] = []
    if given:
        found.append(Evidence("place", places.official(given), "given", given))
    if name := _place_in_file_name(source):
        found.append(Evidence("place", name, "file name", source))
    found += [
        Evidence("place", name, "title", text)
        for text in titles
        if (name := _place_in_title(squeeze(text)))
    ]
    if (meeting := find_meeting(spoken)) and (name := _place_of_meeting(meeting)):
        found.append(Evidence("place", name, "first lines", meeting))
    head = "\n".join(spoken)
    if match := _BEHALF.search(head):
        found.append(Evidence("place", _innermost(match[1]), "first lines", match[0]))
    elif re.search(r"代表国务院|受国务院|国务院总理", head):
        found.append(Evidence("place", places.COUNTRY, "first lines", "国务院"))
    if not found:
        return []
    best = found[0]
    if not given and (places.is_redacted(best.value) or best.value in _SELF_NAMES):
        # 镇人民政府_2023.txt names no place; the text's xx镇 stands as it is.
        best = next((f for f in found if f.value not in _SELF_NAMES), best)
    others = (f for f in found if f is not best)
    return [best, *(f for f in others if not places.same_place(f.value, best.value))]


def find_level(place: str | None, text: str, given: Level | None) -> Evidence | None:
    """Tell the level of a place from its name, and for an unknown 市 from the report's text."""
    if given:
        return Evidence("level", given, "given")
    level = places.level_of(place) if place else None
    if place is None or level is None:
        return None
    if level is Level.COUNTY and place.endswith("市") and not places.is_known(place):
        # Only a city above counties speaks of its counties.
        spoken_of = _COUNTIES.findall(text)
        if len(spoken_of) >= 2:
            return Evidence("level", Level.PREFECTURE, "text", spoken_of[0])
    return Evidence("level", level, "derived", place)


def _place_in_file_name(source: str) -> str | None:
    stem = squeeze(source.rsplit(".", 1)[0])
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
    if before in _SELF_NAMES:
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
