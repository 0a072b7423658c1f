"""Asking as a person does."""

from __future__ import annotations

from playwright.sync_api import Page

QUESTION = "禾岭县2023年老年食堂办起来了几个？"


def ask(page: Page, question: str) -> None:
    """Open the first page, and ask."""
    page.goto("/")
    ask_on(page, question)


def ask_on(page: Page, question: str) -> None:
    """Ask on the page that is open."""
    page.get_by_label("问题").fill(question)
    page.get_by_role("button", name="提问").click()
