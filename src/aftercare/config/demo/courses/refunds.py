"""What becomes of exchanges and of refunds without goods: some courses for each state."""

from typing import Final

from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.terms import Reason
from aftercare.config.demo import acts, kin, phrases, talks
from aftercare.config.demo.scripts import AGENT, CALL_IN, CLERK, DAY, LOSE, PAY, PROVE, STORE, TRADE, Goods, by
from aftercare.config.demo.steps import (
    CANCELLED,
    CLOSED_ORDER,
    HELD,
    PACKED,
    RECEIVE,
    THERE,
    TWICE,
    WITHDRAW,
    course,
    talk,
    variant,
    voucher,
)

# Tables to be read: a course a line, or its steps one after the other.
# fmt: off
FAIL: Final = by(CLERK, 0.3, 6, acts.fail_to_pay)
REFUSE: Final = by(AGENT, 0.5, 6, acts.refuse)

_exchange = course(
    "exchange", opening={"new_variant": variant},
    reasons=(Reason.SIZE, Reason.SIZE, Reason.QUALITY, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM),
)
_dearer = course("exchange", opening={"new_variant": variant}, reasons=(Reason.SIZE,), price="mid")

AGREED: Final = by(AGENT, 0.3, 6, acts.moving("agree", phrases.VARIANT_NOTES))
SENT: Final = (AGREED, by(AGENT, 10, 40, acts.register))
BACK: Final = (*SENT, RECEIVE)
DOUBTED: Final = (*BACK, by(STORE, 0.3, 4, acts.doubt))
RESENDING: Final = (*BACK, by(STORE, 0.3, 4, acts.inspect))
OWED: Final = (
    by(AGENT, 0.3, 6, acts.moving("agree", phrases.VARIANT_NOTES, buyer_pays=acts.share(10))), *BACK[1:],
    by(STORE, 0.3, 4, acts.inspecting("inspect_owed")),
)
CHEAPER: Final = (by(AGENT, 0.3, 6, acts.granting("agree", 10)), *RESENDING[1:], PACKED, THERE)
GOES_BACK: Final = by(
    AGENT, 0.5, 6, acts.moving("send_back", phrases.GOES_BACK, clause=acts.clause(RefusalReason.NOT_INTACT))
)

EXCHANGES: Final = (
    _exchange("asked", (0.2, 6)),
    _exchange("asked, late", (14, 30), own_target_in=(-300, -30)),
    _exchange("approving", (0.3, 8), by(AGENT, 0.3, 3, acts.granting("ask_approval", 9, phrases.WHY_DIFFERENCE)),
              price="top"),
    _exchange("agreed", (4, 5 * DAY), AGREED),
    _exchange("sent", (4, 4 * DAY), *SENT),
    _exchange("sent, the new goods ahead", (3, 40), *SENT,
              by(AGENT, 1, 6, acts.moving("send_ahead", phrases.AHEAD)), PACKED,
              opening={"new_variant": variant, "urgent": "yes"}),
    _exchange("sent first, the old goods are awaited", (10, 5 * DAY), AGREED,
              by(AGENT, 0.2, 2, acts.moving("send_first", phrases.AHEAD)), PACKED,
              opening={"new_variant": variant, "urgent": "yes"}, reasons=(Reason.QUALITY,)),
    _exchange("received", (0.5, 16), *BACK),
    _exchange("doubted", (0.5, 9), *DOUBTED, talk(talks.declined)),
    _dearer("owed", (2, 40), *OWED),
    _exchange("resending", (5, 60), *RESENDING, PACKED),
    _exchange("unavailable", (0.4, 3.5), *RESENDING, HELD, CANCELLED),
    _dearer("paying", (0.4, 12), *CHEAPER, by_hand=True),
    _dearer("unpaid", (1, 20), *CHEAPER, FAIL),
    _exchange("refused", (5, 5 * DAY), REFUSE, reasons=(Reason.QUALITY, Reason.NOT_AS_DESCRIBED)),
    _exchange("evidence", (2, 20), REFUSE, CALL_IN, reasons=(Reason.QUALITY,)),
    _exchange("intervention", (2, 3 * DAY), REFUSE, CALL_IN, *PROVE, reasons=(Reason.QUALITY,)),
    _exchange("going back", (1, 15), *DOUBTED, GOES_BACK),
    _exchange("exchanged", (20, 12 * DAY), *RESENDING, PACKED, THERE),
    _dearer("exchanged, the buyer paid the difference", (30, 9 * DAY), *OWED,
            by(AGENT, 1, 30, acts.moving("paid_up", voucher=voucher)), PACKED, THERE),
    _dearer("exchanged, a difference refunded", (60, 9 * DAY), *CHEAPER, PAY),
    _exchange("withdrawn", (5, 15 * DAY), WITHDRAW),
    _exchange("lapsed", (7 * DAY + 12, 18 * DAY), AGREED),
    _exchange("rejected", (7 * DAY + 12, 16 * DAY), REFUSE, reasons=(Reason.QUALITY,)),
    _exchange("rejected, goods sent back", (10, 9 * DAY), *DOUBTED, GOES_BACK,
              by(STORE, 1, 16, acts.sending("sent_back"))),
    _exchange("converted into a return", (10, 4 * DAY), AGREED,
              by(AGENT, 3, 20, acts.moving("to_return", phrases.CONVERTED, new_reason="no_reason")),
              by(AGENT, 0.2, 2, kin.of("return", acts.moving("agree"))), reasons=(Reason.SIZE,)),
    _exchange("merged", (1, 9), *TWICE, pieces=2, price="mid"),
)

