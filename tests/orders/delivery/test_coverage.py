"""Couriers' own lists of places: in force from a day on, replaced by newer ones, history kept, nothing half (O6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.orders.actions.begin_coverage import add_coverage, begin_coverage, put_into_force
from aftercare.orders.actions.keep_coverage import Written, add_gap, end_gap
from aftercare.orders.actions.set_couriers import set_couriers
from aftercare.orders.delivery.companies import among, companies_in, company, is_company
from aftercare.orders.delivery.coverage import day_of
from aftercare.orders.delivery.gazetteer import place_of
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.models import CoverageGap, CoverageList
from aftercare.orders.delivery.queries import answer_for
from aftercare.orders.delivery.rules import Parcel
from aftercare.orders.delivery.table import EMPTY
from aftercare.orders.delivery.terms import GapKind
from aftercare.shops.models import Shop

ZTO, SF = "中通快递", "顺丰速运"
SHIQU = "四川甘孜州石渠县洛须镇"
ROW = {"courier": ZTO, "places": [], "first": 600, "next": 200, "days": [1, 2], "payment": "prepaid", "most": None}
TABLE = {**EMPTY, "default": ZTO, "tariffs": [ROW, {**ROW, "courier": SF, "first": 2200}]}


def line(key: str, kind: GapKind = GapKind.OUT_OF_ZONE, **more: date) -> CoverageRow:
    return CoverageRow(place_of(key), kind, **more)


def take_in(people: People, courier: str, *rows: CoverageRow, first: date | None = None) -> CoverageList:
    who = person(people.supervisor)
    found = begin_coverage(shop_id=people.shop.pk, courier=courier, name=f"{courier}超区.xlsx", person=who)
    add_coverage(list_id=found.pk, rows=[replace(row, since=first) if first else row for row in rows], person=who)
    return put_into_force(list_id=found.pk, person=who)


def staged() -> People:
    people = make_people()
    set_couriers(shop_id=people.shop.pk, value=TABLE, person=person(people.supervisor), seen=None)
    people.shop.refresh_from_db()
    return people


def who_goes(shop: Shop, address: str = SHIQU, days: int = 0) -> list[str]:
    answer = answer_for(shop, address, Parcel(), now() + timedelta(days=days))
    return [option.courier for option in answer.options]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("圆通速递", "圆通速递"), ("圆通", "圆通速递"), ("YTO", "圆通速递"), ("中通快递 ", ZTO),
        ("中通快运", "中通快运"),
        ("SF", SF), ("顺丰", SF), ("某某同城", "某某同城"), ("", ""),
    ],
)  # fmt: skip
def test_a_company_has_one_name(written: str, name: str):
    assert company(written) == name


def test_names_mean_the_same_company_or_another():
    assert is_company("中通", ZTO) and is_company("某某", "某某快递") and not is_company("中通快运", ZTO)
    assert among("YTO", [ZTO, "圆通速递"]) == "圆通速递" and among("韵达", [ZTO]) is None


@pytest.mark.parametrize(
    ("words", "wanted", "unwanted"),
    [
        ("麻烦发顺丰,不要圆通", {SF}, {"圆通速递"}), ("别发中通快递", set(), {ZTO}), ("周末送货", set(), set()),
        ("发顺丰不要发顺丰", set(), {SF}), ("用EMS寄,谢谢", {"EMS"}, set()),
    ],
)  # fmt: skip
def test_a_buyers_words_name_couriers(words: str, wanted: set[str], unwanted: set[str]):
    assert companies_in(words) == (frozenset(wanted), frozenset(unwanted))


@pytest.mark.django_db
@pytest.mark.row("O6")
def test_a_list_counts_for_addresses_beside_the_shops_own_table():
    people = staged()
    assert who_goes(people.shop) == [ZTO, SF]
    take_in(people, "中通", line("四川省 甘孜藏族自治州 石渠县"), line("西藏自治区"))
    assert who_goes(people.shop) == [SF]
    assert who_goes(people.shop, "四川甘孜州康定市") == [ZTO, SF]
    assert who_goes(people.shop, "西藏拉萨") == [SF]
    answer = answer_for(people.shop, SHIQU, Parcel(), now())
    assert answer.hindrance is not None and answer.hindrance.kind is GapKind.OUT_OF_ZONE
    doubt = answer_for(people.shop, "四川甘孜州", Parcel(), now()).doubts
    assert [one.places for one in doubt] == [("四川甘孜石渠县",)]


@pytest.mark.django_db
def test_a_list_of_a_courier_that_the_shop_does_not_use_changes_nothing():
    people = staged()
    take_in(people, "韵达快递", line("四川省"))
    assert who_goes(people.shop) == [ZTO, SF]


@pytest.mark.django_db
@pytest.mark.row("O6")
def test_a_newer_list_replaces_the_older_from_its_day_on_and_the_history_stays():
    people = staged()
    old = take_in(people, ZTO, line("四川省 甘孜藏族自治州 石渠县"))
    today = day_of(people.shop, now())
    new = take_in(people, ZTO, line("西藏自治区"), first=today + timedelta(days=3))
    old.refresh_from_db()
    assert (old.valid_until, new.valid_until) == (today + timedelta(days=2), None)
    assert [who_goes(people.shop, days=days) for days in (0, 2, 3)] == [[SF], [SF], [ZTO, SF]]
    assert [who_goes(people.shop, "西藏拉萨", days) for days in (2, 3)] == [[ZTO, SF], [SF]]
    assert CoverageGap.objects.count() == 2
    between = take_in(people, ZTO, line("青海省"), first=today + timedelta(days=1))
    new.refresh_from_db()
    assert (between.valid_until, new.valid_until) == (today + timedelta(days=2), None)
    assert [who_goes(people.shop, "青海西宁", days) for days in (0, 1, 3)] == [[ZTO, SF], [SF], [ZTO, SF]]
    event = Event.objects.filter(kind="coverage.replaced").latest("pk")
    assert event.data["replaced"] == [old.pk]


@pytest.mark.django_db
def test_a_list_of_the_same_day_takes_the_place_of_the_first():
    people = staged()
    first = take_in(people, ZTO, line("青海省"))
    take_in(people, ZTO, line("西藏自治区"))
    assert who_goes(people.shop, "青海西宁") == [ZTO, SF] and who_goes(people.shop, "西藏拉萨") == [SF]
    put_into_force(list_id=first.pk, person=person(people.supervisor))  # once more: nothing
    assert who_goes(people.shop, "青海西宁") == [ZTO, SF]


@pytest.mark.django_db
def test_a_list_that_was_not_read_to_its_end_counts_for_nothing():
    people = staged()
    take_in(people, ZTO, line("西藏自治区"))
    who = person(people.supervisor)
    half = begin_coverage(shop_id=people.shop.pk, courier=ZTO, name="新.xlsx", person=who)
    add_coverage(list_id=half.pk, rows=[line("青海省")], person=who)
    assert who_goes(people.shop, "青海西宁") == [ZTO, SF] and who_goes(people.shop, "西藏拉萨") == [SF]
    empty = begin_coverage(shop_id=people.shop.pk, courier=ZTO, name="空.xlsx", person=who)
    with pytest.raises(InvalidInput):
        put_into_force(list_id=empty.pk, person=who)
    assert who_goes(people.shop, "西藏拉萨") == [SF]


@pytest.mark.django_db
def test_a_line_has_its_own_span():
    people = staged()
    today = day_of(people.shop, now())
    take_in(
        people, ZTO,
        line("青海省", since=today + timedelta(days=2)),
        line("西藏自治区", GapKind.SUSPENDED, until=today + timedelta(days=1)),
        line("甘肃省", until=today - timedelta(days=1)),
    )  # fmt: skip
    assert [who_goes(people.shop, "青海西宁", days) for days in (0, 1, 2)] == [[ZTO, SF], [ZTO, SF], [SF]]
    assert [who_goes(people.shop, "西藏拉萨", days) for days in (0, 1, 2)] == [[SF], [SF], [ZTO, SF]]
    assert CoverageGap.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.row("O6")
def test_a_place_by_hand_stays_when_a_file_comes_and_goes_when_it_is_ended():
    people = staged()
    keeper = person(make_staff("", Role.OPERATIONS, shop=people.shop))
    gap = add_gap(shop_id=people.shop.pk, written=Written("中通", "四川甘孜州石渠县", "suspended"), person=keeper)
    take_in(people, ZTO, line("西藏自治区"))
    assert who_goes(people.shop) == [SF]
    with pytest.raises(InvalidInput) as error:
        add_gap(shop_id=people.shop.pk, written=Written(ZTO, "四川甘孜州石渠县", "no_outlet"), person=keeper)
    assert list(error.value.problems) == ["place"]
    with travel(timedelta(days=2)):
        end_gap(gap_id=gap.pk, person=keeper)
        with pytest.raises(Refused):
            end_gap(gap_id=gap.pk, person=keeper)
    assert [who_goes(people.shop, days=days) for days in (1, 2)] == [[SF], [ZTO, SF]]
    assert CoverageGap.objects.get(pk=gap.pk).ended_by_id == keeper.staff_id
    assert list(Event.objects.filter(kind__startswith="coverage.").order_by("pk").values_list("kind", flat=True)) == [
        "coverage.added", "coverage.replaced", "coverage.ended",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "field"),
    [
        (Written("圆通速递", "西藏拉萨", "no_outlet"), "courier"), (Written(ZTO, "月球", "no_outlet"), "place"),
        (Written(ZTO, "江浙沪", "no_outlet"), "place"), (Written(ZTO, "西藏拉萨", "far"), "kind"),
        (Written(ZTO, "西藏拉萨", "no_outlet", "2020-01-01"), "until"),
        (Written(ZTO, "西藏拉萨", "no_outlet", "x"), "until"),
        (Written(ZTO, "西藏拉萨", "no_outlet", "", "x" * 201), "note"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_at_its_field(written: Written, field: str):
    people = staged()
    with pytest.raises(InvalidInput) as error:
        add_gap(shop_id=people.shop.pk, written=written, person=person(people.supervisor))
    assert list(error.value.problems) == [field]
    assert CoverageGap.objects.count() == 0


@pytest.mark.django_db
def test_a_teammate_may_not_write_and_a_stranger_finds_nothing():
    people = staged()
    written = Written(ZTO, "西藏拉萨", "no_outlet")
    gap = add_gap(shop_id=people.shop.pk, written=written, person=person(people.supervisor))
    for staff, wrong in ((people.teammate, Refused), (people.refund_clerk, Refused), (people.stranger, NotFound)):
        who = person(staff)
        with pytest.raises(wrong):
            add_gap(shop_id=people.shop.pk, written=Written(ZTO, "青海西宁", "no_outlet"), person=who)
        with pytest.raises(wrong):
            end_gap(gap_id=gap.pk, person=who)
        with pytest.raises(wrong):
            begin_coverage(shop_id=people.shop.pk, courier=ZTO, name="x", person=who)
    assert (CoverageGap.objects.count(), CoverageList.objects.count()) == (1, 1)
    gap.refresh_from_db()
    assert gap.ended_at is None


@pytest.mark.django_db
def test_an_answer_costs_the_same_with_ten_thousand_lines():
    people = staged()
    take_in(people, ZTO, line("西藏自治区"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            who_goes(people.shop)
        return len(found)

    queries()  # what is kept in the process is read now
    few = queries()
    towns = [CoverageRow(place_of(f"四川省 成都市 第{number}县"), GapKind.NO_OUTLET) for number in range(10_000)]
    take_in(people, SF, *towns)
    assert queries() == few
    assert who_goes(people.shop, "四川成都第77县") == [ZTO]
