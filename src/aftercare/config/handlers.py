"""Wires what lower packages announce to those above them. Nothing else may."""

from collections.abc import Callable
from datetime import datetime

from aftercare.callbacks.hearing import case_moved
from aftercare.cases.actions import answer_outside
from aftercare.cases.announcing import on_case_moved, on_parcel_named, on_public_reply
from aftercare.cases.clocks import APPROVAL, OWN, PLATFORM
from aftercare.cases.pack.packed import on_packed_asked
from aftercare.chat.admission import on_admission_asked
from aftercare.clock import handlers as clock
from aftercare.clock.actions.record_misses import record_misses
from aftercare.connectors.couriers.registration import register_couriers
from aftercare.connectors.payouts.registration import register_channels
from aftercare.couriers.fragile import on_fragile_asked
from aftercare.dispatch.handling import fragile_lines
from aftercare.dispatch.packing import packed_of_order
from aftercare.freight import paying as freight
from aftercare.handover.actions import escalate, hear_promises
from aftercare.handover.promises import CLOCK as PROMISE
from aftercare.handover.writing import CLOCK as HANDOVER
from aftercare.listings.tally import sale_changed
from aftercare.money import handlers as money
from aftercare.money.models import Payout
from aftercare.orders.catalogue.announcing import on_sale_changed
from aftercare.refundreports.actions.carry_refunds import payout_ended
from aftercare.reviews.actions.write_reply import case_replied
from aftercare.training.actions import take_exam
from aftercare.training.gate import CERTIFICATES
from aftercare.training.writing import CLOCK as EXAM
from aftercare.unclaimed.effects import parcel_named


def wire() -> None:
    """Called once when the applications are ready."""
    clock.register(PLATFORM, answer_outside.run_out, lock=answer_outside.lock_case_of)
    clock.register(APPROVAL, answer_outside.approval_overdue, lock=answer_outside.lock_approval_of)
    clock.register(PROMISE, hear_promises.promise_due, lock=hear_promises.lock_promise)
    clock.register(HANDOVER, escalate.unaccepted, lock=escalate.lock_handover)
    clock.register(EXAM, take_exam.time_over, lock=take_exam.lock_attempt)
    on_admission_asked(CERTIFICATES)
    clock.register_bulk(OWN, record_misses)
    on_parcel_named(parcel_named)
    on_public_reply(case_replied)
    on_case_moved(case_moved)
    on_sale_changed(sale_changed)
    on_fragile_asked(fragile_lines)
    on_packed_asked(packed_of_order)
    register_channels()
    register_couriers()
    money.register(
        freight.SUBJECT,
        money.SubjectHandlers(lock=freight.lock_subject, paid=freight.payout_paid, refused=freight.payout_refused),
    )
    money.register(
        "case",
        money.SubjectHandlers(
            lock=answer_outside.lock_case,
            paid=_in_turn(answer_outside.payout_paid, payout_ended),
            refused=_in_turn(answer_outside.payout_refused, payout_ended),
        ),
    )


def _in_turn(*told: Callable[[Payout, datetime], None]) -> Callable[[Payout, datetime], None]:
    """All of them hear of it, in that order."""

    def tell(payout: Payout, at: datetime) -> None:
        for one in told:
            one(payout, at)

    return tell
