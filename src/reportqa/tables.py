"""Tables that people take away: CSV, XLSX and Markdown of the same rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | Decimal | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_LONGEST_NAME = 30
"""Characters of a table's title in its file's name."""
_MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet can hold (Excel specifications and limits)."""


class TableFormat(StrEnum):
    """A form that a table is written in."""

    CSV = "csv"
    XLSX = "xlsx"
    MARKDOWN = "md"

    @property
    def media_type(self) -> str:
        """Its name in HTTP."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableFormat.MARKDOWN: "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; every row is as long as ``columns``.

    ``links`` gives a cell of a spreadsheet an address, ``(row, column) → URL``, both from 0;
    ``#出处!A2`` is a cell of the workbook itself. ``note`` is said under the table, but not in CSV,
    which holds rows only. ``appended`` is the workbook's second sheet, named by its title.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    links: dict[tuple[int, int], str] | None = None
    note: str = ""
    appended: Table | None = None

    def write(self, form: TableFormat) -> bytes:
        """The table as a file's bytes."""
        if form is TableFormat.XLSX:
            return self.xlsx()
        return (self.csv() if form is TableFormat.CSV else self.markdown()).encode()

    def csv(self) -> str:
        """Comma-separated, with the mark at the front that makes Excel read it as UTF-8.

        Text that a spreadsheet would run as a formula is given a leading apostrophe (OWASP, CSV
        injection).
        """
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        writer.writerows([_harmless(cell) for cell in row] for row in self.rows)
        return "\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()

    def xlsx(self) -> bytes:
        """A workbook of one sheet or two, their headers frozen and filterable."""
        from openpyxl import Workbook

        book = Workbook()
        assert book.active is not None
        self._fill(book.active)
        if self.appended is not None:
            self.appended._fill(book.create_sheet())
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _fill(self, sheet: Worksheet) -> None:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.hyperlink import Hyperlink

        sheet.title = _sheet_name(self.title)
        for r, row in enumerate((self.columns, *self.rows), 1):
            for c, value in enumerate(row, 1):
                cell = sheet.cell(r, c)
                if isinstance(value, str):
                    # As text whatever it begins with: what reports say is never a formula.
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:_MOST_CHARACTERS]
                    cell.data_type = "s"
                else:
                    cell.value = value
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        for (row_index, column), address in (self.links or {}).items():
            cell = sheet.cell(row_index + 2, column + 1)
            if address.startswith("#"):
                cell.hyperlink = Hyperlink(cell.coordinate, location=address[1:])
            else:
                cell.hyperlink = address
            cell.style = "Hyperlink"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for column, name in enumerate(self.columns):
            sheet.cell(1, column + 1).font = Font(bold=True)
            longest = max([len(name), *(len(_shown(row[column])) for row in self.rows)])
            letter = get_column_letter(column + 1)
            sheet.column_dimensions[letter].width = min(2 * longest + 2, _WIDEST)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        if self.note:
            sheet.cell(len(self.rows) + 3, 1, self.note)

    def markdown(self) -> str:
        """A GitHub-flavoured table; marks that Markdown would read are escaped."""
        lines = [self.columns, ("---",) * len(self.columns), *self.rows]
        shown = [
            [cell if row is lines[1] else _escaped(_shown(cell)) for cell in row] for row in lines
        ]
        table = "".join(f"| {' | '.join(map(str, row))} |\n" for row in shown)
        return f"{table}\n{_escaped(self.note)}\n" if self.note else table


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def file_name(title: str, form: TableFormat) -> str:
    """What a table's file is called: the beginning of its title, with the form's ending."""
    return f"{title[:_LONGEST_NAME]}.{form}"


_NEGATIVE = re.compile(r"-\d+(?:\.\d+)?")


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NEGATIVE.fullmatch(cell):
        return f"'{cell}"
    return cell


def _escaped(text: str) -> str:
    for mark in "\\|*_`<>[]#":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())


def _sheet_name(title: str) -> str:
    bad = "[]:*?/\\"
    return "".join(" " if c in bad or not c.isprintable() else c for c in title)[:31] or "表"
