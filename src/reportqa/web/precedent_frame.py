"""What stands around the pages on precedents: their names, and the way from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import Request
from nicegui import ui

from reportqa.web.frame import frame
from reportqa.web.tongue import Tongue

PAGES = (
    ("/precedents", "查先例", "Find"),
    ("/precedents/new", "今年新提", "New this year"),
    ("/precedents/watches", "关注", "Watched topics"),
)


@contextmanager
def precedent_frame(request: Request, here: str) -> Iterator[Tongue]:
    """Draw what is around the page with the address ``here``, one of ``PAGES``."""
    say = Tongue.of(request)
    title = next(say(chinese, english) for address, chinese, english in PAGES if address == here)
    name = say("先例", "Precedents")
    with frame(request, "/precedents", title, wide=True):
        with ui.element("div").classes("subpages"):
            ui.label(name).classes("title").props('role="heading" aria-level="1"')
            with ui.element("nav").classes("no-print").props(f'aria-label="{name}"'):
                for address, chinese, english in PAGES:
                    link = ui.link(say(chinese, english), address)
                    if address == here:
                        link.props('aria-current="page"')
        yield say
