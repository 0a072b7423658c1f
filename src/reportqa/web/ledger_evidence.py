"""What speaks for and against a verdict: both reports verbatim, the reason, who said what."""

from __future__ import annotations

from datetime import datetime

from nicegui import ui

from reportqa.commitments.entry import ACTION_NAMES, Entry
from reportqa.commitments.export import target_text
from reportqa.commitments.verdict import Verdict
from reportqa.language.numerals import plain
from reportqa.store.reviews import Action, Review
from reportqa.types import Citation
from reportqa.web.ledger_rows import gap_text
from reportqa.web.parts import reader_address, report_name, section_line
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_badge, verdict_name

Linkable = list[tuple[ui.checkbox, tuple[str, int, int]]]
"""Boxes to tick, each with the span (report id, start, end) that is evidence when it is ticked."""

_ACTIONS_IN_ENGLISH = {
    Action.CONFIRM: "confirmed",
    Action.CORRECT: "corrected",
    Action.NOTE: "noted",
    Action.LINK: "linked evidence",
}


def draw_evidence(entry: Entry, say: Tongue) -> Linkable:
    """Draw all of it; what came nearest without being evidence can be made evidence."""
    _head(entry, say)
    subtitle(say("承诺", "Promise"))
    _quote(entry.commitment.citation, say)
    subtitle(say("回顾", "Reported"))
    for citation in entry.evidence:
        _quote(citation, say)
    ui.label(entry.reason).classes("reason")
    if entry.changed:
        ui.label(say(f"口径有变：{entry.changed}", f"Measured otherwise: {entry.changed}")).classes(
            "reason"
        )
    linkable = [] if entry.evidence else _nearest(entry, say)
    _trail(entry, say)
    return linkable


def subtitle(text: str) -> None:
    """The heading of a part of the panel."""
    ui.label(text).classes("kicker").props('role="heading" aria-level="3"')


def _head(entry: Entry, say: Tongue) -> None:
    held = entry.commitment
    with ui.row().classes("card-head"):
        ui.label(held.indicator).classes("subtitle").props('role="heading" aria-level="2"')
        verdict_badge(entry.verdict, say)
        if entry.reviewed_by is None:
            ui.label(
                say(f"把握 {entry.confidence:.0%}", f"confidence {entry.confidence:.0%}")
            ).classes("hint")
    figures = (
        (say("目标", "Target"), target_text(entry) and f"{target_text(entry)}{held.unit}"),
        (say("实际", "Actual"), plain(entry.actual) and f"{plain(entry.actual)}{held.unit}"),
        (say("差额", "Gap"), gap_text(entry)),
        (say("完成", "Done"), "" if entry.share is None else f"{entry.share:.1%}"),
        (say("期限", "By"), held.deadline),
        (say("性质", "Kind"), held.binding),
    )
    with ui.element("dl").classes("figures"):
        for name, value in figures:
            if value:
                with ui.element("div"):
                    with ui.element("dt"):
                        ui.label(name)
                    with ui.element("dd"):
                        ui.label(value)


def _quote(citation: Citation, say: Tongue) -> None:
    with ui.element("blockquote"):
        ui.label(citation.quote)
    with ui.row().classes("source"):
        ui.link(
            report_name(citation.report, say),
            reader_address(citation.report.id, citation.start, citation.end),
        )
        if citation.page:
            ui.label(say(f"第 {citation.page} 页", f"page {citation.page}")).classes("meta")
        section_line(citation.section)


def _nearest(entry: Entry, say: Tongue) -> Linkable:
    if not entry.nearest:
        return []
    ui.label(
        say(
            "最接近的几处（不是依据；若其实就是，勾选后保存更正）",
            "What came nearest (no evidence; tick it and save a correction if it is)",
        )
    ).classes("hint")
    boxes: Linkable = []
    for citation in entry.nearest:
        with ui.element("div").classes("near"):
            box = ui.checkbox().props(f'dense aria-label="{say("作为依据", "Use as evidence")}"')
            ui.link(
                citation.quote,
                reader_address(citation.report.id, citation.start, citation.end),
            )
        boxes.append((box, (citation.report.id, citation.start, citation.end)))
    return boxes


def _trail(entry: Entry, say: Tongue) -> None:
    if not entry.trail:
        return
    subtitle(say("核对记录", "Trail"))
    with ui.element("ol").classes("trail"):
        if entry.proposed is not None:
            with ui.element("li"):
                name = verdict_name(entry.proposed, say)
                ui.label(say(f"机器判定：{name}", f"Proposed by the machine: {name}"))
        for review in entry.trail:
            with ui.element("li"):
                ui.label(review_line(review, say))
                if review.note:
                    ui.label(review.note).classes("note-text")
                ui.label(_when(review.at)).classes("meta")


def review_line(review: Review, say: Tongue) -> str:
    """What a person did, in a line: 张三 更正：未提及 → 已兑现."""
    did = say(ACTION_NAMES[review.action], _ACTIONS_IN_ENGLISH[review.action])
    changes = []
    before, after = review.before, review.after
    if "verdict" in after:
        now = verdict_name(Verdict(after["verdict"]), say)
        was = verdict_name(Verdict(before["verdict"]), say)
        changes.append(now if now == was else f"{was} → {now}")
    if "actual" in after:
        name = say("实际", "actual")
        changes.append(f"{name} {before['actual'] or '—'} → {after['actual']}")
    if "evidence" in after:
        changes.append(say("另附出处", "other evidence"))
    told = f"：{'；'.join(changes)}" if changes else ""
    return f"{review.reviewer} {did}{told}"


def _when(at: str) -> str:
    """An ISO time in UTC as the clock of this machine shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
