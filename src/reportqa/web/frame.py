"""What stands around every page: its name, the way to the others, language, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import Request
from nicegui import ui

from reportqa.errors import ReportQAError
from reportqa.web.tongue import COOKIE, Tongue

STYLE = Path(__file__).with_name("style.css")

PAGES = (
    ("/", "问答", "Ask"),
    ("/library", "资料库", "Library"),
)

_YEAR_SECONDS = 31_536_000

_SWITCH_TONGUE = (
    f"document.cookie = '{COOKIE}={{}}; path=/; max-age={_YEAR_SECONDS}; samesite=strict';"
    "location.reload()"
)
_THEME = """
(() => {
  const dark = localStorage.getItem('reportqa_dark')
    ?? String(matchMedia('(prefers-color-scheme: dark)').matches);
  Quasar.Dark.set(dark === 'true');
})()
"""
_SWITCH_THEME = """
() => {
  const dark = !Quasar.Dark.isActive;
  Quasar.Dark.set(dark);
  localStorage.setItem('reportqa_dark', String(dark));
}
"""
_SLASH = """
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector('[data-main-box] input, [data-main-box] textarea');
  if (box) { event.preventDefault(); box.focus(); box.select(); }
});
"""

_PAIR = """
document.addEventListener('pointerover', (event) => {
  const number = event.target.closest('[data-marker]')?.dataset.marker;
  document.querySelectorAll('[data-marker]').forEach((one) =>
    one.classList.toggle('paired', number !== undefined && one.dataset.marker === number));
});
document.addEventListener('click', (event) => {
  const marker = event.target.closest('.answer .marker');
  if (!marker) return;
  document.querySelector(`.cards [data-marker="${marker.dataset.marker}"]`)
    ?.scrollIntoView({block: 'nearest', behavior: 'smooth'});
});
"""


@contextmanager
def frame(request: Request, here: str, title: str, *, wide: bool = False) -> Iterator[Tongue]:
    """Draw what is around a page; what is drawn inside is the page, and its errors are told there.

    ``here`` is the address of the page in the navigation; ``wide`` uses the whole window.
    """
    say = Tongue.of(request)
    ui.page_title(f"{title} · {say('政府工作报告检索问答', 'reportqa')}")
    ui.add_css(STYLE)
    ui.run_javascript(f"document.documentElement.lang = '{say.value}';{_THEME};{_SLASH}{_PAIR}")
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
            "click", js_handler=f"() => {{ {_SWITCH_TONGUE.format(say.other.value)} }}"
        ).classes("tongue")
        ui.button(icon="contrast").props(
            f'flat dense round aria-label="{say("浅色或深色", "Light or dark")}"'
        ).on("click", js_handler=_SWITCH_THEME)
    with ui.element("div").props('id="page" tabindex="-1"').classes("wide" if wide else "page"):
        try:
            yield say
        except ReportQAError as error:
            failed(str(error))


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
