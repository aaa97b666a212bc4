"""Somebody takes a payment file out: it holds accounts of buyers."""

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.freight.access import CLERKS, access_batch, access_role
from aftercare.freight.models import FreightBatch
from aftercare.shops.access import Person


def note_download(*, number: str, person: Person) -> FreightBatch:
    """Write down who takes it and how many rows it has, before it leaves (E10). Raises NotFound, Refused
    `wrong_role`."""
    batch = access_batch(person, number)
    access_role(person, batch.shop_id, *CLERKS)
    record(
        kind="freight.batch_exported",
        subject=("freight_batch", batch.pk),
        shop_id=batch.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"number": batch.number, "rows": batch.count},
    )
    return batch
