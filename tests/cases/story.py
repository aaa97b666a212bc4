"""Drives cases through their flow tables as people, the clock, finance and linked cases do: for the stories of all
flows."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils.translation import override
from tests.files.pictures import jpeg
from tests.money.scene import jobs
from tests.people import People, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.answer_outside import run_out
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.advice import advice_of, mark_of
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import CLOCK, Flow, Move
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import BuyerMessage, Case, CaseLine, CaseLink, Contact, Cost, Evidence, Note, Verdict
from aftercare.cases.terms import Reason
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now, travel
from aftercare.files.actions.store_file import Upload
from aftercare.jobs.cases import hear
from aftercare.money.actions.ensure_caps import Told, refresh_caps
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.models import Cap, JournalTransaction, Payout
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.policies import policies_of

BOUGHT, ASKED = 4, 2  # pieces of the order's only line, and those that the case is about
BY_PREFERENCE = (
    Role.AGENT, Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST, Role.WAREHOUSE, Role.REFUND_CLERK, Role.SUPERVISOR,
    Role.OPERATIONS, Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass
class World:
    """A shop with somebody for every role, and a time that only goes forward."""

    people: People = field(default_factory=make_people)
    later: timedelta = timedelta()

    def __post_init__(self) -> None:
        people, shop = self.people, self.people.shop
        self.staff: dict[str, Staff] = {
            "agent": people.owner,
            "supervisor": people.supervisor,
            "warehouse": people.warehouse,
            "refund_clerk": people.refund_clerk,
            "administrator": people.administrator,
            "review_specialist": make_staff("", Role.REVIEW_SPECIALIST, shop=shop),
            "rights_specialist": make_staff("", Role.RIGHTS_SPECIALIST, shop=shop),
            "operations": make_staff("", Role.OPERATIONS, shop=shop),
            "presale_agent": make_staff("", Role.PRESALE_AGENT, shop=shop),
            "teammate": people.teammate,
            "stranger": people.stranger,
        }
        self.cashier = make_staff("", Role.REFUND_CLERK, shop=shop)  # another one than who instructs a second attempt

    def order(self, *, paid: str = "400.00", sent: bool = True, **fields: Any) -> Order:
        """One line of four pieces; `sent` False: it has not left the house."""
        order = make_order(self.people.shop, paid=paid, **{"quantity": BOUGHT, **fields})
        if not sent:
            order.dispatched_at = order.completed_at = None
            order.save()
        return order

    @contextmanager
    def time(self) -> Iterator[datetime]:
        with travel(self.later):
            yield now()

    def local(self, hour: int, minute: int = 0) -> None:
        """Go on to the next time that the shop's clock shows that."""
        with self.time() as at:
            wall = at.astimezone(ZoneInfo(self.people.shop.timezone))
            then = wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
            self.later += (then if then > wall else then + timedelta(days=1)) - wall


