"""Wires what lower packages announce to those above them. Nothing else may."""

from aftercare.cases.actions import answer_outside
from aftercare.cases.announcing import on_parcel_named
from aftercare.cases.clocks import APPROVAL, OWN, PLATFORM
from aftercare.clock import handlers as clock
from aftercare.clock.actions.record_misses import record_misses
from aftercare.connectors.couriers.registration import register_couriers
from aftercare.connectors.payouts.registration import register_channels
from aftercare.money import handlers as money
from aftercare.unclaimed.effects import parcel_named


def wire() -> None:
    """Called once when the applications are ready."""
    clock.register(PLATFORM, answer_outside.run_out, lock=answer_outside.lock_case_of)
    clock.register(APPROVAL, answer_outside.approval_overdue, lock=answer_outside.lock_approval_of)
    clock.register_bulk(OWN, record_misses)
    on_parcel_named(parcel_named)
    register_channels()
    register_couriers()
    money.register(
        "case",
        money.SubjectHandlers(
            lock=answer_outside.lock_case, paid=answer_outside.payout_paid, refused=answer_outside.payout_refused
        ),
    )
