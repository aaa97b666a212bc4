"""Guards of goods: what has come, what was found, what left the house. Pure."""

from aftercare.cases.facts import Attempt
from aftercare.cases.rules import MIS_SENT
from aftercare.cases.terms import OUT_OF_ORDER
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
        if {seen.good_to, seen.defective_to} & OUT_OF_ORDER:
            sentence = _("%(title)s: this is not in order. Say that there is a problem.")
            return Refusal("not_in_order", sentence, {"title": line.title})
    return None


def goods_not_back(attempt: Attempt) -> Refusal | None:
    if attempt.facts.received:
        return Refusal("goods_are_back", _("The goods are back already."))
    return None


def goods_here(attempt: Attempt) -> Refusal | None:
    if attempt.facts.received:
        return None
    return Refusal("goods_not_here", _("The goods have not come to us."))


def goods_came_along(attempt: Attempt) -> Refusal | None:
    """Whether they lay here already when this case began: it was another kind before."""
    if attempt.facts.details.get("goods_here"):
        return None
    return Refusal("goods_not_here", _("The goods have not come to us."))


def goods_to_come(attempt: Attempt) -> Refusal | None:
    if attempt.facts.details.get("goods_here"):
        return Refusal("goods_are_back", _("The goods are here already: the buyer has nothing to send."))
    return None


def mis_sending_answered(attempt: Attempt) -> Refusal | None:
    """A wrong or missing item is confirmed or not by whoever unpacks it: the freight hangs on it (B 三(三))."""
    if "inspected_lines" not in attempt.inputs or attempt.facts.reason not in MIS_SENT:
        return None
    if "wrong_item_confirmed" in attempt.inputs or attempt.known("warehouse_confirmed") is not None:
        return None
    sentence = _("Say whether we really sent the wrong or too few items: the freight hangs on it.")
    return Refusal("mis_sending_open", sentence)


def buyer_in_hurry(attempt: Attempt) -> Refusal | None:
    if attempt.known("urgent"):
        return None
    sentence = _("New goods leave first only when the buyer is in a hurry: note that in the assessment.")
    return Refusal("not_urgent", sentence)


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
    goods_here,
    goods_came_along,
    goods_to_come,
    mis_sending_answered,
    buyer_in_hurry,
    return_parcel_known,
    packing_is_broken,
    has_evidence,
    has_evidence_nearby,
)
