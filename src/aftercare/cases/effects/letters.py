"""Messages to the buyer, in the shop's words. Plain replacement only: no template engine touches anybody's text."""

from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop, override

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.models import BuyerMessage
from aftercare.core.sql import insert

BUYERS_LANGUAGE = "zh-hans"

TEXTS = {
    "address": gettext_noop(
        "Hello, your return %(number)s is agreed. Please send the goods with their packing and accessories to: "
        "%(address)s, %(contact)s, %(phone)s. %(notes)s Please tell us courier and tracking number afterwards."
    ),
    "refused": gettext_noop(
        "Hello, we are sorry that we cannot accept your return %(number)s: %(clause)s. "
        "If there is a problem with the goods, please send us pictures, and we will look after it."
    ),
    "refunded": gettext_noop(
        "Hello, ¥%(amount)s for your return %(number)s has been refunded the way you paid. Thank you for your patience."
    ),
    "lapsed": gettext_noop(
        "Hello, your return %(number)s was closed because the goods were not sent in time. "
        "Tell us if you still need help."
    ),
    "verdict": gettext_noop(
        "Hello, the platform has decided on %(number)s; the matter is closed. Tell us if you still need help."
    ),
}


def _write(ctx: MoveContext, template: str, **values: Any) -> None:
    with override(BUYERS_LANGUAGE):
        text = translate(TEXTS[template]) % {"number": ctx.case.number, **values}
    insert(BuyerMessage(case=ctx.case, template=template, text=text, at=ctx.at))


def tell_buyer_address(ctx: MoveContext) -> None:
    """Where to send the goods. A shop without a return address has nothing to tell; the case page says so."""
    address = ctx.case.return_address
    if address is not None:
        _write(
            ctx,
            "address",
            address=address.address,
            contact=address.contact,
            phone=address.phone,
            notes=address.notes,
        )


def tell_buyer_refused(ctx: MoveContext) -> None:
    _write(ctx, "refused", clause=ctx.case.refusal_clause)


def tell_buyer_refunded(ctx: MoveContext) -> None:
    _write(ctx, "refunded", amount=ctx.case.refunded.yuan)


def tell_buyer_lapsed(ctx: MoveContext) -> None:
    _write(ctx, "lapsed")


def tell_buyer_verdict(ctx: MoveContext) -> None:
    _write(ctx, "verdict")


EFFECTS = (tell_buyer_address, tell_buyer_refused, tell_buyer_refunded, tell_buyer_lapsed, tell_buyer_verdict)
