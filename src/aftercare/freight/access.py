"""Which freight a person may see, who decides, who pays, and what a buyer's link opens (B5)."""

import hashlib
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.freight.models import FreightBatch, FreightClaim, FreightInvite
from aftercare.freight.rules import Decider
from aftercare.shops.access import Person

AGENTS: Final = (Role.AGENT, Role.SUPERVISOR)  # register for the buyer, make links, decide
CLERKS: Final = (Role.REFUND_CLERK,)  # make payment files and bring their results in
FINANCE: Final = (Role.REFUND_CLERK, Role.SUPERVISOR)  # read them
READERS: Final = frozenset({*AGENTS, *FINANCE})
TOKEN_MOST: Final = 100
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))
_SHOWN: Final = (
    "shop",
    "case",
    "case__customer",
    "case__order",
    "registered_by",
    "decided_by",
    "picture",
    "payout",
    "batch",
)


def shops_where(person: Person, *roles: Role) -> frozenset[int]:
    """The shops in which the person holds one of the roles."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *roles))


def visible_claims(person: Person) -> QuerySet[FreightClaim]:
    """Every list, page, file and job of registered freight starts here (P1, attacks B1-B3)."""
    if person.is_system:
        return FreightClaim.objects.all()
    return FreightClaim.objects.filter(shop_id__in=shops_where(person, *READERS))


def visible_batches(person: Person) -> QuerySet[FreightBatch]:
    """Payment files of the shops where the person's role shows money."""
    if person.is_system:
        return FreightBatch.objects.all()
    return FreightBatch.objects.filter(shop_id__in=shops_where(person, *FINANCE))


def access_claim(person: Person, number: str) -> FreightClaim:
    """The registration of that number with what stands around it. Raises NotFound."""
    claim = visible_claims(person).filter(number=number).select_related(*_SHOWN).first()
    if claim is None:
        raise NotFound(number)
    return claim


def lock_claim(claim_id: int) -> FreightClaim:
    """Lock the case and then the registration: the order of all writers, so that they cannot deadlock. Letters of the
    case are written while it is held."""
    case = FreightClaim.objects.filter(pk=claim_id).values("case_id")
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=case).values_list("pk"))
    return FreightClaim.objects.select_for_update(of=("self",)).select_related("shop").get(pk=claim_id)


def access_batch(person: Person, number: str) -> FreightBatch:
    """The payment file of that number. Raises NotFound."""
    batch = visible_batches(person).filter(number=number).select_related("shop", "made_by").first()
    if batch is None:
        raise NotFound(number)
    return batch


def access_role(person: Person, shop_id: int, *roles: Role) -> None:
    """Raises Refused `wrong_role` unless the person holds one of the roles there."""
    if not person.has(shop_id, *roles):
        raise Refused(WRONG_ROLE)


def decider_of(person: Person, shop_id: int, limit: Money) -> Decider:
    """The person as the rules see them."""
    is_supervisor = person.has(shop_id, Role.SUPERVISOR)
    return Decider(person.staff_id, person.has(shop_id, Role.AGENT), is_supervisor, limit)


def token_hash(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def access_invite(token: str, at: datetime) -> FreightInvite:
    """The link of that token, while it is good and its shop open. Raises NotFound for everything else, forged, old and
    unknown ones alike."""
    invite = None
    if 0 < len(token) <= TOKEN_MOST and token.isascii():
        rows = FreightInvite.objects.filter(token_hash=token_hash(token), expires_at__gt=at)
        rows = rows.filter(case__shop__is_active=True)
        invite = rows.select_related("case", "case__shop", "case__order").first()
    if invite is None:
        raise NotFound("link")
    return invite
