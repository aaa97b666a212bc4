"""Take an import back, after it was looked what that does."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.actions.ask_undo import begin_at_the_top, enqueue_undo, refusal_of, tell, why_not_undo
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.terms import AT_WORK, UndoState
from aftercare.intake.changes.words import REASON_MISSING, REASON_MOST
from aftercare.shops.access import Person


def start_undo(*, person: Person, batch_id: int, reason: str) -> ImportUndo:
    """Have the worker take the import back; a second click is refused. Everything is decided anew when it is done: what
    somebody has touched since the check stays (O1).

    Raises NotFound, InvalidInput without a reason, Refused `import.role` or one of `undo.*`.
    """
    words = clean(reason)[:REASON_MOST]
    if not words:
        raise InvalidInput({"reason": REASON_MISSING})
    with transaction.atomic():
        batch = access_batch(person, batch_id, lock=True)
        require_importer(person, batch.shop_id)
        undo = ImportUndo.objects.select_for_update().filter(batch=batch).first()
        if undo is not None and undo.state in AT_WORK:
            raise Refused(refusal_of("undo.under_way"))
        if undo is None or undo.state != UndoState.CHECKED:
            raise Refused(refusal_of("undo.unchecked"))
        at = now()
        refusal = why_not_undo(person, batch, at)
        if refusal is not None:
            raise Refused(refusal)
        begin_at_the_top(undo)
        undo.state, undo.reason, undo.asked_by_id, undo.asked_at = UndoState.RUNNING, words, person.staff_id, at
        undo.save()
        tell(undo, batch, "import.undo_started", person.staff_id, at)
        enqueue_undo(batch)
    return undo
