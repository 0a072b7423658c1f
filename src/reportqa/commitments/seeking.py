"""A commitment as matching looks for it: its own words, and of which kind its target is."""

from __future__ import annotations

import re
from decimal import Decimal

from reportqa.commitments.commitment import Commitment
from reportqa.commitments.features import Sought
from reportqa.commitments.figures import RATES, Kind, comparable, figures

_RATE_OF_GROWTH = re.compile(r"增速|涨幅|增幅|增长率?$")
_GROWS = re.compile(r"增速|涨幅|增幅")
_SHARE = re.compile(r"(?<!增长)(?<!下降)(?<!降低)率$|比重$|占比$")
_LISTED = re.compile(
    r"^(?:[一二三四五六七八九十]+是|——|\d+[.、．]|[（(]?[一二三四五六七八九十\d]+[）)、])"
)
_NAMELESS = re.compile(
    r"(?:力争|确保|争取|务必)?(?:年内|年底|今年|\d+月|上半年|下半年|“[^”]{1,4}”前|完成|实现|建成|开工|投产|开业)"
    r"|(?:力争|确保|争取|务必)"
)
_CARRIED = 40
"""Characters of what the sentence said before that are looked for too."""

_RATE_OF_FALL = re.compile(r"降幅|下降率?$|降低率?$")


def sought(
    quote: str,
    indicator: str,
    target: Decimal | None,
    unit: str,
    *,
    quantified: bool,
    before: str = "",
) -> Sought:
    """Make of a commitment what is looked for in a review.

    ``before`` is what its sentence says before it: where the quote does not name what it is about
    (“力争年内开工”), that is looked for too.
    """
    quote = _LISTED.sub("", quote)
    if _NAMELESS.match(quote) and before:
        quote = f"{_LISTED.sub('', before)[-_CARRIED:]}，{quote}"
    kind = Kind.LEVEL
    if _RATE_OF_GROWTH.search(indicator):
        kind = Kind.GROWTH
    elif _RATE_OF_FALL.search(indicator):
        kind = Kind.FALL
    if target is not None:
        held = figures(quote)
        kinds = [f.kind for f in held if comparable(f, f.kind, unit) == target]
        if kinds:
            kind = kinds[0]
    is_share = bool(_SHARE.search(indicator))
    if kind is Kind.LEVEL and unit in RATES and not is_share and _GROWS.search(quote):
        kind = Kind.GROWTH
    return Sought(quote, indicator, target, unit, kind, quantified)


def sought_of(commitment: Commitment, text: str) -> Sought:
    """What is looked for of a commitment; ``text`` is the whole of the report that makes it."""
    start = commitment.citation.start
    before = re.split(r"[。；;\n]", text[max(0, start - 2 * _CARRIED) : start])[-1]
    return sought(
        commitment.text,
        commitment.indicator,
        commitment.target,
        commitment.unit,
        quantified=commitment.quantified,
        before=before.strip(" 　，,：:"),
    )
