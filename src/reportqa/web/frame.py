"""What stands around every page: its name, the way to the others, language, light or dark."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request
from nicegui import ui

from reportqa.api.problems import UNFORESEEN
from reportqa.errors import ReportQAError
from reportqa.web.tongue import COOKIE, Tongue

ASSETS = {
    f"/{file.stem}-{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}{file.suffix}": file
    for file in map(Path(__file__).with_name, ("style.css", "script.js"))
}
"""What every page loads, by address: named by what is in it, so that a browser may keep it."""

_STYLE_ADDRESS, _SCRIPT_ADDRESS = ASSETS

logger = logging.getLogger(__name__)

PAGES = (
    ("/", "问答", "Ask"),
    ("/commitments", "承诺", "Commitments"),
    ("/precedents", "先例", "Precedents"),
    ("/compare", "对比", "Compare"),
    ("/library", "资料库", "Library"),
)


@contextmanager
def frame(request: Request, here: str, title: str, *, wide: bool = False) -> Iterator[Tongue]:
    """Draw what is around a page; what is drawn inside is the page, and its errors are told there.

    ``here`` is the address of the page in the navigation; ``wide`` uses the whole window.
    """
    say = Tongue.of(request)
    ui.page_title(f"{title} · {say('政府工作报告检索问答', 'reportqa')}")
    ui.add_head_html(
        f'<link rel="stylesheet" href="{_STYLE_ADDRESS}">'
        f'<script src="{_SCRIPT_ADDRESS}" defer></script>'
    )
    ui.run_javascript(f"document.documentElement.lang = '{say.value}'; reportqa.showTheme();")
    with ui.element("header").classes("top no-print"):
        ui.link(say("跳到正文", "Skip to the page"), "#page").classes("skip")
        ui.link(say("政府工作报告检索问答", "reportqa"), "/").classes("name")
        with ui.element("nav").props(f'aria-label="{say("页面", "Pages")}"'):
            for address, chinese, english in PAGES:
                link = ui.link(say(chinese, english), address)
                if address == here:
                    link.props('aria-current="page"')
        ui.space()
        ui.button(say.other("中文", "English")).props("flat dense no-caps").on(
            "click", js_handler=f"() => reportqa.speak('{COOKIE}', '{say.other.value}')"
        ).classes("tongue")
        ui.button(icon="contrast").props(
            f'flat dense round aria-label="{say("浅色或深色", "Light or dark")}"'
        ).on("click", js_handler="() => reportqa.switchTheme()")
    with ui.element("div").props('id="page" tabindex="-1"').classes("wide" if wide else "page"):
        try:
            yield say
        except Exception as error:
            failed(in_words(error, say))


@contextmanager
def telling(spot: ui.element, say: Tongue) -> Iterator[None]:
    """Show in ``spot``, in the place of what stands there, whatever fails inside."""
    try:
        yield
    except Exception as error:
        spot.clear()
        with spot:
            failed(in_words(error, say))


def in_words(error: Exception, say: Tongue) -> str:
    """What went wrong, for people; an error that nobody thought of goes to the log."""
    if isinstance(error, ReportQAError):
        return str(error)
    logger.exception("a page failed", exc_info=error)
    return say(
        f"{UNFORESEEN}。", "The server met an error of its own. Try again; its log tells more."
    )


def failed(message: str) -> None:
    """Show what went wrong, where the reader looks."""
    with ui.element("div").classes("failed").props('role="alert"'):
        ui.label(message)


def empty(message: str, hint: str = "") -> None:
    """Show that there is nothing, and what to do about it."""
    with ui.element("div").classes("empty"):
        ui.label(message).classes("empty-message")
        if hint:
            ui.label(hint)
