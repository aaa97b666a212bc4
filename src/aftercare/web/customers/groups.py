"""Groups and notices on screen (U3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.chat.signs.terms import BuyerType
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.core.text import clean, read_number
from aftercare.orders.models import Product
from aftercare.regulars.access import shops_where
from aftercare.regulars.actions.keep_groups import KEEPERS
from aftercare.regulars.grouping import (
    COUNT_TO,
    PAGE,
    SENDERS,
    access_group,
    access_notice,
    first_of,
    newest_orders,
    rows_page,
    size_of,
    tally,
)
from aftercare.regulars.groups import FIELDS, BadRule, GroupRule, read_rule
from aftercare.regulars.models import BuyerGroup, Notice, NoticeRow, Regular
from aftercare.regulars.terms import NoticeState, RowState
from aftercare.shops.access import Person, visible_shops
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab

TYPES = frozenset(BuyerType.values)
NOTICE_TONES = {NoticeState.RUNNING: Tone.SOON, NoticeState.DONE: Tone.DONE, NoticeState.STOPPED: Tone.REFUSED}


def shown_size(count: int) -> str:
    """'312', or '10,000+'."""
    return f"{COUNT_TO:,}+" if count > COUNT_TO else f"{count:,}"


def rule_words(rule: GroupRule, products: Mapping[int, str]) -> list[str]:
    """Each condition as people say it."""
    words = []
    if rule.product is not None:
        words.append(_("Bought %(product)s") % {"product": products.get(rule.product, f"#{rule.product}")})
    if rule.within is not None:
        words.append(
            ngettext("Bought within %(days)s day", "Bought within %(days)s days", rule.within) % {"days": rule.within}
        )
    if rule.idle is not None:
        words.append(
            ngettext("Not bought for %(days)s day", "Not bought for %(days)s days", rule.idle) % {"days": rule.idle}
        )
    if rule.orders is not None:
        words.append(
            ngettext("At least %(count)s paid order", "At least %(count)s paid orders", rule.orders)
            % {"count": rule.orders}
        )
    if rule.kept is not None:
        words.append(_("Kept value from ¥%(amount)s") % {"amount": Money(rule.kept).yuan})
    if rule.returned is not None:
        words.append(_("Return rate up to %(percent)s%%") % {"percent": rule.returned})
    if rule.type:
        words.append(str(BuyerType(rule.type).label))
    return [*words, _("Tag %(tag)s") % {"tag": rule.tag}] if rule.tag else words


def product_names(rules: Sequence[GroupRule]) -> dict[int, str]:
    """Titles of the products that these rules name. One query, none without."""
    ids = {rule.product for rule in rules if rule.product is not None}
    return dict(Product.objects.filter(pk__in=ids).values_list("pk", "title")) if ids else {}


class NewGroupContext:
    """The form of a rule with its preview: how many, and ten of them, before it is kept."""

    def __init__(self, person: Person, chosen: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {*FIELDS, "shop", "name", "csrfmiddlewaretoken"}:
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.values = {name: clean(query.get(name, ""))[:60] for name in (*FIELDS, "name")}
        shops = shops_where(person, *KEEPERS)
        self.shop_id = read_number(query.get("shop")) or min(chosen & shops or shops, default=0)
        if self.shop_id not in shops:
            raise NotFound("shop")
        self._shops = shops
        self.is_asked = any(self.values[name] for name in FIELDS)
        self.problems: dict[str, Any] = {}
        self.rule: GroupRule | None = None
        if self.is_asked:
            try:
                self.rule = read_rule(self.values, TYPES)
            except BadRule as bad:
                self.problems = bad.problems

    @cached_property
    def products(self) -> list[tuple[int, str]]:
        """To choose from: on sale, the newest first."""
        rows = Product.objects.filter(shop_id=self.shop_id, is_active=True).order_by("-pk")
        return list(rows.values_list("pk", "title")[:200])

    @cached_property
    def shops(self) -> list[Tab]:
        """The shops, when there are several: a group is of one. One query."""
        here = reverse("customer_group_new")
        rows = visible_shops(self.person).filter(pk__in=self._shops, is_active=True).order_by("name", "pk")
        tabs = [Tab(shop.name, f"{here}?shop={shop.pk}", shop.pk == self.shop_id) for shop in rows]
        return tabs if len(tabs) > 1 else []

    @property
    def types(self) -> list[tuple[str, Any]]:
        return list(BuyerType.choices)

    @property
    def chosen_product(self) -> int | None:
        return read_number(self.values["product"])

    @cached_property
    def number(self) -> int:
        """How many buyers meet the rule, counted to COUNT_TO and one more."""
        return size_of(self.shop_id, self.rule, self.at) if self.rule else 0

    @property
    def size(self) -> str:
        return shown_size(self.number)

    @cached_property
    def first(self) -> list[Regular]:
        return first_of(self.shop_id, self.rule, self.at) if self.rule else []


@dataclass(frozen=True)
class GroupView:
    """One group of the list."""

    row: BuyerGroup
    words: list[str]


def group_views(rows: Sequence[BuyerGroup]) -> list[GroupView]:
    """With their rules in words. One query at most."""
    rules = [GroupRule.from_json(row.rule) for row in rows]
    names = product_names(rules)
    return [GroupView(row, rule_words(rule, names)) for row, rule in zip(rows, rules, strict=True)]


class GroupContext:
    """The page of one group: who is in it now, and its notices."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.at = at
        self.group = access_group(person, pk)
        self.rule = GroupRule.from_json(self.group.rule)
        self.words = rule_words(self.rule, product_names([self.rule]))
        in_use = self.group.archived_at is None
        self.may_send = in_use and person.has(self.group.shop_id, *SENDERS)
        self.may_put_away = in_use and person.has(self.group.shop_id, *KEEPERS)
        self.key = uuid4().hex  # a form sent twice begins one notice

    @cached_property
    def number(self) -> int:
        """How many buyers are in it now, counted to COUNT_TO and one more."""
        return size_of(self.group.shop_id, self.rule, self.at)

    @property
    def size(self) -> str:
        return shown_size(self.number)

    @cached_property
    def first(self) -> list[Regular]:
        return first_of(self.group.shop_id, self.rule, self.at)

    @cached_property
    def notices(self) -> list[tuple[Notice, Any, Tone]]:
        rows = self.group.notices.select_related("by").order_by("-pk")[:20]
        return [(row, NoticeState(row.state).label, NOTICE_TONES[NoticeState(row.state)]) for row in rows]


