"""Steps that many courses share: second dispatches, compensations, claims, talks."""

from datetime import datetime
from typing import Any, Final, Protocol

from aftercare.accounts.models import Staff
from aftercare.config.demo import acts, kin, phrases, words
from aftercare.config.demo.goods import LAMPS, VASES, WOOD
from aftercare.config.demo.scripts import AGENT, BOSS, CLERK, OPEN, STORE, TRADE, Hours, Script, Step, by


class Builder(Protocol):
    """Makes a script of one kind: its name, the hours since its last step, its steps, and what is not as usual."""

    def __call__(self, name: str, ago: Hours, *steps: Step, **unusual: Any) -> Script: ...


def course(flow: str, begins: tuple[Step, ...] = OPEN, **usual: Any) -> Builder:
    """Scripts of that kind, with what is usual for it."""

    def build(name: str, ago: Hours, *steps: Step, **unusual: Any) -> Script:
        wanted = {**usual, **unusual}
        return Script(f"{flow}, {name}", wanted.pop("times", 1), ago, (*begins, *steps), flow=flow, **wanted)

    return build


VARIANTS: Final = {good.code: good.variants for good in (*WOOD, *VASES, *LAMPS)}


def variant(story: acts.Story, _at: datetime) -> str:
    """Another one of the same product."""
    code, _dash, number = story.codes.rpartition("-")
    return VARIANTS[code][int(number) % len(VARIANTS[code])]


def voucher(story: acts.Story, at: datetime) -> str:
    """Of a payment that came in."""
    return f"{at:%Y%m%d}3100{story.rng.randrange(10**10):010d}"


def claim_no(story: acts.Story, at: datetime) -> str:
    """As couriers number their claims."""
    return f"LP{at:%m%d}{story.rng.randrange(10**7):07d}"


def staff(login_name: str) -> acts.Value:
    """Whoever it was."""
    return lambda _story, _at: str(Staff.objects.values_list("pk", flat=True).get(username=login_name))


def verdict(code: str, who: str, department: str, penalty: str, **inputs: str | acts.Value) -> acts.Act:
    """Who it was, and what follows for them. Nobody in person: `who` is ''."""
    assessed = phrases.ASSESSED_FREE if penalty == "0" else phrases.ASSESSED_FINE
    inputs |= {
        "department": department,
        "responsible_person": staff(who) if who else "0",
        "penalty": penalty,
        "assessment": acts.one_of(*assessed),
    }
    return acts.moving(code, (), **inputs)


def compensating(form: str, worth: int | str) -> acts.Act:
    """A compensation worth so much percent of what was paid, or so many yuan."""
    amount = acts.share(worth) if isinstance(worth, int) else worth
    return acts.moving("compensate", phrases.OFFERED, compensation_form=form, compensation_amount=amount)


def talk(act: acts.Act, low: float = 0.1, high: float = 1.5) -> Step:
    """The agent talks with the buyer."""
    return by(AGENT, low, high, act)


TWICE: Final = (by(AGENT, 1, 20, kin.again()), by(AGENT, 0.1, 0.8, kin.merge))  # a second application, merged
SHOWN: Final = by(AGENT, 0.05, 0.6, acts.show)

RECEIVE: Final = by(STORE, 38, 80, acts.receive)
WITHDRAW: Final = by(AGENT, 0.5, 20, acts.moving("withdraw", words.WITHDRAWN))

CLOSED_ORDER: Final = by(TRADE, 0.2, 3, kin.close_order)

PACKED: Final = by(STORE, 0.5, 5, kin.of("reship", acts.sending("dispatch")))
THERE: Final = by(AGENT, 40, 85, kin.of("reship", acts.moving("arrive", phrases.CLOSING)))
HELD: Final = by(STORE, 0.2, 2, kin.of("reship", acts.moving("hold", phrases.HELD)))
CANCELLED: Final = by(AGENT, 0.3, 3, kin.of("reship", acts.moving("cancel", phrases.CANCELLED)))

OFFER: Final = by(AGENT, 0.2, 2, kin.of("compensation", acts.moving("offer", phrases.OFFERED)))
GIVING: Final = acts.moving(
    "offer_gift", phrases.OFFERED, gift=acts.one_of(*phrases.GIFTS), gift_worth=acts.one_of("6.50", "9.90", "12.00")
)
OFFER_GIFT: Final = by(AGENT, 0.2, 2, kin.of("compensation", GIVING))
ACCEPT: Final = by(AGENT, 0.5, 16, kin.of("compensation", acts.moving("accept")))
DECLINE: Final = by(AGENT, 0.5, 16, kin.of("compensation", acts.moving("decline", phrases.NOT_WANTED)))
PAID: Final = by(CLERK, 0.3, 9, kin.of("compensation", acts.pay))
GIVEN: Final = (OFFER, ACCEPT, PAID)  # a compensation from the offer to the money

ASK_FOR_IT: Final = acts.moving("ask_approval", phrases.WHY_COMPENSATION)  # whoever has no limit of their own
ALLOW: Final = by(BOSS, 0.3, 4, kin.of("compensation", acts.moving("approve", words.APPROVED)))

REFUND_CHILD: Final = by(AGENT, 0.2, 2, kin.of("refund_only", acts.moving("agree")))
REFUND_PAID: Final = by(CLERK, 0.3, 9, kin.of("refund_only", acts.pay))

FILING: Final = acts.moving(
    "file", phrases.CLAIM_NOTES, claim_amount=acts.share(70), claim_no=claim_no, courier_name=kin.courier
)
RECOVERING: Final = acts.moving("recover", phrases.RECOVERED, recovered_amount=acts.share(60), voucher=voucher)
FILE: Final = by(AGENT, 0.5, 8, kin.of("claim", FILING))
ACCEPTED: Final = by(
    AGENT, 30, 70, kin.of("claim", acts.moving("accepted", phrases.ACCEPTED_CLAIM, claim_amount=acts.share(60)))
)
RECOVER: Final = by(AGENT, 30, 70, kin.of("claim", RECOVERING))
TURN_DOWN: Final = by(AGENT, 30, 90, kin.of("claim", acts.moving("turned_down", phrases.TURNED_DOWN)))
CLAIM: Final = acts.moving("claim", phrases.CLAIM_NOTES, claim_amount=acts.share(70))
