"""``reportqa compare``, as a person and as a program use it."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pytest

from reportqa import Library
from reportqa.api.models.compare import CompareOut
from reportqa.cli import run


def reportqa(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the command in this process: its status, what it printed and what it complained of."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        status = run([str(argument) for argument in arguments])
    return status, stdout.getvalue(), stderr.getvalue()


def test_every_report_is_shown_with_its_source_or_as_silent(library: Library) -> None:
    status, shown, _ = reportqa("compare", "老年食堂", "-l", library.folder)
    assert status == 0
    assert "白鹭渡镇 2023 年报告" in shown
    assert "出处：白鹭渡镇_2023.txt" in shown
    assert "未提及" in shown


def test_places_and_years_can_be_given_more_than_once(library: Library) -> None:
    arguments = ("--place", "禾岭县", "--place", "澜川市", "--year", "2023", "--year", "2024")
    status, shown, _ = reportqa("compare", "撂荒地", *arguments, "--json", "-l", library.folder)
    assert status == 0
    body = CompareOut.model_validate(json.loads(shown))
    assert body.counts.reports == 4
    assert set(body.scope.places) == {"禾岭县", "澜川市"}
    assert set(body.scope.years) == {2023, 2024}


def test_the_table_is_saved_in_each_form(library: Library, tmp_path: Path) -> None:
    files = {form: tmp_path / f"对比.{form}" for form in ("csv", "xlsx", "md")}
    options = [part for form, path in files.items() for part in (f"--{form}", path)]
    status, shown, told = reportqa("compare", "撂荒地", *options, "-l", library.folder)
    assert (status, shown) == (0, "")
    assert all(str(path) in told for path in files.values())
    rows = list(csv.reader(io.StringIO(files["csv"].read_text("utf-8-sig"))))
    sheet = openpyxl.load_workbook(files["xlsx"]).active
    assert sheet is not None
    assert len(rows) == sheet.max_row == 21
    assert files["md"].read_text("utf-8").count("\n") == 22


def test_a_file_that_cannot_be_written_is_an_error(library: Library, tmp_path: Path) -> None:
    status, _, told = reportqa(
        "compare", "撂荒地", "--csv", tmp_path / "没有" / "x.csv", "-l", library.folder
    )
    assert status == 1
    assert "无法写入" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("topic", ["", "？？"])
def test_a_topic_without_words_is_an_error_without_a_traceback(
    library: Library, topic: str
) -> None:
    status, _, told = reportqa("compare", topic, "-l", library.folder)
    assert status == 1
    assert told.startswith("错误：")
