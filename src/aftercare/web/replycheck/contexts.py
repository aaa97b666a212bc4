"""What the pages of the reply check print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.replycheck.access import may_keep_rules
from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.policy import KEY, book_of
from aftercare.chat.replycheck.queries import Tallies, tallies_of
from aftercare.chat.replycheck.rulebook import Rule, Rulebook
from aftercare.chat.replycheck.terms import BLOCKING, Detector, HitKind
from aftercare.shops.access import Person, may_see_settings
from aftercare.shops.models import Shop
from aftercare.shops.tables import TableRow, table_rows
from aftercare.web.pieces.marks import moment
from aftercare.web.pieces.parts import FilterChoice
from aftercare.web.replycheck.words import HOW, label_of
from aftercare.web.shops.contexts import tabs_of

SHOWN: Final = 12  # phrases of a rule that are open
PERIODS: Final = (7, 30)
OWN_KINDS: Final = frozenset({*HitKind} - {HitKind.PERSONAL_DATA, HitKind.REPEATED})  # of rules that a shop may add


@dataclass(frozen=True)
class RuleLine:
    """A rule as the list prints it. `phrases` the first ones, `rest` the others."""

    code: str
    label: str
    how: str
    phrases: Sequence[str]
    rest: Sequence[str]
    partners: Sequence[str]
    unless: Sequence[str]
    why: str
    better: str
    is_on: bool
    may_switch: bool
    may_remove: bool
    is_changed: bool
    is_own: bool


@dataclass(frozen=True)
class Group:
    """The rules of one class."""

    kind: HitKind
    rules: Sequence[RuleLine]
    is_blocking: bool
    add_url: str  # '' where a shop adds none

    @property
    def off(self) -> int:
        return sum(not rule.is_on for rule in self.rules)


@dataclass(frozen=True)
class Change:
    """One number of the rules: since when, by whom, what was done."""

    row: TableRow
    at: str
    who: str


class RulesContext:
    """The rules of one shop as they stand."""

    def __init__(self, person: Person, shop: Shop, at: datetime) -> None:
        self.person, self.shop, self.at = person, shop, at
        self.may_edit = may_keep_rules(person, shop.pk)
        self.sees_shops = may_see_settings(person, shop.pk)
        self.tabs = tabs_of(shop, "reply_rules") if self.sees_shops else []

    @cached_property
    def book(self) -> Rulebook:
        return book_of(self.shop, self.at)

    @cached_property
    def rows(self) -> list[TableRow]:
        return table_rows(self.shop, KEY, self.at)

    @property
    def seen(self) -> int | str:
        """The value that was set last; '' when none was."""
        return self.rows[0].pk if self.rows else ""

    @property
    def is_default(self) -> bool:
        return self.book.rules == DEFAULT_RULEBOOK.rules

    @property
    def changes(self) -> list[Change]:
        zone = ZoneInfo(self.shop.timezone)
        return [Change(row, moment(row.set_at, self.at, zone), row.who or _("System")) for row in self.rows]

    @cached_property
    def groups(self) -> list[Group]:
        return [
            Group(
                kind,
                [line_of(rule) for rule in self.book.of_kind(kind)],
                kind in BLOCKING,
                self._add_url(kind) if self.may_edit and kind in OWN_KINDS else "",
            )
            for kind in HitKind
        ]

    @property
    def wire_url(self) -> str:
        return f"{reverse('reply_rules_wire')}?shop={self.shop.slug}"

    def _add_url(self, kind: HitKind) -> str:
        return reverse("reply_rule_new", args=[self.shop.slug, kind.value])


def line_of(rule: Rule) -> RuleLine:
    """The rule in words."""
    default = DEFAULT_RULEBOOK.rule(rule.code)
    is_words = rule.by in (Detector.PHRASES, Detector.PAIR)
    phrases = rule.phrases if is_words else ()
    return RuleLine(
        code=rule.code,
        label=label_of(rule),
        how=str(HOW[rule.by]),
        phrases=phrases[:SHOWN],
        rest=phrases[SHOWN:],
        partners=rule.partners,
        unless=rule.unless,
        why=_(rule.why),
        better=rule.better,
        is_on=rule.is_on,
        may_switch=not rule.must_stay,
        may_remove=default is None or not rule.must_stay,
        is_changed=default is not None and default != rule,
        is_own=default is None,
    )


@dataclass(frozen=True)
class HitRow:
    """A line of the counts; `share` in percent of the largest, for its bar."""

    label: str
    count: int
    stopped: int
    share: int
    agents: int = 0
    address: str = ""


class HitsContext:
    """How often answers met the rules in the last days."""

    def __init__(self, person: Person, shop: Shop, at: datetime, days: str) -> None:
        self.person, self.shop, self.at = person, shop, at
        self.days = int(days) if days in map(str, PERIODS) else PERIODS[0]
        self.sees_shops = may_see_settings(person, shop.pk)

    @cached_property
    def tallies(self) -> Tallies:
        return tallies_of(self.shop, self.at - timedelta(days=self.days), self.at)

    @property
    def periods(self) -> list[FilterChoice]:
        address = reverse("reply_hits", args=[self.shop.slug])
        return [
            FilterChoice(_("Last %(days)s days") % {"days": days}, f"{address}?days={days}", days == self.days)
            for days in PERIODS
        ]

    @property
    def total(self) -> int:
        return sum(tally.count for tally in self.tallies.kinds)

    @property
    def stopped(self) -> int:
        return sum(tally.stopped for tally in self.tallies.kinds)

    @cached_property
    def kinds(self) -> list[HitRow]:
        """In the order of the pages, those without a hit too."""
        found = {tally.key: tally for tally in self.tallies.kinds}
        most = max((tally.count for tally in found.values()), default=1)
        rows = []
        for kind in HitKind:
            tally = found.get(kind.value)
            count, stopped, agents = (tally.count, tally.stopped, tally.agents) if tally else (0, 0, 0)
            rows.append(HitRow(str(kind.label), count, stopped, eighths(count, most), agents))
        return rows

    @cached_property
    def rules(self) -> list[HitRow]:
        book = book_of(self.shop, self.at)
        most = max((tally.count for tally in self.tallies.rules), default=1)
        return [
            HitRow(
                label_of(rule) if (rule := book.rule(tally.key)) else _("A rule that was removed"),
                tally.count,
                tally.stopped,
                eighths(tally.count, most),
                tally.agents,
                f"{reverse('reply_rules', args=[self.shop.slug])}#{tally.key}" if rule else "",
            )
            for tally in self.tallies.rules
        ]

    @cached_property
    def agents(self) -> list[HitRow]:
        most = max((tally.count for tally in self.tallies.agents), default=1)
        return [
            HitRow(tally.name, tally.count, tally.stopped, eighths(tally.count, most)) for tally in self.tallies.agents
        ]


def eighths(count: int, most: int) -> int:
    """The length of a bar, 0 to 8: the policy of content allows no style of its own."""
    return -(-count * 8 // most) if most else 0
