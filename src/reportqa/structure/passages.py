"""Sections → passages: a paragraph, a part of a long one, or short neighbours together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportqa.language.sentences import pieces
from reportqa.structure.lines import BLANKS, Line, ends_sentence
from reportqa.types import Passage, Report, Section

LONGEST = 400
"""No passage is longer, in characters."""

SHORTEST = 80
"""Neighbours under one heading are joined until a passage is this long."""

_MARKS = 6
"""A heading is printed with at most this many marks that its name leaves out: ——, the full stop."""

PREFERRED = 280
"""Long paragraphs are cut into equal parts of about this length (docs/tuning.md)."""


def cut_passages(
    text: str, lines: Sequence[Line], sections: Sequence[Section]
) -> tuple[Passage, ...]:
    """Cut every section into passages of at most ``LONGEST`` characters, junk lines left out.

    Passages stand in the order of the text, do not overlap, and begin and end without white
    space. A heading with nothing of its own and sections under it yields none, for its words are
    in their paths; one with nothing under it is all that is said, and is a passage.
    """
    passages: list[Passage] = []
    position = 0
    for section in sections:
        inside: list[Line] = []
        while position < len(lines) and lines[position].start < section.end:
            inside.append(lines[position])
            position += 1
        following = sections[section.index + 1 : section.index + 2]
        leads = any(next_one.parent == section.index for next_one in following)
        if leads and _is_heading_alone(inside, section):
            continue
        for start, end in _spans(text, inside):
            passages.append(
                Passage(
                    len(passages),
                    start,
                    end,
                    text[start:end],
                    section.role,
                    section.index,
                    section.path,
                )
            )
    return tuple(passages)


def context(report: Report, passage: Passage) -> str:
    """Return what a passage is about beyond its own words: place, year delivered, heading path."""
    year = f"{report.delivered_year}年" if report.delivered_year else ""
    return " ".join(part for part in (report.place or "", year, *passage.path) if part)


def in_context(report: Report, passage: Passage) -> str:
    """A passage's text led by its context: what models read of it."""
    return f"{context(report, passage)}\n{passage.text}"


def _is_heading_alone(lines: Sequence[Line], section: Section) -> bool:
    written = sum(len(line.content) for line in lines if not line.junk)
    return bool(section.heading) and written <= len(section.heading) + _MARKS


def _spans(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Join short paragraphs, cut long ones; a junk line parts what stands around it."""
    for group in _between_junk(lines):
        units = list(_units(text, group))
        start: int | None = None
        end = 0
        for unit_start, unit_end in units:
            if start is not None and (end - start >= SHORTEST or unit_end - start > LONGEST):
                yield start, end
                start = None
            if start is None:
                start = unit_start
            end = unit_end
        if start is not None:
            yield start, end


def _between_junk(lines: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if line.junk:
            if group:
                yield group
            group = []
        else:
            group.append(line)
    if group:
        yield group


def _units(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield paragraphs, the long ones in parts of about equal length cut at sentence ends."""
    for start, end in _paragraphs(lines):
        if end - start <= LONGEST:
            yield start, end
            continue
        parts = -(-(end - start) // PREFERRED)
        wanted = (end - start) / parts
        part_start = start
        part_end = start
        for piece_start, piece_end in pieces(text, start, end, LONGEST):
            grown = piece_end - part_start
            if part_end > part_start and (
                grown > LONGEST or abs(grown - wanted) > abs(part_end - part_start - wanted)
            ):
                yield _trim(text, part_start, part_end)
                part_start = piece_start
            part_end = piece_end
        yield _trim(text, part_start, part_end)


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield paragraphs; lines that web markup broke in mid-sentence are one."""
    start: int | None = None
    end = 0
    for line in lines:
        if start is None:
            start = line.start
        end = line.end
        if ends_sentence(line.content):
            yield start, end
            start = None
    if start is not None:
        yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    while start < end and text[start] in BLANKS:
        start += 1
    return start, end
