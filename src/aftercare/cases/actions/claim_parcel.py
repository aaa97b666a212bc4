"""A parcel that nobody knew turns out to belong to a case."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.add_evidence import attach_found
from aftercare.cases.models import Case
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.sql import change
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.models import StoredFile
from aftercare.shops.access import Person


@dataclass(frozen=True)
class FoundParcel:
    """What lies on the shelf: its number there, what its label says, and the pictures taken of it."""

    number: str
    tracking_no: str = ""
    courier: str = ""
    pictures: Sequence[StoredFile] = ()


def claim_parcel(*, number: str, found: FoundParcel, person: Person) -> Case:
    """Give the case the pictures as evidence, and the tracking number when it names none (B4). A number that the buyer
    has named stays: the event holds both, and the warehouse finds the case by its own number.

    Whether the person may was decided by the caller, in whose transaction this runs. Raises NotFound on a foreign case.
    """
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        at = now()
        if found.pictures:
            attach_found(case=case, files=found.pictures, person=person, at=at)
        takes_number = bool(found.tracking_no) and not case.return_tracking_no and case.closed_at is None
        if takes_number:
            _write(case, found)
        record(
            kind="case.parcel_claimed",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"parcel": found.number, "tracking_no": found.tracking_no, "courier": found.courier},
        )
    return case


def _write(case: Case, found: FoundParcel) -> None:
    changes = {
        "return_tracking_no": found.tracking_no,
        "return_courier": found.courier or case.return_courier,
        "version": case.version + 1,
    }
    if change(Case, changes, {"pk": case.pk, "state": case.state, "version": case.version}) != 1:
        sentence = _("Somebody changed this case meanwhile. Look at it again; nothing was saved.")
        raise Refused(Refusal("version_changed", sentence))
    for name, value in changes.items():
        setattr(case, name, value)
