"""Title, place, level, meeting, date, speaker and years: read, and where each was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportqa.language.years import find_years
from reportqa.structure.headings import Heading
from reportqa.structure.lines import Line
from reportqa.structure.opening import (
    find_delivered_on,
    find_meeting,
    find_speaker,
    is_title,
    squeeze,
)
from reportqa.structure.place import find_level, find_place
from reportqa.structure.years import GivenYears, find_report_years
from reportqa.types import Document, Evidence, Level, Overrides

HEAD_CHARACTERS = 1500
"""Date, meeting and speaker stand this near the beginning, where they stand at all."""

_HEAD_LINES_AT_LEAST = 8
_TITLE_ITSELF = re.compile(r".{0,30}?工作报告")
"""The title without what was printed behind it: 1995年政府工作报告——1995年3月5日在…."""


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
    near = lines[: max(opening_lines, _HEAD_LINES_AT_LEAST)]
    spoken = [
        squeeze(line.content[:HEAD_CHARACTERS])
        for line in near
        if not line.junk and line.start < HEAD_CHARACTERS
    ]
    title_line = next((text for text in spoken if is_title(text)), None)
    titles = [title for title in (title_line, document.title) if title]

    placed = find_place(document.source, spoken, titles, overrides.place)
    place = placed[0].value if placed else None
    level = find_level(place, document.text, overrides.level)
    meeting = find_meeting(spoken)
    speaker = find_speaker(spoken)
    delivered_on = find_delivered_on(spoken)
    given = GivenYears(overrides.delivered_year, overrides.review_year, overrides.plan_year)
    years = find_report_years(document.source, titles, delivered_on, headings, given)
    title = _title(document, titles, place, years.delivered, overrides.title)

    evidence = [*placed, *([level] if level else [])]
    if meeting:
        evidence.append(Evidence("meeting", meeting, "first lines", meeting))
    if speaker:
        evidence.append(Evidence("speaker", speaker, "first lines", speaker))
    if delivered_on:
        evidence.append(Evidence("delivered_on", delivered_on[0], "first lines", delivered_on[1]))
    return Metadata(
        title=title.value,
        place=place,
        level=Level(level.value) if level else None,
        meeting=meeting,
        speaker=speaker,
        delivered_on=delivered_on[0] if delivered_on else None,
        delivered_year=years.delivered,
        review_year=years.review,
        plan_year=years.plan,
        evidence=(*evidence, *years.evidence, title),
    )


def _title(
    document: Document,
    titles: Sequence[str],
    place: str | None,
    delivered: int | None,
    given: str | None,
) -> Evidence:
    """Return the title as printed where it names a year, or else built from place and year."""
    if given:
        return Evidence("title", given, "given", given)
    for text in titles:
        printed = _TITLE_ITSELF.match(squeeze(text).lstrip("—-―–《"))
        if printed and find_years(printed[0]):
            return Evidence("title", printed[0], "title", text)
    if place and delivered:
        shown = place
        return Evidence("title", f"{shown}{delivered}年政府工作报告", "derived")
    if titles:
        return Evidence("title", titles[0], "title", titles[0])
    return Evidence("title", document.source.rsplit(".", 1)[0], "file name", document.source)
