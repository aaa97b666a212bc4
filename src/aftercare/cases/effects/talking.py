"""Contacts with the buyer (C14), and verdicts inside the house (C7)."""

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.models import Contact, Verdict
from aftercare.cases.opening import details_of
from aftercare.core.sql import insert


def keep_contact(ctx: MoveContext) -> None:
    """One attempt: channel, stage of the talk, result, and when next."""
    inputs = ctx.inputs
    next_at = inputs.get("next_contact_at")
    insert(
        Contact(
            case=ctx.case, channel=inputs["channel"], stage=inputs["talk_stage"], result=inputs["contact_result"],
            next_at=next_at, by_id=ctx.person.staff_id, at=ctx.at,
        )
    )  # fmt: skip
    names = ("channel", "talk_stage", "contact_result")
    ctx.data |= {name: inputs[name].value for name in names}
    if next_at is not None:
        ctx.data["next_contact_at"] = next_at.isoformat()


def keep_verdict(ctx: MoveContext) -> None:
    """Department, person, penalty and result, all of them (C7): an assessment entry of that person (K7)."""
    inputs = ctx.inputs
    verdict = Verdict(
        case=ctx.case,
        shop_id=ctx.case.shop_id,
        department=inputs["department"],
        person_id=inputs["responsible_person"] or None,
        penalty=inputs["penalty"],
        result=inputs["assessment"],
        by_id=ctx.person.staff_id,
        at=ctx.at,
    )
    insert(verdict)
    ctx.set(details={**ctx.case.details, **details_of({"department": inputs["department"]})})
    ctx.data["verdict"] = {"department": inputs["department"].value, "person": verdict.person_id}
    ctx.data["penalty"] = verdict.penalty.fen


EFFECTS = (keep_contact, keep_verdict)
