"""What must hold of every real report beside the project.

File names say place and year of delivery; DATA.md beside them names those that are cut short.
"""

from __future__ import annotations

import json
from pathlib import Path

from reportqa.language.places import same_place
from reportqa.structure.lines import BLANKS, read_lines
from reportqa.structure.passages import LONGEST
from reportqa.types import Passage, Role, Section, StructuredReport

TOWN = "镇人民政府_2023"
"""A draft whose name is blanked out; its year is the one reviewed, it was delivered in 2024."""

OUTLINES = {"河北省_2001", "河北省_2006", "河北省_2011", "保定市_2011"}
"""Outlines of five-year plans, whose headings name periods and not years."""

Reports = dict[str, StructuredReport]


def named(name: str) -> tuple[str, int]:
    """The place and the year of delivery that a file's name says."""
    place, _, year = name.rpartition("_")
    return ("xx镇", 2024) if name == TOWN else (place, int(year))


def test_all_reports_are_there(real_reports: Reports) -> None:
    assert len(real_reports) >= 178


def test_joined_the_sections_are_the_text(real_reports: Reports) -> None:
    for name, report in real_reports.items():
        joined = "".join(report.text[section.start : section.end] for section in report.sections)
        assert joined == report.text, name


def test_every_passage_is_verbatim(real_reports: Reports) -> None:
    for name, report in real_reports.items():
        for passage in report.passages:
            assert report.text[passage.start : passage.end] == passage.text, name


def test_passages_lie_in_their_sections_and_follow_one_another(real_reports: Reports) -> None:
    for name, report in real_reports.items():
        end = 0
        for index, passage in enumerate(report.passages):
            section = report.sections[passage.section_index]
            assert passage.index == index, name
            assert end <= passage.start < passage.end, name
            assert section.start <= passage.start < passage.end <= section.end, name
            assert (passage.role, passage.path) == (section.role, section.path), name
            end = passage.end


def test_no_passage_is_longer_than_the_longest(real_reports: Reports) -> None:
    longest = max(len(p.text) for report in real_reports.values() for p in report.passages)
    assert longest <= LONGEST


def test_no_passage_holds_a_junk_line(real_reports: Reports) -> None:
    for name, report in real_reports.items():
        for passage in report.passages:
            assert not any(line.junk for line in read_lines(passage.text)), name


def test_only_white_space_junk_and_headings_above_others_are_in_no_passage(
    real_reports: Reports,
) -> None:
    for name, report in real_reports.items():
        covered = bytearray(len(report.text))
        for passage in report.passages:
            covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
        leading = leading_sections(report)
        for line in read_lines(report.text):
            missing = [
                c
                for i, c in enumerate(report.text[line.start : line.end], line.start)
                if not covered[i] and c not in BLANKS
            ]
            in_heading = any(s.start <= line.start < s.end for s in leading)
            assert not missing or line.junk or in_heading, (name, line.content)


def leading_sections(report: StructuredReport) -> list[Section]:
    """The sections without passages, all of which must be the heading of those under them."""
    held = {passage.section_index for passage in report.passages}
    above = {section.parent for section in report.sections}
    return [
        section
        for section in report.sections
        if section.index not in held
        and section.index in above
        and len(report.text[section.start : section.end].strip(BLANKS)) <= len(section.heading) + 6
    ]


def test_the_place_is_that_of_the_file_name(real_reports: Reports) -> None:
    for name, report in real_reports.items():
        place = report.report.place
        assert place is not None, name
        assert same_place(place, named(name)[0]), name


def test_the_year_of_delivery_is_that_of_the_file_name(real_reports: Reports) -> None:
    wrong = {n for n, r in real_reports.items() if r.report.delivered_year != named(n)[1]}
    assert wrong == set()


def test_a_report_reviews_the_year_before_its_delivery_and_plans_that_of_it(
    real_reports: Reports,
) -> None:
    right = [
        name
        for name, report in real_reports.items()
        if (report.report.review_year, report.report.plan_year)
        == (named(name)[1] - 1, named(name)[1])
    ]
    assert len(right) >= 170


def test_reports_since_1993_have_a_review_and_a_plan(real_reports: Reports) -> None:
    lacking = {
        name
        for name, report in real_reports.items()
        if named(name)[1] >= 1993
        and name not in OUTLINES
        and not {Role.REVIEW, Role.PLAN} <= {section.role for section in report.sections}
    }
    assert lacking == set()


def test_most_reports_since_1993_name_their_problems_and_close_with_an_appeal(
    real_reports: Reports,
) -> None:
    recent = {n: r for n, r in real_reports.items() if named(n)[1] >= 1993}
    for role in (Role.PROBLEMS, Role.CLOSING):
        with_it = [
            name
            for name, report in recent.items()
            if role in {section.role for section in report.sections}
        ]
        assert len(with_it) >= 0.85 * len(recent), role


def test_commitments_are_found_in_plans_and_their_evidence_in_reviews(
    shared: Path, real_reports: Reports
) -> None:
    labels = [
        json.loads(line)
        for file in ("train/commitments.jsonl", "eval/dev_commitments.jsonl")
        for line in (shared / file).read_text(encoding="utf-8").splitlines()
    ]
    promises = {(c["commitment"]["file"], c["commitment"]["quote"]) for c in labels}
    deeds = {(e["file"], e["quote"]) for c in labels for e in c["evidence"]}
    assert share_in(real_reports, promises, {Role.PLAN}) >= 0.995
    assert share_in(real_reports, deeds, {Role.REVIEW, Role.PROBLEMS}) >= 0.99


def share_in(reports: Reports, quotes: set[tuple[str, str]], roles: set[Role]) -> float:
    """Share of the quotes that stand, wherever they do, in sections of these roles."""
    right = 0
    for file, quote in quotes:
        report = reports[file.removesuffix(".txt")]
        start = report.text.find(quote)
        places = []
        while start >= 0:
            places.append((start, start + len(quote)))
            start = report.text.find(quote, start + 1)
        right += any(
            {s.role for s in report.sections if s.start < end and s.end > begin} <= roles
            for begin, end in places
        )
    return right / len(quotes)


def test_a_passage_is_rarely_a_scrap(real_reports: Reports) -> None:
    passages: list[Passage] = [p for r in real_reports.values() for p in r.passages]
    assert sum(len(p.text) < 25 for p in passages) <= 0.02 * len(passages)
