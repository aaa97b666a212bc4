"""What becomes of the cases: for each state some scripts, how often each is played, how long ago it ended."""

from dataclasses import dataclass
from typing import Final

from aftercare.accounts.terms import Role
from aftercare.config.demo import acts, words

Hours = tuple[float, float]
DAY: Final = 24.0


@dataclass(frozen=True)
class Step:
    """Somebody acts so many hours after the step before. `role` None: whenever it is, no shift is waited for."""

    after: Hours
    role: Role
    act: acts.Act
    who: str = ""  # a certain person instead of whoever is on shift


@dataclass(frozen=True)
class Script:
    """One course of a case. `ago`: hours since its last step. `exact`: that step is not moved into a shift.

    `price`: 'low' is within an agent's limit, 'high' within a supervisor's, 'top' above both.
    """

    name: str
    times: int
    ago: Hours
    steps: tuple[Step, ...]
    price: str = "low"
    exact: bool = False
    own_target_in: tuple[int, int] | None = None  # minutes from now to the own target, for a case just opened
    made_to_order: bool = False

    @property
    def pays(self) -> bool:
        return any(step.act in (acts.pay, acts.fail_to_pay) for step in self.steps)

    @property
    def refuses(self) -> bool:
        return any(step.act in (acts.refuse, acts.refuse_goods) for step in self.steps)


def _by(role: Role, low: float, high: float, act: acts.Act, who: str = "") -> Step:
    return Step((low, high), role, act, who)


AGENT, BOSS, STORE, CLERK = Role.AGENT, Role.SUPERVISOR, Role.WAREHOUSE, Role.REFUND_CLERK
RIGHTS, TOP = Role.RIGHTS_SPECIALIST, Role.ADMINISTRATOR
OPEN: Final = (_by(AGENT, 0, 0, acts.apply),)
AGREED: Final = (*OPEN, _by(AGENT, 0.2, 8, acts.moving("agree")))
SENT: Final = (*AGREED, _by(AGENT, 9, 50, acts.register))
RECEIVED: Final = (*SENT, _by(STORE, 38, 90, acts.receive))
INSPECTED: Final = (*RECEIVED, _by(STORE, 0.3, 7, acts.inspect))
DOUBTED: Final = (*RECEIVED, _by(STORE, 0.3, 6, acts.doubt))
ASKED_BOSS: Final = (*OPEN, _by(AGENT, 0.2, 3, acts.moving("ask_approval", words.WHY_APPROVAL)))
APPROVED: Final = (*ASKED_BOSS, _by(BOSS, 0.3, 5, acts.moving("approve", words.APPROVED)))
APPROVED_BACK: Final = (
    *APPROVED,
    _by(AGENT, 9, 50, acts.register),
    _by(STORE, 38, 90, acts.receive),
    _by(STORE, 0.3, 7, acts.inspect),
)
REFUSED: Final = (*OPEN, _by(AGENT, 0.5, 8, acts.refuse))
CALLED_IN: Final = (*REFUSED, _by(AGENT, 5, 60, acts.moving("intervene", words.INTERVENED)))
PAY: Final = _by(CLERK, 0.3, 10, acts.pay)

