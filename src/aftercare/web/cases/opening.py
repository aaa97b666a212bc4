"""A new case in three steps: the order, what the buyer asks for, a summary. Going back and choosing another kind keep
everything that was typed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from secrets import token_hex
from types import SimpleNamespace
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from aftercare.cases.actions.add_evidence import draft_files
from aftercare.cases.actions.open_case import Application, applied_problem
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.flows.spec import Flow
from aftercare.cases.inputs import NOTE_MOST, read_opening
from aftercare.cases.parsing import parse_money
from aftercare.cases.room import LineRoom, lines_with_room
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput
from aftercare.core.money import ZERO, Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.files.models import StoredFile
from aftercare.files.queries import is_shown
from aftercare.orders.access import access_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.web.cases import wishes
from aftercare.web.cases.fields import FieldView, read_local
from aftercare.web.cases.form_data import flatten, read_form
from aftercare.web.cases.kinds import KindChoice, openable_kinds, opening_field, opening_text
from aftercare.web.cases.origin import conversation_url

LONGEST: Final = {"description": NOTE_MOST, "note": NOTE_MOST, "platform_case_no": 40, "key": 40}
# Fields that only some kinds have: inputs of their own, and money.
OF_KINDS: Final = frozenset({"freight", *(name for flow in all_flows() for name in flow.opening)})
# `shown` is the kind whose fields the form has; `kept` what was typed for another one.
OWN: Final = ("order", "flow", "shown", "kept", "reason", "lines", "applied_at", "talk")
FIELDS: Final = frozenset({*OWN, *LONGEST, *OF_KINDS})
MOST_FILES = 30


class Opening:
    """The half-made case: what was typed, read as far as it can be. `asked`: the kind (`flow`) and the conversation
    (`talk`) that a link names."""

    def __init__(
        self, person: Person, order_id: int, post: QueryDict | None = None, asked: Mapping[str, str] | None = None
    ) -> None:
        self.person = person
        self.order_id = order_id
        self.typed: Mapping[str, Any] = dict(asked or {}) if post is None else _typed(post)
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

    @cached_property
    def back_url(self) -> str:
        """The conversation from which the case is opened, '' for none that the person may see."""
        return conversation_url(self.person, self.order.shop_id, self.text("talk"))

    def text(self, name: str) -> str:
        """What was typed under that name, for this kind or for one that was chosen before."""
        value = self.typed.get(name) or (self._kept.get(name, "") if name in (*OF_KINDS, "reason") else "")
        return value if isinstance(value, str) else ""

    # the kind
    @cached_property
    def kind(self) -> KindChoice:
        """What the person may open on this order, and what was asked for."""
        return KindChoice(openable_kinds(self.person, self.order.shop_id), self._rooms, self.text("flow"))

    @property
    def flow(self) -> Flow | None:
        """The chosen kind; None: not chosen yet, or there is no opening it here."""
        return self.kind.flow

    @property
    def before(self) -> Flow | None:
        """The kind whose fields the form still had when another one was chosen."""
        shown = self.kind.kinds.get(self.text("shown"))
        return None if shown is self.kind.asked else shown

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        return [(code, Reason(code).label) for code in self.flow.reasons] if self.flow else []

    @property
    def fields(self) -> list[FieldView]:
        """The inputs that this kind takes with the application."""
        names = self.flow.opening if self.flow else ()
        return [opening_field(name, self.text(name), self.problems.get(name, "")) for name in names]

    @property
    def details(self) -> list[tuple[Any, Any]]:
        """The same in words, for the summary."""
        return [(field.label, opening_text(field.name, field.value)) for field in self.fields if field.value]

    @property
    def drafts(self) -> Any:
        """Half-written texts belong to this order and kind; the template of fields asks for a move's code."""
        return SimpleNamespace(move=SimpleNamespace(code=f"new-{self.order_id}-{self.text('flow')}"))

    # single values
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
    def applied(self) -> str:
        return self.text("applied_at")

    @property
    def applied_at(self) -> datetime | None:
        """When the buyer applied, typed on the shop's clocks; None: now. Raises ValueError on what is no time."""
        return read_local(self.applied, self.order.shop.timezone) if self.applied else None

    @property
    def reason_label(self) -> Any:
        return Reason(self.reason).label if self.reason in Reason.values else ""

    # what the forms carry along
    @cached_property
    def _kept(self) -> Mapping[str, str]:
        found = self.typed.get("kept")
        return found if isinstance(found, Mapping) else {}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed for other kinds, by the name that it has there; amounts by line."""
        flow = self.flow
        texts = {name: self.text(name) for name in sorted(OF_KINDS - (_asked_by(flow) if flow else set()))}
        if flow is None or self.reason not in flow.reasons:
            texts["reason"] = self.reason
        amounts = wishes.kept_amounts(self._rooms, flow, self._lines_typed) if flow else {}
        return [(name, value) for name, value in {**texts, **amounts}.items() if value]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Everything typed, for the summary's form; files carry their own fields."""
        return [pair for pair in flatten(self.typed) if pair[0] not in ("order", "key")]

    @property
    def general_problems(self) -> list[tuple[str, Any]]:
        """Problems that belong to no field of the form."""
        own = {"flow", "reason", "description", "platform_case_no", "applied_at"}
        own |= _asked_by(self.flow) if self.flow else set()
        return [pair for pair in self.problems.items() if pair[0] not in own and not pair[0].startswith("line-")]

    @cached_property
    def files(self) -> list[StoredFile]:
        """What was added on the way; only the person's own."""
        return list(draft_files(self.person, self.order.shop_id, self.tokens)) if self.tokens else []

    @property
    def pictures(self) -> list[tuple[StoredFile, bool]]:
        return [(file, is_shown(file)) for file in self.files]

    # lines and money
    @cached_property
    def _rooms(self) -> list[LineRoom]:
        return lines_with_room(self.order.pk)

    @property
    def _lines_typed(self) -> wishes.Typed:
        return wishes.Typed(wishes.cells_of(self.typed), self._kept, self.reason, self.before)

    @property
    def lines(self) -> list[wishes.LineChoice]:
        """The order's lines, with the problem that each has."""
        if self.flow is None:
            return []
        return wishes.with_problems(wishes.line_choices(self._rooms, self.flow, self._lines_typed), self.problems)

    @property
    def chosen(self) -> list[wishes.Chosen]:
        """For the summary. Raises InvalidInput on what cannot be read."""
        assert self.flow is not None
        return wishes.chosen_lines(self._rooms, wishes.read_wishes(wishes.cells_of(self.typed), self.flow))

    @property
    def total(self) -> Money:
        return sum((one.amount for one in self.chosen), self.freight_amount)

    @property
    def freight_amount(self) -> Money:
        """Raises ValueError on what is no amount."""
        asks = self.kind.asked is not None and self.kind.asked.asks_freight
        return parse_money(self.freight) if asks and self.freight else ZERO

    def application(self, *, is_final: bool = False) -> Application:
        """What was typed as an application. Raises InvalidInput with a sentence for each field. A final one goes to
        `open_case`, which holds it against the order itself: when it is sent twice, the order may have changed."""
        flow, problems = self.kind.asked if is_final else self.flow, self._simple_problems(is_final=is_final)
        if flow is None:
            raise InvalidInput(problems)
        lines: wishes.Wishes = {}
        freight = ZERO
        try:
            freight = self.freight_amount
        except ValueError as error:
            problems["freight"] = error.args[0]
        try:
            lines = wishes.read_wishes(wishes.cells_of(self.typed), flow)
            if not is_final:
                wishes.check_wishes(lines, self.lines, flow, freight=bool(freight) or "freight" in problems)
        except InvalidInput as error:
            problems |= error.problems
        inputs = {name: self.text(name) for name in flow.opening if self.text(name)}
        try:
            read_opening(flow, inputs)
        except InvalidInput as error:
            problems |= error.problems
        if problems:
            raise InvalidInput(problems)
        return Application(
            flow=flow.code,
            order_id=self.order_id,
            reason=Reason(self.reason),
            lines=lines,
            freight=freight,
            description=clean(self.description),
            note=clean(self.note),
            platform_case_no=clean(self.platform_case_no),
            key=self.key,
            drafts=self.tokens,
            applied_at=self.applied_at,
            inputs=inputs,
        )

    def _simple_problems(self, *, is_final: bool) -> dict[str, Any]:
        """What is wrong with the kind, the reason, fields of another kind, the length of texts and the time."""
        problems: dict[str, Any] = {}
        flow = self.kind.asked if is_final else self.flow
        if flow is None:
            problems["flow"] = self.kind.problem or _("Choose the kind of case.")
        else:
            if self.reason not in flow.reasons:
                problems["reason"] = _("Choose one of the list.")
            foreign = (OF_KINDS - _asked_by(flow)) & set(self.typed)
            problems |= {name: _("This step does not take this.") for name in sorted(foreign)}
        for name, most in LONGEST.items():
            if len(self.text(name)) > most:
                problems[name] = _("At most %(most)s characters.") % {"most": most}
        wrong = self._applied_problem(is_final=is_final)
        return {**problems, "applied_at": wrong} if wrong else problems

    def _applied_problem(self, *, is_final: bool) -> Any:
        try:
            applied_at = self.applied_at
        except ValueError as error:
            return error.args[0]
        if applied_at is None or is_final or self.flow is None:
            return None
        return applied_problem(self.flow, self.order, applied_at, now())


def _asked_by(flow: Flow) -> set[str]:
    """Names of the fields that only some kinds have, as far as this one has them."""
    return {*flow.opening, *(("freight",) if flow.asks_freight else ())}


def _typed(post: QueryDict) -> dict[str, Any]:
    single = post.copy()
    single.pop("evidence", None)
    typed = read_form(single)
    unknown = set(typed) - FIELDS
    if unknown:
        raise InvalidInput({name: _("This step does not take this.") for name in sorted(unknown)})
    return typed
