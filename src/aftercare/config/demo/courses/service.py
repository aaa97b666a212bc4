"""What becomes of complaints, reviews, rights complaints and compensations."""

from typing import Final

from aftercare.cases.remedies.terms import RemedyKind
from aftercare.cases.terms import ContactResult, Reason, TalkStage
from aftercare.config.demo import acts, kin, phrases, talks, words
from aftercare.config.demo.scripts import AGENT, CLERK, DAY, REVIEWS, RIGHTS, STORE, Step, by, dispute_no
from aftercare.config.demo.steps import (
    ACCEPT,
    ALLOW,
    ASK_FOR_IT,
    DECLINE,
    GIVEN,
    GIVING,
    OFFER,
    OFFER_GIFT,
    PACKED,
    PAID,
    REFUND_CHILD,
    REFUND_PAID,
    TWICE,
    WITHDRAW,
    compensating,
    course,
    talk,
    verdict,
)

# Tables to be read: a course a line, or its steps one after the other.
# fmt: off
_complaint = course(
    "complaint", price="mid", opening={"complaint_source": acts.one_of("chat", "chat", "phone", "portal", "platform")},
    reasons=(Reason.SERVICE, Reason.QUALITY, Reason.LATE, Reason.COURIER, Reason.NOT_AS_DESCRIBED),
)

PROPOSE: Final = by(AGENT, 0.3, 1.5, acts.moving("propose", proposal_text=acts.by_reason(phrases.PROPOSALS)))
PROPOSE_MORE: Final = by(AGENT, 0.3, 1.5, acts.moving("propose", proposal_text=acts.one_of(*phrases.NEXT_PROPOSALS)))
DECLINED: Final = (talk(talks.listened), PROPOSE, by(AGENT, 1, 12, acts.moving("decline", phrases.NOT_ACCEPTED)))
COMPLEX: Final = (talk(talks.received, 0.1, 0.6), by(AGENT, 0.2, 1, acts.moving("take_time", phrases.TAKES_TIME)))
TAKEN: Final = (talk(talks.understood), PROPOSE, by(AGENT, 0.5, 12, acts.moving("accept")))
CONTENT: Final = by(
    AGENT, 20, 60, acts.moving("content", phrases.CALLED_BACK, satisfaction=acts.one_of("content", "content", "fair"))
)
MISSED: Final = talk(talks.not_reached, 12, 24)

COMPLAINTS: Final = (
    _complaint("received", (0.1, 1)),
    _complaint("received, within the hour", (0.1, 2), own_target_in=(8, 50)),
    _complaint("received, late", (2.5, 8), own_target_in=(-180, -20)),
    _complaint("complex, an appointment", (1, 2.5), *COMPLEX,
               talk(talks.contact(TalkStage.LISTEN, ContactResult.CALL_LATER, hours=5), 0.3, 2)),
    _complaint("proposed", (1, 40), talk(talks.understood), PROPOSE),
    _complaint("again", (0.2, 3), *DECLINED),
    _complaint("compensating", (0.5, 12), talk(talks.understood),
               by(AGENT, 0.1, 0.6, acts.moving("assess", phrases.ASSESSED_SEVERE, severity="severe", urgent="yes")),
               by(AGENT, 0.1, 0.5, kin.choosing(RemedyKind.COUPON, RemedyKind.FREIGHT_REFUND)),
               by(AGENT, 0.1, 0.5, compensating("coupon", 8))),
    _complaint("callback", (5, 60), *TAKEN),
    _complaint("callback, an appointment missed", (5, 20), *TAKEN,
               talk(talks.contact(TalkStage.AGREE, ContactResult.CALL_LATER, hours=3), 20, 50)),
    _complaint("closed", (10, 15 * DAY), *TAKEN, CONTENT),
    _complaint("closed, at the second proposal", (10, 12 * DAY), *DECLINED, PROPOSE_MORE,
               by(AGENT, 1, 12, acts.moving("accept")), CONTENT),
    _complaint("closed, with a gift", (20, 8 * DAY), talk(talks.agreed),
               by(AGENT, 0.1, 0.6, compensating("goods", 4)), OFFER_GIFT,
               by(AGENT, 0.5, 16, kin.of("compensation", acts.moving("accept_goods"))),
               by(STORE, 0.5, 6, kin.of("compensation", kin.of("reship", acts.sending("dispatch")))),
               by(AGENT, 40, 80, kin.of("compensation", kin.of("reship", acts.moving("arrive")))), CONTENT),
    _complaint("closed, with the freight", (20, 8 * DAY), talk(talks.agreed),
               by(AGENT, 0.1, 0.6, compensating("freight", "8.00")), *GIVEN, CONTENT,
               reasons=(Reason.COURIER, Reason.LATE)),
    _complaint("unanswered", (10, 12 * DAY), *TAKEN, MISSED, MISSED, MISSED,
               by(AGENT, 1, 8, acts.moving("not_reached", phrases.GIVEN_UP))),
    _complaint("escalated", (2, 18), *DECLINED, by(AGENT, 0.5, 4, acts.moving("escalate", phrases.ESCALATED)),
               reasons=(Reason.NOT_AS_DESCRIBED, Reason.QUALITY)),
    _complaint("withdrawn", (5, 12 * DAY), talk(talks.understood), WITHDRAW),
    _complaint("converted into a damaged parcel", (1, 20), talk(talks.listened),
               by(AGENT, 0.2, 1, acts.moving("to_damaged", phrases.CONVERTED)), reasons=(Reason.QUALITY,)),
    _complaint("merged", (0.3, 5), *TWICE),
)

