"""What was entered and stays with the case, by its name."""

from aftercare.cases.announcing import public_reply
from aftercare.cases.effects.context import Effect, MoveContext
from aftercare.cases.models import Note
from aftercare.cases.opening import details_of, texts_of
from aftercare.cases.rules import USUAL_RESPONSIBLE
from aftercare.cases.terms import Form, Responsible, ReviewOutcome
from aftercare.core.errors import InvalidInput
from aftercare.core.sql import insert
from aftercare.core.text import fold
from aftercare.core.words import _


def keep_details(ctx: MoveContext) -> None:
    """Keep what the tables name as kept: values in `details`, words as notes, which stay erasable (J7)."""
    found = details_of(ctx.inputs)
    if "gift_worth" in found:
        found["compensation_form"] = Form.GOODS.value  # whoever names a gift makes the compensation one
    if found:
        ctx.set(details={**ctx.case.details, **found})
        ctx.data["kept"] = found
    for name, text in texts_of(ctx.inputs).items():
        note = Note(case=ctx.case, text=text, move=ctx.move.code, name=name, by_id=ctx.person.staff_id, at=ctx.at)
        insert(note)
        ctx.data.setdefault("texts", []).append(note.pk)


def keep_reply(ctx: MoveContext) -> None:
    """The public reply; nothing in it may name the buyer (A 第三节 5, R6)."""
    words = fold(ctx.inputs["public_reply"])
    order, customer = ctx.case.order, ctx.case.customer
    personal = [order.receiver_name, order.receiver_phone, order.receiver_address, order.platform_no]
    personal.append(customer.nick if customer else "")
    if any(len(fold(text)) >= 2 and fold(text) in words for text in personal):
        raise InvalidInput({"public_reply": _("Everybody reads the reply: it must not name the buyer or the order.")})
    keep_details(ctx)
    public_reply(ctx.case, ctx.inputs["public_reply"], ctx.person)


def keep_responsible(ctx: MoveContext) -> None:
    """Who is responsible, when it was entered."""
    if "responsible" in ctx.inputs:
        ctx.set(responsible=ctx.inputs["responsible"])
        ctx.data["responsible"] = ctx.inputs["responsible"].value


def keep_reason(ctx: MoveContext) -> None:
    """The cause as it was found; the usual responsible party goes with it."""
    reason = ctx.inputs["reason"]
    ctx.set(reason=reason, responsible=USUAL_RESPONSIBLE[reason])
    ctx.data["reason"] = reason.value


def keep_clause(ctx: MoveContext) -> None:
    """The clause that the buyer is told."""
    ctx.set(refusal_clause=ctx.inputs["clause"])


def _keeping(name: str, doc: str, **details: object) -> Effect:
    """An effect that keeps fixed values."""

    def effect(ctx: MoveContext) -> None:
        ctx.set(details={**ctx.case.details, **details})
        ctx.data["kept"] = {**ctx.data.get("kept", {}), **details}

    effect.__name__, effect.__doc__ = name, doc
    return effect


def _blaming(name: str, party: Responsible) -> Effect:
    """An effect that names who is responsible by what was found."""

    def effect(ctx: MoveContext) -> None:
        ctx.set(responsible=party)
        ctx.data["responsible"] = party.value

    effect.__name__ = name
    return effect


EFFECTS = (
    keep_details,
    keep_reply,
    keep_responsible,
    keep_reason,
    keep_clause,
    _keeping("keep_confirmed", "The warehouse confirms it (C8).", warehouse_confirmed=True),
    _keeping("keep_unconfirmed", "The warehouse does not confirm it (C8).", warehouse_confirmed=False),
    _keeping("keep_review_kept", "The review was left as it is.", review_outcome=ReviewOutcome.KEPT.value),
    _keeping("note_stopped", "The parcel has not left the house.", stopped=True),
    _keeping("note_left", "The parcel has left the house, whatever the last import says.", stopped=False, left=True),
    _keeping("count_against_courier", "It counts against the courier (O7).", counts_against_courier=True),
    _keeping("book_repair", "The repair is booked when the case ends (B6).", booked_repair=True),
    _keeping("book_recovered", "What came back is booked when the case ends (B6).", booked_recovered=True),
    _keeping("book_goods_lost", "The goods are booked as lost when the case ends (B6).", booked_goods_lost=True),
    _keeping("note_quality", "The product goes to the quality list (C12).", quality_list=True),
    _keeping("note_no_quality", "It was not the product: it stays off the quality list.", quality_list=False),
    _blaming("blame_shop", Responsible.SHOP),
    _blaming("blame_courier", Responsible.COURIER),
    _blaming("blame_buyer", Responsible.BUYER),
    _blaming("blame_warehouse", Responsible.WAREHOUSE),
)
