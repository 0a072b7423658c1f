"""Tables that people take away."""

from __future__ import annotations

import csv
import io

from openpyxl import load_workbook

from reportqa.tables import Table, TableFormat

ROWS = [("粮食产量", 12.5, "=1+1"), ("游客|人次", None, "<b>5%</b>\n增长")]
TABLE = Table("承诺[2024]", ("指标", "目标", "原文"), ROWS, {(0, 2): "/report/a?start=1&end=2"})


def test_a_csv_opens_in_excel_with_nothing_run_as_a_formula() -> None:
    written = TABLE.write(TableFormat.CSV).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written))) == [
        ["指标", "目标", "原文"],
        ["粮食产量", "12.5", "'=1+1"],
        ["游客|人次", "", "<b>5%</b>\n增长"],
    ]


def test_a_negative_number_in_a_csv_stays_a_number() -> None:
    written = Table("增速", ("实际", "说明"), [("-3.3", "-3+1")]).write(TableFormat.CSV)
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1] == ["-3.3", "'-3+1"]


def test_a_workbook_has_a_frozen_header_links_and_text_that_is_never_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(TABLE.write(TableFormat.XLSX))).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[2]] == ["粮食产量", 12.5, "=1+1"]
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].hyperlink is not None
    assert sheet["C2"].hyperlink.target == "/report/a?start=1&end=2"


def test_markdown_shows_text_as_it_stands() -> None:
    lines = TABLE.write(TableFormat.MARKDOWN).decode().splitlines()
    assert lines[1] == "| --- | --- | --- |"
    assert lines[3] == "| 游客\\|人次 |  | \\<b\\>5%\\</b\\> 增长 |"
    assert len(lines) == 4
