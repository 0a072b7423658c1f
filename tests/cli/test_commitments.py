"""``reportqa commitments``, ``review`` and ``indicators``, as a person uses them."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from openpyxl import load_workbook

from reportqa import Library
from reportqa.cli import run


def reportqa(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the command in this process: status, output, errors."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        status = run([str(argument) for argument in arguments])
    return status, stdout.getvalue(), stderr.getvalue()


def test_the_ledger_of_the_latest_two_reports_is_printed(library: Library) -> None:
    status, told, _ = reportqa("commitments", "--place", "禾岭县", "--library", library.folder)
    assert status == 0
    assert "禾岭县2023年承诺 2024年核对" in told
    for word in ("承诺：", "回顾：", "已兑现", "未提及", "编号："):
        assert word in told


def test_a_missing_year_is_told_without_a_traceback(library: Library) -> None:
    status, _, told = reportqa(
        "commitments", "--place", "禾岭县", "--made-in", "2019", "--library", library.folder
    )
    assert status == 1
    assert told.startswith("错误：禾岭县：资料库中没有 2019 年")


def test_a_saved_ledger_has_a_frozen_header_and_its_sources(
    library: Library, tmp_path: Path
) -> None:
    saved = {form: tmp_path / f"ledger.{form}" for form in ("csv", "xlsx", "md")}
    options = [part for form, path in saved.items() for part in (f"--{form}", path)]
    status, told, _ = reportqa(
        "commitments", "--place", "禾岭县", "--library", library.folder, *options
    )
    assert (status, told) == (0, "")
    book = load_workbook(saved["xlsx"])
    sheet, sources = book.worksheets
    assert sheet.freeze_panes == sources.freeze_panes == "A2"
    (promised,) = (cell.column for cell in sheet[1] if cell.value == "承诺出处")
    for row in (2, sheet.max_row - 2):
        link = sheet.cell(row, promised).hyperlink
        assert link is not None
        assert link.location is not None
        name, place = link.location.split("!")
        source = [cell.value for cell in book[name][book[name][place].row]]
        assert sheet.cell(row, 3).value in source
    assert "原则性表述没有列入" in str(sheet.cell(sheet.max_row, 1).value)
    assert saved["csv"].read_text("utf-8-sig").startswith("序号,指标,承诺")
    assert saved["md"].read_text("utf-8").startswith("| 序号 |")


def test_a_ledger_for_a_server_links_its_sources_to_the_reader(
    library: Library, tmp_path: Path
) -> None:
    saved = tmp_path / "ledger.xlsx"
    asked = ("commitments", "--place", "禾岭县", "--library", library.folder, "--xlsx", saved)
    assert reportqa(*asked, "--address", "https://gov.example/")[0] == 0
    (sheet,) = load_workbook(saved).worksheets
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links
    assert all(link.startswith("https://gov.example/report/") for link in links)


def test_aims_that_cannot_be_checked_are_listed_only_when_asked_for(library: Library) -> None:
    asked = ("commitments", "--place", "禾岭县", "--library", library.folder)
    every = json.loads(reportqa(*asked, "--json")[1])
    soft = [held for held in every["commitments"] if not held["checkable"]]
    assert every["summary"]["soft"] == len(soft) > 0
    assert not any(held["quantified"] for held in soft)
    listed, all_listed = reportqa(*asked)[1], reportqa(*asked, "--soft")[1]
    for held in soft:
        assert held["id"] not in listed
        assert held["id"] in all_listed
    assert f"另有{len(soft)}条原则性表述没有列入" in " ".join(listed.split())


def test_a_plan_without_a_later_report_gives_the_open_list(library: Library) -> None:
    status, told, _ = reportqa(
        "commitments", "--place", "禾岭县", "--made-in", "2024", "--library", library.folder
    )
    assert status == 0
    assert "禾岭县2024年承诺 待核对" in told
    assert "没有回顾 2024 年工作的报告" in told
    assert "已兑现" not in told


def test_a_person_reviews_a_commitment(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(library.folder, folder)
    asked = ("commitments", "--place", "禾岭县", "--library", folder, "--json")
    first = json.loads(reportqa(*asked)[1])["commitments"][0]
    status, told, _ = reportqa(
        "review", first["id"], "--by", "李明", "--verdict", "未兑现",
        "--note", "现场核实", "--library", folder,
    )  # fmt: skip
    assert status == 0
    assert "未兑现" in told
    assert "李明" in told
    again = json.loads(reportqa(*asked)[1])["commitments"][0]
    assert (again["verdict"], again["note"]) == ("not_fulfilled", "现场核实")
    wrong = reportqa("review", first["id"], "--by", "李明", "--verdict", "好", "--library", folder)
    assert wrong[0] == 2


def test_an_indicator_is_followed_and_drawn(library: Library, tmp_path: Path) -> None:
    drawn = tmp_path / "chart.svg"
    named = ("indicators", "地区生产总值增速", "--place", "禾岭县", "--library", library.folder)
    status, told, _ = reportqa(*named)
    assert status == 0
    assert "4.6" in told
    assert "按年份的兑现率" in told
    assert reportqa(*named, "--svg", drawn)[0] == 0
    assert drawn.read_bytes().startswith(b"<?xml")
