"""Stuck, refused, returned, damaged and lost parcels open a case, once (O5, C4, C11)."""

from datetime import timedelta

import pytest
from tests.parcels.scene import CHINA, Road
from tests.people import make_case_of, person

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case, Note
from aftercare.cases.periods import Period
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.couriers.figures import held_parcels
from aftercare.orders.actions.dispatch_reship_order import dispatch_reship_order
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.find_stuck import find_stuck
from aftercare.parcels.actions.open_problems import open_problems
from aftercare.parcels.models import Parcel, ParcelProblem
from aftercare.parcels.policies import MOVING, OPENS
from aftercare.parcels.terms import ParcelState, ProblemState

pytestmark = pytest.mark.django_db


def later(**span: float):
    return travel(timedelta(**span))


@pytest.mark.row("O5")
def test_a_parcel_without_movement_opens_a_courier_problem_once():
    road = Road()
    road.follow()
    road.told((1, "103", "已揽收"), (0.5, "1002", "离开【杭州转运中心】"))
    with later(hours=40):
        assert (find_stuck(), open_problems()) == (0, 0)
    with later(hours=50):
        assert (find_stuck(), open_problems()) == (1, 1)
        assert (find_stuck(), open_problems()) == (0, 0)
        case = Case.objects.get()
        assert (case.flow, case.reason, case.state, case.order_id) == ("out_of_zone", "stuck", "held", road.order.pk)
        assert road.parcel.number in case.description
        note = Note.objects.get(case=case)
        assert "离开【杭州转运中心】" in note.text and "已揽收" in note.text  # the evidence
        assert road.parcel.stuck_at is not None
        found = Event.objects.get(kind="parcel.problem")
        assert found.data["case"] == case.number and found.shop_id == road.shop.pk


@pytest.mark.row("O5")
def test_one_that_moves_again_is_noted_in_its_case_and_not_opened_twice():
    road = Road()
    road.follow()
    road.told((1, "103", "已揽收"))
    with later(hours=60):
        find_stuck()
        open_problems()
        case = Case.objects.get()
        notes = Note.objects.filter(case=case).count()
        road.told((1, "1002", "到达【上海转运中心】"))
        parcel = road.parcel
        assert parcel.stuck_at is None and parcel.state == ParcelState.MOVING
        assert open_problems() == 1 and open_problems() == 0
        assert Note.objects.filter(case=case).count() == notes + 1
        assert ParcelProblem.objects.get().state == ProblemState.MOVED
    with later(hours=200):
        assert find_stuck() == 1 and open_problems() == 0  # shown again, but no second case
        assert Case.objects.count() == 1 and road.parcel.stuck_at is not None


def test_one_that_moves_before_anybody_looked_opens_nothing_and_counts_anew():
    road = Road()
    road.follow()
    road.told((1, "103", "已揽收"))
    with later(hours=60):
        find_stuck()
        road.told((1, "1002", "到达上海"))
        assert open_problems() == 0 and ParcelProblem.objects.get().state == ProblemState.ENDED
    with later(hours=120):
        assert (find_stuck(), open_problems()) == (1, 1) and Case.objects.count() == 1


@pytest.mark.row("O5")
def test_not_picked_up_in_time_counts_only_where_somebody_would_tell_us():
    heard, deaf = Road(), Road(links=False)
    heard.follow()
    deaf.follow()
    with later(hours=24):
        assert find_stuck() == 1
        assert heard.parcel.stuck_at is not None and deaf.parcel.stuck_at is None
    with later(days=40):
        find_stuck()
        assert deaf.parcel.stuck_at is None


def test_the_hours_are_the_shops():
    road = Road()
    road.rule(MOVING, 6)
    road.follow()
    road.told((1, "1002", "离开杭州"))
    with later(hours=4):
        assert find_stuck() == 0
    with later(hours=6):
        assert find_stuck() == 1


@pytest.mark.row("O5")
@pytest.mark.parametrize(
    ("code", "words", "flow", "reason"),
    [
        ("14", "收件人拒收", "out_of_zone", "refused"),
        ("203", "拒收", "out_of_zone", "refused"),
        ("6", "快件退回中", "out_of_zone", "sent_back"),
        ("4", "已退签", "out_of_zone", "sent_back"),
        ("209", "外包装破损", "damaged", "damaged"),
        ("207", "超区件,暂不派送", "out_of_zone", "out_of_zone"),
        ("", "快件遗失,已报案", "out_of_zone", "lost"),
    ],
)
def test_each_trouble_opens_the_right_case_once(code, words, flow, reason):
    road = Road()
    road.follow()
    for _time in range(2):
        road.told((3, "103", "已揽收"), (1, code, words))
        open_problems()
    case = Case.objects.get()
    assert (case.flow, case.reason, case.owner_id, case.opened_by_id) == (flow, reason, None, None)
    problem = ParcelProblem.objects.get()
    assert (problem.state, problem.case_id) == (ProblemState.OPENED, case.pk)


@pytest.mark.row("O5")
def test_refused_and_then_on_its_way_back_is_one_case():
    road = Road()
    road.follow()
    road.told((5, "5", "派件中"), (4, "14", "拒收"))
    open_problems()
    road.told((5, "5", "派件中"), (4, "14", "拒收"), (1, "6", "退回中"))
    open_problems()
    case = Case.objects.get()
    assert {one.case_id for one in ParcelProblem.objects.all()} == {case.pk}
    assert Note.objects.filter(case=case).count() == 2  # the course, and that it goes back


