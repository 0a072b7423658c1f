"""Long lists on a page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import Request
from nicegui import Client, ui

from reportqa.web.in_parts import InParts
from reportqa.web.tongue import Tongue


@pytest.fixture
def client() -> Iterator[Client]:
    """A page that nobody has opened."""
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    with Client(ui.page("/"), request=request) as page:
        yield page


def label(text: str) -> None:
    ui.label(text)


def drawn(spot: ui.element) -> list[str]:
    return [item.text for item in spot if isinstance(item, ui.label)]


def buttons(client: Client) -> list[str]:
    return [one.text for one in client.elements.values() if isinstance(one, ui.button)]


def test_a_long_list_is_drawn_part_by_part_until_nothing_is_left(client: Client) -> None:
    spot, items = ui.element(), [str(number) for number in range(25)]
    parts = InParts(spot, items, label, Tongue.CHINESE, at_once=10)
    assert drawn(spot) == items[:10]
    assert buttons(client) == ["再显示（还有 15）"]
    parts.more()
    assert drawn(spot) == items[:20]
    assert buttons(client) == ["再显示（还有 5）"]
    parts.more()
    assert drawn(spot) == items
    assert buttons(client) == []


def test_a_short_list_has_no_button(client: Client) -> None:
    spot = ui.element()
    InParts(spot, ["one"], label, Tongue.ENGLISH, at_once=1)
    assert drawn(spot) == ["one"]
    assert buttons(client) == []
