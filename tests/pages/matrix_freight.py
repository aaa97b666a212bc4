"""Registered freight for the authorization matrix: arguments of every route that takes some."""

from tests.freight.scene import approved, claim_of, returned
from tests.people import People, person

from aftercare.freight.actions.make_batch import make_batch
from aftercare.freight.actions.make_link import make_link

OF_CLAIM = ("freight_claim", "freight_approve", "freight_refuse", "freight_account")
OF_BATCH = ("freight_batch", "freight_batch_results", "freight_batch_failed")
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "freight_approve": {"amount": "12.00", "reason": "", "version": "1"},
    "freight_refuse": {"code": "duplicate", "text": "", "version": "1"},
    "freight_account": {"payee_name": "测试甲", "payee_account": "test@pay.example"},
    "freight_batch_failed": {"reason": "未打款"},
}
# Not there although the page is theirs: a shop for which nobody said which, and pages of buyers, who are somebody else.
MAY_BE_ABSENT = ("freight_batches", "freight_buyer", "freight_buyer_account")


def freight_things(people: People) -> dict[str, dict[str, object]]:
    """One registration that waits, one in a payment file, and a buyer's link."""
    claim = claim_of(returned(people, "SF8800000901"), people.owner)
    other = approved(claim_of(returned(people, "SF8800000902"), people.owner), people.supervisor)
    batch = make_batch(shop_id=people.shop.pk, person=person(people.refund_clerk))
    token = make_link(case_number=claim.case.number, person=person(people.owner)).token
    of_claim, of_batch, of_case = {"number": claim.number}, {"number": batch.number}, {"number": claim.case.number}
    return {
        **dict.fromkeys(OF_CLAIM, of_claim),
        **dict.fromkeys(OF_BATCH, of_batch),
        **dict.fromkeys(("freight_case", "freight_link"), of_case),
        "freight_receipt": {**of_claim, "copy": "thumb"},
        "freight_batch_file": {**of_batch, "kind": "csv"},
        "freight_buyer": {"token": token},
        "freight_buyer_account": {"token": token, "number": other.number},
    }
