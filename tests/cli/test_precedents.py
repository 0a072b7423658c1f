"""``reportqa precedents``, ``whatsnew`` and ``watch``, as a person uses them."""

from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import openpyxl
import pytest

from reportqa import Library
from reportqa.api.models.precedents import PrecedentsOut, WhatsNewOut
from reportqa.cli import run
from small_library import write_report

TOPIC = "给老人办食堂"


def reportqa(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the command in this process: its status, what it prints, and its errors."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with redirect_stdout(stdout), redirect_stderr(stderr):
        status = run([str(argument) for argument in arguments])
    return status, stdout.getvalue(), stderr.getvalue()


def test_a_person_reads_who_was_first_and_how_it_spread(
    library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["precedents", TOPIC, "--library", str(library.folder)]) == 0
    shown = capsys.readouterr().out
    assert "查了 20 份报告" in shown
    assert "资料库中最早" in shown
    assert "《白鹭渡镇2021年政府工作报告》" in shown
    assert "传开的先后：2021 白鹭渡镇" in shown
    assert "老年食堂" in shown.partition("用过的说法：")[2]


def test_a_program_reads_what_the_api_answers(library: Library) -> None:
    status, printed, _ = reportqa("precedents", TOPIC, "-l", library.folder, "--json")
    assert status == 0
    body = PrecedentsOut.model_validate_json(printed)
    assert body.earliest is not None
    assert body.searched == 20


def test_tables_are_saved_with_the_source_as_offices_write_it(
    library: Library, tmp_path: Path
) -> None:
    paths = {form: tmp_path / f"先例.{form}" for form in ("csv", "xlsx", "md")}
    options = [part for form, path in paths.items() for part in (f"--{form}", path)]
    assert reportqa("precedents", TOPIC, "-l", library.folder, *options)[0] == 0
    rows = list(csv.DictReader(io.StringIO(paths["csv"].read_text("utf-8-sig"))))
    assert rows[0]["出处"].startswith("《白鹭渡镇2021年政府工作报告》，")
    assert [int(row["年份"]) for row in rows] == sorted(int(row["年份"]) for row in rows)
    sheet = openpyxl.load_workbook(paths["xlsx"]).active
    assert sheet is not None
    assert sheet.max_row == len(rows) + 1
    assert paths["md"].read_text("utf-8").count("\n") == len(rows) + 2


def test_what_is_new_is_read_and_saved(library: Library, tmp_path: Path) -> None:
    options = ("--place", "禾岭县", "--year", "2023", "-l", library.folder)
    status, printed, _ = reportqa("whatsnew", *options, "--json")
    assert status == 0
    news = WhatsNewOut.model_validate_json(printed)
    saved = tmp_path / "新提法.csv"
    assert reportqa("whatsnew", *options, "--csv", saved)[0] == 0
    rows = list(csv.DictReader(io.StringIO(saved.read_text("utf-8-sig"))))
    assert len(rows) == len(news.new) + len(news.dropped)


def test_a_missing_report_and_a_wrong_range_are_told_in_a_line(library: Library) -> None:
    status, _, errors = reportqa("whatsnew", "--place", "禾岭县", "--year", "2010",
                                 "-l", library.folder)  # fmt: skip
    assert status != 0
    assert "2021、2022、2023、2024" in errors
    assert reportqa("precedents", TOPIC, "--year-from", "2024", "--year-to", "2020",
                    "-l", library.folder)[0] != 0  # fmt: skip


def test_a_watch_is_added_told_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, library = tmp_path / "reports", tmp_path / "library"
    folder.mkdir()
    write_report(folder, "云栖县", 2023)
    assert reportqa("ingest", folder, "-l", library)[0] == 0
    status, printed, _ = reportqa("watch", "add", "老年食堂", "-l", library, "--json")
    assert status == 0
    watch_id = json.loads(printed)[0]["id"]
    write_report(folder, "云栖县", 2024, deed="建成了十二处老年食堂")
    capsys.readouterr()
    assert run(["ingest", str(folder), "-l", str(library)]) == 0
    shown = capsys.readouterr().out
    assert "关注“老年食堂”：新增" in shown
    assert "（云栖县_2024）" in shown
    listed = json.loads(reportqa("watch", "list", "-l", library, "--json")[1])
    assert [watch["matches"] > 0 for watch in listed] == [True]
    assert json.loads(reportqa("watch", "run", "-l", library, "--json")[1]) == []
    assert reportqa("watch", "remove", watch_id, "-l", library)[0] == 0
    status, _, errors = reportqa("watch", "remove", watch_id, "-l", library)
    assert status != 0
    assert watch_id in errors