SCRIPTS: Final = (
    # waiting for our answer
    Script("asked, fresh", 12, (0.1, 7), OPEN),
    Script("asked, within the hour", 5, (8, 30), OPEN, own_target_in=(8, 55)),
    Script("asked, late", 6, (14, 40), OPEN, own_target_in=(-900, -40)),
    Script("asked, the platform is about to agree", 2, (5 * DAY - 9, 5 * DAY - 1), OPEN, exact=True),
    Script("asked again", 2, (0.5, 8), (*REFUSED, _by(AGENT, 8, 30, acts.reapply))),
    # waiting for approval
    Script("approving", 6, (0.2, 6), ASKED_BOSS, "high"),
    Script("approving, by the administrator", 2, (0.3, 6), ASKED_BOSS, "top"),
    Script(
        "asked, sent back by the supervisor",
        1,
        (0.5, 5),
        (*ASKED_BOSS, _by(BOSS, 0.3, 3, acts.moving("deny", words.DENIED))),
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
    Script("turned away", 2, (2, 30), (*SENT, _by(STORE, 38, 80, acts.moving("turn_away", words.TURNED_AWAY)))),
    Script(
        "reviewing",
        3,
        (0.4, 9),
        (
            *APPROVED_BACK[:-1],
            _by(STORE, 0.3, 5, acts.doubt),
            _by(AGENT, 0.3, 4, acts.reducing("ask_reduced")),
        ),
        "high",
    ),
    # waiting for finance
    Script("paying", 8, (0.2, 14), INSPECTED),
    Script("paying, approved", 3, (0.5, 20), APPROVED_BACK, "high"),
    Script("unpaid", 3, (1, 30), (*INSPECTED, _by(CLERK, 0.3, 9, acts.fail_to_pay))),
    # refused, and what the platform says
    Script("refused", 6, (2, 6 * DAY), REFUSED),
    Script("refused, made to order", 2, (5, 5 * DAY), REFUSED, made_to_order=True),
    Script("refused after inspection", 2, (3, 4 * DAY), (*DOUBTED, _by(AGENT, 0.5, 8, acts.refuse_goods))),
    Script("intervention", 4, (1, 28), CALLED_IN),
    # ended
    Script("refunded", 24, (1, 23 * DAY), (*INSPECTED, PAY)),
    Script("refunded, approved", 10, (3, 22 * DAY), (*APPROVED_BACK, PAY), "high"),
    Script(
        "refunded, approved by the administrator",
        1,
        (30, 9 * DAY),
        (
            *ASKED_BOSS,
            _by(TOP, 0.3, 5, acts.moving("approve", words.APPROVED)),
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
            _by(BOSS, 0.3, 4, acts.moving("deny", words.DENIED)),
            *ASKED_BOSS[1:],
            *APPROVED_BACK[2:],
            PAY,
        ),
        "high",
    ),
    Script("refunded, less", 6, (5, 18 * DAY), (*DOUBTED, _by(AGENT, 0.5, 12, acts.reducing("reduce")), PAY)),
    Script(
        "refunded, all the same",
        3,
        (5, 16 * DAY),
        (*DOUBTED, _by(AGENT, 0.5, 12, acts.moving("accept", words.ACCEPTED)), PAY),
    ),
    Script(
        "refunded, by verdict",
        2,
        (20, 15 * DAY),
        (*CALLED_IN, _by(RIGHTS, 20, 70, acts.moving("verdict_refund", words.VERDICT_REFUND)), PAY),
    ),
    Script(
        "refunded, at the second try",
        2,
        (20, 15 * DAY),
        (
            *INSPECTED,
            _by(CLERK, 0.3, 9, acts.fail_to_pay),
            _by(CLERK, 14, 40, acts.moving("pay_again", words.PAY_AGAIN), who="finance2"),
            _by(CLERK, 0.2, 1, acts.pay),
        ),
    ),
    Script(
        "refunded, agreed by the clock",
        2,
        (20, 9 * DAY),
        (*OPEN, _by(AGENT, 5 * DAY + 10, 5 * DAY + 40, acts.register), *RECEIVED[-1:], *INSPECTED[-1:], PAY),
    ),
    Script("refunded, by the clock", 2, (10, 6 * DAY), (*SENT, _by(CLERK, 10 * DAY + 4, 10 * DAY + 30, acts.pay))),
    Script("withdrawn", 5, (2, 20 * DAY), (*OPEN, _by(AGENT, 0.5, 20, acts.moving("withdraw", words.WITHDRAWN)))),
    Script(
        "withdrawn, agreed", 3, (5, 18 * DAY), (*AGREED, _by(AGENT, 5, 60, acts.moving("withdraw", words.WITHDRAWN)))
    ),
    Script("lapsed", 8, (7 * DAY + 2, 21 * DAY), AGREED),
    Script("rejected", 6, (7 * DAY + 2, 20 * DAY), REFUSED),
    Script(
        "rejected, by verdict",
        4,
        (10, 15 * DAY),
        (*CALLED_IN, _by(RIGHTS, 20, 70, acts.moving("verdict_shop", words.VERDICT_SHOP))),
    ),
)
