"""Stop a run: what is done stays done, what waits is left alone (B11)."""

from django.db import transaction

from aftercare.chat.access import WRONG_ROLE
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.promotions.access import BULK_WORKERS, access_run
from aftercare.promotions.models import BulkRun
from aftercare.promotions.terms import RowState
from aftercare.shops.access import Person

ENDED = Refusal("bulk_ended", _("This run has ended already."))


def stop_bulk(*, run_id: int, person: Person) -> BulkRun:
    """Whoever works on many cases of that shop. Raises NotFound, Refused."""
    with transaction.atomic():
        run = access_run(person, run_id, lock=True)
        if not person.has(run.shop_id, *BULK_WORKERS):
            raise Refused(WRONG_ROLE)
        if run.ended_at is not None:
            raise Refused(ENDED)
        at = now()
        left = run.rows.filter(state=RowState.WAITING).update(state=RowState.STOPPED, done_at=at)
        run.ended_at = at
        run.save(update_fields=["ended_at"])
        record(
            kind="bulk.stopped",
            subject=("bulk", run.pk),
            shop_id=run.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"left": left},
        )
    return run
