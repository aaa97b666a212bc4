"""A freight change goes on: agreed, paid, waived, dropped; the bill of a freight line (O8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import FREIGHTERS, check_role
from aftercare.dispatch.actions.ask_freight import note_freight, waives_up_to
from aftercare.dispatch.freight import access_freight
from aftercare.dispatch.freight_rules import amount_problem, step_refusal
from aftercare.dispatch.models import FreightChange
from aftercare.dispatch.terms import LONGEST_NOTE, FreightKind, FreightState, Pays
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.shops.access import Person

CHANGED = Refusal("freight_changed", _("Somebody has changed this meanwhile."))
NOT_YOURS = Refusal("not_yours_to_decide", _("The supervisor decides this, and nobody their own request."))


@dataclass(frozen=True)
class Step:
    """Where it goes, and why; `version` as on screen."""

    state: FreightState
    version: int
    reason: str = ""


def move_freight(*, freight_id: int, step: Step, person: Person) -> FreightChange:
    """One step. Waiving above the person's limit asks the supervisor instead (`waiving`), who answers with `waived`, or
    with `agreed`: the buyer pays. Raises NotFound, InvalidInput without a reason, Refused."""
    with transaction.atomic():
        row = _open(freight_id, step.version, person)
        own_id, at = check_role(person, row.shop_id, FREIGHTERS), now()
        state, was = step.state, FreightState(row.state)
        if was is FreightState.WAIVING and state is not FreightState.DROPPED:
            _check_decider(row, person)
        elif state is FreightState.WAIVED:
            state = _waived_or_asked(row, step, person, at)
        if (refusal := step_refusal(was, state, Pays(row.pays))) is not None:
            raise Refused(refusal)
        if state is FreightState.WAIVING:
            row.waiver_asked_by_id, row.waiver_reason = own_id, clean(step.reason)[:LONGEST_NOTE]
        elif state is FreightState.WAIVED and was is not FreightState.WAIVING:
            row.waiver_reason = clean(step.reason)[:LONGEST_NOTE]
        row.decided_by_id = own_id
        _keep(row, state, person, at)
    return row


@dataclass(frozen=True)
class Bill:
    """What the freight line charges, and a photo of its bill (None: kept as it was)."""

    amount: Money
    version: int
    upload: Upload | None = None


def pass_on_bill(*, freight_id: int, bill: Bill, person: Person) -> FreightChange:
    """The freight line's bill: its photo, and what the buyer makes up by it instead of paying at the door. Raises
    NotFound, InvalidInput, Refused: no freight line, settled already."""
    if (problem := amount_problem(Pays.MAKE_UP, bill.amount)) is not None:
        raise InvalidInput({"amount": problem})
    with transaction.atomic():
        row = _open(freight_id, bill.version, person)
        check_role(person, row.shop_id, FREIGHTERS)
        if row.kind != FreightKind.LINE or row.state not in (FreightState.ASKED, FreightState.AGREED):
            raise Refused(Refusal("no_bill", _("Only a freight line that is not settled passes its bill on.")))
        at = now()
        if bill.upload is not None:
            row.invoice = store_file(upload=bill.upload, shop_id=row.shop_id, person=person, at=at)
        row.pays, row.amount, row.by_rule = Pays.MAKE_UP, bill.amount, bill.amount
        _keep(row, FreightState(row.state), person, at)
    return row


def _open(freight_id: int, version: int, person: Person) -> FreightChange:
    row = access_freight(person, freight_id, lock=True)
    if row.version != version:
        raise Refused(CHANGED)
    return row


def _check_decider(row: FreightChange, person: Person) -> None:
    if not person.has(row.shop_id, Role.SUPERVISOR) or row.waiver_asked_by_id == person.staff_id:
        raise Refused(NOT_YOURS)


def _waived_or_asked(row: FreightChange, step: Step, person: Person, at: datetime) -> FreightState:
    """Alone within the person's limit, else the supervisor is asked."""
    if len(clean(step.reason)) < 2:
        raise InvalidInput({"reason": _("Say why, in a few words.")})
    limit = waives_up_to(row.shop, person, at)
    return FreightState.WAIVED if limit is None or row.amount <= limit else FreightState.WAIVING


def _keep(row: FreightChange, state: FreightState, person: Person, at: datetime) -> None:
    row.state, row.changed_at, row.version = state, at, row.version + 1
    row.save()
    note_freight(row, "freight.changed", person, at)
