"""The instruction to pay what was granted, and what its result means. Called by actions and handlers only."""

from datetime import datetime

from aftercare.cases.actions.note_freight_apart import note_freight_apart
from aftercare.cases.actions.tell_buyer import tell_buyer
from aftercare.core.money import Money
from aftercare.freight.access import lock_claim
from aftercare.freight.letters import letter
from aftercare.freight.models import FreightBatch, FreightBatchRow, FreightClaim
from aftercare.freight.rules import binding_of
from aftercare.freight.terms import ClaimState, PayTo
from aftercare.freight.writing import note, write
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest, instruct_payout
from aftercare.money.models import Payout
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind, PayoutState
from aftercare.orders.family import payee_of
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

SUBJECT = "freight"
TRANSFER = "transfer"


def instruct(claim: FreightClaim, amount: Money, purpose: str, person: Person, at: datetime) -> Payout:
    """Instruct the payout of what was granted. Its key holds registration and attempt: a second attempt is a new key
    only after the first one was turned down, so nothing is paid twice (C18)."""
    case, order_no = claim.case, payee_of(claim.case.order)
    to_account = claim.pay_to == PayTo.ACCOUNT
    wished = PayoutRequest(
        key=f"freight-{claim.pk}-{claim.attempts + 1}",
        shop_id=claim.shop_id,
        subject=(SUBJECT, claim.pk),
        payee=Payee(
            label=claim.payee_mask,
            reference=order_no,
            buyer_reference=f"customer:{case.customer_id}" if case.customer_id else "",
        ),
        channel=TRANSFER if to_account else str(policies_of(claim.shop, at).get("payout.channel")),
        purpose=purpose,
        binding=binding_of(claim.number, amount, claim.pay_to, claim.payee_account or order_no),
        shares=(Share(cap_id=None, kind=LineKind.FREIGHT, amount=amount),),
        proposed_by_id=claim.registered_by_id,
        decided_by=() if person.staff_id is None else (person.staff_id,),
    )
    return instruct_payout(instruction=wished, person=person, at=at)


def lock_subject(claim_id: int) -> None:
    """Taken by whoever records a result, before the payout."""
    lock_claim(claim_id)


def payout_paid(payout: Payout, at: datetime) -> None:
    """The freight has been paid; told twice, the second time changes nothing."""
    claim = lock_claim(payout.subject_id)
    if claim.payout_id != payout.pk or claim.state == ClaimState.PAID:
        return
    write(claim, state=ClaimState.PAID, settled_at=at)
    _end(claim, payout, "freight.paid", "freight_paid", at)


def payout_refused(payout: Payout, at: datetime) -> None:
    """It could not be paid: it waits for a decision again."""
    claim = lock_claim(payout.subject_id)
    if claim.payout_id != payout.pk or claim.state == ClaimState.FAILED:
        return
    write(claim, state=ClaimState.FAILED, settled_at=at, batch=None)
    note_freight_apart(case_id=claim.case_id, change=-payout.amount)
    _end(claim, payout, "freight.failed", "freight_failed", at)


def _end(claim: FreightClaim, payout: Payout, kind: str, template: str, at: datetime) -> None:
    actor = Person.system() if payout.settled_by_id is None else Person(payout.settled_by_id, "")
    note(claim, kind, actor, at, amount=payout.amount.fen, key=payout.key)
    tell_buyer(case=claim.case, template=template, text=letter(claim, template), at=at)
    _close_batch(payout, at)


def _close_batch(payout: Payout, at: datetime) -> None:
    """The file is done when its last row has a result. Its row is locked: the last two do not miss each other."""
    row = FreightBatchRow.objects.filter(payout=payout).first()
    if row is None:
        return
    batch = FreightBatch.objects.select_for_update(of=("self",)).get(pk=row.batch_id)
    if not batch.rows.filter(payout__state=PayoutState.SENDING).exists():
        batch.closed_at = at
        batch.save(update_fields=["closed_at"])
