"""Long lists drawn a part at a time: each element of a page costs the server and the browser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from nicegui import ui

from reportqa.web.tongue import Tongue

T = TypeVar("T")

AT_ONCE = 50
"""Items that are drawn at first, and then again for each request for more."""


class InParts(Generic[T]):
    """Draws items into an element, the first ones at once; a button here draws the next."""

    def __init__(
        self,
        into: ui.element,
        items: Sequence[T],
        draw: Callable[[T], None],
        say: Tongue,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        self._into = into
        self._left = items
        self._draw = draw
        self._say = say
        self._at_once = at_once
        self._foot = ui.element("div").classes("no-print")
        self.more()

    def more(self) -> None:
        """Draw the next part."""
        now, self._left = self._left[: self._at_once], self._left[self._at_once :]
        with self._into:
            for item in now:
                self._draw(item)
        self._foot.clear()
        if self._left:
            left = len(self._left)
            with self._foot:
                ui.button(
                    self._say(f"再显示（还有 {left}）", f"Show more ({left})"), on_click=self.more
                ).props("outline dense no-caps").classes("more")