def test_a_case_that_an_agent_opened_before_is_the_one():
    road = Road()
    road.follow()
    case = make_case_of("out_of_zone", road.people.owner, road.order)
    road.told((1, "207", "超区"))
    assert open_problems() == 1
    assert Case.objects.count() == 1 and ParcelProblem.objects.get().case_id == case.pk
    assert road.parcel.number in Note.objects.filter(case=case).last().text


def test_goods_that_are_in_another_case_are_left_there_and_that_case_is_told():
    road = Road()
    road.follow()
    case = make_case_of("refund_only", road.people.owner, road.order)
    road.told((1, "14", "拒收"))
    open_problems()
    problem = ParcelProblem.objects.get()
    assert (problem.state, problem.why, problem.case_id) == (ProblemState.NO_CASE, "goods_elsewhere", case.pk)
    assert Case.objects.count() == 1 and road.parcel.number in Note.objects.filter(case=case).last().text


def test_no_case_for_a_closed_order_an_old_report_what_arrived_or_a_shop_that_wants_none():
    closed, old, arrived, quiet = Road(), Road(), Road(), Road()
    Order.objects.filter(pk=closed.order.pk).update(status=OrderStatus.CLOSED)
    quiet.rule(OPENS, False)
    for road in (closed, old, arrived, quiet):
        road.follow()
    closed.told((1, "14", "拒收"))
    old.told((24 * 20, "14", "拒收"))
    arrived.told((5, "14", "拒收"), (1, "301", "已签收"))
    quiet.told((1, "14", "拒收"))
    open_problems()
    assert Case.objects.count() == 0
    states = {one.shop_id: (one.state, one.why) for one in ParcelProblem.objects.all()}
    assert states == {closed.shop.pk: ("no_case", "order_closed"), arrived.shop.pk: ("ended", "")}


def test_what_we_had_stopped_ourselves_comes_back_without_a_case():
    road = Road()
    road.follow()
    road.push_bird(("1", "已揽收"), ("413", "单号已拦截"), ("407", "退回中"))
    assert road.parcel.state == ParcelState.RETURNING
    assert open_problems() == 0 and Case.objects.count() == 0


@pytest.mark.row("O5", "C19")
def test_a_second_dispatch_is_followed_like_the_first():
    road = Road()
    road.follow()
    reship = Order.objects.create(
        shop=road.shop, platform_no="BF00000001", source_order=road.order, ordered_at=now(),
        status=OrderStatus.AWAITING_DISPATCH, customer=road.order.customer,
    )  # fmt: skip
    Order.objects.filter(pk=reship.pk).update(updated_at=now() - timedelta(days=2))
    road.follow()
    dispatch_reship_order(
        order=reship, courier="顺丰速运", tracking_no="SF1234567890", person=person(road.people.warehouse), at=now()
    )
    road.follow()
    parcel = Parcel.objects.get(number="SF1234567890")
    assert (parcel.order_id, parcel.courier_code) == (reship.pk, "shunfeng")


def test_a_number_that_was_put_right_leaves_no_ghost():
    road = Road()
    road.follow()
    wrong = road.parcel
    Order.objects.filter(pk=road.order.pk).update(tracking_no="YT77777777777", updated_at=now())
    road.follow()
    wrong.refresh_from_db()
    assert wrong.is_replaced and wrong.silent_at is None
    with later(days=3):
        assert find_stuck() == 1  # the right one only
        wrong.refresh_from_db()
        assert wrong.stuck_at is None
    Order.objects.filter(pk=road.order.pk).update(tracking_no=wrong.number, updated_at=now())
    road.follow()
    wrong.refresh_from_db()
    assert not wrong.is_replaced


def test_an_order_that_the_buyer_confirmed_ends_its_parcel():
    road = Road()
    road.follow()
    Order.objects.filter(pk=road.order.pk).update(status=OrderStatus.COMPLETED, completed_at=now(), updated_at=now())
    road.follow()
    assert road.parcel.state == ParcelState.DELIVERED and road.parcel.is_over
    with later(days=9):
        assert find_stuck() == 0


def test_the_case_can_be_worked_to_its_end():
    road = Road()
    road.follow()
    road.told((1, "14", "拒收"))
    open_problems()
    case = Case.objects.get()
    moved = move_case(
        number=case.number, move_code="delivered_after_all", person=person(road.people.owner), inputs={"note": "已送达"}
    )
    assert moved.closed_at is not None


@pytest.mark.row("O5", "O7")
def test_a_refused_parcel_does_not_count_against_its_courier_as_one_out_of_zone_does():
    road = Road()
    other = road.sent(courier="圆通速递", tracking_no="YT22222222222")
    road.follow()
    road.told((1, "14", "拒收"))
    road.told((1, "207", "超区"), number=other.tracking_no)
    open_problems()
    for case in Case.objects.all():
        move_case(number=case.number, move_code="refund", person=person(road.people.owner), inputs={"note": "退款"})
    first = now().astimezone(CHINA).date().replace(day=1)
    period = Period(first, {road.shop.pk: road.shop.timezone})
    (held,) = held_parcels(person(road.people.supervisor), period)[0].values()
    assert [one.tracking_no for one in held] == [other.tracking_no]
