"""What becomes of repairs and mis-shipments: some courses for each state."""

from typing import Final

from aftercare.cases.remedies.terms import RemedyKind
from aftercare.cases.terms import ContactResult, Reason, TalkStage
from aftercare.config.demo import acts, kin, phrases, talks, words
from aftercare.config.demo.scripts import AGENT, BOSS, DAY, STORE, TRADE, Goods, by
from aftercare.config.demo.steps import (
    GIVEN,
    OFFER,
    PACKED,
    RECEIVE,
    REFUND_CHILD,
    REFUND_PAID,
    SHOWN,
    THERE,
    TWICE,
    WITHDRAW,
    compensating,
    course,
    talk,
    verdict,
    voucher,
)

# Tables to be read: a course a line, or its steps one after the other.
# fmt: off
_repair = course("repair", reasons=(Reason.QUALITY,), goods=Goods.OLD)
_misused = course("repair", reasons=(Reason.MISUSE, Reason.DAMAGED), goods=Goods.OLD)

AGREED: Final = by(
    AGENT, 0.5, 6, acts.moving("agree", phrases.COVERED, cover="covered", responsible="shop", has_invoice="yes")
)
AT_THEIR_COST: Final = by(
    AGENT, 0.5, 6, acts.moving("agree", cover="covered", responsible="buyer", has_invoice="yes")
)
PAST_WARRANTY: Final = by(
    AGENT, 0.5, 6,
    acts.moving("ask_approval", phrases.WHY_REPAIR, cover="expired", responsible="shop", has_invoice="yes"),
)
SENT: Final = by(AGENT, 12, 50, acts.register)
EXAMINED: Final = by(STORE, 2, 16, acts.moving("start", phrases.EXAMINED))
STARTED: Final = (AGREED, SENT, RECEIVE, EXAMINED)
QUOTED: Final = (
    AT_THEIR_COST, SENT, RECEIVE,
    by(STORE, 2, 16, acts.moving("quote", phrases.EXAMINED, repair_cost=acts.one_of("25.00", "38.00", "60.00"))),
)
FINISHED: Final = by(
    STORE, 20, 60, acts.moving("finish", phrases.FINISHED, repair_cost=acts.one_of("8.00", "15.50", "22.00"))
)
REPAIRED: Final = (*STARTED, FINISHED)
CANNOT: Final = by(STORE, 2, 16, acts.moving("cannot", phrases.UNREPAIRABLE))
UNWANTED: Final = (*QUOTED, by(AGENT, 3, 30, acts.moving("decline_quote", phrases.NO_REPAIR)))
REFUSED: Final = by(
    AGENT, 0.5, 8,
    acts.moving("refuse", phrases.REFUSED_REPAIR, repair_refusal="excluded", clause=phrases.WARRANTY_CLAUSE),
)
SEND_BACK: Final = by(STORE, 1, 12, acts.sending("send_back"))
SEND_ORIGINAL: Final = by(STORE, 1, 12, acts.sending("send_original"))
THEY_HAVE_IT: Final = by(AGENT, 40, 80, acts.moving("arrive", phrases.CALLED_BACK))

REPAIR_COURSES: Final = (
    _repair("asked", (0.2, 7)),
    _repair("asked, late", (14, 30), own_target_in=(-300, -30)),
    _repair("approving", (0.3, 8), PAST_WARRANTY),
    _repair("agreed", (4, 7 * DAY), AGREED),
    _repair("sent", (4, 4 * DAY), AGREED, SENT),
    _repair("received", (0.5, 12), AGREED, SENT, RECEIVE),
    _repair("doubted", (1, 9), AGREED, SENT, by(STORE, 38, 70, acts.moving("turn_away", words.TURNED_AWAY))),
    _misused("quoted", (3, 60), *QUOTED),
    _misused("quoted, an appointment", (1, 2.5), *QUOTED,
             talk(talks.contact(TalkStage.PROPOSE, ContactResult.CALL_LATER, hours=6), 1, 20)),
    _repair("repairing", (3, 60), *STARTED, by(STORE, 6, 30, acts.moving("progress", phrases.PROGRESS))),
    _repair("repaired", (0.5, 14), *REPAIRED),
    _misused("unrepaired", (0.5, 10), *UNWANTED),
    _repair("going back", (4, 60), *REPAIRED, SEND_BACK),
    _misused("original going back", (4, 60), *UNWANTED, SEND_ORIGINAL),
    _repair("lost on its way back", (1, 9), *REPAIRED, SEND_BACK,
            by(AGENT, 60, 110, acts.moving("not_delivered", phrases.STUCK))),
    _misused("refused", (4, 5 * DAY), REFUSED),
    _misused("done, the buyer paid", (20, 5 * DAY), *QUOTED,
             by(AGENT, 3, 30, acts.moving("paid_up", voucher=voucher)), FINISHED, SEND_BACK, THEY_HAVE_IT),
    _repair("done, past its warranty", (20, 4 * DAY), PAST_WARRANTY,
            by(BOSS, 0.3, 5, acts.moving("approve", words.APPROVED)), SENT, RECEIVE, EXAMINED, FINISHED, SEND_BACK,
            THEY_HAVE_IT),
    _repair("returned", (20, 6 * DAY), AGREED, SENT, RECEIVE, CANNOT, SEND_ORIGINAL,
            by(AGENT, 40, 80, acts.moving("original_arrive"))),
    _repair("lapsed", (10 * DAY + 12, 18 * DAY), AGREED),
    _misused("rejected", (7 * DAY + 12, 15 * DAY), REFUSED),
    _repair("withdrawn", (5, 15 * DAY), WITHDRAW),
    _repair("converted into an exchange", (3, 20), AGREED, SENT, RECEIVE, CANNOT,
            by(AGENT, 0.5, 6, acts.moving("to_exchange", phrases.CONVERTED))),
    _repair("merged", (1, 9), *TWICE, pieces=2, price="mid"),
)

