"""Checking a place's promises: from the catalog to a ledger, and back with what people say."""

from __future__ import annotations

from reportqa import embedding
from reportqa.commitments import trees
from reportqa.commitments.entry import Entry, Opinion, citation_at, review_of, with_reviews
from reportqa.commitments.ledger import Ledger, ledger
from reportqa.commitments.match import Matcher
from reportqa.commitments.pairs import Pair, of_place, pair, pairs_of
from reportqa.commitments.proposals import MOST, Proposals
from reportqa.errors import NotFound
from reportqa.retrieval.ranking import bundled_late
from reportqa.store import Catalog
from reportqa.store.reviews import Review, Reviews
from reportqa.types import Filters, Report

ALL_REPORTS = 1_000_000


def proposals(catalog: Catalog, most: int = MOST) -> Proposals:
    """What the bundled models propose for a library's reports. Raises ``ModelError``."""
    return Proposals(catalog, Matcher(bundled_late(), embedding.bundled(), trees.bundled()), most)


def check(proposed: Proposals, place: str, made_in: int | None, checked_in: int | None) -> Ledger:
    """The ledger of a place; see ``pairs.pair`` for which reports. Raises ``NotFound``."""
    held = reports_of(proposed.catalog, place)
    return check_pair(proposed, pair(held, place, made_in, checked_in))


def check_pair(proposed: Proposals, chosen: Pair) -> Ledger:
    """The ledger of two reports, with what people said of it."""
    entries, catalog = proposed.of(chosen), proposed.catalog
    trails = Reviews(catalog.database).among(entry.commitment.id for entry in entries)
    return ledger(chosen, entries, catalog, trails)


def reports_of(catalog: Catalog, place: str) -> list[Report]:
    """The reports of a place by any of its names, or by the name that their files bear."""
    named = catalog.reports(Filters(place=place), limit=ALL_REPORTS).reports if place else ()
    return of_place(named or catalog.reports(limit=ALL_REPORTS).reports, place)


def find(
    proposed: Proposals, commitment_id: str, checked_in: int | None = None
) -> tuple[Ledger, Entry]:
    """The entry of a commitment, with the ledger that it stands in.

    Without ``checked_in`` it is the report that reviews the year planned. Raises ``NotFound``.
    """
    unknown = NotFound(f"没有编号为 {commitment_id!r} 的承诺；它所在的报告可能已被删除或替换")
    catalog = proposed.catalog
    try:
        made = catalog.report(commitment_id.partition("-")[0])
    except NotFound:
        raise unknown from None
    place = made.place or ""
    held = reports_of(catalog, place)
    chosen = next((p for p in pairs_of(held, place) if p.made.id == made.id), Pair(made, None))
    if checked_in is not None:
        later = next((r for r in of_place(held, place) if r.delivered_year == checked_in), None)
        if later is None:
            raise NotFound(f"{place}：资料库中没有 {checked_in} 年作的政府工作报告")
        chosen = Pair(made, later)
    found = check_pair(proposed, chosen)
    entry = next((e for e in found.entries if e.commitment.id == commitment_id), None)
    if entry is None:
        raise unknown
    return found, entry


def judge_as_person(
    proposed: Proposals, commitment_id: str, opinion: Opinion, checked_in: int | None = None
) -> Entry:
    """Add a person's opinion to the trail; the entry as it then stands. Call under the lock.

    Raises ``NotFound`` for an unknown commitment or span, ``QueryError`` for an empty opinion.
    """
    catalog = proposed.catalog
    found, entry = find(proposed, commitment_id, checked_in)
    for report_id, start, end in opinion.evidence or ():
        citation_at(catalog, report_id, start, end)
    year = found.checked.delivered_year if found.checked else None
    Reviews(catalog.database).add(review_of(entry, opinion, year))
    return with_reviews(entry, trail(catalog, commitment_id), year, catalog)


def trail(catalog: Catalog, commitment_id: str) -> list[Review]:
    """All that people said of a commitment, oldest first."""
    return Reviews(catalog.database).of(commitment_id)


def ledgers(proposed: Proposals, place: str) -> list[Ledger]:
    """Every ledger of a place, in order of years. Raises ``NotFound`` for an unknown place."""
    chosen = pairs_of(reports_of(proposed.catalog, place), place)
    if not chosen:
        pair([], place)
    return [check_pair(proposed, each) for each in chosen]
