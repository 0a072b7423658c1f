"""Topics that reports name in so many words (低空经济): who says the name is found, all of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection

from reportqa.answering.bearing import Bearing, sentences
from reportqa.store import Catalog, Snapshot
from reportqa.types import Role, Understood

CERTAIN = 0.99
"""The chance of a passage that says the name."""

SHORTEST, LONGEST = 2, 12
"""How long a name may be, in characters."""

_NO_NAME = re.compile(r"[\s，,。？?！!、；;：:的了是在和与]|怎么|如何|什么|多少|目标|情况")


def name_in(topic: str, understood: Understood) -> str | None:
    """The name that a topic may be: a phrase in quotation marks, or the whole of a short topic."""
    if understood.phrases:
        return understood.phrases[0]
    if SHORTEST <= len(topic) <= LONGEST and not _NO_NAME.search(topic):
        return topic
    return None


def by_name(
    name: str,
    snapshot: Snapshot,
    catalog: Catalog,
    report_ids: Collection[str],
    role: Role | None = None,
) -> dict[str, list[Bearing]]:
    """The passages of a role, or of any, that say a name, by report.

    What was removed since the snapshot was made is left out.
    """
    spans = catalog.occurrences(name, report_ids)
    found: dict[str, list[Bearing]] = {}
    starts: dict[str, list[int]] = {}
    for report_id, start, _ in spans:
        starts.setdefault(report_id, []).append(start)
    for stored in catalog.passages(snapshot.table.covering(spans)):
        passage = stored.passage
        own = [
            (passage.start + start, passage.start + end)
            for start, end in sentences(passage.text)
            if _any_within(starts[stored.report_id], passage.start + start, passage.start + end)
        ]
        if own and role in (None, passage.role):
            found.setdefault(stored.report_id, []).append(Bearing(stored, tuple(own), CERTAIN))
    return found


def _any_within(starts: list[int], begin: int, end: int) -> bool:
    """Whether one of the rising offsets lies in ``[begin, end)``."""
    return bisect_right(starts, end - 1) > bisect_right(starts, begin - 1)
