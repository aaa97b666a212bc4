"""What holds after every step of any run: money, cases, clocks and their story agree (X16)."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Sum

from aftercare.approvals.models import Approval
from aftercare.cases.clocks import OWN, PLATFORM
from aftercare.cases.flows.returns import RETURN
from aftercare.cases.models import Case
from aftercare.clock.models import Deadline
from aftercare.clock.terms import LIVE
from aftercare.core.models import Event
from aftercare.core.money import ZERO
from aftercare.money.models import Cap, JournalEntry, JournalTransaction, Payout, PayoutLine
from aftercare.money.terms import PayoutState
from aftercare.orders.models import OrderLine

FREED = (PayoutState.REFUSED, PayoutState.CANCELLED)


def check_all(orders: Sequence[int], numbers: Sequence[str], executed: Mapping[str, int]) -> None:
    """All of it, for these orders and cases; `executed` is what the provider really paid, times by key."""
    with connection.cursor() as cursor:  # what the database checks at a commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    check_caps(orders)
    cases = {case.pk: case for case in Case.objects.filter(number__in=numbers)}
    payouts = list(Payout.objects.filter(subject_kind="case", subject_id__in=cases).order_by("pk"))
    check_payouts(cases, payouts, executed)
    check_journal(payouts)
    check_stories(cases)
    check_clocks(cases)
    pending = set(Approval.objects.filter(subject_id__in=cases, state="pending").values_list("subject_id", flat=True))
    assert pending == {pk for pk, case in cases.items() if case.state in ("approving", "reviewing")}


def check_caps(orders: Sequence[int]) -> None:
    """No line gives back more than was paid for it, whatever is under way; the cap says the same."""
    for line in OrderLine.objects.filter(order__in=orders):
        cap = Cap.objects.filter(reference=line.cap_reference).first()
        if cap is None:
            continue
        lines = PayoutLine.objects.filter(cap=cap)
        held = lines.exclude(payout__state__in=FREED).aggregate(total=Sum("amount"))["total"] or ZERO
        assert ZERO <= held <= line.paid, f"{held} of {line.paid}"
        assert cap.used == held + cap.outside <= cap.paid == line.paid


def check_payouts(cases: Mapping[int, Case], payouts: Sequence[Payout], executed: Mapping[str, int]) -> None:
    """Each is paid at most once, the case knows, and a case waits for at most one."""
    assert all(times == 1 for times in executed.values() if times), executed
    by_key = {payout.key: payout for payout in payouts}
    for key, times in executed.items():
        assert not times or by_key[key].state != PayoutState.REFUSED, f"{key} was paid and is called refused"
    open_ones = Counter(payout.subject_id for payout in payouts if not payout.is_final)
    for pk, case in cases.items():
        assert open_ones[pk] == (case.state == "paying"), (case.state, open_ones[pk])
        paid = [payout.amount for payout in payouts if payout.subject_id == pk and payout.state == PayoutState.PAID]
        assert len(paid) == (case.state == "refunded"), (case.state, paid)
        assert case.refunded == sum(paid, ZERO)
        if paid:
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


def check_stories(cases: Mapping[int, Case]) -> None:
    """The state is one of the flow's, and the story ends in it, without a gap in the versions."""
    moves: dict[int, list[dict[str, object]]] = {pk: [] for pk in cases}
    told = Event.objects.filter(subject_kind="case", subject_id__in=cases, kind="case.moved").order_by("pk")
    for subject, data in told.values_list("subject_id", "data"):
        moves[subject].append(data)
    for pk, case in cases.items():
        state = RETURN.state(case.state)
        assert (case.waits_for, case.closed_at is not None) == (state.waits_for, state.final)
        places = ["asked", *(move["to"] for move in moves[pk])]
        assert places[-1] == case.state
        assert [move["from"] for move in moves[pk]] == places[:-1]
        assert [move["version"] for move in moves[pk]] == list(range(2, case.version + 1))


def check_clocks(cases: Mapping[int, Case]) -> None:
    """An ended case has no clock that runs; any other has those of its state, at the times that it shows."""
    live = Deadline.objects.filter(subject_kind="case", subject_id__in=cases, state__in=LIVE)
    running = {(row.subject_id, row.kind): row for row in live}
    for pk, case in cases.items():
        state = RETURN.state(case.state)
        for kind, limit, due, fires in (
            (PLATFORM, state.platform_limit, case.platform_due_at, state.on_timeout),
            (OWN, state.own_target, case.own_due_at, state.own_target),
        ):
            assert (due is not None) == bool(limit)
            row = running.get((pk, kind))
            if row is not None:
                assert limit, f"{case.state} has a clock that runs"
                assert (row.due_at, row.fires) == (due, fires)
