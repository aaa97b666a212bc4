"""What becomes of damaged parcels, minor flaws, parcels out of zone, second dispatches and claims at couriers."""

from typing import Final

from aftercare.cases.remedies.terms import RemedyKind
from aftercare.cases.terms import Reason
from aftercare.config.demo import acts, kin, phrases, talks
from aftercare.config.demo.scripts import AGENT, DAY, STORE, TRADE, Goods, by
from aftercare.config.demo.steps import (
    ACCEPTED,
    CLAIM,
    CLOSED_ORDER,
    FILE,
    FILING,
    GIVEN,
    OFFER,
    PACKED,
    RECOVER,
    RECOVERING,
    REFUND_CHILD,
    REFUND_PAID,
    SHOWN,
    THERE,
    TURN_DOWN,
    TWICE,
    WITHDRAW,
    compensating,
    course,
    talk,
)

# Tables to be read: a course a line, or its steps one after the other.
# fmt: off
_damaged = course("damaged", reasons=(Reason.DAMAGED,), price="mid", opening={"urgent": "yes"})
_broken = course("damaged", reasons=(Reason.QUALITY,), price="mid")
_misused = course("damaged", reasons=(Reason.MISUSE,), price="mid")

QUALITY: Final = (SHOWN, by(
    AGENT, 0.1, 1.5, acts.moving("judge_quality", phrases.QUALITY_JUDGED, packing_whole="yes", severity="severe")
))
TRANSIT: Final = (SHOWN, by(
    AGENT, 0.1, 1.5, acts.moving("judge_transit", phrases.TRANSIT_JUDGED, packing_whole="no", severity="severe")
))
MISUSE: Final = (SHOWN, by(AGENT, 0.1, 1.5, acts.moving("judge_misuse", phrases.MISUSE_JUDGED, packing_whole="yes")))
CLAIMED: Final = by(AGENT, 0.2, 2, CLAIM)
REPLACED: Final = (by(AGENT, 0.1, 1, kin.choosing(RemedyKind.RESHIP)), by(AGENT, 0.1, 1, acts.moving("replace")))
MONEY: Final = by(AGENT, 0.1, 1, compensating("money", 20))
CLOSE: Final = by(AGENT, 0.5, 8, acts.moving("close", phrases.CLOSING))

DAMAGED: Final = (
    _damaged("asked", (0.1, 1.5)),
    _damaged("asked, late", (3, 12), own_target_in=(-150, -15)),
    _broken("quality", (0.3, 6), *QUALITY, talk(talks.understood)),
    _damaged("transit, a claim prepared", (0.3, 5), *TRANSIT, CLAIMED),
    _misused("misuse", (0.3, 6), *MISUSE),
    _damaged("resending, a claim filed", (4, 40), *TRANSIT, CLAIMED, *REPLACED, PACKED, FILE),
    _damaged("compensating", (0.5, 12), *TRANSIT, talk(talks.agreed), MONEY, OFFER),
    _damaged("closing, the courier has accepted", (1, 7), *TRANSIT, CLAIMED, FILE, *REPLACED, PACKED, ACCEPTED, THERE),
    _damaged("settled, recovered", (10, 8 * DAY), *TRANSIT, CLAIMED, *REPLACED, PACKED, FILE, RECOVER, THERE, CLOSE),
    _damaged("settled, turned down by the courier", (60, 8 * DAY), *TRANSIT, CLAIMED, FILE, MONEY, *GIVEN, TURN_DOWN,
             CLOSE),
    _misused("unfounded", (10, 12 * DAY), *MISUSE, talk(talks.understood),
             by(AGENT, 0.3, 4, acts.moving("explain", phrases.EXPLAINED))),
    _damaged("withdrawn", (5, 12 * DAY), WITHDRAW),
    _broken("converted into a return", (4, 60), *QUALITY,
            by(AGENT, 0.3, 3, acts.moving("to_return", phrases.CONVERTED)),
            by(AGENT, 0.2, 2, kin.of("return", acts.moving("agree")))),
    _broken("merged", (0.3, 5), *TWICE),
)

_flaw = course("minor_flaw", reasons=(Reason.MINOR_FLAW,), price="mid")

ASSESSED: Final = by(
    AGENT, 0.1, 0.6, acts.moving("assess", phrases.ASSESSED_MINOR, severity="minor", cause="minor_flaw")
)
COUPON: Final = (
    ASSESSED, by(AGENT, 0.05, 0.5, kin.choosing(RemedyKind.COUPON)), by(AGENT, 0.1, 1, compensating("coupon", 7)),
)
APOLOGY: Final = by(AGENT, 0.2, 2, acts.moving("apologise", phrases.APOLOGISED))
LISTED: Final = by(AGENT, 1, 10, acts.moving("list", flaw=acts.one_of(*phrases.FLAWS)))

FLAWS: Final = (
    _flaw("asked", (0.1, 1.5)),
    _flaw("asked, within the hour", (0.1, 2), own_target_in=(8, 50)),
    _flaw("compensating", (0.5, 14), *COUPON, OFFER),
    _flaw("listing", (0.3, 6), APOLOGY),
    _flaw("settled", (10, 14 * DAY), APOLOGY, LISTED),
    _flaw("settled, with a coupon", (60, 14 * DAY), *COUPON, *GIVEN, LISTED),
    _flaw("converted into an exchange", (4, 60), talk(talks.declined),
          by(AGENT, 0.2, 3, acts.moving("to_exchange", phrases.CONVERTED, new_reason="quality"))),
    _flaw("merged", (0.3, 5), *TWICE),
)

