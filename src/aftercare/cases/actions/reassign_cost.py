"""Correct whom the costs of a case are charged to, after it has ended (B6)."""

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.cases.costs import Charge
from aftercare.cases.models import Case, Cost, Note
from aftercare.cases.parsing import company_problem
from aftercare.cases.terms import Responsible
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO
from aftercare.core.sql import insert
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

NAMED = (Responsible.COURIER, Responsible.SUPPLIER)  # parties outside the house, of which there are several
NO_COSTS = Refusal("no_costs", _("This case has cost nothing that could be charged."))
MOST_NOTE = 1000


def reassign_cost(*, number: str, was: Charge, to: Charge, note: str, person: Person) -> Case:
    """Charge all bookings of the case to somebody else; no amount changes. `was`: whom the person saw it charged to.

    The event keeps both; the reason is a note of the case. Raises NotFound, InvalidInput, and Refused when the person
    is no supervisor there, when nothing was booked, or when somebody else was faster. The same once more does nothing.
    """
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        refusal = reassign_refusal(case, person)
        if refusal is not None:
            raise Refused(refusal)
        to, note = _checked(to, note)
        costs = list(Cost.objects.filter(case=case).order_by("pk"))
        if not costs:
            raise Refused(NO_COSTS)
        stands = {Charge(Responsible(cost.party), cost.counterparty) for cost in costs}
        if stands == {to}:
            if was == to:
                raise InvalidInput({"party": _("It is charged so already. Choose somebody else.")})
            return case
        if stands != {was}:
            raise Refused(Refusal("version_changed", _("Somebody has changed this meanwhile. Nothing was saved.")))
        Cost.objects.filter(case=case).update(party=to.party, counterparty=to.counterparty)
        at = now()
        kept = Note(case=case, text=note, move="reassign_cost", by_id=person.staff_id, at=at)
        insert(kept)
        record(
            kind="case.cost_reassigned",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={
                "from": [was.party.value, was.counterparty],
                "to": [to.party.value, to.counterparty],
                "cost": sum((cost.amount for cost in costs), ZERO).fen,
                "rows": len(costs),
                "note": kept.pk,
            },
        )
    return case


def reassign_refusal(case: Case, person: Person) -> Refusal | None:
    """Why the person may not change whom the case is charged to; None when they may."""
    if person.has(case.shop_id, Role.SUPERVISOR):
        return None
    return Refusal("wrong_role", _("This step belongs to another role."))


def _checked(to: Charge, note: str) -> tuple[Charge, str]:
    """Names for those outside the house, and for nobody else. Raises InvalidInput."""
    name, note = clean(to.counterparty), clean(note)
    problems = {}
    if to.party in NAMED and not name:
        problems["counterparty"] = _("Name the courier or supplier.")
    if to.party not in NAMED and name:
        problems["counterparty"] = _("Only couriers and suppliers have a name here.")
    elif name and (problem := company_problem(name)) is not None:
        problems["counterparty"] = problem
    if not note:
        problems["note"] = _("Say why: it stays with the case.")
    if len(note) > MOST_NOTE:
        problems["note"] = _("This is too long.")
    if problems:
        raise InvalidInput(problems)
    return Charge(to.party, name), note