_unsent = course(
    "refund_only", reasons=(Reason.NOT_WANTED, Reason.OUT_OF_STOCK, Reason.LATE), goods=Goods.UNSENT,
)
_lost = course("refund_only", reasons=(Reason.NOT_RECEIVED, Reason.LOST), goods=Goods.ON_ITS_WAY)

REFUND: Final = by(AGENT, 0.2, 3, acts.moving("agree"))
ON_ITS_WAY: Final = by(AGENT, 0.5, 5, acts.refusing("refuse", RefusalReason.ON_ITS_WAY, phrases.REFUSED_REFUND))
CALLED_IN: Final = (ON_ITS_WAY, CALL_IN)
STOPPING: Final = by(AGENT, 0.1, 1, acts.moving("stop_parcel", phrases.STOPPING))
CHECKING: Final = by(AGENT, 0.2, 2, acts.moving("ask_warehouse"))

REFUNDS_ONLY: Final = (
    _unsent("asked", (0.1, 2)),
    _unsent("asked, late", (4, 14), own_target_in=(-200, -20)),
    _unsent("stopping", (0.1, 1.5), STOPPING),
    _lost("asked", (0.2, 3), talk(talks.received, 0.1, 0.5)),
    _lost("asked for a price difference", (0.3, 3), reasons=(Reason.PRICE_DIFFERENCE,), goods=Goods.SIGNED, asks=12,
          price="mid"),
    _lost("checking", (0.2, 3), CHECKING),
    _lost("approving", (0.3, 5), by(AGENT, 0.2, 3, acts.moving("ask_approval", phrases.WHY_REFUND)), price="high"),
    _unsent("approving, unsent", (0.3, 4),
            by(AGENT, 0.2, 2, acts.moving("ask_approval_unsent", phrases.WHY_REFUND)), price="high"),
    _unsent("paying", (0.2, 9), REFUND, by_hand=True),
    _lost("unpaid", (1, 20), REFUND, FAIL),
    _lost("refused", (4, 5 * DAY), ON_ITS_WAY),
    _lost("evidence", (2, 20), *CALLED_IN),
    _lost("intervention", (2, 3 * DAY), *CALLED_IN, *PROVE),
    _unsent("refunded, stopped", (10, 15 * DAY), STOPPING, by(STORE, 0.1, 1, acts.moving("stopped", phrases.STOPPED)),
            REFUND, PAY, CLOSED_ORDER),
    _unsent("refunded, by the clock", (10, 9 * DAY), by(CLERK, 49, 70, acts.pay), CLOSED_ORDER),
    _lost("refunded, the warehouse was asked", (10, 12 * DAY), CHECKING,
          by(STORE, 0.3, 3, acts.moving("checked", phrases.CHECKED, warehouse_confirmed="yes")), REFUND, PAY,
          goods=Goods.SIGNED, reasons=(Reason.MISSING,)),
    _lost("refunded, by verdict", (20, 9 * DAY), *CALLED_IN, *PROVE, LOSE, PAY, CLOSED_ORDER),
    _unsent("withdrawn", (10, 12 * DAY), WITHDRAW, by(STORE, 1, 12, kin.leave_house),
            by(TRADE, 50, 90, kin.sign_for)),
    _lost("rejected", (7 * DAY + 12, 15 * DAY), ON_ITS_WAY, by(TRADE, 20, 60, kin.sign_for)),
    _unsent("converted into a return, too late to stop it", (5, 60),
            by(AGENT, 0.2, 2, acts.moving("too_late", phrases.TOO_LATE)), by(STORE, 0.1, 0.5, kin.leave_house),
            by(AGENT, 1, 6, acts.moving("to_return", phrases.CONVERTED, new_reason="no_reason"))),
    _unsent("merged", (0.5, 4), *TWICE, pieces=2, price="mid"),
    _unsent("split", (1, 6), by(AGENT, 0.2, 2, kin.split), REFUND, pieces=2, price="mid", by_hand=True),
)
# fmt: on

REFUNDS: Final = (*EXCHANGES, *REFUNDS_ONLY)
