"""What holds after every step of any run: money, cases, clocks and their story agree, as their tables say (X16)."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from aftercare.approvals.models import Approval
from aftercare.cases.clocks import OWN, PLATFORM
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.flows.spec import Flow
from aftercare.cases.guards.family import CHILD_GUARDS
from aftercare.cases.models import Case, CaseLine, CaseLink, Cost
from aftercare.cases.terms import CostKind, Link
from aftercare.clock.models import Deadline
from aftercare.clock.terms import LIVE
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.money.models import Cap, JournalEntry, JournalTransaction, Payout, PayoutLine
from aftercare.money.terms import LineKind, PayoutState
from aftercare.orders.models import Order, OrderLine

FREED = (PayoutState.REFUSED, PayoutState.CANCELLED)


@dataclass(frozen=True)
class Places:
    """What the table says of its states."""

    paying: frozenset[str]  # a payout is under way
    paid: frozenset[str]  # money may have been paid
    deciding: frozenset[str]  # a request waits for approval
    waiting: frozenset[str]  # a linked case must end first


@cache
def places_of(code: str, version: int) -> Places:
    flow = flow_of(code, version)
    paid = {move.target for move in flow.moves if "payout_paid" in move.guards}
    while further := {move.target for state in paid for move in flow.moves_from(state) if move.target} - paid:
        paid |= further
    return Places(
        paying=_left_by(flow, {"payout_paid"}),
        paid=frozenset(paid),
        deciding=_left_by(flow, {"may_decide_approval"}),
        waiting=_left_by(flow, CHILD_GUARDS),
    )


def _left_by(flow: Flow, guards: set[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(state for move in flow.moves if guards & set(move.guards) for state in move.source)


@dataclass(frozen=True)
class Record:
    """All cases on some orders, as they are stored."""

    orders: Sequence[Order]
    cases: Mapping[int, Case]
    lines: Mapping[int, list[CaseLine]]  # by case
    told: Mapping[int, list[dict[str, Any]]]  # the moves of each case, by their events
    took_in: Mapping[int, int]  # how many cases were merged into it
    payouts: Sequence[Payout]
    jobs: Sequence[tuple[int, int]]  # of the worker, who tells parents that a child has ended

    @classmethod
    def of(cls, orders: Sequence[Order]) -> "Record":
        cases = {case.pk: case for case in Case.objects.filter(order__in=orders).order_by("pk")}
        lines, told, took_in = defaultdict(list), defaultdict(list), Counter[int]()
        for line in CaseLine.objects.filter(case__in=cases):
            lines[line.case_id].append(line)
        events = Event.objects.filter(subject_kind="case", subject_id__in=cases).order_by("pk")
        for subject, kind, data in events.values_list("subject_id", "kind", "data"):
            if kind == "case.moved":
                told[subject].append(data)
            took_in[subject] += kind == "case.took_in"
        payouts = Payout.objects.filter(subject_kind="case", subject_id__in=cases).order_by("pk")
        return cls(orders, cases, lines, told, took_in, list(payouts), waiting_jobs())

    @property
    def open_payouts(self) -> list[Payout]:
        return [payout for payout in self.payouts if not payout.is_final]

    def places(self, pk: int) -> Places:
        return places_of(self.cases[pk].flow, self.cases[pk].flow_version)

    def flow(self, pk: int) -> Flow:
        return flow_of(self.cases[pk].flow, self.cases[pk].flow_version)

    def moves_made(self) -> Counter[tuple[str, str]]:
        return Counter((self.cases[pk].flow, str(data["move"])) for pk, moves in self.told.items() for data in moves)


def check_all(record: Record, executed: Mapping[str, int]) -> None:
    """All of it; `executed` is what the provider really paid, times by key."""
    with connection.cursor() as cursor:  # what the database checks at a commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    check_lines(record)
    check_payouts(record, executed)
    check_journal(record.payouts)
    check_stories(record)
    check_clocks(record)
    check_costs(record)
    check_waiting(record)
    pending = set(
        Approval.objects.filter(subject_kind="case", subject_id__in=record.cases, state="pending").values_list(
            "subject_id", flat=True
        )
    )
    assert pending == {pk for pk, case in record.cases.items() if case.state in record.places(pk).deciding}


def check_lines(record: Record) -> None:
    """No line gives back more than was paid for it, whatever is under way, and no piece is in two cases that hold it;
    cap, order line and cases say the same."""
    lines_of = OrderLine.objects.filter(Q(order__in=record.orders) | Q(order__source_order__in=record.orders))
    bought = {line.pk: line for line in lines_of}  # a gift that is sent is a line of its own order
    held_pieces: Counter[int] = Counter()
    for pk, case in record.cases.items():
        state, lines = record.flow(pk).state(case.state), record.lines[pk]
        assert case.holds_goods == (record.flow(pk).holds_pieces(case.reason) and not state.frees_goods)
        assert case.asked == sum((line.asked_amount for line in lines), ZERO)
        assert case.granted in (None, sum((line.granted_amount or ZERO for line in lines), ZERO))
        for line in lines:
            assert line.asked <= bought[line.order_line_id].quantity
            held_pieces[line.order_line_id] += line.asked * case.holds_goods
    caps = {
        cap.reference: cap for cap in Cap.objects.filter(reference__in=[one.cap_reference for one in bought.values()])
    }
    shares = PayoutLine.objects.filter(cap__in=caps.values()).exclude(payout__state__in=FREED)
    taken = {row["cap"]: row["total"] for row in shares.values("cap").annotate(total=Sum("amount"))}
    for pk, line in bought.items():
        assert held_pieces[pk] <= line.quantity, f"{held_pieces[pk]} of {line.quantity} pieces are in cases"
        cap = caps.get(line.cap_reference)
        if cap is not None:
            held = taken.get(cap.pk, ZERO)
            assert ZERO <= held <= line.paid, f"{held} of {line.paid}"
            assert cap.used == held + cap.outside <= cap.paid == line.paid


def check_payouts(record: Record, executed: Mapping[str, int]) -> None:
    """Each is paid at most once, the case knows, and a case waits for at most one."""
    assert all(times == 1 for times in executed.values() if times), executed
    by_key = {payout.key: payout for payout in record.payouts}
    for key, times in executed.items():
        assert not times or by_key[key].state != PayoutState.REFUSED, f"{key} was paid and is called refused"
    open_ones = Counter(payout.subject_id for payout in record.open_payouts)
    for pk, case in record.cases.items():
        places, flow = record.places(pk), record.flow(pk)
        assert open_ones[pk] == (case.state in places.paying), (case.flow, case.state, open_ones[pk])
        paid = [one.amount for one in record.payouts if one.subject_id == pk and one.state == PayoutState.PAID]
        told = [data for data in record.told[pk] if "payout_paid" in flow.move(data["move"]).guards]
        assert len(paid) == len(told) <= 1, (case.flow, case.state, paid)
        assert case.refunded == sum(paid, ZERO)
        if paid:
            assert case.state in places.paid, (case.flow, case.state)
            assert case.refunded == (case.granted or ZERO) + (case.granted_freight or ZERO)


def check_journal(payouts: Sequence[Payout]) -> None:
    """Every posting sums to zero; one instruction a payout, one payment or one release."""
    postings = JournalTransaction.objects.filter(payout__in=payouts)
    sums = JournalEntry.objects.filter(transaction__in=postings).values("transaction").annotate(total=Sum("amount"))
    assert {row["total"] for row in sums} <= {ZERO}
    kinds = Counter(postings.values_list("payout", "kind"))
    for payout in payouts:
        end = {"paid": "paid", "refused": "released", "cancelled": "released"}.get(payout.state)
        expected = {(payout.pk, "instructed"): 1} | ({(payout.pk, end): 1} if end else {})
        assert {key: count for key, count in kinds.items() if key[0] == payout.pk} == expected


def check_stories(record: Record) -> None:
    """The state is one of the flow's, and the story leads to it from where the table begins, without a gap."""
    orders = {order.pk: order for order in record.orders}
    for pk, case in record.cases.items():
        flow, moves = record.flow(pk), record.told[pk]
        state = flow.state(case.state)
        assert (case.waits_for, case.closed_at is not None) == (state.waits_for, state.final)
        begin = moves[0]["from"] if moves else case.state
        # What another case goes on with may have left the house though no report says so.
        has_left = (orders[case.order_id].dispatched_at is not None, bool(case.details.get("left")))
        assert begin in {flow.first_state(is_sent=is_sent).code for is_sent in has_left}
        places = [begin, *(move["to"] for move in moves)]
        assert places[-1] == case.state
        assert [move["from"] for move in moves] == places[:-1]
        versions = [move["version"] for move in moves]
        assert versions == sorted(set(versions)) and all(1 < version <= case.version for version in versions)
        assert case.version == 1 + len(moves) + record.took_in[pk]


