"""A ledger as a table to take away."""

from __future__ import annotations

from decimal import Decimal

from reportqa.citations import written
from reportqa.commitments.entry import Entry
from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import Rate
from reportqa.commitments.verdict import VERDICT_NAMES
from reportqa.tables import Table

COLUMNS = (
    "序号",
    "指标",
    "承诺",
    "承诺出处",
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


def table(ledger: Ledger, address: str | None = None) -> Table:
    """A row a commitment; ``address`` of a server links each source to its passage there."""
    rows = [_row(number, entry) for number, entry in enumerate(ledger.entries, 1)]
    links: dict[tuple[int, int], str] = {}
    if address is not None:
        for row, entry in enumerate(ledger.entries):
            passage = entry.commitment.citation.passage_id
            links[row, _PROMISED] = f"{address.rstrip('/')}/v1/passages/{passage}"
            if entry.evidence:
                passage = entry.evidence[0].passage_id
                links[row, _REPORTED] = f"{address.rstrip('/')}/v1/passages/{passage}"
    return Table(title(ledger), COLUMNS, rows, links or None)


def title(ledger: Ledger) -> str:
    """What a ledger is called."""
    made, checked = ledger.made, ledger.checked
    ending = f"{checked.delivered_year}年核对" if checked else "待核对"
    return f"{made.place or made.title}{made.delivered_year}年承诺 {ending}"


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


def plain(value: Decimal | None) -> str:
    """Plain digits, without an exponent; empty for ``None``."""
    return "" if value is None else f"{value.normalize():f}"


def _row(number: int, entry: Entry) -> tuple[str | int | None, ...]:
    held = entry.commitment
    return (
        number,
        held.indicator,
        held.citation.quote,
        written(held.citation),
        target_text(entry),
        plain(entry.actual),
        held.unit,
        plain(entry.gap),
        VERDICT_NAMES[entry.verdict],
        entry.reason,
        "；".join(citation.quote for citation in entry.evidence),
        "；".join(written(citation) for citation in entry.evidence),
        f"{entry.confidence:.2f}",
        entry.reviewed_by or "",
        entry.note or "",
        held.id,
    )
