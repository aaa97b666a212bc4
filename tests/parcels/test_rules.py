"""From a set of events to where a parcel is: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.parcels.couriers import COURIERS, code_of_kdniao, code_of_name
from aftercare.parcels.masking import shown_text
from aftercare.parcels.numbers import numbers_in, read_number
from aftercare.parcels.reports import Report, as_json, event, from_json
from aftercare.parcels.rules import RANK, STATE_OF, Patience, Seen, course_of, quiet_until
from aftercare.parcels.terms import ParcelState, ProblemKind, Sign

BEGIN = datetime(2026, 11, 20, tzinfo=UTC)
PATIENCE = Patience(pickup=24, moving=48, delivering=24, point=72)


def course(*signs: Sign):
    """One event an hour."""
    return course_of(Seen(BEGIN + timedelta(hours=hour), sign, hour, hour + 1) for hour, sign in enumerate(signs))


@pytest.mark.row("O5")
@pytest.mark.parametrize(
    ("signs", "state"),
    [
        ((), ParcelState.WAITING),
        ((Sign.ORDERED,), ParcelState.WAITING),
        ((Sign.COLLECTED,), ParcelState.COLLECTED),
        ((Sign.COLLECTED, Sign.TRANSIT, Sign.AT_CITY), ParcelState.MOVING),
        ((Sign.TRANSIT, Sign.DELIVERING), ParcelState.DELIVERING),
        ((Sign.DELIVERING, Sign.AT_POINT), ParcelState.AT_POINT),
        ((Sign.DELIVERING, Sign.SIGNED), ParcelState.DELIVERED),
        ((Sign.SIGNED, Sign.TRANSIT), ParcelState.DELIVERED),  # a late word of the road changes nothing
        ((Sign.SIGNED, Sign.LATE), ParcelState.DELIVERED),
        ((Sign.DELIVERING, Sign.TROUBLE), ParcelState.TROUBLE),
        ((Sign.TROUBLE, Sign.DELIVERING), ParcelState.DELIVERING),
        ((Sign.DELIVERING, Sign.REFUSED), ParcelState.REFUSED),
        ((Sign.REFUSED, Sign.SIGNED), ParcelState.DELIVERED),  # brought once more, and taken
        ((Sign.REFUSED, Sign.RETURNING, Sign.TRANSIT, Sign.DELIVERING), ParcelState.RETURNING),
        ((Sign.RETURNING, Sign.DELIVERING, Sign.SIGNED), ParcelState.RETURNED),  # the sender signs for it
        ((Sign.SIGNED, Sign.RETURNING, Sign.RETURNED), ParcelState.RETURNED),
        ((Sign.TRANSIT, Sign.LOST), ParcelState.LOST),
        ((Sign.LOST, Sign.TRANSIT), ParcelState.MOVING),  # found again
        ((Sign.ORDERED, Sign.CANCELLED), ParcelState.CANCELLED),
        ((Sign.TRANSIT, Sign.UNKNOWN), ParcelState.MOVING),
    ],
)
def test_the_state_is_what_the_events_come_to(signs, state):
    assert course(*signs).state is state


def test_every_sign_has_its_rank_and_what_it_leads_to():
    assert set(RANK) == set(STATE_OF) == set(Sign)


def test_on_the_way_back_nobody_is_told_that_the_courier_comes():
    assert course(Sign.TRANSIT, Sign.RETURNING, Sign.DELIVERING).delivering_at is None
    assert course(Sign.TRANSIT, Sign.DELIVERING).delivering_at == BEGIN + timedelta(hours=1)


@pytest.mark.parametrize(
    ("signs", "kinds"),
    [
        ((Sign.TRANSIT, Sign.DAMAGED), {ProblemKind.DAMAGED}),
        ((Sign.OUT_OF_ZONE,), {ProblemKind.OUT_OF_ZONE}),
        ((Sign.REFUSED, Sign.RETURNING), {ProblemKind.REFUSED, ProblemKind.RETURNED}),
        ((Sign.RETURNED,), {ProblemKind.RETURNED}),
        ((Sign.LOST,), {ProblemKind.LOST}),
        ((Sign.INTERCEPTED, Sign.RETURNING, Sign.RETURNED), set()),  # we had it stopped ourselves
        ((Sign.TRANSIT, Sign.TROUBLE, Sign.LATE), set()),
    ],
)
def test_what_goes_wrong(signs, kinds):
    assert {kind for kind, _since in course(*signs).problems} == kinds


def test_the_buyers_confirmation_counts_as_signing_unless_the_parcel_goes_back():
    received = BEGIN + timedelta(days=3)
    confirmed = course_of([Seen(BEGIN, Sign.TRANSIT, 1, 1)], received)
    assert (confirmed.state, confirmed.delivered_at) == (ParcelState.DELIVERED, received)
    assert course_of([Seen(BEGIN, Sign.RETURNING, 1, 1)], received).state is ParcelState.RETURNING
    signed = course_of([Seen(BEGIN, Sign.SIGNED, 1, 1)], received)
    assert signed.delivered_at == BEGIN


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(list(Sign)), st.integers(1, 99)), max_size=12), st.randoms()
)
def test_the_same_set_comes_to_the_same_in_any_order_however_often_it_is_told(rows, rng):
    events = list({Seen(BEGIN + timedelta(hours=hour), sign, key, key) for hour, sign, key in rows})
    expected = course_of(events)
    told = [*events, *rng.choices(events, k=len(events))] if events else []
    rng.shuffle(told)
    assert course_of(told) == expected


@pytest.mark.row("O5")
def test_silence_is_counted_by_stage_from_the_last_movement():
    sent = BEGIN
    assert quiet_until(course(), sent, PATIENCE) == sent + timedelta(hours=24)
    assert quiet_until(course(Sign.COLLECTED), sent, PATIENCE) == BEGIN + timedelta(hours=48)
    moved = BEGIN + timedelta(hours=1)
    assert quiet_until(course(Sign.TRANSIT, Sign.DELIVERING), sent, PATIENCE) == moved + timedelta(hours=24)
    assert quiet_until(course(Sign.TRANSIT, Sign.AT_POINT), sent, PATIENCE) == moved + timedelta(hours=72)
    assert quiet_until(course(Sign.TRANSIT, Sign.LATE), sent, PATIENCE) == BEGIN + timedelta(hours=48)  # no movement
    for over in (Sign.SIGNED, Sign.RETURNED, Sign.CANCELLED, Sign.LOST):
        assert quiet_until(course(over), sent, PATIENCE) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("圆通速递", "yuantong"),
        ("圆通", "yuantong"),
        ("YTO", "yuantong"),
        ("中通快运", "zhongtongkuaiyun"),
        ("中通快递", "zhongtong"),
        ("顺丰速运（新）", "shunfeng"),
        ("中国邮政速递物流", "ems"),
        ("邮政快递包裹", "youzhengguonei"),
        ("极兔速递", "jtexpress"),
        ("其他", ""),
        ("", ""),
        ("隔壁老王快运", "隔壁老王快运"),
    ],
)
def test_a_courier_is_known_by_its_names(name, code):
    assert code_of_name(name) == code


def test_the_two_code_lists_name_each_courier_once():
    assert len({one.code for one in COURIERS}) == len({one.kdniao for one in COURIERS}) == len(COURIERS)
    assert code_of_kdniao("yto") == "yuantong" and code_of_kdniao("XYZ9") == "xyz9"


def test_numbers_as_shops_write_them():
    assert numbers_in("YT0001112223") == ["YT0001112223"]
    assert numbers_in("sf123456789，ＳＦ123456780; SF123456789") == ["SF123456789", "SF123456780"]
    assert numbers_in("") == numbers_in("无") == numbers_in("123") == []
    assert read_number(" jd 0012-1-1- ") == "JD0012-1-1" and read_number("a" * 50) == ""


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(list(Sign)))
def test_reports_come_out_of_the_inbox_as_they_went_in(text, place, sign):
    fact = event(BEGIN, sign, raw="=2", text=text, place=place)
    report = Report("YT123456", "yuantong", (fact,))
    assert from_json(as_json([report])) == [report]
    assert from_json(as_json([report]))[0].events[0].key == fact.key


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("派件员王五(13812345678)正在派件", "派件员王五(13812345678)正在派件"),
        ("客户电话13812345678无人接听", "客户电话138****5678无人接听"),
        ("已签收，签收人：张小三", "已签收，签收人：张**"),
        ("已签收,签收人: 本人签收", "已签收,签收人: 本人签收"),
        ("收件人李四 13900001111 拒收", "收件人李** 139****1111 拒收"),
        ("快件到达【杭州转运中心】", "快件到达【杭州转运中心】"),
        ("收件人拒收，快件将退回发件方", "收件人拒收，快件将退回发件方"),
        ("揽件员：李师傅(13900005888)", "揽件员：李师傅(13900005888)"),
        ("签收人是王小二,电话13812345678", "签收人是王**,电话138****5678"),
    ],
)
def test_a_buyers_name_and_phone_are_masked_and_the_couriers_phone_is_not(text, shown):
    assert shown_text(text) == shown