def check_clocks(record: Record) -> None:
    """An ended case has no clock that runs; any other has those of its state, at the times that it shows."""
    live = Deadline.objects.filter(subject_kind="case", subject_id__in=record.cases, state__in=LIVE)
    running = {(row.subject_id, row.kind): row for row in live}
    for pk, case in record.cases.items():
        state = record.flow(pk).state(case.state)
        for kind, limit, due, fires in (
            (PLATFORM, state.platform_limit, case.platform_due_at, state.on_timeout),
            (OWN, state.own_target, case.own_due_at, state.own_target),
        ):
            assert (due is not None) == bool(limit)
            row = running.get((pk, kind))
            if row is not None:
                assert limit, f"{case.state} has a clock that runs"
                assert (row.due_at, row.fires) == (due, fires)


def check_costs(record: Record) -> None:
    """Only an ended case has costs, written once by its last step; what was paid stands there to the fen, by kind."""
    booked: dict[int, list[Cost]] = defaultdict(list)
    for cost in Cost.objects.filter(case__in=record.cases):
        booked[cost.case_id].append(cost)
    lines = PayoutLine.objects.filter(payout__in=record.payouts, payout__state=PayoutState.PAID)
    sums = lines.values_list("payout__subject_id", "kind").annotate(total=Sum("amount"))
    paid = {(case, kind): total for case, kind, total in sums}
    elsewhere = Counter[int]()
    for pk, case in record.cases.items():
        costs = booked[pk]
        ends = [data["cost"] for data in record.told[pk] if "cost" in data]
        assert ends == ([sum(cost.amount.fen for cost in costs)] if costs else [])
        assert not costs or case.closed_at is not None, f"{case.state} has costs"
        for kind in LineKind.values if case.closed_at else ():
            written = sum((cost.amount for cost in costs if cost.kind == CostKind(kind)), ZERO)
            given = case.details.get("refunded_elsewhere", {}) if kind == LineKind.REFUND else {}
            assert written == paid.get((pk, kind), ZERO) + Money(sum(given.values())), (case.flow, case.state, kind)
            by_line = {line.pk: line.order_line_id for line in record.lines[pk]}
            elsewhere.update({by_line[int(line)]: fen for line, fen in given.items()})
    for bought in OrderLine.objects.filter(pk__in=elsewhere):
        assert Money(elsewhere[bought.pk]) <= bought.refunded, "two cases book the same refund of the platform"


