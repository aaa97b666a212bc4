"""What reports make of cases: opened in the right course and state, moved on, never back."""

from datetime import timedelta

import pytest
from tests.pages.stage import agreed, move
from tests.people import People, make_case, make_case_of, make_order
from tests.refundreports.scene import MORNING, case_of, open_conflicts, record_of, report, told

from aftercare.cases.models import Case, Cost
from aftercare.cases.terms import Reason
from aftercare.clock.models import Deadline
from aftercare.core.money import Money
from aftercare.money.models import Cap, Payout
from aftercare.orders.models import OrderLine
from aftercare.refundreports.actions.match_waiting import match_waiting
from aftercare.refundreports.models import PlatformRefund, RefundChange
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState, RowVerdict, Standing

S, K, V = RefundState, RefundKind, RowVerdict


@pytest.mark.row("B2")
@pytest.mark.parametrize(
    ("kind", "state", "flow", "stands"),
    [
        (K.RETURN, S.ASKED, "return", "asked"),
        (K.RETURN, S.REFUSED, "return", "refused"),
        (K.RETURN, S.AGREED, "return", "agreed"),
        (K.RETURN, S.SENT, "return", "sent"),
        (K.RETURN, S.PAYING, "return", "sent"),
        (K.RETURN, S.CLOSED, "return", "ended_there"),
        (K.RETURN, S.SUCCESS, "return", "refunded"),
        (K.REFUND_ONLY, S.ASKED, "refund_only", "asked_sent"),
        (K.REFUND_ONLY, S.REFUSED, "refund_only", "refused"),
        (K.REFUND_ONLY, S.CLOSED, "refund_only", "ended_there"),
        (K.REFUND_ONLY, S.SUCCESS, "refund_only", "refunded"),
        (K.EXCHANGE, S.ASKED, "exchange", "asked"),
        (K.EXCHANGE, S.AGREED, "exchange", "agreed"),
        (K.EXCHANGE, S.SENT, "exchange", "sent"),
        (K.EXCHANGE, S.SENDING, "exchange", "sent"),
        (K.EXCHANGE, S.CLOSED, "exchange", "ended_there"),
        (K.EXCHANGE, S.SUCCESS, "exchange", "exchanged"),
    ],
)
def test_a_row_becomes_a_case_of_its_kind_in_its_state(people: People, kind, state, flow, stands):
    order = make_order(people.shop)
    assert report(people.shop, told(order, state, kind=kind)) == [V.ADDED]
    case = case_of(order)
    assert (case.flow, case.state, case.reason) == (flow, stands, Reason.QUALITY)
    assert case.asked == (Money(0) if kind is K.EXCHANGE else Money(10000))
    assert (case.platform_case_no, case.owner_id) == (f"77{order.platform_no}", None)
    assert record_of(order).standing == Standing.CARRIED
    assert open_conflicts(order) == set()
    assert Payout.objects.count() == 0


@pytest.mark.row("B2")
def test_reports_move_the_case_on_and_never_back(people: People):
    order = make_order(people.shop)
    walked = []
    for state in (S.ASKED, S.AGREED, S.ASKED, S.SENT, S.AGREED, S.SUCCESS, S.ASKED, S.CLOSED):
        walked.append((report(people.shop, told(order, state))[0], case_of(order).state))
    assert walked == [
        (V.ADDED, "asked"),
        (V.MOVED, "agreed"),
        (V.OLDER, "agreed"),
        (V.MOVED, "sent"),
        (V.OLDER, "sent"),
        (V.MOVED, "refunded"),
        (V.OLDER, "refunded"),
        (V.OLDER, "refunded"),
    ]
    assert Case.objects.count() == 1
    assert RefundChange.objects.filter(record=record_of(order)).count() == 4


@pytest.mark.row("B1", "B2")
def test_the_platforms_deadline_is_the_cases_and_nothing_is_done_by_us_when_it_is_over(people: People):
    order = make_order(people.shop)
    due = MORNING + timedelta(days=3)
    report(people.shop, told(order, kind=K.REFUND_ONLY, due_at=due))
    case = case_of(order)
    assert case.platform_due_at == due
    assert not Deadline.objects.filter(subject_id=case.pk, kind="case.platform", state="pending").exists()
    report(people.shop, told(order, kind=K.REFUND_ONLY, due_at=due + timedelta(days=1)), day=1)
    assert case_of(order).platform_due_at == due + timedelta(days=1)
    report(people.shop, told(order, S.REFUSED, kind=K.REFUND_ONLY))
    assert case_of(order).platform_due_at is None


