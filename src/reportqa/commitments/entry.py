"""One line of the ledger, and what people make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from reportqa.citations import cite_within
from reportqa.commitments.commitment import Commitment
from reportqa.commitments.verdict import Verdict
from reportqa.errors import NotFound, QueryError
from reportqa.language.numerals import plain
from reportqa.store import Catalog
from reportqa.store.reviews import Action, Review, now
from reportqa.structure.headings import numbered
from reportqa.types import Citation


@dataclass(frozen=True, slots=True)
class Entry:
    """One commitment with its fate. ``actual`` and ``gap`` are in the commitment's unit.

    ``share`` is actual ÷ target. ``proposed`` is the machine's verdict, which stays where a person
    corrected it; ``reviewed_by`` and ``note`` are the last person's. ``searched`` counts the
    passages of the review, ``nearest`` are its clauses that came closest, which are no evidence.
    ``changed`` says where the review measures with another yardstick.
    """

    commitment: Commitment
    verdict: Verdict
    reason: str
    confidence: float
    evidence: tuple[Citation, ...] = ()
    actual: Decimal | None = None
    gap: Decimal | None = None
    share: Decimal | None = None
    changed: str = ""
    searched: int = 0
    nearest: tuple[Citation, ...] = ()
    proposed: Verdict | None = None
    reviewed_by: str | None = None
    note: str | None = None
    trail: tuple[Review, ...] = ()


def field_of(entry: Entry) -> str:
    """The heading of the plan that a commitment stands under, without its number.

    A run-in heading that is only a number gives what stands above it; empty where there is none.
    """
    for heading in reversed(entry.commitment.citation.section):
        told = numbered(heading)
        if title := heading if told is None else told.title:
            return title
    return ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a person says of an entry; what is ``None`` stays as it is.

    ``actual`` is plain digits in the commitment's unit. ``evidence`` are spans of reports'
    texts: report id, start, end.
    """

    reviewer: str
    action: Action
    verdict: Verdict | None = None
    actual: Decimal | None = None
    evidence: Sequence[tuple[str, int, int]] | None = None
    note: str = ""


def review_of(entry: Entry, opinion: Opinion, checked_in: int | None) -> Review:
    """Write an opinion down beside what stood before. Raises ``QueryError`` for an empty one."""
    if not opinion.reviewer.strip():
        raise QueryError("核对人不能为空；请写明由谁核对")
    after: dict[str, Any] = {}
    if opinion.action is Action.CONFIRM:
        after["verdict"] = entry.verdict
    if opinion.verdict is not None:
        after["verdict"] = opinion.verdict
    if opinion.actual is not None:
        after["actual"] = plain(opinion.actual)
    if opinion.evidence is not None:
        after["evidence"] = [list(span) for span in opinion.evidence]
    needed = {Action.CORRECT: ("verdict", "actual", "evidence"), Action.LINK: ("evidence",)}
    wanted = needed.get(opinion.action, ())
    if wanted and not any(name in after for name in wanted):
        raise QueryError(f"“{ACTION_NAMES[opinion.action]}”须给出新的内容：{'、'.join(wanted)}")
    if opinion.action is Action.NOTE and not opinion.note.strip():
        raise QueryError("批注不能为空")
    before = {name: _values(entry)[name] for name in after}
    return Review(
        entry.commitment.id,
        checked_in,
        opinion.reviewer.strip(),
        now(),
        opinion.action,
        before,
        after,
        opinion.note.strip(),
    )


ACTION_NAMES = {
    Action.CONFIRM: "确认",
    Action.CORRECT: "更正",
    Action.NOTE: "批注",
    Action.LINK: "另附出处",
}


def with_reviews(
    entry: Entry, trail: Sequence[Review], checked_in: int | None, catalog: Catalog
) -> Entry:
    """Put what people said of this check over what the machine proposes, in their order."""
    said = [review for review in trail if review.checked_in == checked_in]
    for review in said:
        entry = _after(entry, review.after, catalog)
        entry = replace(entry, reviewed_by=review.reviewer, note=review.note or entry.note)
    if not said:
        return entry
    return replace(entry, trail=tuple(said))


def _after(entry: Entry, after: Mapping[str, Any], catalog: Catalog) -> Entry:
    if "verdict" in after:
        entry = replace(entry, verdict=Verdict(after["verdict"]))
    if "actual" in after:
        actual = Decimal(after["actual"])
        target = entry.commitment.target
        gap = None if target is None else actual - target
        share = actual / target if target else None
        entry = replace(entry, actual=actual, gap=gap, share=share)
    if "evidence" in after:
        entry = replace(entry, evidence=_cited(catalog, after["evidence"]))
    return entry


def _cited(catalog: Catalog, spans: Sequence[Sequence[Any]]) -> tuple[Citation, ...]:
    """The quotes at these spans; those of reports that are gone are left out."""
    found = []
    for report_id, start, end in spans:
        try:
            found.append(citation_at(catalog, report_id, int(start), int(end)))
        except NotFound:
            continue
    return tuple(found)


def citation_at(catalog: Catalog, report_id: str, start: int, end: int) -> Citation:
    """The quote at a span of a report. Raises ``NotFound`` where no passage holds it."""
    report = catalog.structured(report_id)
    for passage in report.passages:
        if passage.start <= start < end <= passage.end:
            return cite_within(report, passage, start, end)
    raise NotFound(f"报告 {report_id} 第 {start}—{end} 字不在任何一个段落之内；请核对起止位置")


def _values(entry: Entry) -> dict[str, Any]:
    """What a review can touch, as the trail keeps it."""
    return {
        "verdict": str(entry.verdict),
        "actual": None if entry.actual is None else plain(entry.actual),
        "evidence": [[c.report.id, c.start, c.end] for c in entry.evidence],
    }


def number(text: str | None) -> Decimal | None:
    """Plain digits as a number. Raises ``QueryError`` for anything else."""
    if text is None:
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        raise QueryError(f"“{text}”不是数字；请只写数字，单位与承诺的相同") from None
