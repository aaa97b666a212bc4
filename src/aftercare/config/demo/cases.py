"""Cases of every kind in all states, played in the order of time by the people of the demo shops."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from aftercare.accounts.terms import Role
from aftercare.cases.actions.answer_outside import hear_children
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.clock.handlers import handler_of
from aftercare.clock.models import Deadline
from aftercare.clock.queries import calendar_of
from aftercare.clock.terms import DeadlineState, Outcome
from aftercare.config.demo import acts
from aftercare.config.demo.basket import Basket
from aftercare.config.demo.courses import COURSES
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.schedule import Scene, in_shift, is_late_shift, opened_for, times_of
from aftercare.config.demo.scripts import SCRIPTS, Goods, Script
from aftercare.config.demo.settings import SIMULATED_FOR
from aftercare.core.errors import AftercareError
from aftercare.core.time import travel
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

SHOWN = (Reason.QUALITY, Reason.DAMAGED, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM)
IS_DUE = "SELECT 1 FROM clock_deadline WHERE state = 'pending' AND due_at <= %s LIMIT 1"
HEARD = "DELETE FROM procrastinate_jobs WHERE task_name = 'cases.hear_children' RETURNING args ->> 'case_id'"
SHOWING = ("return", "exchange", "repair", "minor_flaw")  # kinds whose buyers send pictures unasked
WRITING = (Role.AGENT, Role.SUPERVISOR, Role.REFUND_CLERK)  # after their steps there may be something to tell
LOOKED_AT = (0, 100, 400, 1600)  # turns after which the database learns how much there is by now
SHARES = (5, 3, 4)  # of the cases, by shop


@dataclass(order=True)
class Turn:
    """One act of one story, ordered by time."""

    at: datetime
    number: int
    story: acts.Story = field(compare=False)
    role: Role = field(compare=False)
    who: str = field(compare=False)
    act: acts.Act = field(compare=False)
    is_step: bool = field(compare=False)  # of the script; what is beside it may be left out


class Troupe:
    """Who acts at which moment: the early or the late shift."""

    def __init__(self, people: DemoPeople) -> None:
        self.persons = {name: person_of(staff) for name, staff in people.staff.items()}

    def whoever(self, role: Role, at: datetime, who: str = "") -> Person:
        if who:
            return self.persons[who]
        names = {
            Role.AGENT: ("agent", "agent2"),
            Role.SUPERVISOR: ("supervisor", "supervisor2"),
            Role.WAREHOUSE: ("warehouse", "warehouse2"),
        }.get(role) or {
            Role.REFUND_CLERK: ("finance",) * 2,
            Role.RIGHTS_SPECIALIST: ("rights",) * 2,
            Role.REVIEW_SPECIALIST: ("reviews",) * 2,
            Role.OPERATIONS: ("operations",) * 2,
            Role.ADMINISTRATOR: ("manager",) * 2,
        }[role]
        return self.persons[names[is_late_shift(at)]]


class Theatre:
    """Plans every story, then plays them all together in the order of time."""

    def __init__(self, people: DemoPeople, rng: Random, at: datetime) -> None:
        self.scene = Scene(at, rng)
        self.shops = people.shops
        self.troupe = Troupe(people)
        self.basket = Basket([shop.pk for shop in people.shops], rng)
        self.turns: list[Turn] = []
        self.shelf: dict[tuple[acts.Subject, acts.Flaw, int], bytes] = {}
        self.cut = 0

    def play(self) -> int:
        """Returns how many cases were opened; `cut` counts those that could not go on as planned."""
        for script in (*SCRIPTS, *COURSES):
            for _time in range(script.times):
                self._plan(script)
        taken = 0
        while self.turns:
            if taken in LOOKED_AT:
                _look_at_tables()
            taken += 1
            turn = heappop(self.turns)
            self._fire_until(turn.at)
            if not turn.story.is_cut:
                self._take(turn)
        self._fire_until(self.scene.at)
        return Case.objects.count()

    def _plan(self, script: Script) -> None:
        rng = self.scene.rng
        shop = self._shop(script)
        times = times_of(script, self.scene)
        if script.own_target_in:
            times = [self._opened(script, shop, script.own_target_in)]
        choice = self.basket.choose(script, shop.pk, times[0])
        if choice is None:
            self.cut += 1
            return
        story = acts.Story(
            shop_id=shop.pk,
            order_id=choice.order.pk,
            codes=choice.code,
            reason=choice.reason,
            lines=choice.lines,
            freight=choice.freight,
            rng=rng,
            flow=script.flow,
            paid=choice.paid,
            opening=script.opening,
            rest=choice.rest,
            shelf=self.shelf,
        )
        for step, at in zip(script.steps, times, strict=True):
            heappush(self.turns, Turn(at, len(self.turns), story, step.role, step.who, step.act, True))
        self._plan_beside(story, script, times)

    def _plan_beside(self, story: acts.Story, script: Script, times: Sequence[datetime]) -> None:
        """Pictures, notes and messages to the buyer, which no step waits for."""
        rng = self.scene.rng
        for step, at in zip(script.steps, times, strict=True):
            if step.act is acts.apply:
                if story.flow in SHOWING and story.reason in SHOWN and rng.random() < 0.65:
                    self._add(at + timedelta(seconds=rng.randint(20, 90)), story, Role.AGENT, acts.show)
                if story.flow in SHOWING and rng.random() < 0.4:
                    self._add(at + timedelta(minutes=rng.uniform(2, 12)), story, Role.AGENT, acts.remark)
            elif step.act is acts.receive and rng.random() < 0.4:
                self._add(at + timedelta(seconds=rng.randint(30, 400)), story, Role.WAREHOUSE, acts.show)
            elif step.role in WRITING and rng.random() < (0.9 if story.flow == "return" else 0.5):
                later = in_shift(Role.AGENT, at + timedelta(minutes=rng.uniform(2, 25)), rng)
                self._add(later, story, Role.AGENT, acts.tell_buyer)

    def _add(self, at: datetime, story: acts.Story, role: Role, act: acts.Act) -> None:
        if at < self.scene.at - timedelta(minutes=1):
            heappush(self.turns, Turn(at, len(self.turns), story, role, "", act, False))

    def _shop(self, script: Script) -> Shop:
        """Not the one that pays by itself when a clerk is to pay in its last days; the dear lamps are in the third."""
        if script.price == "top":
            return self.shops[2]
        by_hand = script.by_hand or (script.pays and script.ago[0] < SIMULATED_FOR / timedelta(hours=1))
        shares = [SHARES[0], 0 if by_hand or script.price == "high" else SHARES[1], SHARES[2]]
        if script.made_to_order:
            shares = [0, 1, 0]
        return self.scene.rng.choices(self.shops, shares)[0]

    def _opened(self, script: Script, shop: Shop, minutes: tuple[int, int]) -> datetime:
        initial = newest_flow(script.flow).first_state(is_sent=script.goods is not Goods.UNSENT)
        span = policies_of(shop, self.scene.at).get(initial.own_target)
        due = self.scene.at + timedelta(minutes=self.scene.rng.randint(*minutes))
        return opened_for(span, calendar_of(shop), due)

    def _take(self, turn: Turn) -> None:
        person = self.troupe.whoever(turn.role, turn.at, turn.who)
        try:
            with travel(turn.at - self.scene.at):
                turn.act(turn.story, person, turn.at)
                if turn.story.flow != "return":  # a return alone has neither parents nor children
                    hear_news()
        except (AftercareError, ObjectDoesNotExist):
            if turn.is_step:
                turn.story.is_cut = True
                self.cut += 1

    def _fire_until(self, at: datetime) -> None:
        """What the worker would have fired by then, each at its own moment; the worker itself commits in between."""
        with connection.cursor() as cursor:
            cursor.execute(IS_DUE, [at])
            if cursor.fetchone() is None:
                return
        pending = Deadline.objects.filter(state=DeadlineState.PENDING, due_at__lte=at).order_by("due_at", "id")
        while deadline := pending.first():
            handler = handler_of(deadline.kind)
            with travel(deadline.due_at - self.scene.at):
                Deadline.objects.filter(pk=deadline.pk).update(
                    state=DeadlineState.FIRED, outcome=Outcome.DONE, fired_at=deadline.due_at
                )
                handler.fire(deadline if handler.lock else [deadline], deadline.due_at)
                hear_news()


def _look_at_tables() -> None:
    """Everything is made in one transaction, which nobody else can look into: without this PostgreSQL would plan its
    queries for empty tables to the end."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def hear_news() -> None:
    """What the worker would tell parents whose children have just ended, and their parents in turn."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(HEARD)
            told = cursor.fetchall()
        if not told:
            return
        for (case_id,) in told:
            hear_children(case_id=int(case_id))
