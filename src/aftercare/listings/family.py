"""What intake knows of pages of products."""

from aftercare.core.words import _
from aftercare.intake.families import Family, register
from aftercare.listings.actions.take_in_listings import take_in_listings
from aftercare.listings.sheet import PROFILE, SENTENCES, listing_reader, shown

LISTINGS = Family(
    code="listings",
    label=_("Pages of products"),
    profiles=(PROFILE,),
    reader=listing_reader,
    apply=take_in_listings,
    shown=shown,
    sentences=SENTENCES,
    no_undo=_("Pages of products are not taken back: take in the older file again, or correct the page by hand."),
)


def define() -> None:
    """Called once, when the program starts."""
    register(LISTINGS)
