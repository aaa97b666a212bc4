"""A new case in three steps: the order, what the buyer asks for, a summary. Going back keeps everything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from secrets import token_hex
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from aftercare.cases.actions.add_evidence import draft_files
from aftercare.cases.actions.open_case import Application
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.gather import LineRoom, lines_with_room
from aftercare.cases.inputs import NOTE_MOST
from aftercare.cases.parsing import parse_count, parse_money
from aftercare.cases.queries import cases_of_order
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput
from aftercare.core.money import ZERO, Money
from aftercare.core.text import clean
from aftercare.files.models import StoredFile
from aftercare.files.queries import is_shown
from aftercare.orders.access import access_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.web.cases.form_data import flatten, read_form
from aftercare.web.cases.record import CaseView, case_view

LONGEST = {"description": NOTE_MOST, "note": NOTE_MOST, "platform_case_no": 40, "key": 40}
FIELDS = frozenset({"order", "flow", "reason", "freight", "lines", "evidence", *LONGEST})
MOST_FILES = 30


@dataclass(frozen=True)
class LineChoice:
    """One line of the order: how many pieces are free, what can still be refunded, and what was typed."""

    line: LineRoom
    pieces: str
    amount: str
    error: Any = ""

    @property
    def left(self) -> int:
        return self.line.left

    @property
    def room(self) -> Money:
        return self.line.room

    @property
    def share(self) -> dict[str, int]:
        """What the browser needs to share the room over the pieces as `share_of` does."""
        return {"left": self.left, "fen": self.room.fen}


class Opening:
    """The half-made case: what was typed, read as far as it can be."""

    def __init__(self, person: Person, order_id: int, post: QueryDict | None = None) -> None:
        self.person = person
        self.order_id = order_id
        self.flow = next(iter(all_flows()))
        self.typed: Mapping[str, Any] = {} if post is None else _typed(post)
        self.tokens: list[str] = [] if post is None else post.getlist("evidence")[:MOST_FILES]
        self.problems: dict[str, Any] = {}

    @cached_property
    def order(self) -> Order:
        """Raises NotFound when it is not theirs."""
        return access_order(self.person, self.order_id)

    @property
    def key(self) -> str:
        """Made with the first form and kept: a double click opens one case."""
        return str(self.typed.get("key") or token_hex(16))

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in Reason.choices]

    def text(self, name: str) -> str:
        value = self.typed.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def reason(self) -> str:
        return self.text("reason")

    @property
    def description(self) -> str:
        return self.text("description")

    @property
    def freight(self) -> str:
        return self.text("freight")

    @property
    def platform_case_no(self) -> str:
        return self.text("platform_case_no")

    @property
    def note(self) -> str:
        return self.text("note")

    @property
    def reason_label(self) -> Any:
        return Reason(self.reason).label if self.reason in Reason.values else ""

    @property
    def lines(self) -> list[LineChoice]:
        """The order's lines, with the problem that each has."""
        return [replace(choice, error=self.problems.get(f"line-{choice.line.pk}", "")) for choice in self._lines]

    @property
    def general_problems(self) -> list[tuple[str, Any]]:
        """Problems that belong to no field of the form."""
        own = ("reason", "freight", "description", "platform_case_no")
        return [pair for pair in self.problems.items() if pair[0] not in own and not pair[0].startswith("line-")]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Everything typed, for the summary's form; files carry their own fields."""
        return [pair for pair in flatten(self.typed) if pair[0] not in ("order", "key")]

    @cached_property
    def _lines(self) -> list[LineChoice]:
        found = lines_with_room(self.order.pk)
        typed = _group(self.typed)
        choices = []
        for line in found:
            cells = typed.get(str(line.pk), {})
            # One line: all of it is the usual wish. Several: the agent says which.
            usual = line.left if len(found) == 1 else 0
            pieces = str(cells.get("pieces", usual))
            amount = str(cells.get("amount", share_of(line.room, line.left, usual).yuan))
            choices.append(LineChoice(line, pieces, amount))
        return choices

    @cached_property
    def duplicates(self) -> list[CaseView]:
        """Cases that the order already has (B13)."""
        return [case_view(case) for case in cases_of_order(self.person, self.order.pk)]

    @cached_property
    def files(self) -> list[StoredFile]:
        """What was added on the way; only the person's own."""
        return list(draft_files(self.person, self.order.shop_id, self.tokens)) if self.tokens else []

    @property
    def pictures(self) -> list[tuple[StoredFile, bool]]:
        return [(file, is_shown(file)) for file in self.files]

    @cached_property
    def wished(self) -> dict[int, tuple[int, Money]]:
        """Lines with pieces. Raises InvalidInput by field name."""
        wished, problems = {}, {}
        for choice in self._lines:
            try:
                pieces, amount = parse_count(choice.pieces), parse_money(choice.amount)
            except ValueError as error:
                problems[f"line-{choice.line.pk}"] = error.args[0]
                continue
            if pieces > choice.left:
                problems[f"line-{choice.line.pk}"] = _("At most %(left)s pieces are free.") % {"left": choice.left}
            elif amount > choice.room:
                problems[f"line-{choice.line.pk}"] = _("At most ¥%(room)s can still be refunded.") % {
                    "room": choice.room.yuan
                }
            elif pieces:
                wished[choice.line.pk] = (pieces, amount)
            elif amount and str(choice.line.pk) in _group(self.typed):
                problems[f"line-{choice.line.pk}"] = _("Money for no piece.")
        if not wished and not problems:
            problems["lines"] = _("Choose at least one piece.")
        elif not problems and not self._asks_freight and not any(amount for _pieces, amount in wished.values()):
            problems["lines"] = _("Enter what is to be refunded; it is more than nothing.")
        if problems:
            raise InvalidInput(problems)
        return wished

    @property
    def _asks_freight(self) -> bool:
        try:
            return bool(self.freight_amount)
        except ValueError:
            return True  # that has a problem of its own

    @property
    def chosen(self) -> list[tuple[LineRoom, int, Money]]:
        """For the summary."""
        by_id = {choice.line.pk: choice.line for choice in self._lines}
        return [(by_id[pk], pieces, amount) for pk, (pieces, amount) in self.wished.items()]

    @property
    def total(self) -> Money:
        return sum((amount for _pieces, amount in self.wished.values()), self.freight_amount)

    @property
    def freight_amount(self) -> Money:
        return parse_money(self.freight) if self.freight else ZERO

    @property
    def typed_wishes(self) -> dict[int, tuple[int, Money]]:
        """Lines with pieces as they were typed, not held against the order. Raises InvalidInput by field name."""
        wishes, problems = {}, {}
        for name, cells in _group(self.typed).items():
            try:
                pk = _pk(name)
                pieces, amount = parse_count(cells.get("pieces", "")), parse_money(cells.get("amount", ""))
            except ValueError as error:
                problems[f"line-{name}"] = error.args[0]
                continue
            if pieces:
                wishes[pk] = (pieces, amount)
        if problems:
            raise InvalidInput(problems)
        return wishes

    def application(self, *, is_final: bool = False) -> Application:
        """What was typed as an application. Raises InvalidInput with a sentence for each field. A final one goes to
        `open_case`, which holds it against the order itself."""
        problems: dict[str, Any] = {}
        try:
            lines = self.typed_wishes if is_final else self.wished
        except InvalidInput as error:
            problems, lines = dict(error.problems), {}
        if self.reason not in Reason.values:
            problems["reason"] = _("Choose one of the list.")
        try:
            freight = self.freight_amount
        except ValueError as error:
            problems["freight"], freight = error.args[0], ZERO
        for name, most in LONGEST.items():
            if len(self.text(name)) > most:
                problems[name] = _("At most %(most)s characters.") % {"most": most}
        if problems:
            raise InvalidInput(problems)
        return Application(
            flow=self.flow.code,
            order_id=self.order_id,
            reason=Reason(self.reason),
            lines=lines,
            freight=freight,
            description=clean(self.description),
            note=clean(self.note),
            platform_case_no=clean(self.platform_case_no),
            key=self.key,
            drafts=self.tokens,
        )


def share_of(room: Money, left: int, pieces: int) -> Money:
    """What that many pieces of a line are worth, exact to the fen: the first ones take the odd fen."""
    if not left:
        return ZERO
    return sum(room.allocate([1] * left)[:pieces], ZERO)


def _typed(post: QueryDict) -> dict[str, Any]:
    single = post.copy()
    single.pop("evidence", None)
    typed = read_form(single)
    unknown = set(typed) - FIELDS
    if unknown:
        raise InvalidInput({name: _("This step does not take this.") for name in sorted(unknown)})
    return typed


def _pk(name: str) -> int:
    if not (name.isascii() and name.isdigit() and len(name) < 19):
        raise ValueError(_("This line does not belong to the order."))
    return int(name)


def _group(typed: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The cells of each line that were typed."""
    group = typed.get("lines")
    found = group.items() if isinstance(group, Mapping) else ()
    return {name: cells for name, cells in found if isinstance(cells, Mapping)}
