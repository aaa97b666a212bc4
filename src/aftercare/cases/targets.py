"""Clocks of the further kinds of cases, as policies of the shop: platform limits and own targets (B1)."""

from typing import Any

from aftercare.clock.rules import Span, SpanKind
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind

HOURS, DAYS, WORKING, BY_HOUR = SpanKind.HOURS, SpanKind.DAYS, SpanKind.WORKING_HOURS, SpanKind.BY_HOUR
OURS = _("Our own earlier target.")
Row = tuple[str, Any, Any, SpanKind, int]  # key, label, what it changes, unit, amount


def _group(group: Any, *rows: Row) -> tuple[PolicyDefinition, ...]:
    return tuple(
        PolicyDefinition(key, label, text, group, PolicyKind.SPAN, Span(kind, amount).as_value(), Span.from_value)
        for key, label, text, kind, amount in rows
    )


# Tables to be read: one clock a line.
# fmt: off
DEFINITIONS = (
    *_group(
        _("Exchange"),
        ("exchange.answer", _("Answer an exchange request"), _("After this the platform agrees for us."), DAYS, 5),
        ("exchange.answer_own", _("Answer an exchange request"), OURS, WORKING, 12),
        ("exchange.send", _("Buyer sends the goods"), _("After this the request is closed."), DAYS, 7),
        ("exchange.receive_own", _("Parcel on its way back"), _("Then somebody should look where it is."), DAYS, 7),
        ("exchange.old_goods_own", _("Old goods come back"), _("Then the buyer should be asked."), DAYS, 10),
        ("exchange.dispatch_own", _("Inspect and send the new goods"), _("Counts from receipt."), HOURS, 24),
        ("exchange.pay_up", _("Buyer pays a difference"), _("After this the agent decides."), DAYS, 3),
        ("exchange.arrive_own", _("Linked case ends"), _("Then the owner should ask before the buyer does."), DAYS, 7),
    ),
    *_group(
        _("Refund only"),
        ("refund_only.answer", _("Refund asked before dispatch"), _("After this the buyer is refunded."), HOURS, 48),
        ("refund_only.answer_sent", _("Refund asked after dispatch"), _("After this the buyer is refunded."), DAYS, 5),
        ("refund_only.answer_own", _("Answer a refund request"), OURS, WORKING, 4),
        ("refund_only.stop_own", _("Warehouse stops the parcel"), OURS, WORKING, 2),
        ("refund_only.check_own", _("Warehouse answers a question"), OURS, WORKING, 4),
    ),
    *_group(
        _("Compensation"),
        ("compensation.offer_own", _("Make the offer"), OURS, WORKING, 4),
        ("compensation.answer", _("Buyer answers the offer"), _("After this the offer lapses."), DAYS, 7),
        ("compensation.pay_own", _("Pay the compensation"), OURS, HOURS, 24),
    ),
    *_group(
        _("Second dispatch"),
        ("reship.dispatch_own", _("Pack and hand over"), _("By the courier's pickup of the same day."), BY_HOUR, 20),
        ("reship.answer_own", _("Settle a held or stuck dispatch"), OURS, WORKING, 4),
        ("reship.arrive", _("Parcel on its way"), _("After this it is taken as arrived."), DAYS, 15),
        ("reship.arrive_own", _("Parcel on its way"), _("Then somebody should look where it is."), DAYS, 5),
    ),
    *_group(
        _("Parcel out of zone"),
        ("zone.contact_own", _("Ask the buyer"), OURS, WORKING, 2),
        ("zone.original", _("The original parcel comes back"), _("After this it is looked for."), DAYS, 15),
        ("zone.original_own", _("The original parcel comes back"), OURS, DAYS, 7),
    ),
    *_group(
        _("Repair"),
        ("repair.answer_own", _("Check the conditions"), OURS, WORKING, 12),
        ("repair.send", _("Buyer sends the goods"), _("After this the request is closed."), DAYS, 10),
        ("repair.examine_own", _("Examine the goods"), OURS, WORKING, 16),
        ("repair.quote", _("Buyer answers a quote"), _("After this the goods go back unrepaired."), DAYS, 7),
        ("repair.work_own", _("Repair the goods"), OURS, DAYS, 7),
        ("repair.return_own", _("Send the repaired goods back"), OURS, HOURS, 24),
    ),
    *_group(
        _("Review reply"),
        ("review.explain", _("Reply to a review"), _("After this the platform takes no reply."), DAYS, 30),
        ("review.contact_own", _("Find the cause"), OURS, WORKING, 4),
        ("review.talk_own", _("Talk with the buyer"), OURS, DAYS, 3),
        ("review.reply_own", _("Write the public reply"), OURS, WORKING, 8),
        ("review.settle", _("Wait for what the buyer does"), _("After this the review stands."), DAYS, 7),
        ("review.report_own", _("Pass the findings on"), OURS, WORKING, 8),
    ),
    *_group(
        _("Rights complaint"),
        ("rights.answer", _("Reply to a complaint at the platform"), _("After this the platform decides."), DAYS, 3),
        ("rights.answer_own", _("Reply to a complaint at the platform"), OURS, WORKING, 8),
        ("rights.settle", _("Settle with the buyer"), _("After this the platform decides."), DAYS, 7),
        ("rights.talk_own", _("Talk with the buyer"), OURS, DAYS, 2),
        ("rights.evidence", _("Hand in evidence"), _("After this the platform decides without it."), DAYS, 3),
        ("rights.verdict_own", _("Platform's verdict"), _("Then somebody should ask the platform."), DAYS, 7),
        ("rights.close_own", _("Settle responsibility"), OURS, WORKING, 16),
    ),
    *_group(
        _("Mis-shipment"),
        ("misshipment.stop_own", _("Stop the parcel"), OURS, WORKING, 1),
        ("misshipment.answer_own", _("Get pictures"), OURS, WORKING, 2),
        ("misshipment.check_own", _("Check packing record and video"), OURS, WORKING, 2),
        ("misshipment.settle_own", _("Settle with the buyer"), OURS, WORKING, 4),
        ("misshipment.judge_own", _("Record loss and person"), OURS, DAYS, 3),
    ),
    *_group(
        _("Complaint"),
        ("complaint.answer_own", _("Make a proposal"), OURS, HOURS, 2),
        ("complaint.complex_own", _("Make a proposal, complex matter"), _("The buyer is told this time."), HOURS, 24),
        ("complaint.accept", _("Buyer answers a proposal"), _("After this the buyer is called back."), DAYS, 3),
        ("complaint.callback_own", _("Call back"), OURS, DAYS, 3),
    ),
    *_group(
        _("Damaged parcel and minor flaw"),
        ("damaged.answer_own", _("Ask and judge"), OURS, WORKING, 2),
        ("damaged.settle_own", _("Settle with the buyer"), OURS, WORKING, 8),
    ),
    *_group(
        _("Courier claim"),
        ("claim.file_own", _("File the claim"), OURS, WORKING, 8),
        ("claim.answer", _("Courier answers"), _("After this the courier is asked again."), DAYS, 15),
        ("claim.answer_own", _("Courier answers"), _("Then somebody should ask."), DAYS, 7),
        ("claim.pay_own", _("Courier pays"), _("Then somebody should ask."), DAYS, 15),
    ),
)
# fmt: on
