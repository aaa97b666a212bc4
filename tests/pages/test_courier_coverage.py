"""The page of places that couriers do not serve: who sees and keeps it, search, and a flat number of queries (O6)."""

from datetime import date, timedelta

import pytest
from tests.couriers.scene import SF, ZTO, staged
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.orders.actions.begin_coverage import add_coverage, begin_coverage, put_into_force
from aftercare.orders.delivery.coverage import day_of
from aftercare.orders.delivery.gazetteer import place_of
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.models import CoverageGap
from aftercare.orders.delivery.terms import GapKind

pytestmark = pytest.mark.django_db
PAGE = "/couriers/coverage/"
FORM = {"courier": ZTO, "place": "四川甘孜州石渠县", "kind": "suspended", "until": "", "note": "大雪封路"}


def take_in(people, courier: str, count: int, first: date | None = None) -> None:
    who = person(people.supervisor)
    found = begin_coverage(shop_id=people.shop.pk, courier=courier, name="超区表.xlsx", person=who)
    rows = [CoverageRow(place_of(f"四川省 成都市 第{number}县"), GapKind.OUT_OF_ZONE, first) for number in range(count)]
    add_coverage(list_id=found.pk, rows=rows, person=who)
    put_into_force(list_id=found.pk, person=who)


@pytest.mark.row("O6")
def test_operations_add_a_place_and_end_it_and_everybody_of_the_shop_reads_it():
    people = staged()
    keeper = browser(make_staff("", Role.OPERATIONS, shop=people.shop))
    saved = keeper.post(f"{PAGE}add/", {**FORM, "shop": str(people.shop.pk)})
    assert saved.status_code == 303, saved.content.decode()
    gap = CoverageGap.objects.get()
    for staff in (people.owner, people.warehouse, people.refund_clerk):
        page = browser(staff).get(PAGE).content.decode()
        assert "四川甘孜石渠县" in page and "Outlet suspended" in page and "大雪封路" in page
        assert "/end/" not in page and "Add a place by hand" not in page
    page = keeper.get(PAGE).content.decode()
    assert f"{PAGE}{gap.pk}/end/" in page and "1 place" in page
    row = keeper.post(f"{PAGE}{gap.pk}/end/", headers=PART)
    assert row.status_code == 200 and "Ended" in row.content.decode() and "/end/" not in row.content.decode()
    assert keeper.post(f"{PAGE}{gap.pk}/end/", headers=PART).status_code == 409
    assert "四川甘孜石渠县" not in keeper.get(PAGE).content.decode()
    assert "四川甘孜石渠县" in keeper.get(f"{PAGE}?all=yes").content.decode()


def test_a_wrong_line_comes_back_with_remarks_and_what_was_typed():
    people = staged()
    form = {**FORM, "shop": str(people.shop.pk), "place": "月球背面", "until": "2001-01-01"}
    answer = browser(people.supervisor).post(f"{PAGE}add/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert (
        "Name one place with what is above it" in page and "within three years" in page and 'value="月球背面"' in page
    )
    assert CoverageGap.objects.count() == 0


def test_who_may_not_write_changes_nothing():
    people = staged()
    form = {**FORM, "shop": str(people.shop.pk)}
    keeper = person(people.supervisor)
    take_in(people, ZTO, 1)
    gap = CoverageGap.objects.get()
    for staff in (people.teammate, people.refund_clerk, people.stranger):
        client = browser(staff)
        assert client.post(f"{PAGE}add/", form).status_code == 404
        assert client.post(f"{PAGE}{gap.pk}/end/").status_code == 404
    assert browser(people.stranger).get(f"{PAGE}?shop={people.shop.pk}").status_code == 404
    assert "第0县" not in browser(people.stranger).get(PAGE).content.decode()
    assert browser(people.supervisor).post(f"{PAGE}add/", {**form, "approved": "1"}).status_code == 422
    assert list(CoverageGap.objects.values_list("pk", "ended_at")) == [(gap.pk, None)]
    assert keeper.staff_id == people.supervisor.pk


def test_search_by_place_and_filters():
    people = staged()
    take_in(people, ZTO, 3)
    client = browser(people.owner)
    browser(people.supervisor).post(f"{PAGE}add/", {**FORM, "shop": str(people.shop.pk)})
    found = client.get(f"{PAGE}?q=甘孜").content.decode()
    assert "石渠县" in found and "第1县" not in found
    assert "第1县" in client.get(f"{PAGE}?q=四川").content.decode()
    assert "No courier has a gap here" in client.get(f"{PAGE}?q=上海").content.decode()
    assert "No such place" in client.get(f"{PAGE}?q=月球").content.decode()
    suspended = client.get(f"{PAGE}?kind=suspended").content.decode()
    assert "石渠县" in suspended and "第1县" not in suspended
    for wrong in ("kind=x", "after=x", "order=1", "shop=1&shop=2"):
        assert client.get(f"{PAGE}?{wrong}").status_code == 400
    take_in(people, ZTO, 2, first=day_of(people.shop, now()) + timedelta(days=4))
    coming = client.get(PAGE).content.decode()
    assert "another list with 2 places" in coming and "From then on" in coming


def test_the_page_costs_the_same_at_ten_rows_and_at_two_thousand():
    people = staged()
    take_in(people, ZTO, 10)
    client = browser(people.supervisor)
    few = queries_of(lambda: client.get(PAGE))
    take_in(people, SF, 2000)
    assert queries_of(lambda: client.get(PAGE)) == few
    part = client.get(PAGE).content.decode()
    assert part.count("/end/") == 50 and "Show more" in part
