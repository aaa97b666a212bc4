"""Somebody takes a login over, or gives it back (B9)."""

from datetime import datetime

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.subaccounts.access import access_account, may_hold
from aftercare.subaccounts.models import Holding, SubAccount

NOT_A_HOLDER = Refusal("wrong_role", _("This step belongs to another role."))
OUT_OF_USE = Refusal("login_out_of_use", _("This login is not used any more."))
NOT_YOURS = Refusal("login_not_yours", _("You do not hold this login."))


def take_account(*, account_id: int, person: Person) -> Holding:
    """From this moment on what is written by that login is the person's; whoever had it has it no more. Raises
    NotFound, Refused. Taken again by the same person, nothing happens."""
    with transaction.atomic():
        row = access_account(person, account_id)
        if person.staff_id is None or not may_hold(person, row.shop):
            raise Refused(NOT_A_HOLDER)
        if not row.is_used:
            raise Refused(OUT_OF_USE)
        held = row.holdings.filter(ends_at=None).first()
        if held is not None and held.staff_id == person.staff_id:
            return held
        at = now()
        before = release(row, at)
        holding = Holding.objects.create(account=row, staff_id=person.staff_id, starts_at=at)
        _tell(row, "login.taken", person, at, before=before)
    return holding


def give_back(*, account_id: int, person: Person) -> SubAccount:
    """The roster says again whose it is. Raises NotFound, Refused when the person does not hold it."""
    with transaction.atomic():
        row, at = access_account(person, account_id), now()
        if not row.holdings.filter(ends_at=None, staff_id=person.staff_id or 0).exists():
            raise Refused(NOT_YOURS)
        release(row, at)
        _tell(row, "login.given_back", person, at)
    return row


def release(row: SubAccount, at: datetime) -> int | None:
    """End what somebody holds of the locked login; whose it was."""
    held = row.holdings.filter(ends_at=None).first()
    if held is None:
        return None
    held.ends_at = max(at, held.starts_at)
    held.save(update_fields=["ends_at"])
    return int(held.staff_id)


def _tell(row: SubAccount, kind: str, person: Person, at: datetime, **data: object) -> None:
    record(
        kind=kind,
        subject=("login", row.pk),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"name": row.name, **data},
    )