@dataclass
class Story:
    """One case in a world."""

    world: World
    number: str

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    @property
    def flow(self) -> Flow:
        return newest_flow(self.case.flow)

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def line(self) -> CaseLine:
        return self.case.lines.get()

    @property
    def linked(self) -> list["Story"]:
        """What came out of this case, oldest first: children, cases beside it, followers, parts."""
        links = CaseLink.objects.filter(source__number=self.number).order_by("id")
        return [self.of(link.target) for link in links.select_related("target")]

    @property
    def child(self) -> "Story":
        return self.linked[-1]

    @property
    def letters(self) -> list[str]:
        """The texts that wait for the buyer, by template."""
        return list(self.case.messages.order_by("id").values_list("template", flat=True))

    @property
    def costs(self) -> dict[tuple[str, str], int]:
        """(kind, party) to fen of what was booked at the end."""
        booked: dict[tuple[str, str], int] = {}
        for cost in Cost.objects.filter(case__number=self.number):
            booked[cost.kind, cost.party] = booked.get((cost.kind, cost.party), 0) + cost.amount.fen
        return booked

    def of(self, case: Case) -> "Story":
        return Story(self.world, case.number)

    def do(self, code: str, /, by: str = "", **inputs: Any) -> "Story":
        """A person makes the move; what the table needs and nobody gave is filled in. Then the worker works."""
        case = self.case
        move = self.flow.move(code)
        given = {name: value(self) if callable(value) else value for name, value in inputs.items()}
        if move is not None:
            usual = (*move.needs, *(name for name in USUALLY_TAKEN.get(code, ()) if name not in given))
            given = {**{name: USUAL[name](self, case) for name in usual if name not in given}, **given}
        with self.world.time():
            staff = self.world.staff[by or preferred(move)]
            move_case(number=self.number, move_code=code, person=person(staff), inputs=given)
        self.work()
        return self

    def work(self) -> None:
        """What the worker does: tell parents that their children have ended, until nothing waits."""
        while waiting := jobs("cases.hear_children"):
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'cases.hear_children'")
            with self.world.time():
                for job in waiting:
                    hear(**job["args"])

    def wait(self, **span: float) -> "Story":
        self.world.later += timedelta(**span)
        return self

    def run_out(self) -> "Story":
        """Wait for the platform's limit of the present state, and let the clock fire."""
        due = self.case.platform_due_at
        assert due is not None, f"{self.number} has no limit in {self.state}"
        with self.world.time() as at:
            self.world.later += max(due - at, timedelta())
        self.fire()
        return self

    def fire(self) -> None:
        """Fire what is due of this case, inside the test's own transaction."""
        with self.world.time() as at:
            waiting = Deadline.objects.filter(kind="case.platform", state="pending", subject_id=self.case.pk)
            for deadline in waiting.filter(due_at__lte=at):
                run_out(deadline, at)
        self.work()

    def pay(self) -> "Story":
        """Finance pays what was instructed last."""
        return self._settle(mark_paid, voucher=f"V-{self.number}")

    def turn_down(self) -> "Story":
        """Finance cannot pay what was instructed last."""
        return self._settle(mark_refused, reason="账户异常")

    def _settle(self, action: Callable[..., Any], **words: str) -> "Story":
        payout = Payout.objects.filter(subject_kind="case", subject_id=self.case.pk).latest("id")
        with self.world.time():
            action(payout=payout, person=person(self.world.cashier), **words)
        self.work()
        return self

    def show(self, name: str = "照片.jpg") -> "Story":
        """Attach a picture."""
        data = jpeg()
        with self.world.time():
            upload = Upload(io.BytesIO(data), name, len(data))
            add_evidence(number=self.number, upload=upload, person=person(self.world.people.owner))
        return self

    def ends(self, *, well: bool) -> "Story":
        """The linked case that was opened last is brought to its end by everybody who works on it."""
        child = self.child
        for act in (ENDS_WELL if well else ENDS_BADLY)[child.case.flow]:
            act(child)
        return self

    def moves(self) -> list[str]:
        moved = Event.objects.filter(subject_kind="case", subject_id=self.case.pk, kind="case.moved").order_by("id")
        return [event.data["move"] for event in moved]

    def refused(self, refusal: str, code: str, /, by: str = "", **inputs: Any) -> "Story":
        """The move is refused with that code, and nothing has changed."""
        before = everything()
        with pytest.raises(Refused) as error:
            self.do(code, by, **inputs)
        assert error.value.refusal.code == refusal
        assert everything() == before
        return self

    def turned_back(self, field_name: str, code: str, /, by: str = "", **inputs: Any) -> str:
        """The input is refused, and nothing has changed; gives the sentence in English."""
        before = everything()
        with pytest.raises(InvalidInput) as error:
            self.do(code, by, **inputs)
        assert list(error.value.problems) == [field_name]
        assert everything() == before
        with override("en"):
            return str(error.value.problems[field_name])

    def unknown_to(self, by: str, code: str, /, **inputs: Any) -> None:
        """For that person the case does not exist."""
        before = everything()
        with pytest.raises(NotFound):
            self.do(code, by, **inputs)
        assert everything() == before


def everything() -> tuple[Any, ...]:
    """All that a refused move must leave as it was."""
    tables = (
        Case, CaseLine, CaseLink, Note, Contact, Cost, Verdict, Evidence, BuyerMessage, Approval, Payout, Cap,
        JournalTransaction, Order, OrderLine, Deadline,
    )  # fmt: skip
    return (*(list(table.objects.order_by("pk").values()) for table in tables), Event.objects.count(), jobs())


def preferred(move: Move | None) -> str:
    """Who usually makes the move."""
    return next((role.value for role in BY_PREFERENCE if move is None or role.value in move.by), "agent")


