"""Serial returns and claims: signs over shops, the list, appeals; advice only (B7)."""

from datetime import timedelta

import pytest
from django.utils import translation
from tests.pages.stage import asked, browser, queries_of
from tests.people import make_case_of, make_people, make_staff, person
from tests.regulars.scene import PHONE, PLACE, buys, followed, make_town

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.models import Case, CaseLine
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.regulars.actions.keep_list import Listing, list_buyer
from aftercare.regulars.facts import facts_of
from aftercare.regulars.risk import risks_of
from aftercare.regulars.risk_rules import History, Limits, Sign, hits_of
from aftercare.regulars.terms import GIVEN_UP
from aftercare.watchlists.models import Appeal, ListEntry

LIMITS = Limits(days=180, refund_only=3, not_there=3, empty_back=1, returns=6, percent=60)


def signs(**counts: int) -> list[Sign]:
    return [hit.sign for hit in hits_of(History(**counts), LIMITS)]


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"orders": 10}, []),
        ({"orders": 10, "refund_only": 2}, []),
        ({"orders": 10, "refund_only": 3}, [Sign.REFUND_ONLY]),
        ({"orders": 10, "not_there": 3}, [Sign.NOT_THERE]),
        ({"orders": 10, "empty_back": 1}, [Sign.EMPTY_BACK]),
        ({"orders": 10, "returns": 6}, [Sign.RETURNS]),
        ({"orders": 3, "troubled": 3}, []),  # too few to say anything
        ({"orders": 5, "troubled": 3}, [Sign.RATIO]),
        ({"orders": 5, "troubled": 2}, []),
    ],
)
def test_each_sign_by_its_limit(counts, found):
    assert signs(**counts) == found


