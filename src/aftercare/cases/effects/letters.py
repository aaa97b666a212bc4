"""Messages to the buyer, in the shop's words. Plain replacement only: no template engine touches anybody's text."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop, override

from aftercare.cases.clocks import due_times
from aftercare.cases.effects.context import Effect, MoveContext
from aftercare.cases.models import BuyerMessage
from aftercare.cases.terms import Form
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import insert

BUYERS_LANGUAGE = "zh-hans"

TEXTS = {
    "address": gettext_noop(
        "Hello, your application %(number)s is agreed. Please send the goods with their packing and accessories to: "
        "%(address)s, %(contact)s, %(phone)s. Please tell us courier and tracking number afterwards. %(notes)s"
    ),
    "refused": gettext_noop(
        "Hello, we are sorry that we cannot accept your application %(number)s: %(clause)s. "
        "If there is a problem with the goods, please send us pictures, and we will look after it."
    ),
    "refunded": gettext_noop(
        "Hello, ¥%(amount)s for your return %(number)s has been refunded the way you paid. Thank you for your patience."
    ),
    "paid": gettext_noop("Hello, ¥%(amount)s for %(number)s has been paid to you. Thank you for your patience."),
    "lapsed": gettext_noop(
        "Hello, your application %(number)s was closed because the goods were not sent in time. "
        "Tell us if you still need help."
    ),
    "verdict": gettext_noop(
        "Hello, the platform has decided on %(number)s; the matter is closed. Tell us if you still need help."
    ),
    "offer": gettext_noop(
        "Hello, we are sorry for the trouble with your order. We would like to offer you %(form)s worth ¥%(offered)s "
        "(%(number)s). Is that all right with you?"
    ),
    "offer_gift": gettext_noop(
        "Hello, we are sorry for the trouble with your order. We would like to send you a small gift: %(gift)s "
        "(%(number)s). Is that all right with you?"
    ),
    "difference": gettext_noop(
        "Hello, your goods are back and in order. The new ones cost ¥%(owed)s more; as soon as the difference is paid, "
        "we send them (%(number)s)."
    ),
    "sent_back": gettext_noop(
        "Hello, your goods are on their way back to you with %(courier)s, %(tracking_no)s (%(number)s)."
    ),
    "quote": gettext_noop(
        "Hello, we have examined your goods. The repair costs ¥%(repair)s, freight not included. "
        "Shall we repair them (%(number)s)?"
    ),
    "unrepaired": gettext_noop(
        "Hello, we are sorry that your goods cannot be repaired; we send them back to you (%(number)s)."
    ),
    "reshipped": gettext_noop(
        "Hello, we have sent the goods once more with %(courier)s, %(tracking_no)s. "
        "Please look at the packing before you sign for it (%(number)s)."
    ),
    "gift_sent": gettext_noop(
        "Hello, your gift is on its way with %(courier)s, %(tracking_no)s: %(gift)s (%(number)s)."
    ),
    "takes_time": gettext_noop(
        "Hello, we are looking into your matter (%(number)s) and will come back to you by %(until)s at the latest. "
        "Thank you for your patience."
    ),
    "unconfirmed": gettext_noop(
        "Hello, our packing record and video show that what was sent agrees with your order (%(number)s). If you would "
        "like to return it all the same, the freight is at your cost; please tell us if you have further pictures."
    ),
    "keep_packing": gettext_noop(
        "Hello, we are sorry that the parcel was damaged on its way. Please keep the inner and outer packing and send "
        "us pictures of them and of the goods; we claim from the courier and look after you (%(number)s)."
    ),
}


OF_GIFTS = {"offer": "offer_gift", "reshipped": "gift_sent"}


def _values(ctx: MoveContext) -> dict[str, Any]:
    """Everything that a text may name."""
    case, address = ctx.case, ctx.case.return_address
    form = case.details.get("compensation_form")
    zone = ZoneInfo(case.shop.timezone)
    due = due_times(case, before=None, after=ctx.after, policies=ctx.policies, at=ctx.at)[1] if ctx.after else None
    return {
        "number": case.number,
        "clause": case.refusal_clause,
        "amount": case.refunded.yuan,
        "offered": ((case.granted or ZERO) + (case.granted_freight or ZERO)).yuan,
        "gift": ctx.attempt.known("gift") or "",
        "form": Form(form).label if form else "",
        "owed": Money(case.details.get("buyer_pays", 0)).yuan,
        "repair": Money(case.details.get("repair_cost", 0)).yuan,
        "courier": ctx.inputs.get("courier", ""),
        "tracking_no": ctx.inputs.get("tracking_no", ""),
        "until": f"{due.astimezone(zone):%Y-%m-%d %H:%M}" if due else "",
        "address": address.address if address else "",
        "contact": address.contact if address else "",
        "phone": address.phone if address else "",
        "notes": address.notes if address else "",
    }


def _telling(template: str) -> Effect:
    def effect(ctx: MoveContext) -> None:
        if template == "address" and ctx.case.return_address is None:
            return  # a shop without a return address has nothing to tell; the case page says so
        is_gift = ctx.case.details.get("compensation_form") == Form.GOODS and ctx.attempt.known("gift")
        chosen = OF_GIFTS.get(template, template) if is_gift else template
        with override(BUYERS_LANGUAGE):
            text = translate(TEXTS[chosen]) % _values(ctx)
        insert(BuyerMessage(case=ctx.case, template=chosen, text=text.strip(), at=ctx.at))

    effect.__name__, effect.__doc__ = f"tell_buyer_{template}", f"The text “{template}” waits to be sent to the buyer."
    return effect


EFFECTS = tuple(_telling(template) for template in TEXTS)
