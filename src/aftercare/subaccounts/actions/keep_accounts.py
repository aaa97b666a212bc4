"""Add a login, change its shift, take it out of use (B9)."""

from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import NOT_PLANNER, access_planned, own_id
from aftercare.shifts.queries import book_of
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.subaccounts.access import access_account, may_plan
from aftercare.subaccounts.actions.take_account import release
from aftercare.subaccounts.models import SubAccount


def add_account(*, shop_id: int, name: str, code: str, person: Person) -> SubAccount:
    """A login of that name; one that was taken out of use comes back. Raises NotFound, Refused, InvalidInput (`name`,
    `code`)."""
    name = clean(name)
    if not 1 <= len(name) <= 60:
        raise InvalidInput({"name": _("Enter the login as the platform writes it, at most 60 characters.")})
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        _check_shift(shop, code)
        row = SubAccount.objects.filter(shop=shop, name=name).first()
        if row is not None and row.is_used:
            raise InvalidInput({"name": _("This login is there already.")})
        row = row or SubAccount(shop=shop, name=name, made_by_id=own_id(person), made_at=now())
        row.code, row.is_used = code, True
        row.save()
        _tell(row, "login.kept", person)
    return row


def change_account(*, account_id: int, code: str, is_used: bool, person: Person) -> SubAccount:
    """Another shift, or out of use: then nobody holds it any more. Raises NotFound, Refused, InvalidInput (`code`)."""
    with transaction.atomic():
        row = access_account(person, account_id)
        if not may_plan(person, row.shop_id):
            raise Refused(NOT_PLANNER)
        _check_shift(row.shop, code)
        row.code, row.is_used = code, is_used
        row.save(update_fields=["code", "is_used"])
        if not is_used:
            release(row, now())
        _tell(row, "login.kept" if is_used else "login.dropped", person)
    return row


def _check_shift(shop: Shop, code: str) -> None:
    today = now().astimezone(ZoneInfo(shop.timezone)).date()
    if code and code not in {one.code for one in book_of(shop).on(today)}:
        raise InvalidInput({"code": _("Choose a shift of this shop.")})


def _tell(row: SubAccount, kind: str, person: Person) -> None:
    record(
        kind=kind,
        subject=("login", row.pk),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"name": row.name, "code": row.code},
    )