_zone = course(
    "out_of_zone", reasons=(Reason.OUT_OF_ZONE, Reason.NO_OUTLET, Reason.SUSPENDED), goods=Goods.ON_ITS_WAY
)

AGREED: Final = talk(talks.agreed, 0.2, 2)
SIGNED: Final = by(TRADE, 0.2, 5, kin.sign_for)
RESENDING: Final = (AGREED, by(AGENT, 0.1, 1, acts.moving("resend", phrases.REROUTED)))
REFUNDING: Final = (AGREED, by(AGENT, 0.1, 1, acts.moving("refund")), REFUND_CHILD)
RETURNING: Final = (*RESENDING, PACKED, THERE, SIGNED)
MISSING: Final = (*RETURNING, talk(talks.received, 15 * DAY + 3, 15 * DAY + 12))
CLAIMING: Final = (
    *MISSING, by(AGENT, 0.2, 3, acts.moving("claim", phrases.CLAIM_NOTES, claim_amount=acts.share(80))),
    by(AGENT, 0.2, 2, kin.of("claim", acts.show)), FILE,
)
STUCK_CHILD: Final = by(AGENT, 50, 90, kin.of("reship", acts.moving("report_stuck", phrases.STUCK)))
LOST_CHILD: Final = by(AGENT, 20, 40, kin.of("reship", acts.moving("give_up", phrases.LOST)))

ZONES: Final = (
    _zone("held, within the hour", (0.1, 2), own_target_in=(8, 50)),
    _zone("held, not reached", (3, 12), talk(talks.not_reached)),
    _zone("held again, the second parcel was lost", (0.5, 4), *RESENDING, PACKED, STUCK_CHILD, LOST_CHILD),
    _zone("resending", (5, 40), *RESENDING, PACKED),
    _zone("refunding", (0.3, 9), *REFUNDING, by_hand=True),
    _zone("returning", (4, 5 * DAY), *RETURNING),
    _zone("returning, refunded", (60, 6 * DAY), *REFUNDING, REFUND_PAID, CLOSED_ORDER),
    _zone("missing", (1, 9), *MISSING),
    _zone("claiming", (10, 40), *CLAIMING),
    _zone("settled", (10, 6 * DAY), *RETURNING, by(STORE, 60, 150, acts.sending("original_back", phrases.BACK))),
    _zone("delivered", (10, 14 * DAY), talk(talks.agreed),
          by(AGENT, 3, 30, acts.moving("delivered_after_all", phrases.DELIVERED)), SIGNED),
    _zone("written off", (5, 50), *MISSING, by(AGENT, 0.3, 5, acts.moving("write_off", phrases.WRITTEN_OFF))),
    _zone("written off, recovered", (3, 30), *CLAIMING, RECOVER),
    _zone("converted into a return", (4, 50), talk(talks.declined),
          by(AGENT, 0.3, 3, acts.moving("to_return", phrases.CONVERTED, new_reason="other"))),
    _zone("merged", (0.3, 5), *TWICE),
)

_reship = course("reship", reasons=(Reason.MISSING, Reason.LOST))

DISPATCHED: Final = by(STORE, 0.5, 4, acts.sending("dispatch"))
STUCK: Final = (DISPATCHED, by(AGENT, 50, 80, acts.moving("report_stuck", phrases.STUCK)))

RESHIPS: Final = (
    _reship("preparing", (0.1, 2)),
    _reship("held", (0.3, 5), by(STORE, 0.3, 2, acts.moving("hold", phrases.HELD))),
    _reship("stuck, a claim prepared", (0.5, 7), *STUCK, by(AGENT, 0.2, 2, CLAIM)),
    _reship("arrived by the clock", (15 * DAY + 12, 18 * DAY), DISPATCHED),
    _reship("lost", (10, 8 * DAY), *STUCK, talk(talks.agreed),
            by(AGENT, 10, 30, acts.moving("give_up", phrases.LOST))),
)

_claim = course(
    "claim", reasons=(Reason.DAMAGED, Reason.LOST, Reason.LATE), opening={"claim_amount": acts.share(70)}, price="mid"
)

FILED: Final = (SHOWN, by(TRADE, 1, 10, FILING))
AWAITED: Final = (
    *FILED, by(TRADE, 30, 80, acts.moving("accepted", phrases.ACCEPTED_CLAIM, claim_amount=acts.share(60)))
)
CHASED: Final = (*FILED, by(TRADE, 15 * DAY + 5, 15 * DAY + 20, acts.moving("chase", phrases.CHASED)))

CLAIMS: Final = (
    _claim("preparing", (0.5, 8), SHOWN),
    _claim("filed", (10, 5 * DAY), *FILED),
    _claim("chasing, no answer", (15 * DAY + 12, 17 * DAY), *FILED),
    _claim("chasing, not paid", (2, 20), *AWAITED, by(TRADE, 90, 200, acts.moving("not_paid", phrases.NOT_PAID))),
    _claim("accepted", (10, 6 * DAY), *AWAITED),
    _claim("recovered", (20, 8 * DAY), *AWAITED, by(TRADE, 60, 150, RECOVERING)),
    _claim("recovered, asked again", (3, 30), *CHASED, by(TRADE, 20, 60, RECOVERING)),
    _claim("turned down", (20, 12 * DAY), *FILED,
           by(TRADE, 40, 120, acts.moving("turned_down", phrases.TURNED_DOWN))),
    _claim("dropped", (10, 10 * DAY), by(TRADE, 10, 60, acts.moving("drop", phrases.DROPPED)), price="low"),
    _claim("merged", (1, 8), *TWICE, opening={}),
)
# fmt: on

PARCELS: Final = (*DAMAGED, *FLAWS, *ZONES, *RESHIPS, *CLAIMS)
