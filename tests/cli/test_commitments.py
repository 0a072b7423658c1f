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


def test_a_ledger_is_saved_with_a_frozen_header_and_links(library: Library, tmp_path: Path) -> None:
    saved = {form: tmp_path / f"ledger.{form}" for form in ("csv", "xlsx", "md")}
    options = [part for form, path in saved.items() for part in (f"--{form}", path)]
    status, told, _ = reportqa(
        "commitments", "--place", "禾岭县", "--library", library.folder, *options
    )
    assert (status, told) == (0, "")
    sheet = load_workbook(saved["xlsx"]).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert saved["csv"].read_text("utf-8-sig").startswith("序号,指标,承诺")
    assert saved["md"].read_text("utf-8").startswith("| 序号 |")


def test_a_person_reviews_a_commitment(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(library.folder, folder)
    asked = ("commitments", "--place", "禾岭县", "--library", folder, "--json")
    first = json.loads(reportqa(*asked)[1])["commitments"][0]
    status, told, _ = reportqa(
        "review", first["id"], "--by", "李明", "--verdict", "not_fulfilled",
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
