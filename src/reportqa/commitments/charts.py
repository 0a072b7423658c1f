"""An indicator over the years as a picture; matplotlib is imported when one is drawn."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from enum import StrEnum

from reportqa.commitments.series import Series
from reportqa.errors import QueryError

FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "SimHei",
    "SimSun",
)
"""Fonts with Chinese characters, of Linux, Windows and macOS."""

_WIDTH, _HEIGHT = 8.0, 4.5
_TARGET, _ACTUAL = "#9aa5b1", "#b3261e"


class ChartFormat(StrEnum):
    """A form that a chart is drawn in."""

    SVG = "svg"
    PNG = "png"

    @property
    def media_type(self) -> str:
        """Its name in HTTP."""
        return "image/svg+xml" if self is ChartFormat.SVG else "image/png"


def chart(series: Series, form: ChartFormat) -> bytes:
    """Draw target and actual side by side.

    An SVG keeps its labels as text and names fonts for them, so that it shows Chinese wherever it
    is opened. A PNG needs such a font here; raises ``QueryError`` without one.
    """
    import matplotlib
    from matplotlib.figure import Figure

    held = [name for name in FONTS if name in _installed()]
    if form is ChartFormat.PNG and not held:
        raise QueryError(
            "本机没有中文字体，画不出 PNG；请安装 fonts-noto-cjk 一类的字体，或改用 SVG"
        )
    options = {
        "font.family": held[:1] if form is ChartFormat.PNG else ["sans-serif"],
        "svg.fonttype": "none",
        # The same series gives the same file.
        "svg.hashsalt": "reportqa",
        "axes.unicode_minus": False,
    }
    with matplotlib.rc_context(options):
        figure = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        years = [point.year for point in series.points]
        places = range(len(years))
        axes.bar(
            [at - 0.2 for at in places],
            [_height(point.target) for point in series.points],
            0.4,
            label="目标",
            color=_TARGET,
        )
        axes.bar(
            [at + 0.2 for at in places],
            [_height(point.actual) for point in series.points],
            0.4,
            label="实际",
            color=_ACTUAL,
        )
        axes.set_xticks(list(places), [str(year) for year in years])
        axes.set_title(f"{series.place} {series.indicator}")
        axes.set_ylabel(series.unit)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        out = io.BytesIO()
        metadata = {"Date": None} if form is ChartFormat.SVG else None
        with warnings.catch_warnings():
            # An SVG's labels stay text: that this machine has no font for them is no matter.
            warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
            figure.savefig(out, format=form, metadata=metadata, dpi=150)
    drawn = out.getvalue()
    return _with_fonts(drawn) if form is ChartFormat.SVG else drawn


def _with_fonts(drawn: bytes) -> bytes:
    """Name the fonts of all systems instead of those that this one has."""
    families = ", ".join(f"'{name}'" for name in FONTS)
    style = f"<style>text, tspan {{ font-family: {families}, sans-serif !important }}</style>"
    head, mark, rest = drawn.decode().partition("<defs>")
    return f"{head}{style}{mark}{rest}".encode()


def _installed() -> frozenset[str]:
    from matplotlib import font_manager

    return frozenset(font.name for font in font_manager.fontManager.ttflist)


def _height(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)