def check_waiting(record: Record) -> None:
    """Whoever waits for a linked case will be told: one is open still, or the worker is about to say so."""
    told_soon = {case_id for _job, case_id in record.jobs}
    links = CaseLink.objects.filter(source__in=record.cases, kind=Link.CHILD, target__closed_at=None)
    awaited = set(links.values_list("source_id", flat=True))
    for pk, case in record.cases.items():
        if case.state in record.places(pk).waiting:
            assert pk in awaited | told_soon, f"{case.number} waits in {case.state} for nobody"


def check_next_door(number: str) -> None:
    """Nobody of this shop has touched the other shop's case."""
    case = Case.objects.get(number=number)
    assert not CaseLink.objects.filter(source=case).exists() and not CaseLink.objects.filter(target=case).exists()
    by_people = Event.objects.filter(subject_kind="case", subject_id=case.pk, actor_id__isnull=False)
    assert list(by_people.values_list("kind", flat=True)) == ["case.opened"]


def waiting_jobs() -> list[tuple[int, int]]:
    """(job, case) of what the worker has still to tell parents, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, (args ->> 'case_id')::bigint FROM procrastinate_jobs"
            " WHERE task_name = 'cases.hear_children' ORDER BY id"
        )
        return [(job, case_id) for job, case_id in cursor.fetchall()]


def job_is_done(job: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
