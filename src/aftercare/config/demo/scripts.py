"""What becomes of the cases: for each state some scripts, how often each is played, how long ago it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.terms import Reason
from aftercare.config.demo import acts, kin, phrases, words

Hours = tuple[float, float]
DAY: Final = 24.0


@dataclass(frozen=True)
class Step:
    """Somebody acts so many hours after the step before. `role` None: whenever it is, no shift is waited for."""

    after: Hours
    role: Role
    act: acts.Act
    who: str = ""  # a certain person instead of whoever is on shift


class Goods(Enum):
    """Where they are when the buyer writes. Two of them change the order: it takes another course than it had."""

    SIGNED = "signed"  # a few days ago
    OLD = "old"  # signed for weeks ago
    UNSENT = "unsent"  # in the house
    ON_ITS_WAY = "on_its_way"  # and not signed for to this day, unless a step says so


@dataclass(frozen=True)
class Script:
    """One course of a case. `ago`: hours since its last step. `exact`: that step is not moved into a shift.

    `price`: 'low' is within an agent's limit, 'mid' the upper part of that, 'high' within a supervisor's, 'top' above
    both. `asks`: percent of what was paid, for kinds that ask for money. `pieces`: at least so many. `by_hand`:
    money is under way, so it is not in the shop that pays by machine.
    """

    name: str
    times: int
    ago: Hours
    steps: tuple[Step, ...]
    price: str = "low"
    exact: bool = False
    own_target_in: tuple[int, int] | None = None  # minutes from now to the own target, for a case just opened
    made_to_order: bool = False
    flow: str = "return"
    reasons: tuple[Reason, ...] = ()  # none: by chance
    goods: Goods = Goods.SIGNED
    opening: Mapping[str, str | acts.Value] = field(default_factory=dict)
    asks: int = 100
    pieces: int = 1
    by_hand: bool = False

    @property
    def pays(self) -> bool:
        return any(step.role is Role.REFUND_CLERK for step in self.steps)

    @property
    def halves(self) -> bool:
        """Whether the pieces are for two applications."""
        return newest_flow(self.flow).holds_goods and any(step.act is kin.merge for step in self.steps)

    @property
    def refuses(self) -> bool:
        return any(step.act in (acts.refuse, acts.refuse_goods) for step in self.steps)


def by(role: Role, low: float, high: float, act: acts.Act, who: str = "") -> Step:
    """So many hours after the step before."""
    return Step((low, high), role, act, who)


def dispute_no(story: acts.Story, at: datetime) -> str:
    """As the platform numbers its disputes."""
    return f"{at:%Y%m%d}{story.rng.randrange(10**8):08d}"


AGENT, BOSS, STORE, CLERK = Role.AGENT, Role.SUPERVISOR, Role.WAREHOUSE, Role.REFUND_CLERK
RIGHTS, TOP = Role.RIGHTS_SPECIALIST, Role.ADMINISTRATOR
REVIEWS, TRADE = Role.REVIEW_SPECIALIST, Role.OPERATIONS
OPEN: Final = (by(AGENT, 0, 0, acts.apply),)
AGREED: Final = (*OPEN, by(AGENT, 0.2, 8, acts.moving("agree")))
SENT: Final = (*AGREED, by(AGENT, 9, 50, acts.register))
RECEIVED: Final = (*SENT, by(STORE, 38, 90, acts.receive))
INSPECTED: Final = (*RECEIVED, by(STORE, 0.3, 7, acts.inspect))
DOUBTED: Final = (*RECEIVED, by(STORE, 0.3, 6, acts.doubt))
ASKED_BOSS: Final = (*OPEN, by(AGENT, 0.2, 3, acts.moving("ask_approval", words.WHY_APPROVAL)))
APPROVED: Final = (*ASKED_BOSS, by(BOSS, 0.3, 5, acts.moving("approve", words.APPROVED)))
ENDORSED: Final = (*ASKED_BOSS, by(BOSS, 0.3, 4, acts.moving("endorse", words.ENDORSED)))
APPROVED_BACK: Final = (
    *APPROVED,
    by(AGENT, 9, 50, acts.register),
    by(STORE, 38, 90, acts.receive),
    by(STORE, 0.3, 7, acts.inspect),
)
REFUSED: Final = (*OPEN, by(AGENT, 0.5, 8, acts.refuse))
CALL_IN: Final = by(AGENT, 5, 60, acts.moving("intervene", words.INTERVENED))
PROVE: Final = (by(RIGHTS, 1, 16, acts.show), by(RIGHTS, 0.1, 1, acts.moving("hand_in", phrases.HANDED_IN)))
LOSE: Final = by(RIGHTS, 20, 70, acts.moving("verdict_refund", words.VERDICT_REFUND, dispute_no=dispute_no))
CALLED_IN: Final = (*REFUSED, CALL_IN)
PROVED: Final = (*CALLED_IN, *PROVE)
PAY: Final = by(CLERK, 0.3, 10, acts.pay)

SCRIPTS: Final = (
    # waiting for our answer
    Script("asked, fresh", 12, (0.1, 7), OPEN),
    Script("asked, within the hour", 5, (8, 30), OPEN, own_target_in=(8, 55)),
    Script("asked, late", 6, (14, 40), OPEN, own_target_in=(-900, -40)),
    Script("asked, the platform is about to agree", 2, (5 * DAY - 9, 5 * DAY - 1), OPEN, exact=True),
    Script("asked again", 2, (0.5, 8), (*REFUSED, by(AGENT, 8, 30, acts.reapply))),
    # waiting for approval
    Script("approving", 6, (0.2, 6), ASKED_BOSS, "high"),
    Script("approving, by the supervisor first", 2, (0.3, 6), ASKED_BOSS, "top"),
    Script("approving, by the administrator", 2, (0.3, 5), ENDORSED, "top"),
    Script(
        "asked, sent back by the supervisor",
        1,
        (0.5, 5),
        (*ASKED_BOSS, by(BOSS, 0.3, 3, acts.moving("deny", words.DENIED))),
        "high",
    ),
    # waiting for the buyer
    Script("agreed", 13, (2, 6 * DAY), AGREED),
    Script("agreed, approved", 3, (2, 4 * DAY), APPROVED, "high"),
    Script("agreed, about to lapse", 3, (7 * DAY - 11, 7 * DAY - 1), AGREED, exact=True),
    # waiting for the warehouse
    Script("sent", 13, (3, 7 * DAY), SENT),
    Script("sent, about to be refunded", 3, (10 * DAY - 14, 10 * DAY - 2), SENT, exact=True),
    Script("received", 8, (0.3, 18), RECEIVED),
    Script("received, within the hour", 2, (23.1, 23.9), RECEIVED, exact=True),
    Script("received, late", 2, (26, 42), RECEIVED),
    # the inspection found something
    Script("doubted", 5, (0.4, 14), DOUBTED),
    Script("turned away", 2, (2, 30), (*SENT, by(STORE, 38, 80, acts.moving("turn_away", words.TURNED_AWAY)))),
    Script(
        "reviewing",
        3,
        (0.4, 9),
        (
            *APPROVED_BACK[:-1],
            by(STORE, 0.3, 5, acts.doubt),
            by(AGENT, 0.3, 4, acts.reducing("ask_reduced")),
        ),
        "high",
    ),
    # waiting for finance
    Script("paying", 8, (0.2, 14), INSPECTED),
    Script("paying, approved", 3, (0.5, 20), APPROVED_BACK, "high"),
    Script("unpaid", 3, (1, 30), (*INSPECTED, by(CLERK, 0.3, 9, acts.fail_to_pay))),
    # refused, and what the platform says
    Script("refused", 6, (2, 6 * DAY), REFUSED),
    Script("refused, made to order", 2, (5, 5 * DAY), REFUSED, made_to_order=True),
    Script("refused after inspection", 2, (3, 4 * DAY), (*DOUBTED, by(AGENT, 0.5, 8, acts.refuse_goods))),
    Script(
        "going back",
        1,
        (1, 15),
        (
            *DOUBTED,
            by(AGENT, 0.5, 8, acts.refuse_goods),
            by(AGENT, 4, 40, acts.moving("return_goods", phrases.GOES_BACK)),
        ),
    ),
    Script("evidence", 3, (1, 20), CALLED_IN),
    Script("intervention", 3, (1, 4 * DAY), PROVED),
    # ended
    Script("refunded", 24, (1, 23 * DAY), (*INSPECTED, PAY)),
    Script("refunded, approved", 10, (3, 22 * DAY), (*APPROVED_BACK, PAY), "high"),
    Script(
        "refunded, approved by the administrator",
        1,
        (30, 9 * DAY),
        (
            *ASKED_BOSS,
            by(TOP, 0.3, 5, acts.moving("approve", words.APPROVED)),
            *APPROVED_BACK[3:],
            PAY,
        ),
        "top",
    ),
    Script(
        "refunded, asked twice",
        3,
        (10, 18 * DAY),
        (
            *ASKED_BOSS,
            by(BOSS, 0.3, 4, acts.moving("deny", words.DENIED)),
            *ASKED_BOSS[1:],
            *APPROVED_BACK[2:],
            PAY,
        ),
        "high",
    ),
    Script("refunded, less", 6, (5, 18 * DAY), (*DOUBTED, by(AGENT, 0.5, 12, acts.reducing("reduce")), PAY)),
    Script(
        "refunded, all the same",
        3,
        (5, 16 * DAY),
        (*DOUBTED, by(AGENT, 0.5, 12, acts.moving("accept", words.ACCEPTED)), PAY),
    ),
    Script(
        "refunded, by verdict",
        2,
        (20, 15 * DAY),
        (*PROVED, LOSE, PAY),
    ),
    Script(
        "refunded, at the second try",
        2,
        (20, 15 * DAY),
        (
            *INSPECTED,
            by(CLERK, 0.3, 9, acts.fail_to_pay),
            by(CLERK, 14, 40, acts.moving("pay_again", words.PAY_AGAIN), who="finance2"),
            by(CLERK, 0.2, 1, acts.pay),
        ),
    ),
    Script(
        "refunded, agreed by the clock",
        2,
        (20, 9 * DAY),
        (*OPEN, by(AGENT, 5 * DAY + 10, 5 * DAY + 40, acts.register), *RECEIVED[-1:], *INSPECTED[-1:], PAY),
    ),
    Script("refunded, by the clock", 2, (10, 6 * DAY), (*SENT, by(CLERK, 10 * DAY + 4, 10 * DAY + 30, acts.pay))),
    Script("withdrawn", 5, (2, 20 * DAY), (*OPEN, by(AGENT, 0.5, 20, acts.moving("withdraw", words.WITHDRAWN)))),
    Script(
        "withdrawn, agreed", 3, (5, 18 * DAY), (*AGREED, by(AGENT, 5, 60, acts.moving("withdraw", words.WITHDRAWN)))
    ),
    Script("lapsed", 8, (7 * DAY + 2, 21 * DAY), AGREED),
    Script("rejected", 6, (7 * DAY + 2, 20 * DAY), REFUSED),
    Script(
        "rejected, by verdict",
        4,
        (10, 15 * DAY),
        (*PROVED, by(RIGHTS, 20, 70, acts.moving("verdict_shop", words.VERDICT_SHOP))),
    ),
    # goes on as another case
    Script(
        "converted into an exchange",
        1,
        (10, 90),
        (
            *OPEN,
            by(AGENT, 0.5, 4, acts.moving("to_exchange", phrases.CONVERTED, new_reason="size")),
            by(AGENT, 0.3, 2, kin.of("exchange", acts.moving("agree"))),
        ),
        reasons=(Reason.NO_REASON,),
    ),
    Script("merged", 1, (2, 14), (*OPEN, by(AGENT, 1, 4, kin.again()), by(AGENT, 0.2, 1, kin.merge)), "mid", pieces=2),
    Script(
        "split",
        1,
        (5, 60),
        (*OPEN, by(AGENT, 0.3, 2, kin.split), by(AGENT, 0.1, 1, acts.moving("agree"))),
        "mid",
        pieces=2,
    ),
)
