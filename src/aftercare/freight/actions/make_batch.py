"""Make a payment file of what is approved and waits to be paid."""

from django.db import connection, transaction

from aftercare.cases.models import Case
from aftercare.core.database import Prepared
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import CLERKS, access_role, visible_claims
from aftercare.freight.models import FreightBatch, FreightBatchRow, FreightClaim
from aftercare.freight.terms import BATCH_MOST, BATCH_PREFIX, ClaimState
from aftercare.freight.writing import note, write
from aftercare.money.actions.hand_over import hand_over
from aftercare.money.models import Payout
from aftercare.shops.access import Person

_NEXT_ID = Prepared("SELECT nextval(pg_get_serial_sequence('freight_freightbatch', 'id'))")
NOTHING = Refusal(
    "nothing_to_pay",
    _("Nothing waits to be put into a payment file. What you approved yourself, somebody else has to pay."),
)


def make_batch(*, shop_id: int, person: Person) -> FreightBatch:
    """Put up to `BATCH_MOST` approved registrations of the shop into one file and lock their rows (B5, C18). Two clerks
    at once never get the same row: what one has taken, the other does not see.

    Raises NotFound for a foreign shop, Refused `wrong_role` or `nothing_to_pay`.
    """
    if shop_id not in person.shop_ids:
        raise NotFound(str(shop_id))
    access_role(person, shop_id, *CLERKS)
    with transaction.atomic():
        at = now()
        claims = _lock(shop_id, person)
        payouts = {claim.payout_id: claim for claim in claims}
        number = _next_number()
        taken = hand_over(payout_ids=[pk for pk in payouts if pk], label=number[1], person=person, at=at)
        if not taken:
            raise Refused(NOTHING)
        batch = FreightBatch.objects.create(
            id=number[0],
            number=number[1],
            shop_id=shop_id,
            made_by_id=person.staff_id or 0,
            made_at=at,
            count=len(taken),
            total=sum((payout.amount for payout in taken), ZERO),
        )
        for payout in taken:
            _put_in(batch, payouts[payout.pk], payout, person)
        record(
            kind="freight.batch_made",
            subject=("freight_batch", batch.pk),
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"number": batch.number, "rows": batch.count, "amount": batch.total.fen},
        )
    return batch


def _lock(shop_id: int, person: Person) -> list[FreightClaim]:
    """The oldest that wait, with their cases locked first as everywhere; what somebody else holds is left out."""
    waiting = visible_claims(person).filter(shop_id=shop_id, state=ClaimState.APPROVED).order_by("pk")
    wanted = dict(waiting.values_list("pk", "case_id")[:BATCH_MOST])
    cases = Case.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=set(wanted.values()))
    held = set(cases.order_by("pk").values_list("pk", flat=True))
    rows = FreightClaim.objects.select_for_update(of=("self",), skip_locked=True)
    mine = [pk for pk, case_id in wanted.items() if case_id in held]
    return list(rows.filter(pk__in=mine, state=ClaimState.APPROVED).order_by("pk"))


def _next_number() -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ID)
        (pk,) = cursor.fetchone()
    return int(pk), f"{BATCH_PREFIX}{pk:06d}"


def _put_in(batch: FreightBatch, claim: FreightClaim, payout: Payout, person: Person) -> None:
    write(claim, state=ClaimState.BATCHED, batch_id=batch.pk)
    FreightBatchRow.objects.create(batch=batch, claim=claim, payout=payout)
    note(claim, "freight.batched", person, batch.made_at, batch=batch.number)
