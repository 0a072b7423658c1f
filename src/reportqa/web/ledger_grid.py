"""A ledger as a grid that can be sorted; on paper it is a plain table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nicegui import events, ui

from reportqa.web.ledger_rows import Row
from reportqa.web.tongue import Tongue

MOST_AT_FULL_HEIGHT = 12
"""Rows up to which the grid is as high as they are; beyond, it scrolls within the window."""

_ROW_HEIGHT, _HEADING_HEIGHT = 40, 38
"""Pixels; a row grows with its quotes, up to as many lines as the style lets be seen."""

_NARROW = 860
"""Pixels below which only the indicator, with its figures beneath, and the verdict are shown."""

_OPEN = "ledger-open"

# All that comes from a report is set as ``textContent``: it is never read as HTML.
_INDICATOR = """(cell) => {
  const made = document.createElement('div');
  const [name, figures] = ['span', 'span'].map((tag) => document.createElement(tag));
  name.textContent = cell.data.indicator;
  figures.className = 'ledger-figures';
  figures.textContent = cell.data.figures;
  made.append(name, figures);
  return made;
}"""
_VERDICT = """(cell) => {
  const made = document.createElement('div');
  const [badge, person] = ['span', 'span'].map((tag) => document.createElement(tag));
  badge.className = `verdict verdict-${cell.data.verdict}`;
  badge.textContent = cell.data.verdict_name;
  person.className = 'ledger-reviewer';
  person.textContent = cell.data.reviewed && `✓ ${cell.data.reviewed}`;
  made.append(badge, person);
  return made;
}"""
_HEADING = """(row) => {
  const made = document.createElement('div');
  made.className = 'ledger-group';
  made.textContent = row.data.title;
  return made;
}"""
_IN_GROUPS = """({nodes}) => {
  const headings = nodes.filter((node) => node.data.title !== undefined);
  if (!headings.length) return;
  headings.sort((one, other) => one.data.number - other.data.number);
  const members = nodes.filter((node) => node.data.title === undefined);
  const sorted = headings.flatMap((heading) =>
    [heading, ...members.filter((member) => member.data.group === heading.data.group)]);
  nodes.splice(0, nodes.length, ...sorted);
}"""

_BY_CLICK = f"(cell) => emitEvent('{_OPEN}', cell.data.id)"
_BY_KEY = f"""(cell) => {{
  if (cell.event.key === 'Enter' && cell.data.title === undefined) {{
    emitEvent('{_OPEN}', cell.data.id);
  }}
}}"""


class LedgerGrid:
    """The grid; ``opened`` is called with the id of the commitment whose row is chosen."""

    def __init__(self, say: Tongue, opened: Callable[[str], None]) -> None:
        self._say = say
        self._opened = opened

    def draw(self, rows: Sequence[Row], *, is_checked: bool) -> None:
        """Draw it; ``is_checked`` says that a later report was held against the plan."""
        # What changes stands around the grid: a prop of its own would have it built anew, unsorted.
        self._around = ui.element("div").classes("ledger-around no-print")
        self._around.props["data-layout"] = _layout(rows)
        with self._around:
            self._grid = ui.aggrid(
                _options(rows, self._say, is_checked=is_checked), auto_size_columns=False
            ).classes("ledger-grid")
        ui.on(_OPEN, self._chosen)
        self._paper = (
            ui.table(columns=_paper_columns(self._say, is_checked=is_checked), rows=[])
            .classes("ledger-paper")
            .props('flat bordered dense wrap-cells separator=cell aria-hidden="true"')
        )
        self._paper.rows = _on_paper(rows)

    def show(self, rows: Sequence[Row]) -> None:
        """Show other rows, or the same ones changed; how they are sorted stays."""
        self._grid.options["rowData"] = list(rows)
        self._grid.options["domLayout"] = _layout(rows)
        self._around.props["data-layout"] = _layout(rows)
        self._grid.run_grid_method("setGridOption", "domLayout", _layout(rows))
        self._grid.run_grid_method("setGridOption", "rowData", list(rows))
        self._paper.rows = _on_paper(rows)

    def _chosen(self, event: events.GenericEventArguments) -> None:
        self._opened(str(event.args))


def _options(rows: Sequence[Row], say: Tongue, *, is_checked: bool) -> dict[str, object]:
    return {
        "columnDefs": _columns(say, is_checked=is_checked),
        "defaultColDef": {"resizable": True, "suppressHeaderMenuButton": True},
        "rowData": list(rows),
        "domLayout": _layout(rows),
        "ensureDomOrder": True,
        "suppressMovableColumns": True,
        "suppressColumnMoveAnimation": True,
        ":getRowId": "(row) => row.data.id",
        ":getRowHeight": (
            f"(row) => row.data.title === undefined ? {_ROW_HEIGHT} : {_HEADING_HEIGHT}"
        ),
        ":isFullWidthRow": "(row) => row.rowNode.data?.title !== undefined",
        ":fullWidthCellRenderer": _HEADING,
        ":postSortRows": _IN_GROUPS,
        ":onCellClicked": _BY_CLICK,
        ":onCellKeyDown": _BY_KEY,
        ":onGridSizeChanged": _fitting(is_checked=is_checked),
        "localeText": {
            "noRowsToShow": say("没有符合条件的承诺", "No commitment meets the limits"),
            "ariaSortableColumn": say("按回车排序", "Press Enter to sort"),
        },
    }


def _layout(rows: Sequence[Row]) -> str:
    """AG Grid's name for as high as its rows, or for scrolling within a height."""
    return "autoHeight" if len(rows) <= MOST_AT_FULL_HEIGHT else "normal"


