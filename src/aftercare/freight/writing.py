"""What every step with registered freight writes: the row by compare-and-set, and its event. Called by actions only."""

from datetime import datetime
from typing import Any

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.sql import change
from aftercare.core.words import _
from aftercare.freight.models import FreightClaim
from aftercare.shops.access import Person

CHANGED = Refusal(
    "version_changed", _("Somebody changed this registration meanwhile. Look at it again; nothing was saved.")
)


def write(claim: FreightClaim, **changes: Any) -> None:
    """Change columns of the locked row, and its version. A miss means that somebody wrote around the lock."""
    where = {"pk": claim.pk, "state": claim.state, "version": claim.version}
    values = {**changes, "version": claim.version + 1}
    if change(FreightClaim, values, where) != 1:
        raise Refused(CHANGED)
    for name, value in values.items():
        setattr(claim, name, value)


def access_version(claim: FreightClaim, version: int | None) -> None:
    """Raises Refused unless it is as the person had it on screen."""
    if version is not None and claim.version != version:
        raise Refused(CHANGED)


def note(claim: FreightClaim, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change, and a line in the case's timeline. Free words are no part of either (J7)."""
    told = {"number": claim.number, **data}
    for name, subject in ((kind, ("freight", claim.pk)), (f"case.{kind.replace('.', '_')}", ("case", claim.case_id))):
        record(kind=name, subject=subject, shop_id=claim.shop_id, actor_id=person.staff_id, at=at, data=told)
