"""What the list of payouts prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.cases.access import visible_cases
from aftercare.core.money import Money
from aftercare.money.access import settling_refusal, visible_payouts
from aftercare.money.channels import channel_of, is_known
from aftercare.money.models import Payout
from aftercare.money.queries import COUNT_UP_TO, PAGE, PayoutPage, payout_queue, queue_sizes
from aftercare.money.rules import by_hand_refusal
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Tab

TONES = {
    PayoutState.INSTRUCTED: Tone.US,
    PayoutState.SENDING: Tone.OTHERS,
    PayoutState.UNKNOWN: Tone.SOON,
    PayoutState.NEEDS_PERSON: Tone.LATE,
    PayoutState.PAID: Tone.DONE,
    PayoutState.REFUSED: Tone.REFUSED,
    PayoutState.CANCELLED: Tone.REFUSED,
}
QUEUES = ("to_pay", "to_check", "paid", "not_paid", "all")


@dataclass(frozen=True)
class Settling:
    """What a person can do with a payout by hand. A `…_refusal` greys it and says why; '' means that it is offered."""

    address: str
    pay_refusal: str
    take_over_refusal: str
    recheck_refusal: str
    is_open: bool  # by hand at all: not settled, and not the channel's own business
    is_unknown: bool
    is_parked: bool
    confirm: str


@dataclass(frozen=True)
class PayoutRow:
    """One payout as a row."""

    id: int
    address: str
    key: str
    number: str  # of the case
    case_address: str
    shop: str
    amount: Money
    payee: str
    order_no: str
    purpose: str
    channel: Any
    state: Any
    tone: Tone
    at: Any
    settled_at: Any
    who: Who | None
    proposed_by: str
    voucher: str
    result_text: str
    settling: Settling


class PayoutsContext:
    """One queue of payouts. `only_shop` is the shop picked in the rail."""

    def __init__(self, person: Person, only_shop: int | None, asked: Mapping[str, str]) -> None:
        seen_as = within(person, only_shop)
        self.queue = asked.get("queue", "") if asked.get("queue", "") in QUEUES else QUEUES[0]
        after = read_number(asked.get("after"))
        page = _all(seen_as, after) if self.queue == "all" else payout_queue(seen_as, self.queue, after=after)
        self.rows = payout_rows(page.payouts, person)
        self.sizes = queue_sizes(seen_as)
        self.more_url = ""
        if page.after is not None:
            self.more_url = f"{reverse('payouts')}?{urlencode({'queue': self.queue, 'after': str(page.after)})}"

    @property
    def tabs(self) -> list[Tab]:
        labels = {
            "to_pay": _("Waiting to be paid"),
            "to_check": _("Needs a look"),
            "paid": _("Paid"),
            "not_paid": _("Not paid"),
            "all": _("All"),
        }
        address = reverse("payouts")
        return [
            Tab(label, f"{address}?queue={code}", code == self.queue, _size(self.sizes.get(code, 0)))
            for code, label in labels.items()
        ]

    @property
    def is_work(self) -> bool:
        """Whether the rows carry the fields to settle them."""
        return self.queue == "to_pay"


def within(person: Person, only_shop: int | None) -> Person:
    """The person as if they worked in that shop only: narrows lists, never widens them."""
    if only_shop is None or only_shop not in person.roles:
        return person
    return replace(person, is_administrator=False, roles={only_shop: person.roles[only_shop]})


def payout_rows(payouts: Iterable[Payout], person: Person) -> list[PayoutRow]:
    """The rows with the numbers of their cases: one query for all of them."""
    found = list(payouts)
    ids = {payout.subject_id for payout in found if payout.subject_kind == "case"}
    numbers = dict(visible_cases(person).filter(pk__in=ids).values_list("pk", "number"))
    return [payout_row(payout, person, numbers.get(payout.subject_id, "")) for payout in found]


def payout_row(payout: Payout, person: Person, number: str) -> PayoutRow:
    """One payout; `number` is that of its case, '' when the person cannot see it."""
    state = PayoutState(payout.state)
    settled_by = payout.settled_by
    return PayoutRow(
        id=payout.pk,
        address=reverse("payout", args=[payout.pk]),
        key=payout.key,
        number=number,
        case_address=address_of(number) if number else "",
        shop=payout.shop.name,
        amount=payout.amount,
        payee=payout.payee_label,
        order_no=payout.payee_reference,
        purpose=payout.purpose,
        channel=channel_of(payout.channel).label if is_known(payout.channel) else payout.channel,
        state=state.label,
        tone=TONES[state],
        at=payout.instructed_at,
        settled_at=payout.settled_at,
        who=Who(settled_by.pk, settled_by.name) if settled_by else None,
        proposed_by=payout.proposed_by.name if payout.proposed_by else "",
        voucher=payout.voucher,
        result_text=payout.result_text,
        settling=_settling(payout, person),
    )


def _settling(payout: Payout, person: Person) -> Settling:
    state = PayoutState(payout.state)
    channel = channel_of(payout.channel) if is_known(payout.channel) else None
    right = settling_refusal(person, payout)
    not_right = str(right) if right else ""
    by_hand = by_hand_refusal(state, automatic=bool(channel and channel.automatic))
    cannot_ask = "" if channel and channel.can_query else _("This channel cannot be asked. Look into its record.")
    words = {"amount": payout.amount.yuan, "payee": payout.payee_label or "–", "order": payout.payee_reference}
    sentence = _(
        "¥%(amount)s to %(payee)s for order %(order)s, paid by you with this voucher number. It cannot be taken back."
    )
    return Settling(
        address=reverse("payout", args=[payout.pk]),
        pay_refusal=not_right or (str(by_hand) if by_hand else ""),
        take_over_refusal=not_right,
        recheck_refusal=not_right or cannot_ask,
        is_open=by_hand is None,
        is_unknown=state is PayoutState.UNKNOWN,
        is_parked=state is PayoutState.NEEDS_PERSON,
        confirm=sentence % words,
    )


def _all(person: Person, before: int | None) -> PayoutPage:
    rows = visible_payouts(person).select_related("shop", "proposed_by", "settled_by")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return PayoutPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _size(count: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count or "")