def test_parcel_wish_and_reason_follow_later_reports(people: People):
    order = make_order(people.shop, lines=2)
    report(people.shop, told(order, amount=Money(5000), merchant_code="YM-001"))
    case = case_of(order)
    assert [line.asked_amount for line in case.lines.all()] == [Money(5000)]
    news = told(order, S.SENT, amount=Money(6000), reason="尺码不合适", tracking_no="SF1234567890", courier="顺丰速运")
    report(people.shop, news)
    case = case_of(order)
    assert (case.asked, case.asked_freight, case.reason) == (Money(5000), Money(1000), Reason.SIZE)
    assert (case.return_tracking_no, case.return_courier, case.state) == ("SF1234567890", "顺丰速运", "sent")
    assert (case.granted, case.granted_freight) == (Money(5000), Money(1000))


def test_a_number_that_is_no_tracking_number_stays_in_the_record(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order, S.SENT, tracking_no="自己送回", courier="张三13800000000"))
    assert case_of(order).return_tracking_no == ""
    assert record_of(order).tracking_no == "自己送回"


@pytest.mark.row("B2")
def test_a_record_waits_for_its_order(people: People):
    row = told("2100000000000009999", S.AGREED)
    assert report(people.shop, row) == [V.ADDED]
    record = PlatformRefund.objects.get()
    assert (record.standing, record.case) == (Standing.WAITING, None)
    assert match_waiting() == 0
    order = make_order(people.shop, platform_no="2100000000000009999")
    make_order(people.other_shop, platform_no="2100000000000009999")
    assert match_waiting() == 1
    report(people.shop)
    assert (case_of(order).state, record_of(order).standing) == ("agreed", Standing.CARRIED)


def test_a_sub_order_number_in_the_place_of_the_orders_names_the_line(people: People):
    order = make_order(people.shop, lines=2)
    second = order.lines.order_by("pk")[1]
    report(people.shop, told(second.line_no, amount=Money(2000)))
    case = Case.objects.get()
    assert (case.order, [line.order_line for line in case.lines.all()]) == (order, [second])


def test_unknown_words_and_kinds_without_a_course_open_nothing_and_are_kept(people: People):
    orders = [make_order(people.shop) for _ in range(3)]
    odd = told(orders[2], kind=K.UNKNOWN, raw_kind="魔法")
    report(people.shop, told(orders[0], S.UNKNOWN), told(orders[1], kind=K.RESHIP), odd)
    assert Case.objects.count() == 0
    assert {record_of(order).standing for order in orders} == {Standing.BY_HAND}
    assert record_of(orders[0]).unknown_status == "等待火星人确认"
    report(people.shop, told(orders[0], S.AGREED))
    assert case_of(orders[0]).state == "agreed"


def test_a_case_that_people_opened_is_found_by_number_or_by_being_the_only_one(people: People):
    numbered, alone = make_order(people.shop), make_order(people.shop)
    by_number = make_case(people.owner, numbered, platform_case_no=f"77{numbered.platform_no}")
    by_line = make_case(people.owner, alone)
    report(people.shop, told(numbered, S.AGREED), told(alone, S.AGREED, amount=Money(8000)))
    assert (case_of(numbered), case_of(alone)) == (by_number, by_line)
    by_line = case_of(alone)
    assert (by_line.state, by_line.platform_case_no) == ("agreed", f"77{alone.platform_no}")
    assert by_line.asked == Money(10000)  # what our people entered stays
    assert Case.objects.count() == 2


def test_of_two_that_could_be_meant_none_is_taken(people: People):
    order = make_order(people.shop, lines=1, quantity=2)
    line = order.lines.get()
    for _ in range(2):
        make_case(people.owner, order, lines={line.pk: (1, Money(5000))})
    report(people.shop, told(order, S.AGREED))
    assert record_of(order).case is None
    assert open_conflicts(order) == {"several_cases"}
    assert Case.objects.count() == 2


def test_what_our_people_have_done_is_not_undone(people: People):
    order = make_order(people.shop)
    case = make_case(people.owner, order)
    move(case, "agree", people.owner)
    lines = {str(line.pk): "1" for line in case.lines.all()}
    move(case, "receive", people.warehouse, received_lines=lines)
    report(people.shop, told(order, S.ASKED), told(order, S.SENT))
    assert case_of(order).state == "received"


