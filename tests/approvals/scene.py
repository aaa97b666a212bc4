"""Requests above a supervisor's limit, and people who decide for others."""

from datetime import timedelta
from typing import Any

from tests.cases.story import Story, World, begin
from tests.people import person

from aftercare.accounts.models import Staff
from aftercare.approvals.models import Approval
from aftercare.core.time import now
from aftercare.shops.actions.name_substitute import Absence, name_substitute
from aftercare.shops.models import Shop, Substitution

HUGE, DEAR = "12000.00", "900.00"  # paid; half of it is asked for


def asked(world: World | None = None, paid: str = HUGE, by: str = "agent") -> Story:
    """A return that waits for an approval: of 6,000 yuan on two levels, or of 450 on one."""
    return begin("return", world, paid=paid).do("ask_approval", by=by)


def levels(story: Story) -> list[tuple[Any, ...]]:
    """Each row of the case's requests: level, state, who signed."""
    rows = Approval.objects.filter(subject_id=story.case.pk).order_by("pk")
    return [(row.level, row.state, row.decided_by_id) for row in rows]


def pending(story: Story) -> Approval:
    return Approval.objects.get(subject_id=story.case.pk, state="pending")


def stand_in(shop: Shop, absent: Staff, substitute: Staff, *, by: Staff | None = None, days: int = 7) -> Substitution:
    """Somebody decides for somebody else from now on."""
    absence = Absence(shop.pk, absent.pk, substitute.pk, now(), now() + timedelta(days=days))
    return name_substitute(absence=absence, person=person(by or absent))
