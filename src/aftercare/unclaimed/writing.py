"""What every step with a parcel writes: the row by compare-and-set, and its event. Called by actions only."""

from datetime import datetime
from typing import Any

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.sql import change
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.unclaimed.models import UnclaimedParcel

CHANGED = Refusal("version_changed", _("Somebody changed this parcel meanwhile. Look at it again; nothing was saved."))


def write(parcel: UnclaimedParcel, **changes: Any) -> None:
    """Change columns of the locked parcel, and its version. A miss means that somebody wrote around the lock."""
    where = {"pk": parcel.pk, "state": parcel.state, "version": parcel.version}
    values = {**changes, "version": parcel.version + 1}
    if change(UnclaimedParcel, values, where) != 1:
        raise Refused(CHANGED)
    for name, value in values.items():
        setattr(parcel, name, value)


def access_version(parcel: UnclaimedParcel, version: int | None) -> None:
    """Raises Refused unless the parcel is as the person had it on screen."""
    if version is not None and parcel.version != version:
        raise Refused(CHANGED)


def note(parcel: UnclaimedParcel, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change. Free words are no part of it: personal data must stay erasable (J7)."""
    record(
        kind=kind,
        subject=("unclaimed", parcel.pk),
        shop_id=parcel.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"number": parcel.number, **data},
    )