def test_a_dispute_goes_to_the_rights_specialist(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order, S.REFUSED))
    report(people.shop, told(order, S.REFUSED, intervention=Intervention.ACTIVE, raw_intervention="客服已介入"))
    assert case_of(order).state == "evidence"
    report(people.shop, told(order, S.SUCCESS, intervention=Intervention.DONE))
    assert case_of(order).state == "refunded"


@pytest.mark.row("B2", "B6")
def test_a_refund_of_the_platform_is_booked_once(people: People):
    order = make_order(people.shop, paid="100.00", lines=2)
    report(people.shop, told(order, S.SUCCESS, amount=Money(3000), merchant_code="YM-001"))
    report(people.shop, told(order, S.SUCCESS, amount=Money(3000), merchant_code="YM-001"))
    case = case_of(order)
    assert (case.granted, case.details["report_refunded"]) == (Money(3000), 3000)
    assert [cost.amount for cost in Cost.objects.filter(case=case)] == [Money(3000)]
    assert list(OrderLine.objects.filter(order=order).order_by("pk").values_list("refunded", flat=True)) == [
        Money(3000),
        Money(0),
    ]
    again = make_case_of("refund_only", people.owner, order, lines={order.lines.first().pk: (1, Money(2000))},
                         reason=Reason.QUALITY)  # fmt: skip
    move(again, "agree", people.owner)
    cap = Cap.objects.get(reference=order.lines.order_by("pk")[0].cap_reference)
    assert (cap.outside, cap.room) == (Money(3000), Money(0))


def test_shops_are_told_apart(people: People):
    ours = make_order(people.shop, platform_no="2100000000000007777")
    theirs = make_order(people.other_shop, platform_no="2100000000000007777")
    report(people.shop, told(ours))
    report(people.other_shop, told(theirs, S.AGREED))
    assert (case_of(ours).state, case_of(theirs).state) == ("asked", "agreed")


def test_a_number_of_another_order_is_refused_and_changes_nothing(people: People):
    order, other = make_order(people.shop), make_order(people.shop)
    report(people.shop, told(order))
    row = told(other, S.SUCCESS, refund_no=f"77{order.platform_no}")
    assert report(people.shop, row) == [V.CONFLICT]
    assert (case_of(order).state, PlatformRefund.objects.count()) == ("asked", 1)


def test_the_old_case_goes_on_as_another_kind_and_the_record_follows_it(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order))
    move(case_of(order), "to_refund_only", people.owner, note="买家改仅退款")
    report(people.shop, told(order, S.REFUSED, kind=K.REFUND_ONLY))
    assert (case_of(order).flow, case_of(order).state) == ("refund_only", "refused")
    assert open_conflicts(order) == set()


def test_agreed_by_hand_and_followed(people: People):
    case = agreed(people.owner, people.shop)
    report(people.shop, told(case.order, S.SENT, tracking_no="SF1234567890"))
    assert (case_of(case.order).pk, case_of(case.order).state) == (case.pk, "sent")


@pytest.mark.row("B2")
@pytest.mark.parametrize("turn", [1, -1])
def test_a_refund_that_names_its_line_later_is_booked_there_only(people: People, turn: int):
    order = make_order(people.shop, lines=2)
    whole = told(order, S.SUCCESS, amount=Money(4000))
    named = told(order, S.ASKED, amount=Money(4000), merchant_code="YM-001", tracking_no="SF1234567890")
    for row in (whole, named)[::turn]:
        report(people.shop, row)
    refunded = list(OrderLine.objects.filter(order=order).order_by("pk").values_list("refunded", flat=True))
    assert refunded == [Money(4000), Money(0)]
    case = case_of(order)
    assert (case.state, case.granted, case.return_tracking_no) == ("refunded", Money(4000), "SF1234567890")
    assert [(line.asked_amount, line.granted_amount) for line in case.lines.all()] == [(Money(4000), Money(4000))]
    assert [cost.amount for cost in Cost.objects.filter(case=case)] == [Money(4000)]


def test_an_amount_that_comes_after_the_success_ends_the_case(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order, S.SUCCESS, amount=None))
    assert case_of(order).state == "asked"
    report(people.shop, told(order, S.SUCCESS, amount=Money(2500)))
    assert (case_of(order).state, case_of(order).granted) == ("refunded", Money(2500))
