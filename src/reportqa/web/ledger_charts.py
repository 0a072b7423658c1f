"""What ECharts draws of ledgers; as SVG it takes the page's colours, light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from reportqa.commitments.ledger import Ledger
from reportqa.commitments.series import Rate, Series
from reportqa.commitments.verdict import Verdict
from reportqa.web.tongue import Tongue
from reportqa.web.verdicts import verdict_colour, verdict_name

Options = dict[str, Any]

MOST_FIELDS = 8
"""Fields that a chart shows: those with most commitments that are reported."""

_SOFT = {"color": "var(--soft)", "fontFamily": "inherit", "fontSize": 12}
_INK = {"color": "var(--ink)", "fontFamily": "inherit", "fontSize": 12}
_LINE = {"lineStyle": {"color": "var(--line)"}}
_TARGET, _ACTUAL = "var(--verdict-not_reported)", "var(--accent)"


def verdict_bars(ledger: Ledger, say: Tongue) -> Options:
    """How many commitments have each verdict, those that occur."""
    counts = ledger.summary
    held = [verdict for verdict in Verdict if counts[verdict]]
    return _across(
        [verdict_name(verdict, say) for verdict in held],
        [_bar(counts[verdict], str(counts[verdict]), verdict_colour(verdict)) for verdict in held],
    )


def rate_bars(rates: Sequence[Rate]) -> Options:
    """The share fulfilled of what is reported, by field, 0 to 1."""
    return _across(
        [rate.of for rate in rates],
        [
            _bar(rate.share or 0.0, rate_text(rate), verdict_colour(Verdict.FULFILLED))
            for rate in rates
        ],
        most=1.0,
    )


def largest_fields(rates: Sequence[Rate]) -> list[Rate]:
    """The fields that a chart shows."""
    reported = [rate for rate in rates if rate.of and rate.reported]
    return sorted(reported, key=lambda rate: -rate.reported)[:MOST_FIELDS]


def rate_text(rate: Rate) -> str:
    """A rate with what it is of: 5/8（63%）; — where nothing is reported."""
    if rate.share is None:
        return "—"
    return f"{rate.fulfilled}/{rate.reported}（{rate.share:.0%}）"


def year_bars(rates: Sequence[Rate], say: Tongue) -> Options:
    """The share fulfilled of what is reported, by year, in per cent."""
    shares = [None if rate.share is None else round(100 * rate.share, 1) for rate in rates]
    name = say("兑现率", "Fulfilled")
    return _upright(
        [rate.of for rate in rates],
        [_columns(name, shares, verdict_colour(Verdict.FULFILLED))],
        unit="%",
        most=100,
    )


def target_and_actual(series: Series, say: Tongue) -> Options:
    """Target and actual side by side, a pair a year; the lower end stands for a range."""
    return _upright(
        [str(point.year) for point in series.points],
        [
            _columns(say("目标", "Target"), [_height(p.target) for p in series.points], _TARGET),
            _columns(say("实际", "Actual"), [_height(p.actual) for p in series.points], _ACTUAL),
        ],
        unit=series.unit,
    )


def _height(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _bar(value: float, label: str, colour: str) -> Options:
    return {"value": value, "itemStyle": {"color": colour}, "label": {"formatter": label}}


def _across(names: Sequence[str], bars: Sequence[Options], most: float | None = None) -> Options:
    """Bars from left to right, the first on top, each with its number at its end."""
    return {
        "animation": False,
        "grid": {"left": 4, "right": 84, "top": 4, "bottom": 4, "containLabel": True},
        "xAxis": {"type": "value", "show": False, "max": most},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisLabel": {**_INK, "width": 190, "overflow": "truncate"},
            "axisLine": {"show": False},
            "axisTick": {"show": False},
        },
        "series": [
            {
                "type": "bar",
                "data": list(bars),
                "barMaxWidth": 16,
                "label": {"show": True, "position": "right", **_INK},
                "emphasis": {"disabled": True},
            }
        ],
    }


def _upright(
    years: Sequence[str], series: Sequence[Options], *, unit: str, most: float | None = None
) -> Options:
    return {
        "animation": False,
        "grid": {"left": 8, "right": 8, "top": 44, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "right": 0, "textStyle": _SOFT},
        "tooltip": {
            "trigger": "axis",
            "axisPointer": {"type": "shadow"},
            "backgroundColor": "var(--paper)",
            "borderColor": "var(--line)",
            "textStyle": {"color": "var(--ink)"},
        },
        "xAxis": {
            "type": "category",
            "data": list(years),
            "axisLabel": _SOFT,
            "axisLine": _LINE,
            "axisTick": {"show": False},
        },
        "yAxis": {
            "type": "value",
            "name": unit,
            "nameTextStyle": {**_SOFT, "align": "right"},
            "max": most,
            "axisLabel": _SOFT,
            "splitLine": _LINE,
        },
        "series": list(series),
    }


def _columns(name: str, heights: Sequence[float | None], colour: str) -> Options:
    return {
        "name": name,
        "type": "bar",
        "barMaxWidth": 34,
        "data": list(heights),
        "itemStyle": {"color": colour},
        "emphasis": {"disabled": True},
    }
