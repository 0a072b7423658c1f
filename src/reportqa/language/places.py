"""Names of places: their levels, their short forms, and whether two names mean one place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reportqa.types import Level

COUNTRY = "国务院"
"""The name under which the State Council's reports stand."""

_COUNTRY_NAMES = frozenset({"国务院", "全国", "中国", "我国", "中央", "中央人民政府", "国家"})

_SUFFIX_LEVELS: tuple[tuple[str, Level], ...] = (
    # Longest first: 自治县 before 县, 新区 before 区.
    ("特别行政区", Level.PROVINCE),
    ("自治区", Level.PROVINCE),
    ("自治州", Level.PREFECTURE),
    ("自治县", Level.COUNTY),
    ("自治旗", Level.COUNTY),
    ("地区", Level.PREFECTURE),
    ("街道", Level.TOWNSHIP),
    ("苏木", Level.TOWNSHIP),
    ("省", Level.PROVINCE),
    ("盟", Level.PREFECTURE),
    ("州", Level.PREFECTURE),
    ("县", Level.COUNTY),
    ("旗", Level.COUNTY),
    ("区", Level.COUNTY),
    ("镇", Level.TOWNSHIP),
    ("乡", Level.TOWNSHIP),
)
_RENAMED = re.compile(r"(?:自治县|县|区|市)$")
"""A county becomes a district or a city and keeps its name: 清苑县 → 清苑区."""

_OFFICE = re.compile(r"(?:人民政府|政府|办公室|办事处|管委会|管理委员会)+$")
_REDACTED = re.compile(r"^[xX×ｘＸ某]{1,4}")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Provinces by every name they go by, and prefecture-level divisions."""

    provinces: dict[str, str]
    prefectures: frozenset[str]
    prefecture_shorts: dict[str, str]
    province_of: dict[str, str]


@cache
def gazetteer() -> Gazetteer:
    """Load the table of provinces and prefectures that comes with the package."""
    provinces: dict[str, str] = {}
    province_of: dict[str, str] = {}
    table = files("reportqa.language").joinpath("data/places.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        full, short, _letter, below = line.split("\t")
        provinces[full] = provinces[short] = full
        province_of |= dict.fromkeys(below.split(), full)
    shorts = {name.removesuffix("市"): name for name in province_of if name.endswith("市")}
    # 吉林, 海南 are provinces first.
    shorts = {short: name for short, name in shorts.items() if short not in provinces}
    return Gazetteer(provinces, frozenset(province_of), shorts, province_of)


@cache
def prefecture_provinces() -> dict[str, str]:
    """Map the full and short names of prefectures to their provinces: 西安, 西安市 → 陕西省.

    Short names that are a province's too (吉林) are left out.
    """
    tables = gazetteer()
    found = dict(tables.province_of)
    found |= {short: tables.province_of[name] for short, name in tables.prefecture_shorts.items()}
    return found


def official(name: str) -> str:
    """Return the name that a place's reports stand under: 重庆 → 重庆市, 全国 → 国务院.

    Office words are dropped (清苑区人民政府 → 清苑区), a redacted name is kept (xx镇). Names that
    the gazetteer does not hold come back as they are.
    """
    name = re.sub(r"\s+", "", name)
    if name in _COUNTRY_NAMES:
        return COUNTRY
    bare = _OFFICE.sub("", name) or name
    if bare in _COUNTRY_NAMES:
        return COUNTRY
    tables = gazetteer()
    return tables.provinces.get(bare) or tables.prefecture_shorts.get(bare) or bare


def level_of(name: str) -> Level | None:
    """Tell a place's level from its name; ``None`` where the name does not tell.

    A 市 that is neither a province nor a known prefecture is taken for a county-level city.
    """
    name = official(name)
    tables = gazetteer()
    if name == COUNTRY:
        return Level.COUNTRY
    if name in tables.provinces:
        return Level.PROVINCE
    if name in tables.prefectures:
        return Level.PREFECTURE
    for suffix, level in _SUFFIX_LEVELS:
        if name.endswith(suffix):
            return level
    return Level.COUNTY if name.endswith("市") else None


def is_known(name: str) -> bool:
    """Say whether the gazetteer holds this place by full or short name."""
    tables = gazetteer()
    resolved = official(name)
    return resolved == COUNTRY or resolved in tables.provinces or resolved in tables.prefectures


def is_redacted(name: str) -> bool:
    """Say whether a place's own name is blanked out, as in ``xx镇``."""
    return bool(_REDACTED.match(name))


def stem(name: str) -> str:
    """Return a place's name without its kind, where two characters or more are left.

    >>> stem("清苑区"), stem("唐县"), stem("重庆市")
    ('清苑', '唐县', '重庆')
    """
    resolved = official(name)
    if resolved in gazetteer().provinces:
        return next(
            s for s, full in gazetteer().provinces.items() if full == resolved and s != full
        )
    bare = resolved
    for suffix in (*(s for s, _ in _SUFFIX_LEVELS), "市"):
        if resolved.endswith(suffix):
            bare = resolved.removesuffix(suffix)
            break
    return bare if len(bare) >= 2 else resolved


def names_of(place: str, held: Iterable[str]) -> tuple[str, ...]:
    """Those of some names that mean a place, whichever of its names is given."""
    return tuple(name for name in held if same_place(name, place))


def same_place(one: str | None, other: str) -> bool:
    """Say whether two names mean one place; a name that is unknown means none.

    Short and full names agree (新疆 = 新疆维吾尔自治区), so do a county and the district or city
    that it became (清苑县 = 清苑区), and a name with its city before it (保定市清苑区 = 清苑区).
    """
    if one is None:
        return False
    a, b = official(one), official(other)
    if a == b:
        return True
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if (
        longer.endswith(shorter)
        and len(shorter) >= 2
        and re.match(r".+[省市州盟区县旗]$", longer.removesuffix(shorter))
    ):
        return True
    stem_a, stem_b = _RENAMED.sub("", a), _RENAMED.sub("", b)
    if stem_a != stem_b or len(stem_a) < 2:
        return False
    county = Level.COUNTY
    return level_of(a) in (county, None) and level_of(b) in (county, None)
