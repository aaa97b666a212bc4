"""Many cases at once, and people who help for a time."""

from datetime import datetime, timedelta

from tests.people import People, make_case, make_order, person

from aftercare.accounts.actions.add_staff import NewStaff, Profile
from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Department
from aftercare.cases.models import Case
from aftercare.core.time import now
from aftercare.promotions.actions.start_bulk import Wish, start_bulk
from aftercare.promotions.actions.take_on_help import take_on_help
from aftercare.promotions.models import BulkRun
from aftercare.promotions.terms import BulkKind


def asked(people: People, count: int, **fields: object) -> list[Case]:
    """So many returns that wait for our answer."""
    return [make_case(people.owner, make_order(people.shop, **fields)) for _one in range(count)]


def began(people: People, kind: BulkKind, by: Staff | None = None, **fields: object) -> BulkRun:
    """A run over the returns that wait for our answer."""
    wish = Wish(kind, "return", "asked", **fields)
    return start_bulk(slug=people.shop.slug, wish=wish, person=person(by or people.owner))


def helped(people: People, until: datetime | None = None, name: str = "暑期工") -> NewStaff:
    """Somebody who helps, two days unless said otherwise; they have chosen a password of their own."""
    profile = Profile(f"help{Staff.objects.count()}", name, Department.SERVICE.value)
    until = until or now() + timedelta(days=2)
    made = take_on_help(shop_id=people.shop.pk, profile=profile, until=until, person=person(people.administrator))
    made.staff.must_change_password = False  # they have
    made.staff.save(update_fields=["must_change_password"])
    return made
