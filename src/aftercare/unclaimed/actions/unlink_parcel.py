"""Somebody was wrong: a parcel that was given to a case is not of it, and lies on the shelf again."""

from datetime import datetime

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.claim_parcel import FoundParcel, release_parcel
from aftercare.cases.models import Case
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.unclaimed.access import LINKERS, access_parcel, access_step
from aftercare.unclaimed.actions.ask_end import REASON_MOST
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.proposing import propose
from aftercare.unclaimed.rules import unlink_refusal
from aftercare.unclaimed.terms import OPEN, ParcelState
from aftercare.unclaimed.writing import access_version, note, write


def unlink_parcel(*, number: str, why: str, person: Person, expected_version: int | None = None) -> UnclaimedParcel:
    """Take it from its case again (B4): it waits on the shelf, and that case is not proposed any more. The case keeps
    pictures and a note, for evidence is never taken away; the usual evidence pack leaves them out.

    Rights are asked on both sides (B6). Raises NotFound, InvalidInput without a reason, Refused `wrong_role`,
    `wrong_state`, `version_changed`, `on_shelf_again`, or `parcel_received` once the warehouse has counted its goods.
    """
    why = clean(why)
    if not 0 < len(why) <= REASON_MOST:
        raise InvalidInput({"why": _("Say why, in at most %(most)s characters.") % {"most": REASON_MOST}})
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *LINKERS)
        access_version(parcel, expected_version)
        refusal = unlink_refusal(parcel.state)
        if refusal is not None or parcel.case is None:
            raise Refused(refusal) if refusal else NotFound(number)
        case = access_case(person, parcel.case.number)
        if not person.has(case.shop_id, *LINKERS):
            raise NotFound(case.number)
        _check_shelf(parcel)
        at = now()
        files = [picture.file for picture in parcel.pictures.select_related("file").order_by("pk")]
        found = FoundParcel(parcel.number, parcel.tracking_no, parcel.courier, files)
        release_parcel(number=case.number, found=found, why=why, since=parcel.settled_at or at, person=person)
        _put_back(parcel)
        note(parcel, "unclaimed.unlinked", person, at, case=case.number)
        _propose_others(parcel, case, person, at)
    return parcel


def _check_shelf(parcel: UnclaimedParcel) -> None:
    """One label lies there once."""
    same = UnclaimedParcel.objects.filter(shop=parcel.shop_id, tracking_no=parcel.tracking_no, state__in=OPEN)
    other = same.exclude(tracking_no="").values_list("number", flat=True).first()
    if other is not None:
        sentence = _("%(number)s with the same tracking number lies on the shelf already.")
        raise Refused(Refusal("on_shelf_again", sentence, {"number": other}))


def _put_back(parcel: UnclaimedParcel) -> None:
    """As it was registered; what was asked of the supervisor before it was claimed is over."""
    write(
        parcel,
        state=ParcelState.WAITING,
        case=None,
        settled_by_id=None,
        settled_at=None,
        end="",
        end_reason="",
        asked_by_id=None,
        asked_at=None,
        decided_by_id=None,
        decided_at=None,
        decision_note="",
    )


def _propose_others(parcel: UnclaimedParcel, case: Case, person: Person, at: datetime) -> None:
    """Ruled out first, so that nobody is told of this case as of something new."""
    Proposal.objects.create(
        parcel=parcel, shop_id=case.shop_id, order_id=case.order_id, case=case, signs=[], score=0, at=at,
        ruled_out_by_id=person.staff_id,
    )  # fmt: skip
    propose(parcel, at)
