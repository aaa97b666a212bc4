"""Imports that ended or were taken back, for the bell of the person who started it."""

from django.urls import reverse
from django.utils.translation import gettext

from aftercare.intake.access import visible_batches
from aftercare.intake.changes import queries
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.tally import Tally
from aftercare.intake.changes.terms import UndoState
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone
from aftercare.web.shell.bell import Notice

NEWEST = 5


def ended_imports(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """The last imports that this person started and that are over, whole or not."""
    ended = visible_batches(person).filter(
        shop_id__in=shop_ids,
        started_by_id=person.staff_id,
        state__in=(ImportState.DONE, ImportState.FAILED),
        finished_at__isnull=False,
    )
    return [_notice(batch) for batch in ended.order_by("-id")[:NEWEST]]


def ended_undos(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """The last imports that this person had looked at or taken back, when the worker is done with them."""
    return [_undo_notice(undo) for undo in queries.ended_undos(person, shop_ids, most=NEWEST)]


def _undo_notice(undo: ImportUndo) -> Notice:
    stays = Tally.of(undo.counts).stays
    if undo.state == UndoState.CHECKED:
        text, tone = gettext("%(file)s: looked what taking it back would do"), Tone.US
    elif stays:
        text, tone = gettext("%(file)s: taken back, of %(stays)d orders something stays"), Tone.SOON
    else:
        text, tone = gettext("%(file)s: taken back"), Tone.DONE
    at = undo.finished_at if undo.state == UndoState.DONE else undo.checked_at
    address = reverse("import", args=[undo.batch_id])
    return Notice(text % {"file": undo.batch.file_name, "stays": stays}, address, at or undo.asked_at, tone.value)


def _notice(batch: ImportBatch) -> Notice:
    facts = {"file": batch.file_name, "taken": batch.position - batch.refused, "refused": batch.refused}
    if batch.state == ImportState.FAILED:
        text, tone = gettext("%(file)s: the import stopped"), Tone.LATE
    elif batch.refused:
        text, tone = gettext("%(file)s: %(taken)d rows in, %(refused)d refused"), Tone.SOON
    else:
        text, tone = gettext("%(file)s: all %(taken)d rows in"), Tone.DONE
    assert batch.finished_at is not None  # asked for above
    return Notice(text % facts, reverse("import", args=[batch.pk]), batch.finished_at, tone.value)
