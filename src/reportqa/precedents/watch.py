"""Tell when new reports speak of a watched topic."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from reportqa.citations import written
from reportqa.errors import QueryError
from reportqa.precedents.precedent import Precedent, Precedents
from reportqa.store.watches import Match, Watch, Watches

WEBHOOK_SECONDS = 5.0
"""For so long a webhook may take to answer."""

Find = Callable[[Watch], Precedents]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a watch found now and had not found before, oldest report first."""

    watch: Watch
    matches: tuple[Precedent, ...]


def checked_webhook(address: str | None) -> str | None:
    """An address that can be told. Raises ``QueryError`` for one that is not http or https."""
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        is_right = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_right = False
    if not is_right:
        raise QueryError(f"通知地址“{address}”不对：应以 http:// 或 https:// 开头。")
    return address


def run(
    watches: Watches, chosen: Iterable[Watch], find: Find, among: Collection[str] | None = None
) -> list[Found]:
    """Look for each watch's topic, keep what is new, and give it back, those without left out.

    ``among`` limits what counts to reports with these ids. Call it under the writer lock.
    """
    told = []
    for watch in chosen:
        try:
            found = find(watch).precedents
        except QueryError:
            logger.warning("the topic of watch %s cannot be searched", watch.id)
            continue
        by_place = {
            (one.report.id, one.citation.start): one
            for one in found
            if among is None or one.report.id in among
        }
        fresh = watches.keep(_match(watch, one) for one in by_place.values())
        if fresh:
            new = {(match.report_id, match.start) for match in fresh}
            told.append(Found(watch, tuple(one for at, one in by_place.items() if at in new)))
    return told


def in_words(found: Iterable[Found]) -> list[str]:
    """What was found for each watch, in a sentence."""
    lines = []
    for one in found:
        reports = dict.fromkeys(
            match.report.source.rpartition(".")[0] or match.report.source for match in one.matches
        )
        lines.append(
            f"关注“{one.watch.topic}”：新增 {len(one.matches)} 处（{'、'.join(list(reports)[:5])}"
            f"{' 等' if len(reports) > 5 else ''}）"
        )
    return lines


def notify(found: Iterable[Found]) -> list[str]:
    """Tell the webhooks; what could not be told comes back in words, and nothing is raised."""
    problems = []
    for one in found:
        if one.watch.webhook is None:
            continue
        try:
            _post(one.watch.webhook, _body(one))
        except (OSError, ValueError, urllib.error.URLError) as error:
            logger.warning("the webhook of watch %s failed: %s", one.watch.id, error)
            problems.append(f"关注“{one.watch.topic}”的通知没有送达 {one.watch.webhook}（{error}）")
    return problems


def _match(watch: Watch, precedent: Precedent) -> Match:
    citation = precedent.citation
    index = int(citation.passage_id.rpartition("-")[2])
    return Match(watch.id, citation.report.id, index, citation.start, citation.end, precedent.score)


def _body(found: Found) -> bytes:
    matches = [
        {
            "quote": one.citation.quote,
            "start": one.citation.start,
            "end": one.citation.end,
            "role": one.citation.role,
            "passage_id": one.citation.passage_id,
            "report_id": one.report.id,
            "written": written(one.citation),
        }
        for one in found.matches
    ]
    told = {"watch": {"id": found.watch.id, "topic": found.watch.topic}, "matches": matches}
    return json.dumps(told, ensure_ascii=False).encode()


def _post(address: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = urllib.request.Request(address, body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=WEBHOOK_SECONDS) as reply:
        reply.read(1)
