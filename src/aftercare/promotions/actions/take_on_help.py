"""Somebody helps for a time, with the narrow role and an end (B11)."""

from datetime import datetime

from django.db import transaction

from aftercare.accounts.actions.add_staff import NewStaff, Profile, add_staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.promotions.access import visible_help
from aftercare.promotions.terms import LONGEST_HELP
from aftercare.shops.access import NOT_ADMINISTRATOR, Person, access_shop_to_change, may_administer
from aftercare.shops.models import Membership


def take_on_help(*, shop_id: int, profile: Profile, until: datetime | None, person: Person) -> NewStaff:
    """A new account that speaks with buyers and registers their applications in that shop, until then; the password is
    random and shown once. Raises NotFound, Refused, InvalidInput (`until`, and those of the profile)."""
    with transaction.atomic():
        shop, at = access_shop_to_change(person, shop_id), now()
        if until is None or not at < until <= at + LONGEST_HELP:
            most = {"days": LONGEST_HELP.days}
            raise InvalidInput({"until": _("Choose a time within the next %(days)s days.") % most})
        made = add_staff(profile=profile, password=None, must_change_password=True, actor_id=person.staff_id)
        Membership.objects.create(shop=shop, staff=made.staff, role=Role.TEMPORARY, until=until)
        record(
            kind="role.granted",
            subject=("staff", made.staff.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=at,
            data={"role": Role.TEMPORARY.value, "until": until.isoformat()},
        )
    return made


def end_help(*, membership_id: int, person: Person) -> None:
    """Before its time. Raises NotFound, Refused."""
    with transaction.atomic():
        row = visible_help(person).select_for_update(of=("self",)).filter(pk=membership_id).first()
        if row is None:
            raise NotFound(membership_id)
        if not may_administer(person, row.shop_id):
            raise Refused(NOT_ADMINISTRATOR)
        _end(row, person)


def end_over() -> int:
    """Roles whose time is over go; they counted for nothing since that second. How many."""
    ended = 0
    over = Membership.objects.filter(until__lte=now()).order_by("pk").values_list("pk", flat=True)
    for pk in list(over):
        with transaction.atomic():
            row = Membership.objects.select_for_update(of=("self",)).filter(pk=pk, until__lte=now()).first()
            if row is not None:
                _end(row, Person.system())
                ended += 1
    return ended


def _end(row: Membership, person: Person) -> None:
    record(
        kind="role.ended",
        subject=("staff", row.staff_id),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"role": row.role},
    )
    row.delete()
