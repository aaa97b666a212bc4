"""Have the worker look what taking an import back would do. Nothing is changed by it."""

from datetime import datetime

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.intake.access import access_batch, require_importer, why_not_import
from aftercare.intake.actions.start_import import JOB as IMPORT
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.tally import Tally
from aftercare.intake.changes.terms import AT_WORK, KEPT_FOR, REST, UndoState
from aftercare.intake.changes.words import UNDO
from aftercare.intake.families import family_of
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person

JOB = "intake.undo"
OVER = (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED)


def ask_undo(*, person: Person, batch_id: int) -> ImportUndo:
    """Ask the worker to count what would go, go back and stay; after it somebody says yes (`start_undo`). Asked again
    after an import was taken back, it looks at what stayed (O1).

    Raises NotFound, Refused `import.role` or one of `undo.*`.
    """
    with transaction.atomic():
        batch = access_batch(person, batch_id, lock=True)
        require_importer(person, batch.shop_id)
        at = now()
        refusal = why_not_undo(person, batch, at)
        if refusal is not None:
            raise Refused(refusal)
        undo = ImportUndo.objects.select_for_update().filter(batch=batch).first() or ImportUndo(batch=batch)
        if undo.pk is not None and undo.state in AT_WORK:
            raise Refused(refusal_of("undo.under_way"))
        if undo.state == UndoState.DONE:
            undo.earlier = Tally.of(undo.counts).after(Tally.of(undo.earlier)).to_json()
        undo.state, undo.asked_by_id, undo.asked_at = UndoState.CHECKING, person.staff_id, at
        begin_at_the_top(undo)
        undo.save()
        tell(undo, batch, "import.undo_checked", person.staff_id, at)
        enqueue_undo(batch)
    return undo


def why_not_undo(person: Person, batch: ImportBatch, at: datetime) -> Refusal | None:
    """The refusal for anybody who may not, and for an import that cannot be taken back (any more); the page greys its
    button with it. At most two queries."""
    refusal = why_not_import(person, batch.shop_id)
    if refusal is not None:
        return refusal
    if batch.dry_run or batch.state not in OVER or not batch.position:
        return refusal_of("undo.over")
    family = family_of(batch.kind)
    if family is None or family.take_back is None:
        return Refusal("undo.family", (family.no_undo if family else "") or UNDO["undo.family"])
    if batch.finished_at is None or batch.finished_at < at - KEPT_FOR:
        return refusal_of("undo.late", days=KEPT_FOR.days)
    return None if _is_something_left(batch) else refusal_of("undo.nothing")


def _is_something_left(batch: ImportBatch) -> bool:
    """Each by its index: of an import that was taken back only what stayed is asked for."""
    changes = ImportChange.objects.filter(batch=batch)
    undo = ImportUndo.objects.filter(batch=batch).only("state", "earlier").first()
    if undo is not None and (undo.state == UndoState.DONE or undo.earlier):
        changes = changes.filter(fate__in=REST)
    return changes.exists()


def refusal_of(code: str, **params: object) -> Refusal:
    """One of our own sentences."""
    return Refusal(code, UNDO[code], params)


def begin_at_the_top(undo: ImportUndo) -> None:
    """No change is dealt with yet; the worker counts them."""
    undo.total = undo.done = undo.position = 0
    undo.counts, undo.lease_until, undo.finished_at = {}, None, None


def enqueue_undo(batch: ImportBatch) -> None:
    """In turn with the imports of the shop: the same lock."""
    enqueue(JOB, lock=f"{IMPORT}:{batch.shop_id}", batch_id=batch.pk)


def tell(undo: ImportUndo, batch: ImportBatch, kind: str, actor_id: int | None, at: datetime) -> None:
    """An event of the import, with the counts and never with words of people."""
    counts = {name: undo.counts[name] for name in ("gone", "back", "fields", "stays") if name in undo.counts}
    record(
        kind=kind,
        subject=("import_batch", batch.pk),
        shop_id=batch.shop_id,
        actor_id=actor_id,
        at=at,
        data=counts,
    )
