"""Attach proof to a case. What is attached can be neither changed nor taken away (D12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from aftercare.cases.access import access_case
from aftercare.cases.models import Case, Evidence
from aftercare.cases.terms import Stage
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.models import StoredFile
from aftercare.shops.access import Person

# Pieces that come while the warehouse looks at the goods prove what was found; the others what was asked or argued.
_STAGES = {
    "received": Stage.INSPECTION,
    "doubted": Stage.INSPECTION,
    "evidence": Stage.DISPUTE,
    "intervention": Stage.DISPUTE,
    "asked": Stage.APPLICATION,
}


def add_evidence(*, number: str, upload: Upload, person: Person) -> Evidence:
    """Store the file and attach it; its stage follows from the state of the case. Raises NotFound, and what
    `store_file` raises."""
    with transaction.atomic():
        case = access_case(person, number)
        at = now()
        file = store_file(upload=upload, shop_id=case.shop_id, person=person, at=at)
        (evidence,) = _attach(case, [file], person, at)
    return evidence


def attach_drafts(*, case: Case, tokens: Sequence[str], person: Person) -> list[Evidence]:
    """Attach files that the same person uploaded before the case existed (D4). Call in the transaction that opened it.

    Raises InvalidInput when one is not theirs, of another shop, or attached already.
    """
    files = list(draft_files(person, case.shop_id, tokens).select_for_update(of=("self",)))
    if len(files) != len(set(tokens)):
        raise InvalidInput({"evidence": _("One of the files is no longer there. Add it again.")})
    return _attach(case, files, person, now())


def attach_found(*, case: Case, files: Sequence[StoredFile], person: Person, at: datetime) -> list[Evidence]:
    """Attach pictures that were taken before anybody knew the case, those it has already left out. Call in the
    transaction that found it, which has asked whether the person may see both."""
    held = set(Evidence.objects.filter(case=case, file__in=files).values_list("file_id", flat=True))
    return _attach(case, [file for file in files if file.pk not in held], person, at)


def draft_files(person: Person, shop_id: int, tokens: Sequence[str]) -> QuerySet[StoredFile]:
    """Files of that person that are attached to nothing yet."""
    mine = StoredFile.objects.filter(uploaded_by_id=person.staff_id, shop_id=shop_id, token__in=tokens)
    return mine.exclude(pk__in=Evidence.objects.values("file_id")).order_by("pk")


def _attach(case: Case, files: Sequence[StoredFile], person: Person, at: datetime) -> list[Evidence]:
    stage = _STAGES.get(case.state, Stage.OTHER)
    made = [Evidence.objects.create(case=case, file=file, stage=stage, by_id=person.staff_id, at=at) for file in files]
    if made:
        record(
            kind="case.evidence_added",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={
                "evidence": [one.pk for one in made],
                "sha256": [one.file.sha256 for one in made],
                "stage": stage.value,
            },
        )
    return made
