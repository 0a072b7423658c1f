"""The rows of a ledger as its grid shows them: narrowed down, in groups, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reportqa.commitments.entry import Entry, field_of
from reportqa.commitments.export import target_text
from reportqa.commitments.verdict import Verdict
from reportqa.language.numerals import plain
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_name

Row = dict[str, str | float | bool | None]


class Grouping(StrEnum):
    """What the rows of a ledger are put together by."""

    NONE = "none"
    VERDICT = "verdict"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are shown: those that meet every limit that is given.

    ``words`` stand, each, somewhere in the promise or in what was reported. ``reviewed`` tells
    those that a person looked at from the rest.
    """

    verdict: Verdict | None = None
    field: str | None = None
    reviewed: bool | None = None
    words: str = ""

    def of(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries wanted, in their order."""
        return [entry for entry in entries if self._is_met_by(entry)]

    def _is_met_by(self, entry: Entry) -> bool:
        held = entry.commitment
        texts = [held.indicator, held.citation.quote, entry.reason, entry.note or ""]
        texts += [citation.quote for citation in entry.evidence]
        return (
            (self.verdict is None or entry.verdict is self.verdict)
            and (self.field is None or field_of(entry) == self.field)
            and (self.reviewed is None or (entry.reviewed_by is not None) is self.reviewed)
            and all(any(word in text for text in texts) for word in self.words.split())
        )


def fields_of(entries: Iterable[Entry]) -> list[str]:
    """The fields of a ledger, in the order of the plan."""
    return list(dict.fromkeys(map(field_of, entries)))


def rows(entries: Sequence[Entry], by: Grouping, numbers: dict[str, int], say: Tongue) -> list[Row]:
    """A row an entry and, with a grouping, a row of its own before each group.

    ``numbers`` gives each commitment its place in the whole ledger, by its id.
    """
    if by is Grouping.NONE:
        return [row(entry, numbers[entry.commitment.id], say) for entry in entries]
    groups: dict[str, list[Entry]] = {}
    if by is Grouping.VERDICT:
        groups = {verdict_name(v, say): [e for e in entries if e.verdict is v] for v in Verdict}
    else:
        for entry in entries:
            groups.setdefault(field_of(entry) or say("（无标题）", "(no heading)"), []).append(
                entry
            )
    shown: list[Row] = []
    for name, members in groups.items():
        if members:
            title = say(f"{name}（{len(members)} 条）", f"{name} ({len(members)})")
            shown.append(
                {"id": f"group {name}", "number": len(shown), "group": name, "title": title}
            )
            shown += [
                {**row(entry, numbers[entry.commitment.id], say), "group": name}
                for entry in members
            ]
    return shown


def row(entry: Entry, number: int, say: Tongue) -> Row:
    """One entry; what has a number to sort by has it beside its text."""
    held = entry.commitment
    return {
        "id": held.id,
        "number": number,
        "indicator": held.indicator,
        "promise": held.citation.quote,
        "target": _with_unit(target_text(entry), held.unit),
        "target_value": None if held.target is None else float(held.target),
        "actual": _with_unit(plain(entry.actual), held.unit),
        "actual_value": None if entry.actual is None else float(entry.actual),
        "figures": _figures(entry, say),
        "gap": gap_text(entry),
        "gap_value": None if entry.gap is None else float(entry.gap),
        "verdict": entry.verdict.value,
        "verdict_order": list(Verdict).index(entry.verdict),
        "verdict_name": verdict_name(entry.verdict, say),
        "reported": "；".join(citation.quote for citation in entry.evidence) or entry.reason,
        "has_evidence": bool(entry.evidence),
        "reviewed": entry.reviewed_by or "",
    }


def _figures(entry: Entry, say: Tongue) -> str:
    """Target and actual in one line, for a narrow screen."""
    unit = entry.commitment.unit
    parts = [
        (say("目标", "target"), target_text(entry)),
        (say("实际", "actual"), plain(entry.actual)),
    ]
    return say("，", ", ").join(f"{name} {value}{unit}" for name, value in parts if value)


def gap_text(entry: Entry) -> str:
    """Actual − target with its sign: +0.2亿元, −1.5个百分点; empty where there is none."""
    if entry.gap is None:
        return ""
    sign = "+" if entry.gap > 0 else "−" if entry.gap < 0 else ""
    unit = "个百分点" if entry.commitment.unit == "%" else entry.commitment.unit
    return _with_unit(f"{sign}{plain(abs(entry.gap))}", unit)


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{unit}" if text else ""
