"""What axe finds wrong with a page for people who cannot see it or use no mouse."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def serious_violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules that a page breaks seriously or critically, each with the elements that do."""
    return [
        (rule["id"], [node["html"] for node in rule["nodes"]])
        for rule in Axe().run(page).response["violations"]
        if rule["impact"] in ("serious", "critical")
    ]