def test_a_limit_of_zero_is_off_and_the_list_stands_first():
    off = Limits(180, 0, 0, 0, 0, 0)
    history = History(orders=9, troubled=9, refund_only=9, not_there=9, empty_back=9, returns=9)
    assert hits_of(history, off) == []
    assert [hit.sign for hit in hits_of(history, off, ["2026-12-31"])] == [Sign.LISTED]
    with translation.override("en"):
        assert hits_of(history, LIMITS)[-1].words == "100% of 9 orders in 180 days came to a claim."


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_counts_go_over_the_shops_by_phone_and_address():
    town = make_town()
    here = [buys(town.shop, "清风明月88", phone=PHONE) for _count in range(2)]
    there = buys(town.other, "远山如黛", phone=PHONE, place=PLACE)
    third = buys(town.other, "半夏微凉", place=PLACE)
    apart = buys(town.other, "路人甲乙", name="李四", place=PLACE)
    for order, staff in ((here[0], town.people.owner), (there, town.people.stranger), (third, town.people.stranger)):
        make_case_of("refund_only", staff, order)
    make_case_of("refund_only", town.people.stranger, apart)
    followed()
    risk = risks_of({here[0].customer_id: town.shop}, now())[here[0].customer_id]
    assert (risk.history.customers, risk.history.shops, risk.history.refund_only) == (2, 2, 2)
    risk = risks_of({there.customer_id: town.other}, now())[there.customer_id]
    assert (risk.history.customers, risk.history.refund_only, risk.history.orders) == (3, 3, 4)
    assert [hit.sign for hit in risk.hits] == [Sign.REFUND_ONLY, Sign.RATIO]
    with travel(timedelta(days=200)):
        assert risks_of({there.customer_id: town.other}, now())[there.customer_id].hits == []


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_the_case_and_the_approval_show_the_signs_before_somebody_decides():
    town = make_town()
    order = buys(town.shop, "清风明月88", phone=PHONE, paid="900.00")
    far = buys(town.other, "远山如黛", phone=PHONE)
    case = make_case_of("return", town.people.owner, order)
    foreign = make_case_of("return", town.people.stranger, far)
    CaseLine.objects.filter(case=foreign).update(defective_to="not_seen")
    followed()
    html = browser(town.people.owner).get(f"/cases/{case.number}/risk/").content.decode()
    assert "Parcels came back empty or swapped" in html
    assert "Counted over 2 customers" in html
    for secret in (far.platform_no, foreign.number, town.other.name):
        assert secret not in html
    assert "Look twice" not in browser(town.people.warehouse).get(f"/cases/{case.number}/risk/").content.decode()
    Case.objects.filter(pk=case.pk).update(closed_at=now())
    assert "Look twice" not in browser(town.people.owner).get(f"/cases/{case.number}/risk/").content.decode()


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_the_list_ends_by_itself_can_be_appealed_and_keeps_its_history():
    town = make_town()
    order = buys(town.shop, "清风明月88", phone=PHONE)
    twin = buys(town.other, "远山如黛", phone=PHONE)
    followed()
    pk = order.customer_id
    form = {"reason": "三次退回空包", "days": "90"}
    for staff in (town.people.owner, town.people.stranger, town.people.warehouse):
        assert browser(staff).post(f"/customers/{pk}/list/", form).status_code == 404
    boss = browser(town.people.supervisor)
    assert boss.post(f"/customers/{pk}/list/", {**form, "days": "4000"}).status_code == 422
    assert not ListEntry.objects.exists()
    assert boss.post(f"/customers/{pk}/list/", form).status_code == 303
    assert boss.post(f"/customers/{pk}/list/", form).status_code == 409
    entry = ListEntry.objects.get()
    assert entry.expires_at == entry.at + timedelta(days=90)
    hit = risks_of({twin.customer_id: town.other}, now())[twin.customer_id].hits[0]
    assert hit.sign is Sign.LISTED
    assert "空包" not in browser(town.people.stranger).get(f"/customers/{twin.customer_id}/").content.decode()
    with travel(timedelta(days=91)):
        assert risks_of({pk: town.shop}, now())[pk].hits == []
    appeal = f"/customers/entries/{entry.pk}/appeal/"
    decide = f"/customers/entries/{entry.pk}/decide/"
    assert browser(town.people.stranger).post(appeal, {"text": "买家说没有"}).status_code == 404
    assert boss.post(decide, {"lift": "1", "note": "没有证据"}).status_code == 409  # their own entry
    assert browser(town.people.owner).post(appeal, {"text": "买家说没有"}).status_code == 303
    assert browser(town.people.owner).post(appeal, {"text": "买家说没有"}).status_code == 409
    other = make_staff("", Role.SUPERVISOR, shop=town.shop)
    assert browser(town.people.stranger).post(decide, {"lift": "1", "note": "没有证据"}).status_code == 404
    assert Appeal.objects.get().lifted is None
    assert browser(other).post(decide, {"lift": "0", "note": "证据齐全"}).status_code == 303
    assert browser(other).post(decide, {"lift": "1", "note": "没有证据"}).status_code == 409
    assert risks_of({pk: town.shop}, now())[pk].is_strong
    assert browser(town.people.owner).post(appeal, {"text": "买家又说没有"}).status_code == 303
    assert browser(other).post(decide, {"lift": "1", "note": "是我们看错了"}).status_code == 303
    assert risks_of({pk: town.shop}, now())[pk].hits == []
    html = browser(town.people.owner).get(f"/customers/{pk}/").content.decode()
    for part in ("三次退回空包", "买家说没有", "证据齐全", "是我们看错了", "Lifted"):
        assert part in html


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_many_buyers_cost_as_many_queries_as_one(django_assert_max_num_queries):
    town = make_town()
    orders = [buys(town.shop, f"买家昵称{index}", phone=f"1390000{index:04d}") for index in range(60)]
    followed()
    wanted = {order.customer_id: town.shop for order in orders}
    risks_of(wanted, now())
    with django_assert_max_num_queries(3):
        assert len(risks_of(wanted, now())) == 60


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_the_approver_sees_the_signs_for_every_request_at_the_same_cost():
    people = make_people()
    case = asked(people.owner, people.shop, freight=Money(1000))
    other = asked(people.owner, people.shop, freight=Money(1000))
    client = browser(people.supervisor)
    few = queries_of(lambda: client.get("/approvals/"))
    assert "Look twice" not in client.get("/approvals/").content.decode()
    for one in (case, other):
        listing = Listing("三次退回空包", 30)
        list_buyer(customer_id=one.customer_id, listing=listing, person=person(people.supervisor))
    html = client.get("/approvals/").content.decode()
    assert html.count("Look twice</strong>") == 2
    for _count in range(4):
        asked(people.owner, people.shop, freight=Money(1000))
    assert queries_of(lambda: client.get("/approvals/")) == few


@pytest.mark.django_db
@pytest.mark.row("B7")
def test_what_the_buyer_gave_up_is_no_sign_but_an_empty_parcel_stays_one():
    town = make_town()
    orders = [buys(town.shop, "清风明月88", phone=PHONE) for _count in range(5)]
    cases = [make_case_of("refund_only", town.people.owner, order) for order in orders[:3]]
    emptied = make_case_of("return", town.people.owner, orders[3])
    CaseLine.objects.filter(case=emptied).update(defective_to="not_seen")
    followed()
    pk = orders[0].customer_id

    def found() -> History:
        return risks_of({pk: town.shop}, now())[pk].history

    assert (found().refund_only, found().returns, found().troubled, found().empty_back) == (3, 1, 4, 1)
    Case.objects.filter(pk__in=[cases[0].pk, emptied.pk]).update(state="withdrawn")
    Case.objects.filter(pk=cases[1].pk).update(state="converted")
    assert (found().refund_only, found().returns, found().troubled, found().empty_back) == (1, 0, 1, 1)
    Case.objects.filter(pk=cases[2].pk).update(state="refused")  # a refused claim was made
    assert found().refund_only == 1
    followed()
    assert facts_of([pk])[pk].returned == 1


@pytest.mark.parametrize("state", GIVEN_UP)
def test_states_that_count_for_nothing_are_states_of_flows(state):
    assert any(state in {one.code for one in flow.states} for flow in all_flows())
