"""What people type into the forms of a step: mostly what it needs, now and then wrong, foreign or stale (X16)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from tests.people import People

from aftercare.cases.advice import advice_of, mark_of
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import Flow, Move
from aftercare.cases.gather import attempt_of
from aftercare.cases.inputs import INPUTS, Widget
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import Disposition, Reason
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

GIANT = "999999999999.99"
AMOUNTS = ("0", "0.01", "8.00", "12.00", "60.00", "99")
WORDS = "按约定处理"
STALE = "A-0000000000"  # the mark of a plan that was never shown
Strategy = st.SearchStrategy[Any]


def pieces_of(most: int) -> Strategy:
    return st.sampled_from([most] * 8 + [0, 1, most + 1])


def amount_of(paid: Money) -> Strategy:
    half = Money(paid.fen // 2)
    return st.sampled_from([paid] * 8 + [half, half, Money(1), ZERO, paid + Money(1)])


@dataclass
class Forms:
    """The forms of one run. `numbers` are its cases, `foreign` one of a shop next door."""

    people: People
    foreign: str
    numbers: list[str]
    marks: list[str] = field(default_factory=list)  # of plans that were on screen before

    def inputs(self, move: Move, case: Case, data: st.DataObject) -> dict[str, Any]:
        left_out = data.draw(st.sampled_from((None,) * 20 + (*move.needs,)), "left out")
        wanted = [name for name in move.needs if name != left_out]
        wanted += [name for name in move.takes if data.draw(st.integers(0, 3), f"takes {name}") == 0]
        lines = list(case.lines.select_related("order_line").order_by("pk"))
        return {name: data.draw(self._input(name, move, case, lines), name) for name in wanted}

    def opening(self, flow: Flow, data: st.DataObject) -> dict[str, Any]:
        return {name: data.draw(self._plain(name), name) for name in flow.opening if data.draw(st.booleans(), name)}

    def asked(self, order: Order, flow: Flow, data: st.DataObject) -> dict[int, tuple[int, Money]]:
        """The lines of an application: pieces, and money where the kind names an amount."""
        asks = flow.asks_money or data.draw(st.integers(0, 9), "money all the same") == 0
        return {
            line.pk: (data.draw(pieces_of(line.quantity)), data.draw(amount_of(line.paid)) if asks else ZERO)
            for line in order.lines.order_by("pk")
            if data.draw(st.booleans(), "this line")
        }

    def _input(self, name: str, move: Move, case: Case, lines: list[CaseLine]) -> Strategy:
        by_name: dict[str, Callable[[], Strategy]] = {
            "received_lines": lambda: _by_line(lines, lambda line: pieces_of(line.authorised or 1).map(str)),
            "new_reason": lambda: st.sampled_from([*_reasons_of(move) * 3, *Reason.values]),
            "plan": lambda: self._marks(case),
            "other_case": lambda: self._other(case),
        }
        by_widget: dict[Widget, Callable[[], Strategy]] = {
            Widget.LINES_GRANTED: lambda: _by_line(lines, _amounts),
            Widget.LINES_INSPECTED: lambda: _by_line(lines, _findings),
            Widget.LINES_SPLIT: lambda: _by_line(lines, lambda line: st.integers(0, line.asked).map(str)),
        }
        draw = by_name.get(name) or by_widget.get(INPUTS[name].widget)
        return draw() if draw else self._plain(name)

    def _plain(self, name: str) -> Strategy:
        """An input that has nothing to do with the lines of a case."""
        asked, shop, other = INPUTS[name], self.people.shop, self.people.other_shop
        match asked.widget:
            case Widget.CHOICE:
                return st.sampled_from(asked.choices.values)
            case Widget.FLAG:
                return st.sampled_from(("yes", "no"))
            case Widget.MONEY:
                return st.sampled_from([*AMOUNTS * 5, GIANT])
            case Widget.COUNT:
                return st.sampled_from(("0", "49"))
            case Widget.MOMENT:
                return st.sampled_from((2, 30, -5)).map(lambda hours: (now() + timedelta(hours=hours)).isoformat())
            case Widget.STAFF:
                return st.sampled_from([str(self.people.warehouse.pk)] * 4 + ["0", str(self.people.stranger.pk)])
            case Widget.ADDRESS:
                own, foreign = (str(one.return_addresses.get().pk) for one in (shop, other))
                return st.sampled_from([own, own, foreign, "999999"])
        return st.just("YT1234567890" if name == "tracking_no" else WORDS)

    def _other(self, case: Case) -> Strategy:
        """Mostly one that fits: of the same order and kind."""
        fitting = Case.objects.filter(order=case.order_id, flow=case.flow, closed_at=None).order_by("pk")
        return st.sampled_from([*fitting.values_list("number", flat=True)] * 4 + [*self.numbers, self.foreign, "TH0"])

    def _marks(self, case: Case) -> Strategy:
        at = now()
        attempt = attempt_of(case, policies_of(case.shop, at), Person.system(), at)
        shown = [mark_of(plan) for plan in advice_of(case, attempt).plans]
        old, self.marks = self.marks, shown or self.marks
        return st.sampled_from([*shown * 4, *old, STALE])


def _reasons_of(move: Move) -> tuple[str, ...]:
    """Those of the kind that the case becomes."""
    return newest_flow(move.code.removeprefix("to_")).reasons


def _by_line(lines: list[CaseLine], of: Callable[[CaseLine], Strategy]) -> Strategy:
    return st.fixed_dictionaries({str(line.pk): of(line) for line in lines})


def _amounts(line: CaseLine) -> Strategy:
    usual = amount_of(line.asked_amount or Money(1_000)).map(lambda amount: amount.yuan)
    amounts = st.one_of(*[usual] * 20, st.just(GIANT))
    return st.fixed_dictionaries({"pieces": pieces_of(line.asked).map(str), "amount": amounts})


def _findings(line: CaseLine) -> Strategy:
    places = ["restock"] * 6 + ["defective"] * 6 + Disposition.values
    return st.fixed_dictionaries(
        {
            "good": pieces_of(line.received).map(str),
            "defective": st.sampled_from(["0"] * 7 + ["1"]),
            "good_to": st.sampled_from(places),
            "defective_to": st.sampled_from(places),
        }
    )
