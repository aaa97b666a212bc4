"""A supervisor confirms or refuses a proposed penalty, and lifts one before its time (O7)."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, Refusal, Refused, settled_by
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.couriers.access import WRONG_ROLE, access_penalty
from aftercare.couriers.events import note
from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.standing import may_confirm
from aftercare.couriers.terms import PenaltyState
from aftercare.orders.delivery.coverage import day_of
from aftercare.shops.access import Person

MOST_NOTE: Final = 500
OWN = Refusal("courier.own_proposal", _("Nobody confirms what they proposed. Ask another supervisor."))
DECIDED = Refusal("courier.decided", _("Somebody has decided this already."))
NOT_IN_FORCE = Refusal("courier.not_in_force", _("This penalty is not in force."))


@transaction.atomic
def decide_penalty(*, penalty_id: int, confirm: bool, reason: str, person: Person) -> CourierPenalty:
    """From today on for as many days as the shop's rule had when it was proposed; or refused, which needs a reason.

    Raises NotFound, Refused (`wrong_role`, `courier.own_proposal`, `courier.decided`), or InvalidInput (`reason`).
    """
    found = access_penalty(person, penalty_id, lock=True)
    if not person.has(found.shop_id, Role.SUPERVISOR):
        raise Refused(WRONG_ROLE)
    if found.state != PenaltyState.PROPOSED:
        who = found.decided_by
        raise Refused(settled_by(DECIDED.code, who.name, PenaltyState(found.state).label) if who else DECIDED)
    if not may_confirm(found, person):
        raise Refused(OWN)
    reason = _reason(reason, needed=not confirm)
    at = now()
    found.state = PenaltyState.CONFIRMED if confirm else PenaltyState.REFUSED
    found.decided_by_id, found.decided_at, found.decision_note = person.staff_id, at, reason
    if confirm:
        found.starts_on = day_of(found.shop, at)
        found.ends_on = found.starts_on + timedelta(days=found.days - 1)
    found.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "starts_on", "ends_on"])
    told = {"courier": found.courier, "kind": found.kind, "until": found.ends_on and found.ends_on.isoformat()}
    kind = "courier.penalty_confirmed" if confirm else "courier.penalty_refused"
    note(kind, ("courier_penalty", found.pk), found.shop_id, (person, at), **told)
    return found


@transaction.atomic
def lift_penalty(*, penalty_id: int, reason: str, person: Person) -> CourierPenalty:
    """It counts no more from now on; why stays with it. Raises NotFound, Refused or InvalidInput (`reason`)."""
    found = access_penalty(person, penalty_id, lock=True)
    if not person.has(found.shop_id, Role.SUPERVISOR):
        raise Refused(WRONG_ROLE)
    at = now()
    if found.state != PenaltyState.CONFIRMED or found.ends_on is None or found.ends_on < day_of(found.shop, at):
        raise Refused(NOT_IN_FORCE)
    found.state, found.lift_reason = PenaltyState.LIFTED, _reason(reason, needed=True)
    found.lifted_by_id, found.lifted_at = person.staff_id, at
    found.save(update_fields=["state", "lift_reason", "lifted_by", "lifted_at"])
    told = {"courier": found.courier, "kind": found.kind}
    note("courier.penalty_lifted", ("courier_penalty", found.pk), found.shop_id, (person, at), **told)
    return found


def _reason(text: str, *, needed: bool) -> str:
    text = clean(text)
    if needed and not text:
        raise InvalidInput({"reason": _("Say why: it stays with the penalty.")})
    if len(text) > MOST_NOTE:
        raise InvalidInput({"reason": _("At most %(most)s characters.") % {"most": MOST_NOTE}})
    return text
