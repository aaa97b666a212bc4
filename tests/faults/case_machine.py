"""Cases of every kind that moves money, payouts, approvals and clocks of two shops in any order of steps: what a
Hypothesis state machine does (X16).

Everything goes through the public actions. A step that is refused must change nothing; any error that is not a refusal
is a finding. Each run works in a savepoint of the test's transaction and leaves nothing behind.
"""

import io
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.cases.story import report_refund
from tests.faults.case_forms import Forms
from tests.faults.case_invariants import Record, check_all, check_next_door, job_is_done, waiting_jobs
from tests.files.pictures import jpeg
from tests.money.scene import PlayedChannel, known
from tests.people import People, make_case, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.flows.registry import flow_of, newest_flow
from aftercare.cases.flows.spec import CLOCK, Flow, Move, Place
from aftercare.cases.models import (
    BuyerMessage,
    Case,
    CaseLine,
    CaseLink,
    Contact,
    Cost,
    Evidence,
    Note,
    StoredRemedies,
    Verdict,
)
from aftercare.cases.terms import Reason
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.clock.models import Deadline
from aftercare.connectors.payouts.manual import ManualChannel
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.files.actions.store_file import Upload
from aftercare.jobs.cases import hear
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.actions.pay import pay
from aftercare.money.actions.recheck_payout import recheck_payout
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.actions.take_over_payout import take_over_payout
from aftercare.money.channels import Outcome, PayoutOrder, Result
from aftercare.money.models import Cap, JournalEntry, JournalTransaction, Payout, PayoutLine
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.access import Person
from aftercare.shops.actions.set_policy import set_policy

# Kinds that move money themselves or by their children. What becomes of them joins: repair, claim and others.
KINDS = ("return", "exchange", "refund_only", "compensation", "misshipment", "damaged", "complaint", "rights")
SELDOM = frozenset(
    {"withdraw", "intervene", "refuse", "correct_parcel", "receive_more", "drop", "decline", "look_again", "escalate"}
)  # they cut the story short
MOODS = ("well", "well", "reply lost", "down", "refuses", "asks for a code")
PAUSES = (*(timedelta(hours=hours) for hours in (1, 1, 3, 3, 25, 25)), timedelta(days=6), timedelta(days=11))
TABLES: tuple[type[models.Model], ...] = (
    Case, CaseLine, CaseLink, Note, Contact, Cost, Verdict, Evidence, BuyerMessage, StoredRemedies, Approval, Payout,
    PayoutLine, Cap, JournalTransaction, JournalEntry, Deadline, Event, Order, OrderLine,
)  # fmt: skip
# One value for all that a refused step must leave as it was.
EVERYTHING = " UNION ALL ".join(
    f"SELECT md5(string_agg(row::text, '|' ORDER BY row.id)) FROM {table} AS row"
    for table in (*(table._meta.db_table for table in TABLES), "procrastinate_jobs")
)


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


@dataclass(frozen=True)
class House:
    """One shop: who works there, somebody from next door, and a case next door that nobody here may touch."""

    people: People
    staff: list[Person]
    foreign: str


class Stage:
    """Two shops, one that pays by hand and one with an automatic channel; made once for all runs."""

    def __init__(self) -> None:
        self.houses = [self._house("manual"), self._house("simulator")]

    def _house(self, channel: str) -> House:
        people = make_people()
        roles = (Role.AGENT, Role.SUPERVISOR, Role.WAREHOUSE, Role.RIGHTS_SPECIALIST, Role.REVIEW_SPECIALIST)
        everything = make_staff("", *roles, shop=people.shop)
        staff = [people.owner, people.teammate, people.supervisor, people.warehouse, people.refund_clerk]
        staff += [people.administrator, make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop), everything]
        if channel != "manual":
            set_policy(shop_id=people.shop.pk, key="payout.channel", value=channel, person=person(people.administrator))
        next_door = make_case(people.stranger, make_order(people.other_shop))
        return House(people, [person(one) for one in [*staff, people.stranger]], next_door.number)


