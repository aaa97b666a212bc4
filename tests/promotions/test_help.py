"""Help for a time: a narrow role that ends by itself at its very second (B11)."""

from datetime import timedelta

import pytest
from tests.chat.scene import Desk
from tests.pages.stage import browser
from tests.people import make_case, make_order, make_people, person
from tests.promotions.scene import helped

from aftercare.accounts.actions.add_staff import Profile
from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import all_flows
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.promotions.actions.take_on_help import end_help, end_over, take_on_help
from aftercare.shops.actions.set_roles import set_roles
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.row("B11", "P2")
def test_they_register_what_buyers_apply_for_and_nothing_more():
    people = make_people()
    staff = helped(people).staff
    assert person(staff).all_roles == {Role.TEMPORARY}
    case = make_case(staff, make_order(people.shop))
    assert (case.opened_by_id, case.owner_id) == (staff.pk, None)  # whoever works there for good takes it
    with pytest.raises(Refused) as error:
        move_case(number=case.number, move_code="agree", person=person(staff))
    assert error.value.refusal.code == "wrong_role"
    theirs = {flow.code for flow in all_flows() if "temporary" in flow.openers}
    assert theirs == {
        "return", "exchange", "refund_only", "repair", "misshipment", "damaged", "minor_flaw", "out_of_zone",
        "complaint",
    }  # fmt: skip
    assert not [move.code for flow in all_flows() for move in flow.moves if "temporary" in move.by]


@pytest.mark.row("B11")
@pytest.mark.attack("B17", "E10")
def test_they_see_no_money_and_take_no_files():
    people = make_people()
    client = browser(helped(people).staff)
    for address in (
        "/payouts/",
        "/payouts/journal.csv",
        "/costs/bookings.xlsx",
        "/approvals/",
        "/freight/",
        "/products/products.csv",
        "/reviews/figures/export/",
        "/listings/report.xlsx",
        "/quick-replies/export/",
        f"/handovers/{people.shop.slug}/2026-11-01/sheet.xlsx",
        "/people/",
        "/imports/",
        "/promotions/",
    ):
        assert client.get(address).status_code == 404, address
    for address in ("/", "/cases/", "/talks/", "/quick-replies/"):
        assert client.get(address).status_code == 200, address


@pytest.mark.row("B11", "S1")
def test_they_answer_buyers():
    desk = Desk()
    staff = helped(desk.people).staff
    talk = desk.writes(desk.visitor(name="小鱼"), "快递到哪了")
    desk.answers(talk, "我查一下", staff)
    talk.refresh_from_db()
    assert talk.answered_seq == talk.last_seq


@pytest.mark.row("B11")
def test_it_ends_at_its_second_and_the_row_goes_by_itself():
    people = make_people()
    staff = helped(people).staff
    row = Membership.objects.get(staff=staff)
    at = now()  # of this transaction: the very second
    Membership.objects.filter(pk=row.pk).update(until=at + timedelta(microseconds=1))
    assert person(staff).all_roles == {Role.TEMPORARY}
    assert end_over() == 0
    Membership.objects.filter(pk=row.pk).update(until=at)
    assert person(staff).all_roles == frozenset()
    assert browser(staff).get("/cases/").status_code == 404
    assert (end_over(), end_over()) == (1, 0)
    assert not Membership.objects.filter(staff=staff).exists()
    event = Event.objects.get(kind="role.ended")
    assert (event.subject_id, event.actor_id, event.data) == (staff.pk, None, {"role": "temporary"})


@pytest.mark.row("B11")
@pytest.mark.attack("B17")
def test_who_takes_on_and_lets_go():
    people = make_people()
    profile = {"username": "xiaogong", "name": "小工", "department": "service"}
    wish = {"shop_id": people.shop.pk, "profile": Profile(**profile), "until": now() + timedelta(days=1)}
    for staff, error in ((people.supervisor, Refused), (people.owner, Refused), (people.stranger, NotFound)):
        with pytest.raises(error):
            take_on_help(**wish, person=person(staff))
    boss = person(people.administrator)
    for until in (None, now(), now() + timedelta(days=101)):
        with pytest.raises(InvalidInput) as refused:
            take_on_help(**{**wish, "until": until}, person=boss)
        assert list(refused.value.problems) == ["until"]
    assert not Staff.objects.filter(username="xiaogong").exists()
    staff = take_on_help(**wish, person=boss).staff
    row = Membership.objects.get(staff=staff)
    with pytest.raises(NotFound):
        end_help(membership_id=row.pk, person=person(people.stranger))
    with pytest.raises(Refused):
        end_help(membership_id=row.pk, person=person(people.supervisor))
    set_roles(staff_id=staff.pk, roles={people.shop.pk: [Role.QA]}, person=boss)  # the page of roles does not end it
    assert Membership.objects.filter(pk=row.pk).exists()
    end_help(membership_id=row.pk, person=boss)
    assert set(Membership.objects.filter(staff=staff).values_list("role", flat=True)) == {"qa"}