def begin(kind: str, world: World | None = None, *, by: str = "", order: Order | None = None, **wish: Any) -> Story:
    """A case of that kind on two of the four pieces of a generated order. `wish`: `paid` and `sent` of the order,
    `amount` asked per case, `reason`, and what an application has."""
    world = world or World()
    flow = newest_flow(kind)
    scene = {name: wish.pop(name) for name in ("paid", "sent", "quantity", "lines") if name in wish}
    order = order or world.order(**scene)
    pieces, amount = wish.pop("pieces", min(ASKED, order.lines.first().quantity)), wish.pop("amount", None)
    asked = {}
    for line in order.lines.all():
        share = sum(line.paid.allocate([1] * line.quantity)[:pieces], ZERO)
        asked[line.pk] = (pieces, (Money.from_yuan(amount) if amount else share) if flow.asks_money else ZERO)
    opener = by or next(role for role in ("agent", *BY_PREFERENCE) if role in flow.openers)
    reason = Reason(wish.pop("reason", flow.reasons[0]))
    with world.time():
        case = make_case_of(kind, world.staff[opener], order, reason=reason, lines=asked, **wish)
    return Story(world, case.number)


def by_line(value: Any) -> Callable[[Story], dict[str, Any]]:
    """The same for each line of the case."""
    return lambda story: {str(line.pk): value for line in story.case.lines.all()}


def granted(amount: str, pieces: int = ASKED) -> Callable[[Story], dict[str, Any]]:
    """A grant of so much yuan."""
    return by_line({"pieces": str(pieces), "amount": amount})


def inspected(
    good: int, defective: int = 0, good_to: str = "restock", defective_to: str = "defective"
) -> Callable[[Story], dict[str, Any]]:
    return by_line({"good": str(good), "defective": str(defective), "good_to": good_to, "defective_to": defective_to})


def sibling(story: Story) -> str:
    """Another case of the same kind on the same order."""
    case = story.case
    return begin(case.flow, story.world, order=case.order, pieces=1, amount="1.00", reason=case.reason).number


def _grant(_story: Story, case: Case) -> dict[str, Any]:
    def amount(line: CaseLine) -> Money:
        return line.granted_amount or line.asked_amount or Money(1000)

    return {str(line.pk): {"pieces": str(line.asked), "amount": amount(line).yuan} for line in case.lines.all()}


def _all_asked(story: Story, case: Case) -> dict[str, str]:
    return {str(line.pk): str(line.authorised or line.asked) for line in case.lines.all()}


def _all_good(story: Story, case: Case) -> dict[str, Any]:
    return {
        str(line.pk): {"good": str(line.received), "defective": "0", "good_to": "restock"} for line in case.lines.all()
    }


def _first_plan(story: Story, case: Case) -> str:
    """The mark of the plan that the remedy rules propose first."""
    with story.world.time() as at:
        attempt = attempt_of(case, policies_of(case.shop, at), person(story.world.people.owner), at)
        return mark_of(advice_of(case, attempt).plans[0])


def _fixed(value: str) -> Callable[[Story, Case], str]:
    return lambda _story, _case: value