def _columns(say: Tongue, *, is_checked: bool) -> list[dict[str, object]]:
    """What the grid shows; a figure is sorted by its number and shown with its unit."""
    columns: list[dict[str, object]] = [
        {"field": "number", "headerName": say("序号", "No."), "width": 64},
        {
            "field": "indicator",
            "headerName": say("指标", "Indicator"),
            ":cellRenderer": _INDICATOR,
            "flex": 3,
            "minWidth": 130,
        },
        {"field": "promise", "headerName": say("承诺原文", "Promise"), "flex": 5, "minWidth": 170},
        _figure("target", say("目标", "Target")),
    ]
    if is_checked:
        columns += [
            _figure("actual", say("实际", "Actual")),
            _figure("gap", say("差额", "Gap")),
        ]
    columns.append(
        {
            "field": "verdict_order",
            "headerName": say("结果", "Verdict"),
            ":cellRenderer": _VERDICT,
            "width": 108 if say is Tongue.CHINESE else 140,
        }
    )
    if is_checked:
        columns.append(
            {
                "field": "reported",
                "headerName": say("回顾原文", "Reported"),
                "flex": 6,
                "minWidth": 170,
                "cellClassRules": {"ledger-reason": "!data.has_evidence"},
            }
        )
    return [
        {"sortable": True, "wrapText": True, "autoHeight": True, **column} for column in columns
    ]


def _figure(name: str, heading: str) -> dict[str, object]:
    return {
        "field": f"{name}_value",
        "headerName": heading,
        ":valueFormatter": f"(cell) => cell.data.{name}",
        "width": 104,
    }


def _fitting(*, is_checked: bool) -> str:
    """A function that hides on a narrow screen what the panel of a row shows anyway."""
    wide = ["number", "promise", "target_value"]
    wide += ["actual_value", "gap_value", "reported"] if is_checked else []
    return f"(grid) => grid.api.setColumnsVisible({wide}, grid.clientWidth >= {_NARROW})"


def _paper_columns(say: Tongue, *, is_checked: bool) -> list[dict[str, str]]:
    names = {
        "number": say("序号", "No."),
        "indicator": say("指标", "Indicator"),
        "promise": say("承诺原文", "Promise"),
        "target": say("目标", "Target"),
    }
    if is_checked:
        names |= {"actual": say("实际", "Actual"), "gap": say("差额", "Gap")}
    names["verdict_name"] = say("结果", "Verdict")
    if is_checked:
        names["reported"] = say("回顾原文", "Reported")
    names["reviewed"] = say("核对人", "Checked by")
    narrow = ("number", "verdict_name", "reviewed")
    return [
        {
            "name": name,
            "field": name,
            "label": label,
            "align": "left",
            "classes": "nowrap" if name in narrow else "",
            "headerClasses": "nowrap" if name in narrow else "",
        }
        for name, label in names.items()
    ]


def _on_paper(rows: Sequence[Row]) -> list[Row]:
    """The rows without the headings of groups, which stay in their order."""
    return [row for row in rows if "title" not in row]
