"""What the pages of the remedy rules print: the list, what changed between two numbers, the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.cases.advice import RULES
from aftercare.cases.remedies.changes import BookChanges, changes
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.rulebook import Rule, Rulebook, parse_rulebook
from aftercare.shops.access import Person, may_see_settings
from aftercare.shops.models import PolicyDraft, Shop
from aftercare.shops.policies import policies_of
from aftercare.shops.tables import TableRow, policy_draft, table_rows, table_value
from aftercare.web.pieces.marks import Tone, moment, pill
from aftercare.web.remedyrules.controls import RuleControls
from aftercare.web.remedyrules.nodes import Node
from aftercare.web.remedyrules.words import RuleWords, condition_words, plan_words, rule_words
from aftercare.web.shops.contexts import tabs_of


class BookContext:
    """The rules of one shop as they stand: those in force, what is planned, every number so far, one's own draft."""

    def __init__(self, person: Person, shop: Shop, at: datetime) -> None:
        self.person, self.shop, self.at = person, shop, at
        self.may_edit = may_see_settings(person, shop.pk)
        self.tabs = tabs_of(shop, "remedy_rules") if self.may_edit else []

    @cached_property
    def book(self) -> Rulebook:
        """The rules in force."""
        return parse_rulebook(policies_of(self.shop, self.at).json(RULES))

    @property
    def rules(self) -> list[RuleWords]:
        return [rule_words(rule, place) for place, rule in enumerate(self.book.rules, 1)]

    @cached_property
    def rows(self) -> list[TableRow]:
        return table_rows(self.shop, RULES, self.at)

    @property
    def history(self) -> list["RowView"]:
        return [self._view(row) for row in self.rows]

    @property
    def in_force(self) -> "RowView | None":
        """None: the default."""
        return next((self._view(row) for row in self.rows if row.mark == "now"), None)

    @property
    def planned(self) -> list["RowView"]:
        """The next first."""
        rows = sorted((row for row in self.rows if row.mark == "planned"), key=lambda row: row.valid_from)
        return [self._view(row) for row in rows]

    @property
    def newest(self) -> int | None:
        """The value that was set last, whenever it counts."""
        return self.rows[0].pk if self.rows else None

    @cached_property
    def draft(self) -> PolicyDraft | None:
        return policy_draft(self.person, self.shop, RULES) if self.may_edit else None

    def stored(self, row: int | None) -> Rulebook:
        """The rules of that row, or the default. Raises NotFound."""
        return parse_rulebook(table_value(self.shop, RULES, row))

    def _view(self, row: TableRow) -> "RowView":
        zone = ZoneInfo(self.shop.timezone)
        label, tone = MARKS[row.mark]
        return RowView(
            row=row,
            since=moment(row.valid_from, self.at, zone),
            set_at=moment(row.set_at, self.at, zone),
            who=row.who or _("System"),
            mark=pill(label, tone) if label else "",
        )


MARKS: dict[str, tuple[Any, Tone]] = {
    "now": (gettext_lazy("In force"), Tone.DONE),
    "planned": (gettext_lazy("Planned"), Tone.US),
    "withdrawn": (gettext_lazy("Withdrawn"), Tone.REFUSED),
    "past": ("", Tone.OTHERS),
}


@dataclass(frozen=True)
class RowView:
    """One number of the rules: from when, set when and by whom; moments and mark are HTML."""

    row: TableRow
    since: str
    set_at: str
    who: str
    mark: str

    @property
    def before(self) -> int:
        """The row to compare with; 0 for the default."""
        return self.row.before or 0


@dataclass(frozen=True)
class ChangedRule:
    """What is different in one rule, in words."""

    label: str
    source: str
    code: str
    was_called: str
    gone: Sequence[str]
    new: Sequence[str]
    is_reordered: bool


