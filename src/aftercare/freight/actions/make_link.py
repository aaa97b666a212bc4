"""Make the link by which a buyer registers the freight of a case."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import AGENTS, access_role, token_hash
from aftercare.freight.facts import shop_rules
from aftercare.freight.models import FreightInvite
from aftercare.freight.terms import OPEN_INVITES
from aftercare.shops.access import Person

TOO_MANY = Refusal("too_many_links", _("This case has very many links already. Use one of those; they are still good."))


@dataclass(frozen=True)
class Link:
    """`token` is shown this once: only its hash is kept."""

    token: str
    expires_at: datetime


def make_link(*, case_number: str, person: Person) -> Link:
    """A new link for the buyer of the case (B5, A7); older ones stay good until they run out. Raises NotFound, Refused
    `wrong_role` or `too_many_links`."""
    with transaction.atomic():
        case = access_case(person, case_number, lock=True)
        access_role(person, case.shop_id, *AGENTS)
        at = now()
        if FreightInvite.objects.filter(case=case, expires_at__gt=at).count() >= OPEN_INVITES:
            raise Refused(TOO_MANY)
        token = secrets.token_urlsafe(32)
        expires_at = at + timedelta(days=shop_rules(case.shop, at).link_days)
        FreightInvite.objects.create(
            case=case, token_hash=token_hash(token), made_by_id=person.staff_id, made_at=at, expires_at=expires_at
        )
        record(
            kind="case.freight_link",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"until": expires_at.isoformat()},
        )
    return Link(token, expires_at)
