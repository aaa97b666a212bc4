"""A person says which courier an order goes by; against the rule after a warning, and never unseen (O6)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.sql import insert
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.couriers.access import CHOOSERS, WRONG_ROLE
from aftercare.couriers.choosing import warning
from aftercare.couriers.events import note
from aftercare.couriers.models import CourierChoice
from aftercare.couriers.proposals import UNSENT, OrderChoice, propose_one
from aftercare.orders.access import access_order
from aftercare.orders.delivery.queries import couriers_of
from aftercare.shops.access import Person

MOST_REASON: Final = 300
MOST_GRAMS: Final = 1_000_000
SENT = Refusal("courier.sent", _("This order has left or is closed: its courier cannot be chosen any more."))
CHANGED = Refusal("courier.chosen_meanwhile", _("Somebody has chosen meanwhile. Nothing was saved: look again."))
TOO_HEAVY: Final = "too_heavy"


@dataclass(frozen=True)
class Taken:
    """What the person chose. `despite`: the courier of the rule that was on screen with the warning; None when no
    warning was shown yet. `seen`: the version of the choice that was on screen, 0 for none."""

    courier: str
    reason: str = ""
    grams: int | None = None
    despite: str | None = None
    seen: int = 0


class Warned(InvalidInput):
    """The choice is allowed, but the person has to have read the warning first."""


@transaction.atomic
def take_courier(*, order_id: int, taken: Taken, person: Person) -> CourierChoice:
    """The order goes by this courier. The same once more changes nothing.

    Raises NotFound, Refused (`wrong_role`, `courier.sent`, `courier.chosen_meanwhile`), Warned (`despite`: the warning,
    to be shown and confirmed), or InvalidInput (`courier`, `reason`: needed when the courier does not go there,
    `grams`).
    """
    order = access_order(person, order_id, lock=True)
    if not person.has(order.shop_id, *CHOOSERS):
        raise Refused(WRONG_ROLE)
    if order.status != UNSENT:
        raise Refused(SENT)
    at = now()
    found = propose_one(order, at, taken.grams)
    _check(found, taken, couriers_of(order.shop, at).table.couriers)
    before = found.made
    if (before.version if before else 0) != taken.seen:
        raise Refused(CHANGED)
    row = _row(found, taken, person, at)
    if before is None:
        insert(row)
    else:
        row.pk, row.version = before.pk, before.version + 1
        row.save(force_update=True)
    note(
        "courier.chosen", ("order", order.pk), order.shop_id, (person, at), number=order.platform_no,
        courier=row.courier, by_rule=row.by_rule, hindrance=row.hindrance,
    )  # fmt: skip
    return row


def _check(found: OrderChoice, taken: Taken, couriers: tuple[str, ...]) -> None:
    problems: dict[str, Any] = {}
    if taken.courier not in couriers:
        problems["courier"] = _("Choose a courier of this shop.")
    if taken.grams is not None and not 1 <= taken.grams <= MOST_GRAMS:
        problems["grams"] = _("Enter a weight in kg, such as 20.")
    reason = clean(taken.reason)
    if len(reason) > MOST_REASON:
        problems["reason"] = _("At most %(most)s characters.") % {"most": MOST_REASON}
    if problems:
        raise InvalidInput(problems)
    told = warning(found.choice, taken.courier)
    best = found.choice.best.courier if found.choice.best else ""
    if told is not None and taken.despite != best:
        raise Warned({"despite": str(told)})
    if not reason and found.choice.find(taken.courier) is None:
        raise InvalidInput({"reason": _("This courier does not go there. Say why it is sent by it all the same.")})


def _row(found: OrderChoice, taken: Taken, person: Person, at: datetime) -> CourierChoice:
    hindrance = found.choice.hindrance(taken.courier)
    kind = "" if hindrance is None else (hindrance.kind.value if hindrance.kind else TOO_HEAVY)
    return CourierChoice(
        order=found.order, shop_id=found.order.shop_id, courier=taken.courier,
        by_rule=found.choice.best.courier if found.choice.best else "", hindrance=kind, grams=taken.grams,
        reason=clean(taken.reason), by_id=person.staff_id, at=at,
    )  # fmt: skip