WRITTEN: Final = (by(REVIEWS, 0, 0, acts.apply),)
_bad = course(
    "review", WRITTEN, reasons=(Reason.QUALITY, Reason.SERVICE, Reason.COURIER, Reason.MOOD), price="mid",
    opening={"rating": "bad", "review_text": acts.by_reason(phrases.REVIEWS_BAD)},
)
_neutral = course(
    "review", WRITTEN, reasons=(Reason.QUALITY, Reason.SERVICE, Reason.COURIER), price="mid",
    opening={"rating": "neutral", "review_text": acts.by_reason(phrases.REVIEWS_NEUTRAL)},
)


def _say(act: acts.Act, low: float = 0.3, high: float = 3) -> Step:
    return by(REVIEWS, low, high, act)


CAUSE: Final = _say(acts.moving(
    "find_cause", reason=lambda story, _at: story.reason.value, note=acts.by_reason(phrases.CAUSES)
), 0.5, 4)
TALKING: Final = (CAUSE, _say(talks.listened))
IN_VAIN: Final = (
    CAUSE, _say(talks.not_reached), _say(talks.not_reached, 5, 24), _say(talks.not_reached, 12, 30),
    _say(acts.moving("unsolvable", phrases.UNSOLVABLE), 0.5, 4),
)
UNDERSTOOD: Final = (*TALKING, _say(talks.agreed), _say(acts.moving("understood", phrases.UNDERSTOOD), 0.1, 1))
REPLY: Final = _say(acts.moving("reply", public_reply=acts.by_reason(phrases.REPLIES)), 0.5, 6)
OUTCOME: Final = _say(acts.moving("record_outcome", review_outcome=acts.one_of("kept", "changed", "deleted")), 20, 90)
REPORT: Final = _say(acts.moving(
    "report", department=acts.by_reason(phrases.IN_CHARGE), findings=acts.by_reason(phrases.FINDINGS)
), 1, 8)
MONEY: Final = _say(compensating("money", 12), 0.2, 2)
TO_BE_ALLOWED: Final = _say(kin.of("compensation", ASK_FOR_IT))

