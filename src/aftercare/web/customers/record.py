"""The page of a customer: all that its template prints (U1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.cases.costs import cost_of_customers
from aftercare.cases.queries import cases_of_customers
from aftercare.chat.access import chat_shops
from aftercare.chat.models import Conversation
from aftercare.chat.reads import conversations_of_customers
from aftercare.chat.signs.terms import TREATMENT, BuyerType
from aftercare.chat.terms import Stage, Topic
from aftercare.core.money import Money
from aftercare.customers.contacts import Standing, standings
from aftercare.customers.models import Customer
from aftercare.customers.terms import Personal
from aftercare.erasure.access import DECIDERS
from aftercare.orders.models import Order
from aftercare.regulars.access import KEEPERS, access_customer
from aftercare.regulars.facts import Facts, facts_of, types_of
from aftercare.regulars.models import Joining, Likeness, Regular, RegularNote
from aftercare.regulars.queries import (
    MOST_SHOWN,
    Kin,
    joinings_of,
    kept_of,
    kin_of,
    likenesses_of,
    notes_of,
    orders_of,
)
from aftercare.regulars.terms import RANK_NOTES, TraceKind
from aftercare.shops.access import Person
from aftercare.web.cases.record import CaseView, case_view
from aftercare.web.customers.listing import RANK_TONES
from aftercare.web.customers.risk import RiskPanel
from aftercare.web.customers.said import Said
from aftercare.web.orders.around import STAGES, NearRow
from aftercare.web.orders.listing import LABELS, TONES
from aftercare.web.personal.masks import MaskedField, masked_fields
from aftercare.web.pieces.marks import masked, pill


@dataclass(frozen=True)
class Identity:
    """One customer of the person: shop, platform, nick, what they bought there, and whether they want contacts."""

    customer: Customer
    platform: Any
    facts: Facts
    standing: Standing
    is_here: bool
    address: str

    @property
    def contacts(self) -> str:
        limits = self.standing.limits
        return _("%(count)s of %(most)s contacts in %(days)s days") % {
            "count": len(self.standing.contacts),
            "most": limits.most,
            "days": limits.days,
        }


@dataclass(frozen=True)
class PairView:
    """Two customers that may be one, and why."""

    pk: int
    left: Customer
    right: Customer
    left_shop: str
    right_shop: str
    reasons: Sequence[Any]


@dataclass(frozen=True)
class JoiningView:
    """One joining; `undo_url` while it can be asked to be taken back."""

    row: Joining
    reasons: Sequence[Any]
    undo_url: str


class CustomerContext:
    """Everything that the page prints. Personal data is masked."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.customer = access_customer(person, pk)
        self.kin: Kin = kin_of(person, self.customer)
        self.may_keep = person.has(self.customer.shop_id, *KEEPERS)

    @property
    def name(self) -> str:
        return self.customer.nick_mask or _("Buyer without a nick")

    @property
    def data_url(self) -> str:
        """Where copies and erasures are asked for, '' for whoever does not answer for the data."""
        answers = self.person.has(self.customer.shop_id, *DECIDERS)
        return reverse("customer_data", args=[self.customer.pk]) if answers else ""

    @cached_property
    def _facts(self) -> dict[int, Facts]:
        return facts_of(self.kin.ids)

    @cached_property
    def facts(self) -> Facts:
        """Of all of them together."""
        return sum(self._facts.values(), Facts())

    @property
    def rank(self) -> SafeString:
        return pill(self.facts.rank.label, RANK_TONES[self.facts.rank])

    @property
    def rank_note(self) -> Any:
        return RANK_NOTES[self.facts.rank]

    @cached_property
    def identities(self) -> list[Identity]:
        named = [(one.shop, (f"customer:{one.pk}",)) for one in self.kin.members]
        return [
            Identity(
                one,
                one.shop.get_platform_display(),
                self._facts.get(one.pk, Facts()),
                standing,
                one.pk == self.customer.pk,
                reverse("customer", args=[one.pk]),
            )
            for one, standing in zip(self.kin.members, standings(named, self.at), strict=True)
        ]

    @property
    def opted_out(self) -> bool:
        return self.identities[0].standing.opted_out

    @cached_property
    def _orders(self) -> list[Order]:
        return orders_of(self.person, self.kin)

    @property
    def orders(self) -> list[NearRow]:
        return [
            NearRow(
                reverse("order", args=[one.pk]),
                one.platform_no,
                pill(LABELS[one.status], TONES[one.status]),
                one.item_summary,
                one.ordered_at,
            )
            for one in self._orders[:MOST_SHOWN]
        ]

    @property
    def all_orders(self) -> str:
        """The list with all orders of this customer, when not all are shown."""
        return f"{reverse('orders')}?buyer={self.customer.pk}" if len(self._orders) > MOST_SHOWN else ""

    @cached_property
    def personal(self) -> list[MaskedField]:
        """Of the newest order, with the eye for whoever may see it whole; the nick alone when there is none."""
        if not self._orders:
            return [MaskedField(Personal.NICK.label, masked(self.customer.nick_mask))]
        return masked_fields(self.person, self._orders[0], self.at)

    @cached_property
    def talks(self) -> list[NearRow]:
        if not chat_shops(self.person):
            return []
        found = conversations_of_customers(self.person, self.kin.ids, most=MOST_SHOWN)
        return [_talk_row(one) for one in found]

    @cached_property
    def cases(self) -> list[CaseView]:
        return [case_view(case) for case in cases_of_customers(self.person, self.kin.ids, most=MOST_SHOWN)]

    @cached_property
    def said(self) -> Said:
        """What they wrote in reviews."""
        return Said(self.person, self.kin.ids)

    @cached_property
    def cost(self) -> Money | None:
        """What their cases cost; None for whoever does not read costs."""
        return cost_of_customers(self.person, self.kin.ids)

    @cached_property
    def _kept(self) -> dict[int, Regular]:
        return kept_of(self.kin)

    @cached_property
    def kept(self) -> Regular:
        """Tags and likes of the customer whose page it is."""
        return self._kept.get(self.customer.pk) or Regular(customer_id=self.customer.pk)

    @property
    def tags(self) -> list[str]:
        """Of all of them, each once."""
        return list(dict.fromkeys(tag for row in (self.kept, *self._kept.values()) for tag in row.tags))

    @property
    def tags_text(self) -> str:
        return "，".join(self.kept.tags)

    @property
    def likes(self) -> list[str]:
        """What the others like, beside the field of this one."""
        return [row.likes for pk, row in self._kept.items() if row.likes and pk != self.customer.pk]

    @cached_property
    def buyer_type(self) -> BuyerType | None:
        """As an agent set it in a chat (S15)."""
        found = types_of(self.kin.ids)
        return BuyerType(next(iter(found.values()))) if found else None

    @property
    def treatment(self) -> Sequence[Any]:
        return TREATMENT[self.buyer_type] if self.buyer_type else ()

    @cached_property
    def notes(self) -> list[RegularNote]:
        return notes_of(self.kin)

    @cached_property
    def risk(self) -> RiskPanel:
        """Signs of serial returns and claims, and entries of the list (B7)."""
        return RiskPanel(self.person, self.kin, self.at)

    @cached_property
    def pairs(self) -> list[PairView]:
        return [pair_view(row) for row in likenesses_of(self.person, self.kin)]

    @cached_property
    def joinings(self) -> list[JoiningView]:
        return [
            JoiningView(
                row,
                [TraceKind(reason).label for reason in row.reasons],
                "" if row.undone_at or not self.may_keep else reverse("customer_apart", args=[row.pk]),
            )
            for row in joinings_of(self.person, self.kin)
        ]


def pair_view(row: Likeness) -> PairView:
    """One pair with its reasons in words."""
    reasons = [TraceKind(reason).label for reason in row.reasons]
    return PairView(row.pk, row.low, row.high, row.low_shop.name, row.high_shop.name, reasons)


def _talk_row(one: Conversation) -> NearRow:
    words = (Topic(one.topic).label, one.agent and one.agent.name)
    return NearRow(
        reverse("talk", kwargs={"talk": one.pk}),
        _("Conversation %(number)s") % {"number": one.pk},
        pill(Stage(one.stage).label, STAGES[Stage(one.stage)]),
        " · ".join(str(part) for part in words if part),
        one.last_at,
    )
