"""Give a case to somebody."""

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case
from aftercare.cases.models import Case
from aftercare.cases.roles import OWNERS, owner_roles
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Membership


def assign_case(*, number: str, owner_id: int, person: Person) -> Case:
    """Make somebody of the shop the owner (B9). A supervisor gives any case; an agent takes one, or gives away theirs.

    The version stays: who looks after a case changes nothing that was decided on it. Raises NotFound, InvalidInput on
    a person who cannot own cases of that shop, Refused. Given to the same person again, nothing happens.
    """
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        refusal = assign_refusal(case, owner_id, person)
        if refusal is not None:
            raise Refused(refusal)
        if not may_own(case.shop_id, owner_id):
            raise InvalidInput({"owner": _("Choose somebody who handles cases in this shop.")})
        if case.owner_id == owner_id:
            return case
        before, case.owner_id = case.owner_id, owner_id
        case.save(update_fields=["owner"])
        record(
            kind="case.assigned",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={"from": before, "to": owner_id},
        )
    return case


def assign_refusal(case: Case, owner_id: int, person: Person) -> Refusal | None:
    """Why the person may not give that case to that owner; the page greys its choices with it."""
    if case.closed_at is not None:
        return Refusal("case_closed", _("The case is closed."))
    if person.has(case.shop_id, Role.SUPERVISOR):
        return None
    if not person.has(case.shop_id, *OWNERS):
        return Refusal("wrong_role", _("This step belongs to another role."))
    if person.staff_id not in (owner_id, case.owner_id):
        return Refusal("not_your_case", _("Only its owner or a supervisor gives this case to somebody else."))
    return None


def may_own(shop_id: int, staff_id: int) -> bool:
    """Whether that person is active and handles cases in the shop."""
    return Membership.objects.filter(
        shop_id=shop_id, staff_id=staff_id, staff__is_active=True, role__in=owner_roles()
    ).exists()
