"""Grant what a buyer paid to send a parcel back, and instruct its payment."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from aftercare.cases.actions.note_freight_apart import note_freight_apart
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.money import ZERO, Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import access_claim, decider_of, lock_claim
from aftercare.freight.facts import facts_of, shop_rules
from aftercare.freight.models import FreightClaim
from aftercare.freight.paying import instruct
from aftercare.freight.rules import decision_refusal, findings_of, grant_refusal, needs_reason
from aftercare.freight.terms import ClaimState
from aftercare.freight.writing import access_version, note, write
from aftercare.shops.access import Person

REASON_MOST = 300


@dataclass(frozen=True)
class Grant:
    """How much, and why although a check speaks against it."""

    amount: Money | None
    reason: str = ""


def approve_claim(*, number: str, grant: Grant, person: Person, expected_version: int | None = None) -> FreightClaim:
    """Grant the amount and instruct its payout in the same transaction (B5, C18). The checks are made anew, with the
    case locked: two registrations of one case cannot both take what the ceiling leaves.

    Raises NotFound; InvalidInput without an amount, or without a reason where a check speaks against it; Refused
    `wrong_role`, `wrong_state`, `own_request`, `needs_supervisor`, `above_authority`, `over_ceiling`, `above_amount` or
    `version_changed`.
    """
    reason = clean(grant.reason)
    if grant.amount is None or grant.amount <= ZERO:
        raise InvalidInput({"amount": _("Enter the amount in yuan, more than nothing.")})
    with transaction.atomic():
        lock_claim(access_claim(person, number).pk)
        claim = access_claim(person, number)
        access_version(claim, expected_version)
        at = now()
        decider = decider_of(person, claim.shop_id, shop_rules(claim.shop, at).limit)
        facts = facts_of([claim], at)[claim.pk]
        findings = findings_of(facts)
        refusal = decision_refusal(claim.state, claim.registered_by_id, decider) or grant_refusal(
            facts, findings, grant.amount, decider
        )
        if refusal is not None:
            raise Refused(refusal)
        if len(reason) > REASON_MOST or (needs_reason(findings) and not reason):
            sentence = _("Say why it is paid all the same, in at most %(most)s characters.")
            raise InvalidInput({"reason": sentence % {"most": REASON_MOST}})
        purpose = gettext("Return freight of %(case)s, %(number)s") % {"case": claim.case.number, "number": number}
        note_freight_apart(case_id=claim.case_id, change=grant.amount)
        payout = instruct(claim, grant.amount, purpose, person, at)
        write(
            claim,
            state=ClaimState.APPROVED,
            granted=grant.amount,
            findings=[one.check.value for one in findings],
            decided_by_id=person.staff_id,
            decided_at=at,
            decision_reason=reason,
            refusal="",
            refusal_text="",
            attempts=claim.attempts + 1,
            payout_id=payout.pk,
            settled_at=None,
        )
        checks = [one.check.value for one in findings]
        note(claim, "freight.approved", person, at, amount=grant.amount.fen, checks=checks)
    return claim
