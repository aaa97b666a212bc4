"""Look again whose a parcel may be: pressed by somebody, or because a case has named its number."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from aftercare.cases.models import Case
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.unclaimed.access import LINKERS, access_parcel, access_step
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.proposing import propose
from aftercare.unclaimed.terms import OPEN

MOST_AT_ONCE = 200
_NUMBER = OuterRef("tracking_no")


def match_parcel(*, number: str, person: Person) -> UnclaimedParcel:
    """Look again. Raises NotFound, Refused `wrong_role`. A parcel that has left the shelf stays as it is."""
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        if not person.is_system:
            access_step(person, parcel, *LINKERS)
        if parcel.is_open:
            propose(parcel, now())
    return parcel


def match_tracking(*, tracking_no: str) -> int:
    """A case has just named this parcel: propose it for those on the shelf. Returns how many; safe to call again."""
    shelf = UnclaimedParcel.objects.filter(tracking_no=tracking_no, state__in=OPEN).exclude(tracking_no="")
    return _match(list(shelf.order_by("pk").values_list("number", flat=True)[:MOST_AT_ONCE]))


def match_forgotten() -> int:
    """Parcels on the shelf that an import, a refund report or a lost job has given something to say: a case or an
    order names their number, or a case was opened on an order that was proposed. Returns how many were looked at."""
    nothing_said = Proposal.objects.filter(parcel=OuterRef(OuterRef("pk")))
    named = Case.objects.filter(~Exists(nothing_said.filter(case=OuterRef("pk"))), return_tracking_no=_NUMBER)
    sent = Order.objects.filter(~Exists(nothing_said.filter(order=OuterRef("pk"))), tracking_no=_NUMBER)
    opened = Case.objects.filter(order=OuterRef("order"), closed_at=None)
    half = Proposal.objects.filter(Exists(opened), parcel=OuterRef("pk"), case=None, ruled_out_by=None)
    # Said of both tables, for their indexes leave out what has no number.
    told = Exists(named.exclude(return_tracking_no="")) | Exists(sent.exclude(tracking_no=""))
    shelf = UnclaimedParcel.objects.filter(told | Exists(half), state__in=OPEN)
    # Those that were looked at longest ago come first: one that finds nothing new does not hold up the others.
    return _match(list(shelf.order_by("matched_at", "pk").values_list("number", flat=True)[:MOST_AT_ONCE]))


def _match(numbers: list[str]) -> int:
    for number in numbers:
        match_parcel(number=number, person=Person.system())
    return len(numbers)