USUAL: Mapping[str, Callable[[Story, Case], Any]] = {
    "granted_lines": _grant,
    "asked_lines": lambda _story, case: {
        str(line.pk): {"pieces": str(line.asked), "amount": line.asked_amount.yuan} for line in case.lines.all()
    },
    "received_lines": _all_asked,
    "inspected_lines": _all_good,
    "split_lines": lambda _story, case: {str(case.lines.order_by("id").first().pk): "1"},
    "reason": lambda _story, case: case.reason,
    "new_reason": lambda _story, case: "other",
    "responsible_person": lambda story, _case: str(story.world.people.warehouse.pk),
    "other_case": lambda story, _case: sibling(story),
    "plan": lambda story, case: _first_plan(story, case),
    **{
        name: _fixed(value)
        for name, value in {
            "note": "已与买家沟通",
            "courier": "顺丰速运",
            "tracking_no": "SF1234567890",
            "clause": "与买家协商一致",
            "refusal": "agreed",
            "responsible": "shop",
            "cover": "covered",
            "has_invoice": "yes",
            "repair_refusal": "excluded",
            "repair_cost": "30.00",
            "asked_freight": "12.00",
            "voucher": "V-100",
            "channel": "chat",
            "talk_stage": "listen",
            "contact_result": "talked",
            "compensation_form": "money",
            "compensation_amount": "8.00",
            "gift": "亚麻杯垫一对",
            "gift_worth": "9.90",
            "dispute_no": "TM20261128",
            "refund_amount": "10.00",
            "claim_amount": "50.00",
            "claim_no": "KD-20261122",
            "recovered_amount": "50.00",
            "department": "warehouse",
            "penalty": "20.00",
            "assessment": "计入当月考核",
            "final_explanation": "商品与页面一致，已说明",
            "opinion": "加强出库复核",
            "shop_reply": "您好，我们已在核实",
            "public_reply": "感谢您的反馈，我们已改进包装",
            "proposal_text": "为您换一件新的，运费由我们承担",
            "findings": "包装太薄，请改进",
            "flaw": "线头较多",
            "review_outcome": "kept",
            "satisfaction": "content",
            "warehouse_confirmed": "yes",
            "packing_whole": "no",
            "urgent": "yes",
        }.items()
    },
}
USUALLY_TAKEN = {"assess": ("urgent",)}

# How linked cases are brought to an end by those who work on them.
ENDS_WELL: Mapping[str, Sequence[Callable[[Story], Any]]] = {
    "compensation": (
        lambda child: child.do("offer" if _is_money(child) else "offer_gift", by="supervisor"),
        lambda child: child.do("accept") and child.pay() if _is_money(child) else child.do("accept_goods"),
        lambda child: None if _is_money(child) else child.ends(well=True),
    ),
    "reship": (lambda child: child.do("dispatch"), lambda child: child.do("arrive")),
    "refund_only": (lambda child: child.do("agree", by="supervisor"), lambda child: child.pay()),
    "claim": (lambda child: child.show(), lambda child: child.do("file"), lambda child: child.do("recover")),
}
ENDS_BADLY: Mapping[str, Sequence[Callable[[Story], Any]]] = {
    "compensation": (
        lambda child: child.do("offer" if _is_money(child) else "offer_gift", by="supervisor"),
        lambda child: child.do("decline"),
    ),
    "reship": (lambda child: child.do("cancel"),),
    "refund_only": (lambda child: child.do("withdraw"),),
    "claim": (lambda child: child.do("drop"),),
}


def _is_money(child: Story) -> bool:
    return child.case.details.get("compensation_form") != "goods"


# Walks. A step is the code of a move, (code, inputs), or a function of the story. Moves of the engine are not made but
# caused: by waiting, by ending the linked case, by paying or turning down.
Step = str | tuple[str, dict[str, Any]] | Callable[[Story], Any]


@dataclass(frozen=True)
class Way:
    """The steps that lead to a move, the last one, from a case that begins so."""

    steps: tuple[Step, ...]
    scene: Mapping[str, Any] = field(default_factory=dict)

    def and_then(self, *steps: Step) -> "Way":
        return Way((*self.steps, *steps), self.scene)


def way(*steps: Step, **scene: Any) -> Way:
    return Way(steps, scene)


def shown(story: Story) -> None:
    story.show()


def refunded_elsewhere(story: Story) -> None:
    """The platform has refunded the whole order by itself, and an order report has told so."""
    platform_refunds(story.case.order)


def refunded_in_part(story: Story) -> None:
    """The same for all but one yuan of each line: less than was granted is left."""
    platform_refunds(story.case.order, all_but=Money(100))


def platform_refunds(order: Order, *, all_but: Money = ZERO) -> None:
    for line in order.lines.all():
        report_refund(line, line.paid - all_but)


def report_refund(line: OrderLine, refunded: Money) -> None:
    """Write what the import writes of a line of which the report says so."""
    line.refunded = refunded
    line.save(update_fields=["refunded"])
    refresh_caps(shop_id=line.order.shop_id, told={line.cap_reference: Told(line.paid, refunded)})


def came_along(story: Story) -> None:
    """The goods lay here already when the case began, as after a repair that could not be made."""
    case = story.case
    Case.objects.filter(pk=case.pk).update(details={**case.details, "goods_here": True})


def in_a_hurry(story: Story) -> None:
    case = story.case
    Case.objects.filter(pk=case.pk).update(details={**case.details, "urgent": True})