class ChangesView:
    """The difference of two rulebooks in words."""

    def __init__(self, old: Rulebook, new: Rulebook) -> None:
        self.old, self.new = old, new
        self.found: BookChanges = changes(old, new)

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def counts(self) -> str:
        """'2 new · 1 removed · 3 changed · 1 moved'."""
        found = self.found
        words = (
            (_("%(count)d new"), len(found.added)),
            (_("%(count)d removed"), len(found.removed)),
            (_("%(count)d changed"), len(found.changed)),
            (_("%(count)d moved"), len(found.moved)),
        )
        return " · ".join(text % {"count": count} for text, count in words if count)

    @property
    def added(self) -> list[RuleWords]:
        return list(map(rule_words, self.found.added))

    @property
    def removed(self) -> list[RuleWords]:
        return list(map(rule_words, self.found.removed))

    @property
    def moved(self) -> list[tuple[str, int, int]]:
        """(name, place before, place after), from 1."""
        before = {rule.code: place for place, rule in enumerate(self.old.rules, 1)}
        after = {rule.code: place for place, rule in enumerate(self.new.rules, 1)}
        return [(_(rule.label), before[rule.code], after[rule.code]) for rule in self.found.moved]

    @property
    def changed(self) -> list[ChangedRule]:
        return [
            ChangedRule(
                label=_(one.after.label),
                source=one.after.source,
                code=one.after.code,
                was_called=f"{_(one.before.label)} · {one.before.source}" if one.is_renamed else "",
                gone=[*map(condition_words, one.conditions_gone), *(plan_words(plan).line for plan in one.plans_gone)],
                new=[*map(condition_words, one.conditions_new), *(plan_words(plan).line for plan in one.plans_new)],
                is_reordered=one.is_reordered,
            )
            for one in self.found.changed
        ]


class ChangesContext(BookContext):
    """What changed between two numbers of the rules; 0 stands for the default. Raises NotFound."""

    def __init__(self, person: Person, shop: Shop, at: datetime, which: tuple[int, int]) -> None:
        super().__init__(person, shop, at)
        self.earlier, self.later = which

    @cached_property
    def changes(self) -> ChangesView:
        return ChangesView(self.stored(self.earlier or None), self.stored(self.later or None))

    @property
    def choices(self) -> list[tuple[int, str]]:
        """(row, words) of every number, the default last."""
        zone = ZoneInfo(self.shop.timezone)
        rows = [
            (row.pk, _("No. %(number)s, from %(day)s") % {"number": row.number, "day": _day(row.valid_from, zone)})
            for row in self.rows
        ]
        return [*rows, (0, _("No. %(number)s, the default") % {"number": DEFAULT_RULEBOOK.version})]


class DraftContext(BookContext):
    """One's own draft: its rules in order, and what it would change."""

    def __init__(self, person: Person, shop: Shop, at: datetime, draft: PolicyDraft) -> None:
        super().__init__(person, shop, at)
        self.mine = draft
        self.drafted = parse_rulebook(draft.value)

    @property
    def rules(self) -> list[RuleWords]:
        return [rule_words(rule, place) for place, rule in enumerate(self.drafted.rules, 1)]

    @cached_property
    def changes(self) -> ChangesView:
        """Against the rules in force."""
        return ChangesView(self.book, self.drafted)

    @cached_property
    def meanwhile(self) -> ChangesView | None:
        """What others have published since the draft was begun; None when nobody has."""
        if self.newest == self.mine.based_on_id:
            return None
        return ChangesView(self.stored(self.mine.based_on_id), self.stored(self.newest))

    @property
    def published_by(self) -> RowView | None:
        """Who published last."""
        return self._view(self.rows[0]) if self.rows else None

    @property
    def changed_at(self) -> Any:
        return moment(self.mine.changed_at, self.at, ZoneInfo(self.shop.timezone))


class RuleContext:
    """The form of one rule of the draft. `problems` by the posted names of the fields."""

    may_edit = True

    def __init__(self, shop: Shop, rule: Rule, root: Node, problems: Mapping[str, str], mark: str) -> None:
        self.shop, self.code, self.mark, self.problems = shop, rule.code, mark, problems
        self.label = _(rule.label)
        controls = RuleControls(root, problems)
        self.rule, self.plans = controls.rule, controls.plans


def _day(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d")
