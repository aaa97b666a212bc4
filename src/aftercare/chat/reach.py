"""By which names a buyer is known to the limits of contacts (S8)."""

from datetime import datetime

from aftercare.chat.models import FollowUp, Visitor
from aftercare.chat.terms import FollowUpKind
from aftercare.customers.actions.claim_contact import Reach
from aftercare.customers.terms import Channel, ContactPurpose

PURPOSES = {
    FollowUpKind.UNDECIDED: ContactPurpose.FOLLOW_UP,
    FollowUpKind.UNPAID: ContactPurpose.UNPAID,
    FollowUpKind.LATER: ContactPurpose.AGREED,
}


def names_of(visitor: Visitor | None, customer_id: int | None) -> tuple[str, ...]:
    """The customer first: whoever is known as one is the same at every widget."""
    customer = customer_id or (visitor.customer_id if visitor else None)
    names = [f"customer:{customer}"] if customer else []
    return (*names, f"visitor:{visitor.pk}") if visitor else tuple(names)


def reach_of(follow_up: FollowUp, channel: Channel) -> Reach:
    """The contact that a follow-up is."""
    names = names_of(follow_up.visitor, follow_up.customer_id) or (f"order:{follow_up.order_id}",)  # a buyer unknown
    return Reach(names, channel, PURPOSES[FollowUpKind(follow_up.kind)], agreed_at_of(follow_up))


def agreed_at_of(follow_up: FollowUp) -> datetime | None:
    """When the buyer said themselves that they want it."""
    return follow_up.agreed_in.at if follow_up.agreed_in else None