def talked(story: Story) -> None:
    story.do("contact")


def talked_in_vain(story: Story) -> None:
    for _attempt in range(3):
        story.do("contact", contact_result="not_reached")


def code_of(step: Step) -> str:
    """The move's code; '' is no move but something else that happens."""
    if isinstance(step, str):
        return step
    return step[0] if isinstance(step, tuple) else ""


def take(story: Story, step: Step) -> None:
    """Make the step, or cause it, and see that it was made."""
    if callable(step):
        step(story)
        return
    code, inputs = (step, {}) if isinstance(step, str) else step
    move = story.flow.move(code)
    assert move is not None, f"{story.flow.code} has no move {code}"
    if move.by == {CLOCK}:
        _cause(story, move)
    else:
        story.do(code, **inputs)
    assert story.moves()[-1] == code, f"{code} was not made: {story.moves()}"
    if move.target:
        assert story.state == move.target


def _cause(story: Story, move: Move) -> None:
    if "child_done" in move.guards or "child_failed" in move.guards:
        story.ends(well="child_done" in move.guards)
    elif "payout_paid" in move.guards:
        story.pay()
    elif "payout_refused" in move.guards:
        story.turn_down()
    else:
        story.run_out()


def walk(kind: str, path: Way) -> Story:
    """Go that way with a case of that kind."""
    story = begin(kind, **path.scene)
    for step in path.steps:
        take(story, step)
    return story


def arrows(flow: Flow) -> list[tuple[str, str]]:
    """Every arrow of the chart: (state, move). What a platform's report does is walked in tests/refundreports."""
    return [(state, move.code) for move in flow.moves if not move.by_report for state in move.source]


def clocked(flow: Flow) -> list[str]:
    """States whose limit moves the case."""
    return [state.code for state in flow.states if state.on_timeout]


Walks = Mapping[str, Way]  # by code of the move that ends it, or "code@state" for another state it starts in


def go_along(flow: Flow, walks: Walks, state: str, code: str) -> None:
    """Bring a case into that state, for real, and take that arrow of the chart."""
    story = walk(flow.code, _way_along(flow, walks, state, code))
    last = Event.objects.filter(subject_kind="case", subject_id=story.case.pk, kind="case.moved").latest("id")
    assert (last.data["from"], last.data["move"]) == (state, code)


def _way_along(flow: Flow, walks: Walks, state: str, code: str) -> Way:
    if f"{code}@{state}" in walks:
        return walks[f"{code}@{state}"]
    path = walks[code]
    if _stands_at(flow, Way(path.steps[:-1], path.scene)) == state:
        return path
    steps, first = path.steps, len(path.steps) - 1
    while first and callable(steps[first - 1]):  # what the step presupposes, such as a talk with the buyer
        first -= 1
    to = way_to(flow, walks, state)
    return Way((*to.steps, *steps[first:]), {**path.scene, **to.scene})


def _stands_at(flow: Flow, path: Way) -> str:
    """Where the case stands after these steps, by the table."""
    state = flow.first_state(is_sent=path.scene.get("sent", True)).code
    for step in path.steps:
        move = flow.move(code_of(step))
        state = move.target or state if move else state
    return state


def way_to(flow: Flow, walks: Walks, state: str) -> Way:
    """The shortest of the ways that ends in that state."""
    starts = [Way(()), Way((), {"sent": False})]
    found = [path for path in (*starts, *walks.values()) if _stands_at(flow, path) == state]
    assert found, f"no walk of {flow.code} ends in {state}"
    return min(found, key=lambda path: len(path.steps))


def let_run_out(flow: Flow, walks: Walks, state: str) -> None:
    """A second before the limit nothing happens; at the limit the case moves as the table says, by nobody."""
    story = walk(flow.code, way_to(flow, walks, state))
    move = flow.timeout_move(flow.state(state))
    assert move is not None
    with story.world.time() as at:
        story.wait(seconds=(story.case.platform_due_at - at).total_seconds() - 1)
    story.fire()
    assert story.state == state
    story.wait(seconds=1).fire()
    assert story.state == move.target
    last = Event.objects.filter(subject_kind="case", subject_id=story.case.pk, kind="case.moved").latest("id")
    assert (last.data["move"], last.data["from"], last.actor_id) == (move.code, state, None)
