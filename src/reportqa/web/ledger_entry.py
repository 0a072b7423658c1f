"""The panel of one commitment, in which a person confirms or corrects its verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote, unquote

from fastapi import Request
from nicegui import ui

from reportqa.commitments.entry import Entry, Opinion, number
from reportqa.commitments.verdict import Verdict
from reportqa.language.numerals import plain
from reportqa.store.reviews import Action
from reportqa.web.frame import telling
from reportqa.web.ledger_evidence import Linkable, draw_evidence, subtitle
from reportqa.web.service import Service
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_name

_COOKIE = "reportqa_reviewer"
_YEAR_SECONDS = 31_536_000


class EntryPanel:
    """A panel at the side, the whole screen on a phone.

    ``checked_in`` is the year of the report that checks, ``reviewer`` the name to begin with;
    ``changed`` is told of each entry that a person has reviewed.
    """

    def __init__(
        self,
        service: Service,
        say: Tongue,
        checked_in: int | None,
        reviewer: str,
        changed: Callable[[Entry], None],
    ) -> None:
        self._service = service
        self._say = say
        self._checked_in = checked_in
        self._changed = changed
        self._reviewer = reviewer

    def draw(self) -> None:
        """Make its place; it stays closed until an entry is opened."""
        name = self._say("一条承诺", "One commitment")
        self._dialog = ui.dialog().props(
            f'position=right full-height transition-duration=0 aria-label="{name}"'
        )
        with self._dialog, ui.card().classes("entry"):
            with ui.row().classes("entry-head"):
                ui.label(name).classes("hint")
                ui.space()
                ui.button(icon="close", on_click=self._dialog.close).props(
                    f'flat dense round aria-label="{self._say("关闭", "Close")}"'
                )
            self._area = ui.element("div").classes("entry-body")

    def open(self, entry: Entry) -> None:
        """Show an entry."""
        self._show(entry)
        self._dialog.open()

    def _show(self, entry: Entry) -> None:
        self._area.clear()
        with self._area:
            linkable = draw_evidence(entry, self._say)
            subtitle(self._say("人工核对", "Review"))
            self._form(entry, linkable)

    def _form(self, entry: Entry, linkable: Linkable) -> None:
        say = self._say
        with ui.element("div").classes("review"):
            by = ui.input(say("核对人", "Your name"), value=self._reviewer).props("outlined dense")
            verdict = ui.select(
                {one: verdict_name(one, say) for one in _choosable(entry)},
                label=say("结果", "Verdict"),
                value=entry.verdict,
            ).props("outlined dense")
            unit = f"（{entry.commitment.unit}）" if entry.commitment.unit else ""
            actual = ui.input(
                say(f"实际值{unit}", f"Actual{unit}"), value=plain(entry.actual)
            ).props("outlined dense inputmode=decimal")
            actual.set_visibility(entry.commitment.quantified)
            note = (
                ui.textarea(say("批注", "Note"))
                .props("outlined dense autogrow rows=1")
                .classes("review-note")
            )
        trouble = ui.element("div")

        async def send(action: Action) -> None:
            with telling(trouble, say):
                opinion = Opinion(by.value or "", action, note=note.value or "")
                if action is Action.CORRECT:
                    opinion = replace(
                        opinion,
                        verdict=None if verdict.value == entry.verdict else verdict.value,
                        actual=_changed_number(actual.value, entry.actual),
                        evidence=[span for box, span in linkable if box.value] or None,
                    )
                await self._send(entry, opinion)

        verdict_now = verdict_name(entry.verdict, say)
        with ui.row().classes("review-buttons"):
            for action, name, look in (
                (
                    Action.CONFIRM,
                    say(f"确认“{verdict_now}”", f"Confirm “{verdict_now}”"),
                    "unelevated",
                ),
                (Action.CORRECT, say("保存更正", "Save correction"), "outline"),
                (Action.NOTE, say("只加批注", "Add note only"), "flat"),
            ):
                ui.button(name, on_click=lambda _, chosen=action: send(chosen)).props(
                    f"no-caps {look}"
                )

    async def _send(self, entry: Entry, opinion: Opinion) -> None:
        commitment_id, checked_in = entry.commitment.id, self._checked_in
        reviewed = await self._service.change(
            lambda library: library.review_commitment(
                commitment_id, opinion, checked_in=checked_in
            ),
            f"核对承诺 {commitment_id}：{opinion.action} {opinion.note}".rstrip(),
        )
        self._reviewer = opinion.reviewer.strip()
        # Within the panel, as what was clicked is drawn anew.
        with self._dialog:
            self._show(reviewed)
            self._changed(reviewed)
            ui.notify(self._say("已记下。", "Kept."), type="positive")
            _remember(self._reviewer)


def _choosable(entry: Entry) -> list[Verdict]:
    """The verdicts that a person may give: only the library tells that no later report is there."""
    return [
        verdict
        for verdict in Verdict
        if verdict is not Verdict.NO_LATER_REPORT or verdict is entry.verdict
    ]


def _changed_number(typed: str | None, held: Decimal | None) -> Decimal | None:
    """A number that a person typed in the place of another. Raises ``QueryError``."""
    value = number((typed or "").strip() or None)
    return None if value == held else value


def remembered(request: Request) -> str:
    """The name that was last given in this browser; empty for none."""
    return unquote(request.cookies.get(_COOKIE, ""))


def _remember(reviewer: str) -> None:
    cookie = f"{_COOKIE}={quote(reviewer)}; path=/; max-age={_YEAR_SECONDS}; samesite=strict"
    ui.run_javascript(f"document.cookie = {json.dumps(cookie)}")
