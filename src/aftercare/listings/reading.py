"""Stored pages as the rules read them, and the other way round."""

from datetime import datetime

from aftercare.listings.forbidden import VERSION
from aftercare.listings.models import ListingText
from aftercare.listings.rules import Listing, Report, check
from aftercare.listings.terms import Part, Shot
from aftercare.orders.models import Product


def listing_of(product: Product, text: ListingText | None) -> Listing:
    """What the page of a product says; empty before anybody wrote it down."""
    parts = text.parts if text else {}
    shots = text.shots if text else {}
    return Listing(
        f"{product.title} {product.selling_points}",
        {part: parts[part.value] for part in Part if parts.get(part.value)},
        {shot: int(shots[shot.value]) for shot in Shot if shots.get(shot.value)},
    )


def note_result(text: ListingText, product: Product, at: datetime) -> Report:
    """Put the result of the check onto the row; whoever calls it saves."""
    report = check(listing_of(product, text))
    text.score, text.tasks, text.banned = report.score, len(report.tasks), len(report.findings)
    text.checked_with, text.checked_at = VERSION, at
    return report