class CaseMachine(RuleBasedStateMachine):
    """One run: orders, cases on them, and whatever people, clocks, the worker and the provider do."""

    stage: Stage  # set by the test
    taken: Counter[tuple[str, str]]  # (kind, move) to how often it was made in all runs; set by the test

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._savepoint = transaction.savepoint()
        self.provider = Provider()
        self.orders: list[Order] = []
        self.cases: list[str] = []  # numbers, oldest first
        self.pictures = 0
        self._checked: tuple[list[Any], dict[str, int]] = ([], {})  # what is stored, and was paid, at the last look

    @initialize(
        which=st.integers(0, 1),
        idempotent=st.booleans(),
        prices=st.lists(st.integers(1, 40_000), max_size=1),
        sent=st.sampled_from((True, True, True, False)),
        kind=st.sampled_from(KINDS),
        other=st.sampled_from(("",) * len(KINDS) + KINDS),
    )
    def begin(self, which: int, idempotent: bool, prices: list[int], sent: bool, kind: str, other: str) -> None:
        """Two cases on an order of two pieces each, of the same kind or not; perhaps one on a cheap order as well."""
        self.house = self.stage.houses[which]
        self.people, self.staff, self.clerk = self.house.people, self.house.staff, self.house.staff[4]
        self.forms = Forms(self.people, self.house.foreign, self.cases)
        self.provider.idempotent = idempotent
        self._stack.enter_context(known(ManualChannel(), self.provider))
        for fen, pieces, kinds in (*((fen, 1, [kind]) for fen in prices), (160_000, 2, [kind, other or kind])):
            order = make_order(self.people.shop, paid=Money(fen).yuan, lines=2, quantity=pieces)
            if not sent:
                order.dispatched_at = order.completed_at = None
                order.save(update_fields=["dispatched_at", "completed_at"])
            self.orders.append(order)
            for one in kinds:
                make_case_of(one, self.people.owner, order, **_application(order, newest_flow(one)))
        self._join()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None and self.orders:  # a run that has failed says so itself
                self._hear_all()
                self.all_agrees()
                check_next_door(self.house.foreign)
                self.taken.update(self.record.moves_made())
        finally:
            self._stack.close()
            transaction.savepoint_rollback(self._savepoint)

    # What people do with cases.

    @rule(data=st.data())
    def open_case(self, data: st.DataObject) -> None:
        order = data.draw(st.sampled_from(self.orders), "order")
        flow = newest_flow(data.draw(st.sampled_from(KINDS), "kind"))
        freight = data.draw(st.sampled_from((ZERO, Money(1_200), Money(9_900))), "freight")
        application = Application(
            flow=flow.code,
            order_id=order.pk,
            reason=Reason(data.draw(st.sampled_from([*flow.reasons * 4, *Reason.values]), "reason")),
            lines=self.forms.asked(order, flow, data),
            freight=freight if flow.asks_money else ZERO,
            key=data.draw(st.sampled_from(("", "", "form-1"))),
            inputs=self.forms.opening(flow, data),
        )
        actor = data.draw(st.sampled_from([*self.staff[:2], *self.staff]), "who")
        self._try(lambda: open_case(application=application, person=actor))

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Somebody who may takes a step that the state allows, mostly with everything that it needs."""
        workable = [number for number, possible in self._possible().items() if possible]
        if not workable:
            return
        number = data.draw(st.sampled_from(workable), "case")
        for _step in range(data.draw(st.integers(1, 5), "steps")):
            case, possible = Case.objects.get(number=number), self._possible()[number]
            if not possible:
                break
            move = data.draw(st.sampled_from([move for move in possible for _time in range(_weight(move))]), "move")
            able = [one for one in self.staff if {role.value for role in one.roles_in(case.shop_id)} & move.by]
            self._move(case, move, data.draw(st.sampled_from(able), "who"), data)
            self.all_agrees()

    # Hypothesis leaves rules out of a run at random: under several names the cases go on in nearly every one.
    and_on, further, still_further = (rule(data=st.data())(lambda self, data: self.go_on(data)) for _ in range(3))

    def _possible(self) -> dict[str, list[Move]]:
        """What people can do just now, by case."""
        return {
            case.number: [move for move in _flow(case).moves_from(case.state) if move.by - {CLOCK}]
            for case in self.record.cases.values()
        }

    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        """Anybody tries any step, perhaps with an old page before them."""
        case = self._case(data)
        move = data.draw(st.sampled_from(_flow(case).moves), "move")
        self._move(case, move, data.draw(st.sampled_from(self.staff), "who"), data)

    @precondition(lambda self: self.pictures < 3)
    @rule(data=st.data())
    def show_picture(self, data: st.DataObject) -> None:
        case, picture = self._case(data), jpeg()
        self.pictures += 1
        upload = Upload(io.BytesIO(picture), "照片.jpg", len(picture))
        self._try(lambda: add_evidence(number=case.number, upload=upload, person=self.staff[0]))

    def _case(self, data: st.DataObject) -> Case:
        return Case.objects.get(number=data.draw(st.sampled_from(self.cases), "case"))

    def _move(self, case: Case, move: Move, actor: Person, data: st.DataObject) -> None:
        inputs = self.forms.inputs(move, case, data)
        seen = data.draw(st.sampled_from((*(None, case.version) * 5, case.version - 1)), "version seen")

        moved = self._try(
            lambda: move_case(
                number=case.number, move_code=move.code, person=actor, inputs=inputs, expected_version=seen
            )
        )
        if moved is not None:
            assert moved.version == case.version + 1
            assert move.by & {role.value for role in actor.roles_in(case.shop_id)}
            assert seen in (None, case.version)

    # What time, money and the worker do.

    @rule(pause=st.sampled_from(PAUSES), worker_lives=st.integers(0, 3))
    def time_passes(self, pause: timedelta, worker_lives: int) -> None:
        self._stack.enter_context(travel(pause))
        if worker_lives:
            ends = fire_due()
            assert not ends.keys() & {End.PUT_OFF, End.FAILED, End.LOST}, ends
            self._join()

    @precondition(lambda self: self.record.jobs)
    @rule(data=st.data())
    def worker_hears(self, data: st.DataObject) -> None:
        """A parent is told that its child has ended; a worker that dies tells it again."""
        job, case_id = data.draw(st.sampled_from(self.record.jobs), "job")
        self._hear(case_id)
        if data.draw(st.integers(0, 3), "dies"):
            job_is_done(job)

    def _hear(self, case_id: int) -> None:
        hear(case_id=case_id)
        self._join()

    def _hear_all(self) -> None:
        while waiting := waiting_jobs():
            for job, case_id in waiting:
                job_is_done(job)
                self._hear(case_id)

    @rule(mood=st.sampled_from(MOODS))
    def provider_feels(self, mood: str) -> None:
        self.provider.mood = mood

    @precondition(lambda self: self.record.open_payouts)
    @rule(data=st.data())
    def finance_acts(self, data: st.DataObject) -> None:
        payout = data.draw(st.sampled_from(self.record.open_payouts), "payout")
        actor = data.draw(st.sampled_from([self.clerk] * 9 + self.staff), "who")
        really_paid = bool(self.provider.paid[payout.key])
        acts: list[tuple[str, Callable[[], Payout]]] = [
            ("take over", lambda: take_over_payout(payout=payout, reason="去核对", person=actor)),
            ("check again", lambda: recheck_payout(payout=payout, person=actor)),
        ]
        paid = ("paid", lambda: mark_paid(payout=payout, voucher=f"V-{payout.key}", person=actor))
        refused = ("refused", lambda: mark_refused(payout=payout, reason="未支付", person=actor))
        # Finance has looked at the channel's record before it says what became of a parked payment.
        acts += [paid] * 5 + [refused] if payout.channel == "manual" else [paid if really_paid else refused]
        _name, act = data.draw(st.sampled_from(acts), "act")
        self._try(act)

    @precondition(lambda self: self.record.open_payouts)
    @rule(data=st.data())
    def worker_pays(self, data: st.DataObject) -> None:
        if data.draw(st.integers(0, 3), "sweeps"):
            pay(payout_id=data.draw(st.sampled_from(self.record.open_payouts), "payout").pk)
        else:
            sweep_payouts()

    @rule(data=st.data())
    def platform_refunds_elsewhere(self, data: st.DataObject) -> None:
        """The order report says that the platform has refunded a part of a line by itself."""
        line = data.draw(
            st.sampled_from([line for order in self.orders for line in order.lines.order_by("pk")]), "line"
        )
        share = data.draw(st.sampled_from((0, 0, 0, 10, 25, 100)), "percent")
        report_refund(line, max(line.refunded, Money(line.paid.fen * share // 100)))  # older reports change nothing

    # What must hold.

    @invariant()
    def all_agrees(self) -> None:
        stored, executed = _everything(), dict(self.provider.paid)
        if (stored, executed) != self._checked:  # what was refused is known to have changed nothing
            self.record = Record.of(self.orders)
            check_all(self.record, executed)
            self._checked = stored, executed

    def _try(self, act: Callable[[], Any]) -> Any:
        """Do it; a refusal changes nothing, and anything else that is raised is a finding."""
        try:
            done = act()
        except (Refused, InvalidInput, NotFound) as error:
            assert str(error)
            assert _everything() == self._checked[0]
            return None
        self._join()
        return done

    def _join(self) -> None:
        """Children, followers and parts are cases of this run as soon as they are there."""
        self.cases[:] = Case.objects.filter(order__in=self.orders).order_by("pk").values_list("number", flat=True)


def _everything() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        return list(cursor.fetchall())


def _flow(case: Case) -> Flow:
    return flow_of(case.flow, case.flow_version)


def _weight(move: Move) -> int:
    """What leads on is done more often than what goes round in circles or ends the story early."""
    if move.place is Place.PANEL or not move.target or move.code in SELDOM:
        return 1
    if move.place is Place.MORE:
        return 2
    return 12 if move.primary else 4


def _application(order: Order, flow: Flow) -> dict[str, Any]:
    """One piece of each line, for its share of the price: room is left for another case."""
    asks = flow.asks_money
    lines = {
        line.pk: (1, Money(line.paid.fen // line.quantity) if asks else ZERO) for line in order.lines.order_by("pk")
    }
    return {"lines": lines, "freight": Money(1_200) if flow.asks_freight else ZERO}
