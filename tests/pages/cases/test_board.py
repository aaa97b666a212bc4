"""The board: whose turn it is, what runs out first, filters by named keys, pages of the same cost at any size (B1)."""

from datetime import timedelta

import pytest
from tests.pages.stage import PART, agreed, asked, browser, copies, move, queries_of, received
from tests.people import make_case, make_order, make_people, make_shop, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.cases.queues import PAGE
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


def numbers(page: str) -> list[str]:
    """The case numbers of a board's rows, in order."""
    return [part.split('/"', 1)[0] for part in page.split('data-row="/cases/')[1:]]


def board(staff, query: str = "", **headers: str) -> str:
    answer = browser(staff).get(f"/cases/{query}", headers=headers or None)
    assert answer.status_code == 200, answer.content.decode()[:300]
    return answer.content.decode()


@pytest.mark.row("B1")
def test_each_role_sees_first_what_waits_for_it():
    people = make_people()
    fresh = make_case(people.owner, make_order(people.shop))
    waits = asked(people.owner, people.shop)
    back = received(people.owner, people.warehouse, people.shop)
    underway = agreed(people.owner, people.shop)

    assert numbers(board(people.owner)) == [fresh.number]
    assert numbers(board(people.supervisor)) == [waits.number]
    assert numbers(board(people.warehouse)) == [back.number]
    assert numbers(board(people.owner, "?view=buyer")) == [underway.number]
    assert set(numbers(board(people.owner, "?view=open"))) == {c.number for c in (fresh, waits, back, underway)}
    assert numbers(board(people.stranger, "?view=open")) == []


@pytest.mark.row("B1")
def test_a_row_says_both_clocks_and_what_happens_at_zero():
    people = make_people()
    make_case(people.owner, make_order(people.shop))

    page = board(people.owner)

    assert "agreed automatically in 4d 23h" in page or "agreed automatically in 5d 0h" in page
    assert 'data-own="' in page
    assert "买***" in page  # masked, never the nick
    assert "买家" not in page.split("<tbody>")[1].split("</tbody>")[0].replace("买***", "")


def test_the_first_to_run_out_comes_first_over_several_shops():
    people = make_people()
    second = make_shop()
    Membership.objects.create(shop=second, staff=people.owner, role=Role.AGENT)
    late, soon, calm = (make_case(people.owner, make_order(shop)) for shop in (people.shop, second, people.shop))
    at = now()
    for case, hours in ((late, -5), (soon, 1), (calm, 90)):
        Case.objects.filter(pk=case.pk).update(next_due_at=at + timedelta(hours=hours))

    assert numbers(board(people.owner)) == [late.number, soon.number, calm.number]
    assert numbers(board(people.owner, "?view=late")) == [late.number]
    assert numbers(board(people.owner, f"?shop={second.pk}")) == [soon.number]


def test_more_rows_go_on_where_the_page_ended_and_repeat_none():
    people = make_people()
    copies(make_case(people.owner, make_order(people.shop)), PAGE + 20)  # all of the same moment
    Case.objects.filter(pk__in=Case.objects.order_by("-pk").values("pk")[:7]).update(next_due_at=None)

    first = board(people.owner)
    more = first.split("<tbody>")[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    second = browser(people.owner).get(more, headers=PART).content.decode()

    assert len(numbers(first)) == PAGE
    assert "<html" not in second
    seen = numbers(first) + numbers(second)
    assert len(seen) == len(set(seen)) == PAGE + 21
    assert "hx-get" not in second


def test_the_board_costs_the_same_queries_at_ten_and_at_a_thousand_cases():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    copies(case, 9)
    few = queries_of(lambda: client.get("/cases/?view=open"))
    copies(case, 990)
    many = queries_of(lambda: client.get("/cases/?view=open"))
    assert few == many <= 6


@pytest.mark.attack("F2")
@pytest.mark.parametrize(
    "query",
    [
        "?owner__password__startswith=a",
        "?sort=owner__email",
        "?view=everything",
        "?state=asked' OR 1=1",
        "?reason=quality&reason=late",
        "?owner=0",
        "?flow=__class__",
        "?after=1.2.3",
        "?after=999999999999999999.1",
        "?shop=1e3",
    ],
)
def test_unknown_keys_and_values_are_refused(query: str):
    people = make_people()
    assert browser(people.owner).get(f"/cases/{query}").status_code == 400


@pytest.mark.attack("B2")
def test_a_foreign_shop_is_as_unknown_as_one_that_does_not_exist():
    people = make_people()
    assert browser(people.owner).get(f"/cases/?shop={people.other_shop.pk}").status_code == 400


def test_filters_narrow_and_an_empty_answer_says_how_to_widen_again():
    people = make_people()
    mine = make_case(people.owner, make_order(people.shop))
    theirs = make_case(people.teammate, make_order(people.shop))

    assert numbers(board(people.owner, f"?view=open&owner={people.teammate.pk}")) == [theirs.number]
    assert numbers(board(people.owner, "?view=mine")) == [mine.number]
    assert "No case fits these filters" in board(people.owner, "?view=open&reason=late")


def test_closed_cases_are_kept_in_their_own_view():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    move(case, "withdraw", people.owner, note="买家不退了")
    assert numbers(board(people.owner, "?view=open")) == []
    assert numbers(board(people.owner, "?view=closed")) == [case.number]


def test_selected_cases_are_given_to_a_colleague_and_each_refusal_is_named():
    people = make_people()
    mine = make_case(people.owner, make_order(people.shop))
    theirs = make_case(people.teammate, make_order(people.shop))
    sent = {"row": [mine.number, theirs.number], "owner": str(people.teammate.pk), "back": "/cases/?view=open"}

    answer = browser(people.owner).post("/cases/assign/", {**sent, "owner": people.supervisor.pk}, follow=True)

    page = answer.content.decode()
    assert "1 case assigned" in page
    assert f"{theirs.number}: Only its owner or a supervisor" in page
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.owner_id, theirs.owner_id) == (people.supervisor.pk, people.teammate.pk)
    assert Event.objects.filter(kind="case.assigned").count() == 1


@pytest.mark.attack("B9")
def test_a_case_cannot_be_given_to_somebody_of_another_shop():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    answer = browser(people.supervisor).post(f"/cases/{case.number}/owner/", {"owner": people.stranger.pk})
    assert answer.status_code == 422
    assert people.stranger.name not in answer.content.decode()
    case.refresh_from_db()
    assert case.owner_id == people.owner.pk
    assert not Event.objects.filter(kind="case.assigned").exists()


def test_the_board_sends_nobody_to_another_site():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    sent = {"row": [case.number], "owner": people.owner.pk, "back": "https://evil.example/"}
    assert browser(people.owner).post("/cases/assign/", sent).status_code == 400


def test_somebody_without_a_shop_sees_an_empty_board_and_no_error():
    boss = make_staff(is_administrator=True)
    assert numbers(board(boss)) == []
