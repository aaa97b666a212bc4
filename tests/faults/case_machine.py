"""Returns, money, approvals and clocks of two shops in any order of steps: what a Hypothesis state machine does (X16).

Everything goes through the public actions. A step that is refused must change nothing; any error that is not a refusal
is a finding. Each run works in a savepoint of the test's transaction and leaves nothing behind.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.faults.case_invariants import check_all
from tests.money.scene import PlayedChannel, known
from tests.people import People, make_case, make_order, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.flows.returns import RETURN
from aftercare.cases.flows.spec import CLOCK, Move
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import Disposition, Reason, Responsible
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.clock.models import Deadline
from aftercare.connectors.payouts.manual import ManualChannel
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.actions.pay import pay
from aftercare.money.actions.recheck_payout import recheck_payout
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.actions.take_over_payout import take_over_payout
from aftercare.money.channels import Outcome, PayoutOrder, Result
from aftercare.money.models import Payout
from aftercare.money.terms import FINAL
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.access import Person
from aftercare.shops.actions.set_policy import set_policy

SELDOM = frozenset({"withdraw", "intervene", "refuse", "correct_parcel", "receive_more"})  # they cut the story short
GIANT = "999999999999.99"
MOODS = ("well", "well", "reply lost", "down", "refuses", "asks for a code")
PAUSES = (timedelta(hours=1), timedelta(hours=1), timedelta(hours=25), timedelta(days=6), timedelta(days=11))


@dataclass
class Provider(PlayedChannel):
    """A payment provider in this process; `paid` counts what it really paid, by key."""

    code: str = "simulator"
    mood: str = "well"
    paid: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)

    def pay(self, order: PayoutOrder) -> Outcome:
        if self.mood == "down":
            return Outcome(Result.UNKNOWN, text="down")
        if self.mood == "asks for a code":
            return Outcome(Result.NEEDS_PERSON, text="a code by SMS")
        if self.mood == "refuses" and not self.paid[order.key]:
            self.refused.add(order.key)
        elif order.key not in self.refused and not (self.idempotent and self.paid[order.key]):
            self.paid[order.key] += 1
        return Outcome(Result.UNKNOWN, text="lost") if self.mood == "reply lost" else self._known(order.key)

    def query(self, key: str) -> Outcome:
        return Outcome(Result.UNKNOWN, text="down") if self.mood == "down" else self._known(key)

    def _known(self, key: str) -> Outcome:
        if self.paid[key]:
            return Outcome(Result.PAID, voucher=f"V-{key}")
        return Outcome(Result.REFUSED, text="no") if key in self.refused else Outcome(Result.ABSENT)


class Stage:
    """The people of two shops, one that pays by hand and one with an automatic channel; made once for all runs."""

    def __init__(self) -> None:
        self.shops = [self._shop("manual"), self._shop("simulator")]

    def _shop(self, channel: str) -> tuple[People, list[Person]]:
        people = make_people()
        everything = make_staff("", Role.AGENT, Role.SUPERVISOR, Role.WAREHOUSE, shop=people.shop)
        staff = [people.owner, people.teammate, people.supervisor, people.warehouse, people.refund_clerk]
        staff += [people.administrator, make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop), everything]
        if channel != "manual":
            set_policy(shop_id=people.shop.pk, key="payout.channel", value=channel, person=person(people.administrator))
        return people, [person(one) for one in [*staff, people.stranger]]


class CaseMachine(RuleBasedStateMachine):
    """One run: orders, cases on them, and whatever people, clocks and the provider do."""

    stage: Stage  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._savepoint = transaction.savepoint()
        self.provider = Provider()
        self.orders: list[Order] = []
        self.cases: list[str] = []  # numbers

    @initialize(which=st.integers(0, 1), idempotent=st.booleans(), prices=st.lists(st.integers(1, 40_000), max_size=1))
    def begin(self, which: int, idempotent: bool, prices: list[int]) -> None:
        self.people, self.staff = self.stage.shops[which]
        self.clerk = self.staff[4]
        self.provider.idempotent = idempotent
        self._stack.enter_context(known(ManualChannel(), self.provider))
        paid = [*prices, 160_000]
        for number, fen in enumerate(paid):
            order = make_order(self.people.shop, paid=Money(fen).yuan, lines=2, quantity=number + 1)
            self.orders.append(order)
            self.cases.append(make_case(self.people.owner, order, lines=_some_of(order), freight=Money(1_200)).number)

    def teardown(self) -> None:
        self._stack.close()
        transaction.savepoint_rollback(self._savepoint)

    # What people do with cases.

    @rule(data=st.data())
    def open_case(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(self.orders), "order")
        lines = {
            line.pk: (data.draw(_pieces(line.quantity)), Money.from_yuan(data.draw(_money(line.paid))))
            for line in order.lines.order_by("pk")
            if data.draw(st.booleans(), "this line")
        }
        application = Application(
            flow="return",
            order_id=order.pk,
            reason=data.draw(st.sampled_from(list(Reason))),
            lines=lines,
            freight=data.draw(st.sampled_from((ZERO, Money(1_200), Money(9_900)))),
            key=data.draw(st.sampled_from(("", "", "form-1"))),
        )
        actor = data.draw(st.sampled_from([*self.staff[:2], *self.staff]), "who")
        opened = self._try(lambda: open_case(application=application, person=actor), None)
        if opened is not None and opened.number not in self.cases:
            self.cases.append(opened.number)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Somebody who may takes a step that the state allows, mostly with everything that it needs."""
        case = self._case(data)
        possible = [move for move in RETURN.moves_from(case.state) if move.by - {CLOCK}]
        if possible:
            often = [move for move in possible if move.code not in SELDOM]
            move = data.draw(st.sampled_from(often * 6 + possible), "move")
            able = [one for one in self.staff if {role.value for role in one.roles_in(case.shop_id)} & move.by]
            self._move(case, move, data.draw(st.sampled_from(able), "who"), data)

    # Hypothesis leaves rules out of a run at random: under several names the cases go on in nearly every one.
    and_on, further, still_further = (rule(data=st.data())(lambda self, data: self.go_on(data)) for _ in range(3))

    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        """Anybody tries any step, perhaps with an old page before them."""
        move, actor = data.draw(st.sampled_from(RETURN.moves), "move"), data.draw(st.sampled_from(self.staff), "who")
        self._move(self._case(data), move, actor, data)

    def _case(self, data: st.DataObject) -> Case:
        return Case.objects.get(number=data.draw(st.sampled_from(self.cases), "case"))

    def _move(self, case: Case, move: Move, actor: Person, data: st.DataObject) -> None:
        inputs = self._inputs(move, case, data)
        seen = data.draw(st.sampled_from((None, None, case.version, case.version, case.version - 1)), "version seen")

        moved = self._try(
            lambda: move_case(
                number=case.number, move_code=move.code, person=actor, inputs=inputs, expected_version=seen
            ),
            case,
        )
        if moved is not None:
            assert moved.version == case.version + 1
            assert move.by & {role.value for role in actor.roles_in(case.shop_id)}
            assert seen in (None, case.version)

    def _inputs(self, move: Move, case: Case, data: st.DataObject) -> dict[str, Any]:
        left_out = data.draw(st.sampled_from((None,) * 20 + (*move.needs,)), "left out")
        wanted = [name for name in move.needs if name != left_out]
        wanted += [name for name in move.takes if data.draw(st.integers(0, 3), f"takes {name}") == 0]
        lines = list(case.lines.select_related("order_line").order_by("pk"))
        return {name: data.draw(self._input(name, lines), name) for name in wanted}

    def _input(self, name: str, lines: list[CaseLine]) -> st.SearchStrategy[Any]:
        own, foreign = self.people.shop.return_addresses.get(), self.people.other_shop.return_addresses.get()
        by_name: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
            "granted_lines": lambda: _by_line(lines, _amounts),
            "asked_lines": lambda: _by_line(lines, _amounts),
            "received_lines": lambda: _by_line(lines, lambda line: _pieces(line.authorised or 1).map(str)),
            "inspected_lines": lambda: _by_line(lines, _findings),
            "granted_freight": lambda: st.sampled_from(("0", "0", "12.00", "99", GIANT)),
            "asked_freight": lambda: st.sampled_from(("0", "12.00", "99")),
            "responsible": lambda: st.sampled_from(Responsible.values),
            "reason": lambda: st.sampled_from(Reason.values),
            "refusal": lambda: st.sampled_from(RefusalReason.values),
            "return_address": lambda: st.sampled_from([str(own.pk)] * 2 + [str(foreign.pk), "999999"]),
            "wrong_item_confirmed": lambda: st.sampled_from(("yes", "no")),
            "tracking_no": lambda: st.just("YT1234567890"),
        }
        return by_name[name]() if name in by_name else st.just("按约定处理")

    # What time and money do.

    @rule(pause=st.sampled_from(PAUSES), worker_lives=st.integers(0, 3))
    def time_passes(self, pause: timedelta, worker_lives: int) -> None:
        self._stack.enter_context(travel(pause))
        if worker_lives:
            ends = fire_due()
            assert not ends.keys() & {End.PUT_OFF, End.FAILED, End.LOST}, ends

    @rule(mood=st.sampled_from(MOODS))
    def provider_feels(self, mood: str) -> None:
        self.provider.mood = mood

    @precondition(lambda self: self._payouts())
    @rule(data=st.data())
    def finance_acts(self, data: st.DataObject) -> None:
        payout = data.draw(st.sampled_from(self._payouts()), "payout")
        actor = data.draw(st.sampled_from([self.clerk] * 4 + self.staff), "who")
        really_paid = bool(self.provider.paid[payout.key])
        acts: list[tuple[str, Callable[[], Payout]]] = [
            ("take over", lambda: take_over_payout(payout=payout, reason="去核对", person=actor)),
            ("check again", lambda: recheck_payout(payout=payout, person=actor)),
        ]
        paid = ("paid", lambda: mark_paid(payout=payout, voucher=f"V-{payout.key}", person=actor))
        refused = ("refused", lambda: mark_refused(payout=payout, reason="未支付", person=actor))
        # Finance has looked at the channel's record before it says what became of a parked payment.
        acts += [paid] * 2 + [refused] if payout.channel == "manual" else [paid if really_paid else refused]
        _name, act = data.draw(st.sampled_from(acts), "act")
        case = Case.objects.get(pk=payout.subject_id)
        self._try(act, case)

    @precondition(lambda self: self._payouts())
    @rule(data=st.data())
    def worker_pays(self, data: st.DataObject) -> None:
        pay(payout_id=data.draw(st.sampled_from(self._payouts()), "payout").pk)

    @rule()
    def worker_sweeps(self) -> None:
        sweep_payouts()

    @rule(data=st.data())
    def platform_refunds_elsewhere(self, data: st.DataObject) -> None:
        """The order report says that the platform has refunded a part of a line by itself."""
        line = data.draw(
            st.sampled_from([line for order in self.orders for line in order.lines.order_by("pk")]), "line"
        )
        share = data.draw(st.sampled_from((0, 25, 100)), "percent")
        OrderLine.objects.filter(pk=line.pk).update(refunded=Money(line.paid.fen * share // 100))

    # What must hold.

    @invariant()
    def all_agrees(self) -> None:
        check_all([order.pk for order in self.orders], self.cases, self.provider.paid)

    def _try(self, act: Callable[[], Any], case: Case | None) -> Any:
        """Do it; a refusal changes nothing, and anything else that is raised is a finding."""
        before = self._everything(case)
        try:
            with transaction.atomic():
                return act()
        except (Refused, InvalidInput, NotFound) as error:
            assert str(error)
            assert self._everything(case) == before
            return None

    def _everything(self, case: Case | None) -> tuple[Any, ...]:
        tables = (Case, CaseLine, Payout, Deadline, Event)
        counts = tuple(table.objects.count() for table in tables)
        if case is None:
            return counts
        rows = Case.objects.filter(pk=case.pk).values().get()
        lines = list(CaseLine.objects.filter(case=case).order_by("pk").values())
        payouts = list(Payout.objects.filter(subject_id=case.pk).order_by("pk").values())
        return (*counts, rows, lines, payouts)

    def _payouts(self) -> list[Payout]:
        numbers = Case.objects.filter(number__in=self.cases).values("pk")
        open_ones = Payout.objects.filter(subject_kind="case", subject_id__in=numbers).exclude(state__in=FINAL)
        return list(open_ones.order_by("pk"))


def _some_of(order: Order) -> dict[int, tuple[int, Money]]:
    """One piece of each line, for its share of the price: room is left for another case."""
    return {line.pk: (1, Money(line.paid.fen // line.quantity)) for line in order.lines.order_by("pk")}


def _pieces(most: int) -> st.SearchStrategy[int]:
    return st.sampled_from([most] * 8 + [0, 1, most + 1])


def _money(paid: Money) -> st.SearchStrategy[str]:
    half = Money(paid.fen // 2).yuan
    return st.sampled_from([paid.yuan] * 8 + [half, half, "0.01", "0", (paid + Money(1)).yuan])


def _by_line(
    lines: list[CaseLine], of: Callable[[CaseLine], st.SearchStrategy[Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({str(line.pk): of(line) for line in lines})


def _amounts(line: CaseLine) -> st.SearchStrategy[dict[str, str]]:
    amounts = st.one_of(*[_money(line.asked_amount)] * 20, st.just(GIANT))
    return st.fixed_dictionaries({"pieces": _pieces(line.asked).map(str), "amount": amounts})


def _findings(line: CaseLine) -> st.SearchStrategy[dict[str, str]]:
    dispositions = ["restock"] * 12 + [value for value in Disposition.values if value]
    return st.fixed_dictionaries(
        {
            "good": _pieces(line.received).map(str),
            "defective": st.sampled_from(["0"] * 7 + ["1"]),
            "disposition": st.sampled_from(dispositions),
        }
    )
