"""Guards of goods: what has come, what was found, what left the house. Pure."""

from aftercare.cases.facts import Attempt
from aftercare.cases.terms import Disposition
from aftercare.core.errors import Refusal
from aftercare.core.words import _


def inspection_complete(attempt: Attempt) -> Refusal | None:
    inspected = attempt.inputs.get("inspected_lines")
    for line in attempt.facts.lines:
        if line.received < line.authorised:
            sentence = _("%(title)s: %(received)s of %(authorised)s pieces have come. Say that there is a problem.")
            params = {"title": line.title, "received": line.received, "authorised": line.authorised}
            return Refusal("pieces_missing", sentence, params)
        if inspected is None or not line.received:
            continue
        seen = inspected.get(line.id)
        if seen is None or seen.good + seen.defective != line.received:
            return Refusal("not_all_inspected", _("%(title)s: not all pieces are inspected."), {"title": line.title})
        if seen.disposition in (Disposition.NOT_SEEN, Disposition.RETURN_TO_BUYER):
            sentence = _("%(title)s: this is not in order. Say that there is a problem.")
            return Refusal("not_in_order", sentence, {"title": line.title})
    return None


def goods_not_back(attempt: Attempt) -> Refusal | None:
    if attempt.facts.received:
        return Refusal("goods_are_back", _("The goods are back already."))
    return None


def return_parcel_known(attempt: Attempt) -> Refusal | None:
    if attempt.facts.has_return_parcel:
        return None
    return Refusal("parcel_unknown", _("First enter the buyer's tracking number."))


def packing_is_broken(attempt: Attempt) -> Refusal | None:
    if attempt.known("packing_whole") is True and "packing_whole" in attempt.inputs:
        sentence = _("The packing is whole: then it was not the way, but the goods (quality) or the use.")
        return Refusal("packing_is_whole", sentence)
    return None


def has_evidence(attempt: Attempt) -> Refusal | None:
    if attempt.facts.evidence:
        return None
    return Refusal("no_evidence", _("First add pictures or documents that show it."))


def has_evidence_nearby(attempt: Attempt) -> Refusal | None:
    if attempt.facts.evidence or attempt.facts.evidence_nearby:
        return None
    return Refusal("no_evidence", _("First add pictures or documents that show it."))


GUARDS = (
    inspection_complete,
    goods_not_back,
    return_parcel_known,
    packing_is_broken,
    has_evidence,
    has_evidence_nearby,
)
