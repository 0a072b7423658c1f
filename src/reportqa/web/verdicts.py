"""Verdicts as the pages show them: by name, as a badge, in a colour."""

from __future__ import annotations

from nicegui import ui

from reportqa.commitments.verdict import VERDICT_NAMES, Verdict
from reportqa.web.tongue import Tongue

_ENGLISH = {
    Verdict.FULFILLED: "Fulfilled",
    Verdict.PARTLY: "Partly",
    Verdict.NOT_FULFILLED: "Not fulfilled",
    Verdict.NOT_REPORTED: "Not mentioned",
    Verdict.UNVERIFIABLE: "Cannot be checked",
    Verdict.NO_LATER_REPORT: "No later report",
}


def verdict_name(verdict: Verdict, say: Tongue) -> str:
    """A verdict in the language of the page."""
    return say(VERDICT_NAMES[verdict], _ENGLISH[verdict])


def verdict_class(verdict: Verdict) -> str:
    """The style class that gives a verdict its colour."""
    return f"verdict verdict-{verdict.value}"


def verdict_badge(verdict: Verdict, say: Tongue) -> None:
    """A small sign of a verdict."""
    ui.label(verdict_name(verdict, say)).classes(verdict_class(verdict))


def verdict_colour(verdict: Verdict) -> str:
    """The colour of a verdict for a chart drawn as SVG, which follows light and dark."""
    return f"var(--verdict-{verdict.value})"
