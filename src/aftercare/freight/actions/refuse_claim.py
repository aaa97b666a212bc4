"""Refuse to refund what a buyer paid, and tell them why."""

from django.db import transaction

from aftercare.cases.actions.tell_buyer import tell_buyer
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import access_claim, decider_of, lock_claim
from aftercare.freight.facts import facts_of, shop_rules
from aftercare.freight.letters import letter
from aftercare.freight.models import FreightClaim
from aftercare.freight.rules import decision_refusal, findings_of
from aftercare.freight.terms import ClaimState, RefusalCode
from aftercare.freight.writing import access_version, note, write
from aftercare.shops.access import Person

TEXT_MOST = 200


def refuse_claim(
    *, number: str, code: str, text: str, person: Person, expected_version: int | None = None
) -> FreightClaim:
    """Refuse it with a reason; the buyer sees it on their page, and a message waits on the case (B5). They may register
    it anew.

    Raises NotFound; InvalidInput without a reason, or without words for another one; Refused `wrong_role`,
    `wrong_state`, `own_request` or `version_changed`.
    """
    text = clean(text)
    if code not in RefusalCode.values:
        raise InvalidInput({"code": _("Choose why.")})
    if len(text) > TEXT_MOST or (code == RefusalCode.OTHER and not text):
        raise InvalidInput({"text": _("Write it for the buyer, in at most %(most)s characters.") % {"most": TEXT_MOST}})
    with transaction.atomic():
        lock_claim(access_claim(person, number).pk)
        claim = access_claim(person, number)
        access_version(claim, expected_version)
        at = now()
        decider = decider_of(person, claim.shop_id, shop_rules(claim.shop, at).limit)
        refusal = decision_refusal(claim.state, claim.registered_by_id, decider)
        if refusal is not None:
            raise Refused(refusal)
        findings = findings_of(facts_of([claim], at)[claim.pk])
        write(
            claim,
            state=ClaimState.REFUSED,
            findings=[one.check.value for one in findings],
            decided_by_id=person.staff_id,
            decided_at=at,
            refusal=code,
            refusal_text=text,
            settled_at=at,
        )
        note(claim, "freight.refused", person, at, code=code)
        tell_buyer(case=claim.case, template="freight_refused", text=letter(claim, "freight_refused"), at=at)
    return claim
