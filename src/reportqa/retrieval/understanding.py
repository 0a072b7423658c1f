"""What a question names: places, years, a role, quoted phrases, and the words to search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from reportqa.errors import QueryError
from reportqa.language import places, years
from reportqa.language.lexicon import PLAIN, Lexicon
from reportqa.retrieval.questions import ASKING, DECADE, OWN_PLACE, PHRASE, asked_role
from reportqa.store.shelf import Shelf
from reportqa.types import Level, Report, Role, Understood

LONGEST_QUERY = 10_000
"""A longer query is refused, in characters."""

MOST_TERMS = 64
"""Of a long query only this many different words are searched, the first ones."""

_OWN_LEVELS = {
    "省": Level.PROVINCE,
    "市": Level.PREFECTURE,
    "州": Level.PREFECTURE,
    "县": Level.COUNTY,
    "区": Level.COUNTY,
    "镇": Level.TOWNSHIP,
    "乡": Level.TOWNSHIP,
}

_COUNTED = (("今年", 0), ("去年", -1), ("上年", -1), ("前年", -2), ("明年", 1))
"""Years that are told by their distance from the latest report."""

_LEADING_PLACE = re.compile(
    r"(?:^|[，。？！、；\s])([^\W\d_全各本我该这那每某哪几两一二三四五六七八九十]"
    r"[\u4e00-\u9fff]{1,3}?(?:(?<![困点])县|(?<![城乡小集村心])镇|(?<!城)乡))(?=[的在去今有\d到是新完建\s]|$)"
)


def understand(
    query: str, reports: Sequence[Report], lexicon: Lexicon = PLAIN, *, of_genre: bool = False
) -> Understood:
    """Read a question against the reports that a library holds.

    A place is recognised by its official name, its short name, or a prefecture's name for its
    province where the library holds only that. 去年 and 今年 count from the library's latest
    report. ``lexicon`` is the library's: its words stay whole, and other names by its synonyms are
    searched, too; with ``of_genre`` also those of the bundled thesaurus.
    Raises QueryError for a query that is empty or longer than ``LONGEST_QUERY``.
    """
    query = query.strip()
    if not query:
        raise QueryError("问题是空的：请输入要查找的内容。")
    if len(query) > LONGEST_QUERY:
        raise QueryError(
            f"问题有 {len(query)} 个字，超过 {LONGEST_QUERY} 个字的上限：请缩短后再查。"
        )
    named, place_words = _places(query, reports)
    phrases = tuple(
        phrase
        for match in PHRASE.finditer(query)
        if (phrase := next(g for g in match.groups() if g).strip())
        and not years.find_plan_periods(f"“{phrase}”")
    )
    role = asked_role(query)
    return Understood(
        places=named,
        years=_years(query, named, reports),
        role=Role(role) if role else None,
        phrases=phrases,
        terms=_terms(query, place_words, lexicon),
        expanded=lexicon.other_names(query, of_genre=of_genre),
    )


def _places(query: str, reports: Sequence[Report]) -> tuple[tuple[str, ...], set[str]]:
    """Return the library's places that a query names, and the words that named them."""
    held = Shelf.of(reports).places
    names, longest = _names(tuple(held))
    found = [(at, name, names[name]) for name, at in _standing(query, names, longest)]
    # 保定市 in a question is not 定市; the longest name at a position wins.
    found = [
        f for f in found if not any(f is not o and f[1] in o[1] and f[2] != o[2] for o in found)
    ]
    for name, province in _prefectures().items():
        if province in held and name in query and name not in names:
            found.append((query.find(name), "", province))
    if not found and (own := OWN_PLACE.search(query)):
        level = _OWN_LEVELS[own[1]]
        at_level = [place for place, held_level in held.items() if held_level is level]
        if len(at_level) == 1:
            found.append((own.start(), own[0], at_level[0]))
    found.sort()
    return tuple(dict.fromkeys(place for _, _, place in found)), {word for _, word, _ in found}


def unknown_places(query: str, understood: Understood) -> tuple[str, ...]:
    """Places that a query names and the library holds no report of.

    Provinces and prefectures anywhere in it; a county or township where it begins a sentence,
    since only there does its name have an end that shows (青石县去年…).
    """
    tables = places.gazetteer()
    names = {**tables.provinces, **{name: name for name in tables.prefectures}}
    found = {
        official: query.find(name)
        for name, official in names.items()
        if name in query and len(name) >= 2 and official not in understood.places
    }
    for match in _LEADING_PLACE.finditer(query):
        if not any(places.same_place(match[1], held) for held in understood.places):
            found.setdefault(places.official(match[1]), match.start(1))
    held_provinces = set(understood.places)
    return tuple(
        name
        for name in sorted(found, key=found.__getitem__)
        if _prefectures().get(name) not in held_provinces
    )


def _standing(text: str, names: Mapping[str, str], longest: int) -> Iterable[tuple[str, int]]:
    """The names that stand in a text, each with where it first does.

    The text's parts are looked up, as a library may have thousands of places.
    """
    first: dict[str, int] = {}
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            if (part := text[start:end]) in names:
                first.setdefault(part, start)
    return first.items()


@lru_cache(maxsize=8)
def _names(held: tuple[str, ...]) -> tuple[dict[str, str], int]:
    """Every name of the places → the place, and the length of the longest.

    Made once for a library, not for each question.
    """
    names = {name: place for place in held for name in _names_of(place)}
    return names, max(map(len, names), default=0)


def _names_of(place: str) -> set[str]:
    names = {place}
    if place == places.COUNTRY:
        return {"国务院", "全国", "我国", "中央政府"}
    if len(short := places.stem(place)) >= 2:
        names.add(short)
    return names


def _prefectures() -> dict[str, str]:
    """Full and short names of prefectures → their province."""
    return places.prefecture_provinces()


def _years(query: str, named: Sequence[str], reports: Sequence[Report]) -> tuple[int, ...]:
    found = [year.year for year in years.find_years(query)]
    for (first, last), _, _ in years.find_plan_periods(query):
        found += range(first, last + 1)
    for match in DECADE.finditer(query):
        tens = match[2] or str("〇一二三四五六七八九".index(match[3]))
        century = match[1] or ("20" if tens in "12" else "19")
        found += range(int(f"{century}{tens}0"), int(f"{century}{tens}9") + 1)
    told = [offset for word, offset in _COUNTED if word in query]
    if told and not found:
        shelf = Shelf.of(reports)
        delivered = shelf.delivered[shelf.of_places(named)] if named else shelf.delivered
        latest = int(delivered.max(initial=0))
        if latest > 0:
            found += [latest + offset for offset in told]
    return tuple(dict.fromkeys(found))


def _terms(query: str, place_words: set[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Words to search: all but those that ask, and those that name the places and the years."""
    bare = query
    for word in sorted(place_words, key=len, reverse=True):
        if word:
            bare = bare.replace(word, " ")
    bare = DECADE.sub(" ", bare)
    tokens = lexicon.tokenize(bare)
    kept = [
        token
        for token in dict.fromkeys(tokens)
        if token not in ASKING and not re.fullmatch(r"(?:19|20)\d\d", token)
    ]
    # A query of nothing but such words is searched as it stands.
    return tuple((kept or list(dict.fromkeys(lexicon.tokenize(query))))[:MOST_TERMS])
