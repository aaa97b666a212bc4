"""The buyer wants it sent another way: who pays what, written down on the order (O8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO, Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import FREIGHTERS, access_promise, check_role
from aftercare.dispatch.freight import proposal_for
from aftercare.dispatch.freight_rules import Proposal, amount_problem, given_up
from aftercare.dispatch.models import FreightChange, Promise
from aftercare.dispatch.policies import WAIVES
from aftercare.dispatch.terms import LONGEST_NOTE, FreightKind, FreightState, Pays
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

LONGEST_COURIER = 60


@dataclass(frozen=True)
class Wish:
    """What the buyer wants. `pays` and `amount` None: as the table says."""

    kind: FreightKind
    courier: str
    pays: Pays | None = None
    amount: Money | None = None
    note: str = ""


def ask_freight(*, order_id: int, wish: Wish, person: Person) -> FreightChange:
    """Write it down; packing waits until a make-up is paid or waived. Raises NotFound, InvalidInput, Refused: role, has
    left, packed, there is one already, or less than the table says by more than the person may waive."""
    courier = clean(wish.courier)[:LONGEST_COURIER]
    if not courier:
        raise InvalidInput({"courier": _("Name the courier.")})
    with transaction.atomic():
        promise = access_promise(person, order_id, lock=True)
        own_id, at = check_role(person, promise.shop_id, FREIGHTERS), now()
        _check_here(promise)
        proposal = proposal_for(promise.shop, promise.order, wish.kind, courier, at)
        pays = wish.pays or proposal.pays
        amount = _amount(wish, proposal, pays)
        _check_authority(promise, given_up(pays, amount, proposal.by_rule), person, at)
        row = FreightChange.objects.create(
            order_id=order_id,
            shop_id=promise.shop_id,
            kind=wish.kind,
            courier=courier,
            pays=pays,
            amount=amount,
            by_rule=proposal.by_rule,
            note=clean(wish.note)[:LONGEST_NOTE],
            asked_by_id=own_id,
            asked_at=at,
            changed_at=at,
        )
        note_freight(row, "freight.asked", person, at)
    return row


def note_freight(row: FreightChange, kind: str, person: Person, at: datetime) -> None:
    """The event of the order."""
    record(
        kind=kind,
        subject=("order", row.order_id),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={
            "freight": row.pk,
            "courier": row.courier,
            "pays": row.pays,
            "amount": row.amount.fen,
            "state": row.state,
        },
    )


def waives_up_to(shop: Shop, person: Person, at: datetime) -> Money | None:
    """How much the person lets go of alone; None: any amount."""
    if person.has(shop.pk, Role.SUPERVISOR):
        return None
    limit: Money = policies_of(shop, at).get(WAIVES)
    return limit


def _amount(wish: Wish, proposal: Proposal, pays: Pays) -> Money:
    given = wish.amount if wish.amount is not None else (proposal.amount if pays is proposal.pays else ZERO)
    if (problem := amount_problem(pays, given)) is not None:
        raise InvalidInput({"amount": problem})
    return given


def _check_here(promise: Promise) -> None:
    if promise.ended_at is not None:
        raise Refused(Refusal("has_left", _("This order has left already, or was closed: put the goods back.")))
    if FreightChange.objects.filter(order_id=promise.order_id).exclude(state=FreightState.DROPPED).exists():
        raise Refused(Refusal("freight_there", _("This order has a freight change already: drop that one first.")))


def _check_authority(promise: Promise, lost: Money, person: Person, at: datetime) -> None:
    limit = waives_up_to(promise.shop, person, at)
    if limit is not None and lost > limit:
        sentence = _("That is ¥%(lost)s less than the table says; you may let go of ¥%(limit)s. Ask a supervisor.")
        raise Refused(Refusal("above_authority", sentence, {"lost": lost.yuan, "limit": limit.yuan}))
