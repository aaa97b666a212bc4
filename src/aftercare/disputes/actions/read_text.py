"""Read what a subject's text complains of, and keep that."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from aftercare.core import events
from aftercare.core.crypto import keyed_hash
from aftercare.core.time import now
from aftercare.disputes.classify import Classified, classify
from aftercare.disputes.models import DisputeReading

_READ = ("type", "polarity", "words", "text_hash", "model", "read_at")
_CORRECTED = ("corrected_to", "corrected_by", "corrected_at", "corrected_text")


def read_text(*, shop_id: int, subject: tuple[str, int], text: str) -> DisputeReading:
    """The reading of the subject (kind, number): kept from before while its text is the same, else made. Row R3.

    For whoever writes the subject, in the same transaction; nobody's right is asked here.
    """
    kind, number = subject
    return read_texts(shop_id=shop_id, kind=kind, texts={number: text})[number]


@transaction.atomic
def read_texts(*, shop_id: int, kind: str, texts: Mapping[int, str]) -> dict[int, DisputeReading]:
    """The same of many subjects of one kind, by their number; three statements however many they are.

    Another text than before is read anew: a correction of the old one goes, with an event that says so.
    """
    known = _known(kind, texts)
    fresh: list[DisputeReading] = []
    lost: list[DisputeReading] = []
    at = now()
    for number, text in texts.items():
        before, mark = known.get(number), keyed_hash(text)
        if before is not None and before.text_hash == mark:
            continue
        if before is not None and before.corrected_to:
            lost.append(before)
        found = classify(text)
        fresh.append(
            DisputeReading(
                shop_id=shop_id, subject_kind=kind, subject_id=number, text_hash=mark, read_at=at, **_told(found)
            )
        )
    if fresh:
        DisputeReading.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["subject_kind", "subject_id"],
            update_fields=[*_READ, *_CORRECTED],
        )
        known = _known(kind, texts)
    events.record_many(_reread(one, known[one.subject_id]) for one in lost)
    return {number: known[number] for number in texts}


def _told(found: Classified) -> dict[str, object]:
    return {
        "type": found.type.value,
        "polarity": found.polarity.value,
        "words": list(found.reasons),
        "model": found.model,
    }


def _known(kind: str, numbers: Iterable[int]) -> dict[int, DisputeReading]:
    rows = DisputeReading.objects.select_for_update(no_key=True).filter(subject_kind=kind, subject_id__in=list(numbers))
    return {row.subject_id: row for row in rows.order_by("pk")}


def _reread(before: DisputeReading, after: DisputeReading) -> events.EventRow:
    data = {"subject": before.subject_kind, "of": before.subject_id, "before": before.corrected_to, "to": after.type}
    return events.EventRow("dispute.reread", ("dispute", before.pk), before.shop_id, None, after.read_at, data)