class NoticeContext:
    """How far a notice is, and what became of whom."""

    def __init__(self, person: Person, pk: int, query: QueryDict, at: datetime) -> None:
        if set(query) - {"state", "after"}:
            raise BadRequest("unknown key")
        self.at, self.notice = at, access_notice(person, pk)
        self.state = query.get("state", RowState.LISTED)
        after = read_number(query.get("after"))
        if self.state not in RowState.values or (query.get("after") and after is None):
            raise BadRequest("unknown value")
        self._found = rows_page(self.notice, self.state, after or 0)
        self.is_running = self.notice.state == NoticeState.RUNNING
        self.may_stop = self.is_running and person.has(self.notice.shop_id, *SENDERS)
        self.may_export = person.has(self.notice.shop_id, *SENDERS)

    @property
    def label(self) -> Any:
        return NoticeState(self.notice.state).label

    @property
    def tone(self) -> Tone:
        return NOTICE_TONES[NoticeState(self.notice.state)]

    @cached_property
    def _tally(self) -> dict[tuple[str, str], int]:
        return tally(self.notice)

    @property
    def done(self) -> int:
        return sum(count for (state, _why), count in self._tally.items() if state != RowState.WAITING)

    @property
    def counts(self) -> list[tuple[Any, int, str, bool]]:
        """State, how many, its address, whether it is the one shown."""
        here = reverse("customer_notice", args=[self.notice.pk])
        sums = dict.fromkeys(RowState.values, 0)
        for (state, _why), count in self._tally.items():
            sums[state] += count
        return [(RowState(one).label, sums[one], f"{here}?state={one}", one == self.state) for one in sums]

    @property
    def reasons(self) -> list[tuple[Any, int]]:
        """Why buyers were left out."""
        found = [(why, count) for (state, why), count in self._tally.items() if state == RowState.SKIPPED]
        return [(why_words(why), count) for why, count in sorted(found, key=lambda one: -one[1])]

    @cached_property
    def rows(self) -> list[tuple[NoticeRow, str, Any]]:
        """Each with the number of the newest order, and why it was left out."""
        rows = self._found[:PAGE]
        numbers = newest_orders([row.customer_id for row in rows])
        return [(row, numbers.get(row.customer_id, ""), why_words(row.why)) for row in rows]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        here = reverse("customer_notice", args=[self.notice.pk])
        return f"{here}?state={self.state}&after={self._found[PAGE - 1].pk}"


def why_words(code: str) -> Any:
    """Why a buyer was left out, in words."""
    return {
        "": "",
        "opted_out": _("Wants no contact"),
        "contacted_enough": _("Contacted often enough"),
        "writes_now": _("Is writing to us just now"),
        "same_person": _("The same person got it already"),
        "erased": _("Their data was erased"),
        "wrong_role": _("The sender no longer answers chats there"),
    }.get(code, _("The reply check stopped it"))
