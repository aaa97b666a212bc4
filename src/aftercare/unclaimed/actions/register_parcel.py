"""The warehouse puts a parcel on the shelf of unclaimed ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from aftercare.cases.parsing import company_problem
from aftercare.core.crypto import keyed_hash
from aftercare.core.database import Prepared
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean, mask_name, mask_phone
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.rules import HEAD, media_type_of
from aftercare.files.terms import PICTURES, MediaType
from aftercare.shops.access import Person
from aftercare.unclaimed.access import KEEPERS
from aftercare.unclaimed.matching import label_of
from aftercare.unclaimed.models import ParcelPicture, UnclaimedParcel
from aftercare.unclaimed.proposing import propose
from aftercare.unclaimed.reading import read_tracking_no
from aftercare.unclaimed.terms import OPEN, PICTURES_MOST, PREFIX
from aftercare.unclaimed.writing import note

_NEXT_ID = Prepared("SELECT nextval(pg_get_serial_sequence('unclaimed_unclaimedparcel', 'id'))")
MOST: Final = {"courier": 60, "sender_name": 40, "sender_phone": 40, "goods": 200, "note": 1000}


@dataclass(frozen=True)
class ParcelFacts:
    """What the warehouse sees: the label, the goods. `key` is the form's own: sent twice it registers one parcel."""

    shop_id: int
    tracking_no: str = ""
    courier: str = ""
    sender_name: str = ""
    sender_phone: str = ""
    goods: str = ""
    note: str = ""
    key: str = ""


def register_parcel(*, facts: ParcelFacts, pictures: Sequence[Upload], person: Person) -> UnclaimedParcel:
    """Register the parcel with its pictures and propose whose it is (B4). The same key again: the same parcel.

    Raises NotFound for a shop whose warehouse the person is not, InvalidInput without goods or pictures or on texts
    that are too long, Refused `on_shelf` when that tracking number lies on the shelf already.
    """
    facts = _checked(facts, pictures)
    if person.staff_id is None or not person.has(facts.shop_id, *KEEPERS):
        raise NotFound(str(facts.shop_id))
    with transaction.atomic():
        _hold(facts)
        if facts.key:
            same = UnclaimedParcel.objects.filter(shop_id=facts.shop_id, key=facts.key).first()
            if same is not None:
                return same
        _check_shelf(facts)
        at = now()
        parcel = _insert(facts, person, at)
        for upload in pictures:
            file = store_file(upload=upload, shop_id=facts.shop_id, person=person, at=at)
            ParcelPicture.objects.create(parcel=parcel, file=file)
        note(parcel, "unclaimed.registered", person, at, pictures=len(pictures))
        propose(parcel, at)
    return parcel


def _checked(facts: ParcelFacts, pictures: Sequence[Upload]) -> ParcelFacts:
    texts = {name: clean(getattr(facts, name)) for name in MOST}
    problems: dict[str, Any] = {
        name: _("At most %(most)s characters.") % {"most": most}
        for name, most in MOST.items()
        if len(texts[name]) > most
    }
    if not texts["goods"]:
        problems["goods"] = _("Say what is in the parcel: agents recognise it by that.")
    if texts["courier"] and (problem := company_problem(texts["courier"])) is not None:
        problems["courier"] = problem
    if not pictures:
        problems["pictures"] = _("Add at least one picture, best of the label.")
    if len(pictures) > PICTURES_MOST:
        problems["pictures"] = _("At most %(most)s pictures.") % {"most": PICTURES_MOST}
    if any(_kind(upload) not in PICTURES for upload in pictures):
        problems["pictures"] = _("Only pictures can be added here.")
    try:
        tracking_no = read_tracking_no(facts.tracking_no)
    except ValueError:
        problems["tracking_no"] = _("A tracking number has 6 to 40 letters and digits.")
        tracking_no = ""
    if problems:
        raise InvalidInput(problems)
    return ParcelFacts(facts.shop_id, tracking_no, key=clean(facts.key)[:40], **texts)


def _kind(upload: Upload) -> MediaType | None:
    upload.file.seek(0)
    return media_type_of(upload.file.read(HEAD))


def _hold(facts: ParcelFacts) -> None:
    """Two scans of one label at the same instant come one after the other."""
    with connection.cursor() as cursor:
        for name in (facts.key, facts.tracking_no):
            if name:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"unclaimed:{facts.shop_id}:{name}"]
                )


def _check_shelf(facts: ParcelFacts) -> None:
    if not facts.tracking_no:
        return
    shelf = UnclaimedParcel.objects.filter(shop_id=facts.shop_id, tracking_no=facts.tracking_no, state__in=OPEN)
    number = shelf.values_list("number", flat=True).first()
    if number is not None:
        sentence = _("This tracking number lies on the shelf already: %(number)s. Nothing was registered twice.")
        raise Refused(Refusal("on_shelf", sentence, {"number": number}))


def _insert(facts: ParcelFacts, person: Person, at: datetime) -> UnclaimedParcel:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ID)
        (pk,) = cursor.fetchone()
    parcel = UnclaimedParcel(
        id=pk,
        number=f"{PREFIX}{pk:08d}",
        shop_id=facts.shop_id,
        key=facts.key,
        tracking_no=facts.tracking_no,
        courier=facts.courier,
        sender_name=facts.sender_name,
        sender_name_mask=mask_name(facts.sender_name),
        sender_phone=facts.sender_phone,
        goods=facts.goods,
        note=facts.note,
        registered_by_id=person.staff_id or 0,  # nobody registers by themselves: asked above
        registered_at=at,
    )
    tail = label_of(parcel).tail
    parcel.sender_phone_mask = mask_phone(label_of(parcel).digits) or (f"****{tail}" if tail else "")
    parcel.sender_tail_hash = keyed_hash(tail)
    parcel.save(force_insert=True)
    return parcel
