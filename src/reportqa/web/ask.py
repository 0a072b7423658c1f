"""Ask: one box, the answer under it, follow-ups, and the questions before."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from reportqa.types import Understood
from reportqa.web.answer import show_answer
from reportqa.web.asking import Choice, without
from reportqa.web.frame import frame, telling
from reportqa.web.parts import ROLES
from reportqa.web.service import Asked, Service
from reportqa.web.tongue import Tongue

EXAMPLES = ("老年食堂办起来了几个？", "粮食产量是多少？", "今年打算怎么修路？")


def register(service: Service) -> None:
    """Put ``/`` on the application; ``/?q=…`` asks at once, limited by ``&place=…`` and so on."""

    @ui.page("/")
    async def ask_page(request: Request, q: str = "") -> None:
        with frame(request, "/", Tongue.of(request)("问答", "Ask"), wide=True) as say:
            page = _Ask(service, say)
            await page.draw(request)
            if q:
                page.box.value = q
                # The page goes out before the answer, however long that takes.
                await ui.context.client.connected()
                await page.ask()


class _Ask:
    """The page, from one question to the next."""

    def __init__(self, service: Service, say: Tongue) -> None:
        self._service = service
        self._say = say
        self._conversation: str | None = None
        self._latest: ui.element | None = None
        self._is_asking = False

    async def draw(self, request: Request) -> None:
        """Draw the box, the limits, and the place of the answers."""
        say = self._say
        with (
            ui.element("form")
            .classes("ask-form no-print")
            .props("role=search data-main-box")
            # Not on the Enter key: an input method uses it to choose characters.
            .on("submit.prevent", self.ask)
        ):
            self.box = (
                ui.input(placeholder=say("问一句，例如：老年食堂办起来了几个？", "Ask in Chinese"))
                .props(f'outlined autofocus clearable aria-label="{say("问题", "Question")}"')
                .classes("ask-box")
            )
            ui.button(say("提问", "Ask")).props("unelevated no-caps type=submit")
        self._choice = Choice(say)
        await self._choice.draw(self._service, request.query_params)
        self._welcome = ui.element("div").classes("empty")
        self._spot = ui.element("div").props('aria-live="polite"').classes("turns")
        with self._welcome:
            ui.label(
                say("每句回答都引用报告原文，可以点开核对。", "Every answer quotes the reports.")
            ).classes("empty-message")
            with ui.row().classes("centred"):
                for example in EXAMPLES:
                    ui.button(example, on_click=partial(self._ask_this, example)).props(
                        "outline no-caps"
                    )

    async def _ask_this(self, question: str) -> None:
        """Ask a question that is whole, whatever was asked before."""
        self._conversation = None
        self.box.value = question
        await self.ask()

    async def ask(self) -> None:
        """Ask what is in the box, and show the answer above those before."""
        question = (self.box.value or "").strip()
        if not question or self._is_asking:
            return
        self._is_asking = True
        try:
            await self._ask(question)
        finally:
            self._is_asking = False

    async def _ask(self, question: str) -> None:
        say, filters = self._say, self._choice.filters
        self._welcome.set_visibility(False)
        if self._latest is not None:
            self._latest.props(remove="open")
        with self._spot:
            turn = ui.element("details").props("open").classes("turn")
            turn.move(self._spot, target_index=0)
            self._latest = turn
        with turn:
            with ui.element("summary"):
                ui.label(question)
            spot = ui.element("div")
        with spot:
            ui.label(say("正在查找……", "Searching…")).classes("hint")
        with telling(spot, say):
            asked = await self._service.ask(question, self._conversation, filters)
            self._conversation = asked.answer.conversation
            spot.clear()
            with spot:
                self._understood(asked)
                show_answer(asked, say)
            address = {"q": asked.whole} | self._choice.address
            ui.navigate.history.replace("/?" + urlencode(address))
            self.box.value = asked.whole

    def _understood(self, asked: Asked) -> None:
        """The question as it was read; a place or a year can be taken out of it."""
        say, understood, whole = self._say, asked.answer.understood, asked.whole
        with ui.row().classes("understood no-print"):
            ui.label(say("理解为", "Understood as")).classes("hint")
            for name in (*understood.places, *map(str, understood.years)):
                rest = without(whole, name)
                chip = ui.chip(name, removable=rest != whole, icon=None).props(
                    "outline square dense"
                )
                if rest != whole:
                    chip.props(f'remove-aria-label="{say(f"去掉{name}", f"without {name}")}"').on(
                        "remove", partial(self._ask_this, rest)
                    )
            ui.label(_rest(understood, say)).classes("hint")
            ui.label(say("可以接着问，例如“上一年呢？”", "Ask on, for example 上一年呢？")).classes(
                "hint ask-on"
            )


def _rest(understood: Understood, say: Tongue) -> str:
    """What else a question was read for: the part of the report, and the words."""
    part = [say(*ROLES[understood.role])] if understood.role else []
    return " · ".join((*part, " ".join((*understood.phrases, *understood.terms))))
