"""A parcel that nobody knew turns out to belong to a case, or not to belong to it after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.add_evidence import attach_found
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.models import Case, Evidence
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.models import Event
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
            _write(case, found.tracking_no, found.courier or case.return_courier)
        record(
            kind="case.parcel_claimed",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={
                "parcel": found.number,
                "tracking_no": found.tracking_no,
                "courier": found.courier,
                **({"took_number": True} if takes_number else {}),
            },
        )
    return case


def release_parcel(*, number: str, found: FoundParcel, why: str, since: datetime, person: Person) -> Case:
    """The parcel that the case was given at `since` is somebody else's (B4): the tracking number goes when it came with
    the parcel; the pictures stay, as evidence does, and the event names them. `why` becomes a note.

    Rights as in `claim_parcel`. Raises NotFound, Refused `parcel_received` when goods were counted since.
    """
    with transaction.atomic():
        case = access_case(person, number, lock=True)
        if case.received_at is not None and case.received_at >= since:
            sentence = _("The warehouse has received goods for %(case)s since: the parcel stays with it.")
            raise Refused(Refusal("parcel_received", sentence, {"case": case.number}))
        if case.closed_at is None and case.return_tracking_no == found.tracking_no and _took_number(case, found):
            _write(case, "", "")
        add_note(number=case.number, text=f"{found.number}: {why}", person=person)
        pieces = Evidence.objects.filter(case=case, file__in=found.pictures).order_by("pk")
        record(
            kind="case.parcel_released",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={"parcel": found.number, "evidence": list(pieces.values_list("pk", flat=True))},
        )
    return case


def _took_number(case: Case, found: FoundParcel) -> bool:
    """Whether the number on the case is the parcel's own, and not one that the buyer has named."""
    claims = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="case.parcel_claimed")
    last = claims.filter(data__parcel=found.number).order_by("-pk").values_list("data", flat=True).first()
    return bool(last and last.get("took_number"))


def _write(case: Case, tracking_no: str, courier: str) -> None:
    changes = {"return_tracking_no": tracking_no, "return_courier": courier, "version": case.version + 1}
    if change(Case, changes, {"pk": case.pk, "state": case.state, "version": case.version}) != 1:
        sentence = _("Somebody changed this case meanwhile. Look at it again; nothing was saved.")
        raise Refused(Refusal("version_changed", sentence))
    for name, value in changes.items():
        setattr(case, name, value)