REVIEW_COURSES: Final = (
    _bad("registered", (0.1, 2.5)),
    _neutral("registered, late", (5, 14), own_target_in=(-240, -20)),
    _bad("talking", (0.5, 20), *TALKING),
    _bad("talking, an appointment", (1, 2.5), CAUSE,
         _say(talks.contact(TalkStage.RECEIVE, ContactResult.CALL_LATER, hours=4), 0.5, 3)),
    _bad("talking, a return beside it", (3, 30), *TALKING, _say(acts.moving("open_return", phrases.AGREED)),
         reasons=(Reason.QUALITY,)),
    _bad("compensating, to be approved", (0.5, 10), *TALKING, MONEY, TO_BE_ALLOWED),
    _bad("talking, the compensation declined", (2, 30), *TALKING, MONEY, OFFER, DECLINE),
    _neutral("replying", (0.5, 7), *UNDERSTOOD),
    _bad("replying, not reached", (0.5, 6), *IN_VAIN),
    _bad("replied", (10, 5 * DAY), *UNDERSTOOD, REPLY),
    _neutral("reporting", (1, 7), *UNDERSTOOD, REPLY, OUTCOME),
    _bad("reporting, the review stands", (7 * DAY + 12, 7 * DAY + 30), *IN_VAIN, REPLY),
    _bad("closed", (10, 12 * DAY), *UNDERSTOOD, REPLY, OUTCOME, REPORT),
    _bad("closed, with a compensation", (20, 9 * DAY), *TALKING, MONEY, TO_BE_ALLOWED, ALLOW, ACCEPT, PAID, REPLY,
         OUTCOME, REPORT),
    _neutral("closed without a reply", (10, 14 * DAY), *UNDERSTOOD,
             _say(acts.moving("no_reply", phrases.NO_REPLY), 0.5, 4), REPORT),
    _bad("registered beside a complaint", (1, 6), by(AGENT, 0.5, 4, kin.again("complaint")), _say(kin.link, 0.2, 1),
         reasons=(Reason.SERVICE, Reason.QUALITY)),
    _bad("merged", (0.3, 5), _say(kin.again(), 0.5, 6), _say(kin.merge, 0.1, 0.8)),
)

BROUGHT: Final = (by(RIGHTS, 0, 0, acts.apply),)
_denied = course("rights", BROUGHT, reasons=(Reason.NOT_AS_DESCRIBED, Reason.COUNTERFEIT), price="mid")
_late = course("rights", BROUGHT, reasons=(Reason.LATE, Reason.FALSE_DISPATCH), price="mid")
_rights = course(
    "rights", BROUGHT, price="mid",
    reasons=(Reason.NOT_AS_DESCRIBED, Reason.QUALITY, Reason.FALSE_DISPATCH, Reason.LATE, Reason.COUNTERFEIT),
)


def _do(act: acts.Act, low: float = 0.3, high: float = 4) -> Step:
    return by(RIGHTS, low, high, act)


def _closing(who: str, department: str, penalty: str, responsible: str) -> Step:
    return _do(verdict(
        "close", who, department, penalty, responsible=responsible,
        final_explanation=acts.by_reason(phrases.EXPLANATIONS), opinion=acts.by_reason(phrases.OPINIONS),
    ), 1, 16)


ANSWERED: Final = (
    _do(acts.moving("reply", shop_reply=acts.by_reason(phrases.SHOP_REPLIES)), 0.5, 5), _do(talks.received)
)
OBJECTED: Final = (*ANSWERED, _do(acts.moving("object", phrases.OBJECTED), 1, 12))
DECIDING: Final = (*OBJECTED, _do(acts.show, 0.5, 6), _do(acts.moving("hand_in", phrases.HANDED_IN), 0.1, 1))
SETTLED: Final = (*ANSWERED, _do(talks.agreed), _do(acts.moving("agreed", phrases.SETTLED_RIGHTS), 0.1, 1))
GIVEN_UP: Final = _do(acts.moving("complaint_withdrawn", phrases.WITHDRAWN_RIGHTS), 5, 40)
WON: Final = (*DECIDING, _do(acts.moving("verdict_shop", phrases.WON), 30, 90))
PAYS: Final = acts.moving(
    "verdict_buyer", phrases.LOST_VERDICT, refund_amount=acts.share(50), dispute_no=dispute_no
)
LOST: Final = (*DECIDING, _do(PAYS, 30, 90))
TO_SETTLE: Final = (*ANSWERED, _do(compensating("money", 20), 0.2, 2), OFFER, ACCEPT)