_wrong = course("misshipment", reasons=(Reason.WRONG_ITEM, Reason.MIXED, Reason.MISSING), price="mid")

CHECKING: Final = (SHOWN, by(AGENT, 0.1, 1, acts.moving("ask_warehouse")))
SETTLING: Final = (
    *CHECKING,
    by(STORE, 0.3, 2, acts.moving("confirm", responsible="warehouse", note=acts.by_reason(phrases.CONFIRMED))),
)
DENIED: Final = (*CHECKING, by(STORE, 0.3, 2, acts.moving("deny", phrases.NOT_CONFIRMED)))
RESENDING: Final = (*SETTLING, by(AGENT, 0.2, 2, acts.moving("resend")))
SENT_AGAIN: Final = (*RESENDING, PACKED, THERE)
REFUNDING: Final = (*SETTLING, by(AGENT, 0.2, 2, acts.moving("refund_missing", refund_amount=acts.share(40))))
COUPON_AS_WELL: Final = by(
    AGENT, 0.3, 4,
    acts.moving("apologise", phrases.OFFERED, compensation_form="coupon", compensation_amount=acts.share(6)),
)

WRONG: Final = (
    _wrong("stopping", (0.1, 0.8), goods=Goods.UNSENT),
    _wrong("asked", (0.1, 1.5)),
    _wrong("asked, late", (3, 12), own_target_in=(-150, -15)),
    _wrong("checking", (0.1, 1.5), *CHECKING),
    _wrong("settling", (0.2, 3), *SETTLING),
    _wrong("unconfirmed", (0.2, 4), *DENIED, talk(talks.declined)),
    _wrong("compensating", (0.5, 9), *SETTLING, talk(talks.agreed),
           by(AGENT, 0.1, 1, kin.choosing(RemedyKind.PARTIAL_REFUND, RemedyKind.COUPON)),
           by(AGENT, 0.1, 1, compensating("money", 15))),
    _wrong("resending", (6, 50), *RESENDING, PACKED),
    _wrong("refunding", (0.3, 9), *REFUNDING, REFUND_CHILD, reasons=(Reason.MISSING,), by_hand=True),
    _wrong("apologising", (0.5, 20), *SENT_AGAIN, COUPON_AS_WELL, OFFER),
    _wrong("judging", (2, 50), *SENT_AGAIN),
    _wrong("settled", (10, 12 * DAY), *SENT_AGAIN,
           by(BOSS, 2, 30, verdict("judge", "warehouse2", "warehouse", "20.00"))),
    _wrong("settled, refunded", (60, 10 * DAY), *REFUNDING, REFUND_CHILD, REFUND_PAID,
           by(BOSS, 2, 30, verdict("judge", "warehouse", "warehouse", "50.00")), reasons=(Reason.MISSING,)),
    _wrong("settled, with a coupon", (60, 9 * DAY), *SENT_AGAIN, COUPON_AS_WELL, *GIVEN,
           by(BOSS, 2, 30, acts.moving("no_loss", phrases.NO_LOSS))),
    _wrong("corrected", (10, 12 * DAY), by(STORE, 0.2, 1, acts.sending("correct", phrases.CORRECTED)),
           by(STORE, 0.1, 1, kin.leave_house), by(TRADE, 50, 80, kin.sign_for), goods=Goods.UNSENT),
    _wrong("unfounded", (10, 12 * DAY), *DENIED, talk(talks.agreed),
           by(AGENT, 0.2, 3, acts.moving("close", phrases.EXPLAINED))),
    _wrong("withdrawn", (5, 12 * DAY), WITHDRAW),
    _wrong("converted into an exchange", (3, 50), *SETTLING,
           by(AGENT, 0.3, 3, acts.moving("to_exchange", phrases.CONVERTED)),
           by(AGENT, 0.2, 2, kin.of("exchange", acts.moving("agree"))), reasons=(Reason.WRONG_ITEM,)),
    _wrong("merged", (0.3, 5), *TWICE),
)
# fmt: on

REPAIRS: Final = (*REPAIR_COURSES, *WRONG)
