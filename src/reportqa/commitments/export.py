"""A ledger as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reportqa.citations import reader_address, written
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.entry import Entry
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import Rate
from reportqa.commitments.verdict import VERDICT_NAMES
from reportqa.language.numerals import plain
from reportqa.tables import Table
from reportqa.types import Citation

COLUMNS = (
    "序号",
    "指标",
    "承诺",
    "承诺出处",
    "类别",
    "性质",
    "时限",
    "目标",
    "实际",
    "单位",
    "差额",
    "结果",
    "说明",
    "回顾原文",
    "回顾出处",
    "把握",
    "核对人",
    "批注",
    "编号",
)
_PROMISED, _REPORTED = COLUMNS.index("承诺出处"), COLUMNS.index("回顾出处")
_COMPARED = {">=": "≥", "<=": "≤", "about": "约"}
_SOURCES = "出处"
_SOURCE_COLUMNS = ("报告与章节", "页", "起", "止", "原文", "报告编号")


def table(ledger: Ledger, address: str | None = None, *, soft: bool = False) -> Table:
    """A row a commitment that can be checked, with ``soft`` a row every commitment.

    Each source is linked: to the reader's page where the ``address`` of a server is known, else to
    its text on a second sheet.
    """
    entries = ledger.entries if soft else ledger.checkable
    rows = [_row(number, entry) for number, entry in enumerate(entries, 1)]
    sources: dict[Citation, str] = {}
    links: dict[tuple[int, int], str] = {}
    for row, entry in enumerate(entries):
        for column, cited in (
            (_PROMISED, (entry.commitment.citation,)),
            (_REPORTED, entry.evidence),
        ):
            for citation in cited:
                sources.setdefault(citation, f"#{_SOURCES}!A{len(sources) + 2}")
            if cited and address is not None:
                links[row, column] = f"{address.rstrip('/')}{_reader(cited[0])}"
            elif cited:
                links[row, column] = sources[cited[0]]
    note = "" if soft else soft_note(ledger)
    appended = _sources(sources) if address is None else None
    return Table(title(ledger), COLUMNS, rows, links or None, note, appended)


def title(ledger: Ledger) -> str:
    """What a ledger is called."""
    made, checked = ledger.made, ledger.checked
    ending = f"{checked.delivered_year}年核对" if checked else "待核对"
    return f"{made.place or made.title}{made.delivered_year}年承诺 {ending}"


def soft_note(ledger: Ledger) -> str:
    """How many aims are left out of a table of what can be checked; empty where none is."""
    return f"另有{ledger.soft}条原则性表述没有列入：既无数量，也难以核对。" if ledger.soft else ""


def rates_table(rates: list[Rate], of: str) -> Table:
    """Rates of fulfilment, by what ``of`` names: 年份 or 领域."""
    rows = [
        (
            rate.of,
            rate.commitments,
            rate.reported,
            rate.fulfilled,
            "" if rate.share is None else f"{rate.share:.1%}",
        )
        for rate in rates
    ]
    return Table(f"按{of}的兑现率", (of, "承诺", "有回应", "已兑现", "兑现率"), rows)


def target_text(entry: Entry) -> str:
    """A target as people write it: ≥50, 5—5.5, 约8; × where it is redacted."""
    held = entry.commitment
    if held.redacted:
        return "×"
    if held.target is None:
        return ""
    low = plain(held.target)
    if held.target_high is not None:
        return f"{low}—{plain(held.target_high)}"
    return f"{_COMPARED.get(held.comparator, '')}{low}"


def kind_text(commitment: Commitment) -> str:
    """What sort of promise it is: 定量, 事项, or 原则性 for what can hardly be checked."""
    if commitment.quantified:
        return "定量"
    return "事项" if commitment.checkable else "原则性"


def _number(value: Decimal | None) -> Decimal | None:
    """A number that a spreadsheet can reckon with, written without an exponent."""
    return None if value is None else Decimal(plain(value))


def _row(number: int, entry: Entry) -> tuple[str | int | Decimal | None, ...]:
    held = entry.commitment
    return (
        number,
        held.indicator,
        held.citation.quote,
        written(held.citation),
        kind_text(held),
        held.binding,
        held.deadline,
        target_text(entry),
        _number(entry.actual),
        held.unit,
        _number(entry.gap),
        VERDICT_NAMES[entry.verdict],
        entry.reason,
        "；".join(citation.quote for citation in entry.evidence),
        "；".join(written(citation) for citation in entry.evidence),
        f"{entry.confidence:.2f}",
        entry.reviewed_by or "",
        entry.note or "",
        held.id,
    )


def _reader(citation: Citation) -> str:
    return reader_address(citation.report.id, citation.start, citation.end)


def _sources(cited: Iterable[Citation]) -> Table:
    rows = [(written(c), c.page, c.start, c.end, c.quote, c.report.id) for c in cited]
    return Table(_SOURCES, _SOURCE_COLUMNS, rows)