RIGHTS_COURSES: Final = (
    _rights("registered", (0.2, 5)),
    _rights("registered, late", (10, 20), own_target_in=(-240, -20)),
    _rights("talking", (1, 30), *ANSWERED,
            _do(acts.moving("reply_again", shop_reply=acts.one_of(*phrases.MORE_REPLIES)), 0.5, 6)),
    _rights("talking, an appointment missed", (6, 20), *ANSWERED,
            _do(talks.contact(TalkStage.PROPOSE, ContactResult.CALL_LATER, hours=3), 1, 12)),
    _rights("compensating", (1, 20), *TO_SETTLE, by_hand=True),
    _rights("settled", (4, 3 * DAY), *SETTLED),
    _denied("evidence", (1, 14), *OBJECTED),
    _denied("intervention", (4, 4 * DAY), *DECIDING),
    _denied("refunding", (0.5, 12), *LOST),
    _rights("judging", (1, 14), *SETTLED, GIVEN_UP),
    _denied("judging, refunded", (1, 14), *LOST, REFUND_CHILD, REFUND_PAID),
    _denied("closed", (10, 8 * DAY), *WON, _closing("", "service", "0", "nobody")),
    _late("closed, with a compensation", (10, 9 * DAY), *TO_SETTLE, PAID, GIVEN_UP,
            _closing("warehouse2", "warehouse", "30.00", "warehouse")),
    _denied("closed, lost", (10, 7 * DAY), *LOST, REFUND_CHILD, REFUND_PAID,
            _closing("operations", "operations", "100.00", "shop")),
    _rights("merged", (0.5, 10), _do(kin.again(), 1, 12), _do(kin.merge, 0.1, 0.8)),
)

_money = course(
    "compensation", reasons=(Reason.LATE, Reason.SERVICE, Reason.MINOR_FLAW, Reason.QUALITY), price="mid", asks=10,
    opening={"compensation_form": "money"},
)
_coupon = course(
    "compensation", reasons=(Reason.LATE, Reason.SERVICE, Reason.MINOR_FLAW), price="mid", asks=8,
    opening={"compensation_form": "coupon"},
)

OFFERED: Final = by(AGENT, 0.2, 2, acts.moving("offer", phrases.OFFERED))
ACCEPTED: Final = (OFFERED, by(AGENT, 0.5, 16, acts.moving("accept")))
PAY: Final = by(CLERK, 0.3, 9, acts.pay)

COMPENSATIONS: Final = (
    _coupon("drafted", (0.2, 3)),
    _money("approving", (0.3, 5), by(AGENT, 0.2, 2, acts.moving("ask_approval", words.WHY_APPROVAL)), price="top"),
    _coupon("offered", (3, 5 * DAY), OFFERED),
    _coupon("paying", (0.3, 10), *ACCEPTED, by_hand=True),
    _money("unpaid", (1, 20), *ACCEPTED, by(CLERK, 0.3, 6, acts.fail_to_pay)),
    _money("sending a gift", (2, 40), by(AGENT, 0.2, 2, GIVING), by(AGENT, 0.5, 16, acts.moving("accept_goods")),
           PACKED, opening={"compensation_form": "goods"}),
    _money("compensated, improved", (10, 12 * DAY), OFFERED, by(AGENT, 1, 8, acts.moving("improve", phrases.IMPROVED)),
           by(AGENT, 0.2, 2, acts.granting("offer", 15)), by(AGENT, 0.5, 12, acts.moving("accept")), PAY),
    _coupon("declined", (10, 10 * DAY), OFFERED, by(AGENT, 1, 20, acts.moving("decline", phrases.NOT_WANTED))),
    _coupon("unanswered", (7 * DAY + 12, 15 * DAY), OFFERED),
    _money("dropped", (10, 10 * DAY), by(AGENT, 0.5, 3, acts.moving("drop", phrases.TAKEN_BACK))),
    _coupon("merged", (0.3, 5), *TWICE),
)
# fmt: on

SERVICE: Final = (*COMPLAINTS, *REVIEW_COURSES, *RIGHTS_COURSES, *COMPENSATIONS)
