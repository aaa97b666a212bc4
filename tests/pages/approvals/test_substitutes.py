"""The page of substitutes: named, ended, refused in clear sentences; who sees and may do what (C17)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.approvals.scene import stand_in
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.models import Membership, Substitution

pytestmark = pytest.mark.django_db
ADDRESS = "/approvals/substitutes/"


def wall(days: float) -> str:
    """What a person types: the shop's clock, so many days from now."""
    return (now() + timedelta(hours=8, days=days)).strftime("%Y-%m-%dT%H:%M")


def form(people: People, **changed: Any) -> dict[str, Any]:
    usual = {
        "absent": f"{people.shop.pk}:{people.supervisor.pk}",
        "substitute": people.teammate.pk,
        "starts": wall(0),
        "ends": wall(7),
    }
    return {**usual, **changed}


@pytest.mark.row("C17")
def test_a_supervisor_names_a_substitute_and_ends_it_early():
    people = make_people()
    client = browser(people.supervisor)
    page = client.get(ADDRESS).content.decode()
    assert "Nobody stands in for anybody" in page and people.teammate.name in page
    assert f'value="{people.shop.pk}:{people.administrator.pk}"' not in page, "for others only administrators name one"
    assert client.post(ADDRESS, form(people)).status_code == 303
    row = Substitution.objects.get()
    assert (row.absent, row.substitute, row.named_by) == (people.supervisor, people.teammate, people.supervisor)
    page = client.get(ADDRESS).content.decode()
    assert "In force" in page and "The substitute is named." in page
    assert people.teammate.name in browser(people.administrator).get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}{row.pk}/end/", headers=PART).status_code == 204
    assert "Ended early" in client.get(ADDRESS).content.decode()
    assert client.post(f"{ADDRESS}{row.pk}/end/").status_code == 409
    history = browser(people.administrator).get(f"/people/{people.supervisor.pk}/").content.decode()
    assert "Substitute named" in history and "Substitution ended early" in history
    audit = browser(people.administrator).get("/audit/").content.decode()
    assert "Named a substitute" in audit and "Ended a substitution" in audit


@pytest.mark.row("C17")
def test_the_administrator_does_it_for_others():
    people = make_people()
    client = browser(people.administrator)
    answer = client.post(ADDRESS, form(people), headers=PART)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, ADDRESS)
    assert Substitution.objects.get().named_by == people.administrator


@pytest.mark.row("C17")
@pytest.mark.attack("B1", "F11")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"substitute": ""}, "Choose somebody from the list."),
        ({"substitute": "0"}, "Choose somebody from the list."),
        ({"substitute": "9" * 30}, "Choose somebody from the list."),
        ({"absent": "x"}, "Choose somebody from the list."),
        ({"absent": ":"}, "Choose somebody from the list."),
        ({"starts": "tomorrow"}, "Enter day and time"),
        ({"ends": "2026-13-40T10:00"}, "Enter day and time"),
        ({"ends": "2026-11-22T10:00+08:00"}, "Enter day and time"),
        ({"ends": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(changed: dict[str, str], said: str):
    people = make_people()
    before = Event.objects.count()
    answer = browser(people.supervisor).post(ADDRESS, form(people, **changed))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert (Substitution.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.row("C17")
def test_what_the_rules_forbid_is_said_and_what_was_typed_stays():
    people = make_people()
    client = browser(people.supervisor)
    too_long = client.post(ADDRESS, form(people, ends=wall(40)))
    page = too_long.content.decode()
    assert too_long.status_code == 422
    assert "At most 31 days at a time." in page and f'value="{wall(40)}"' in page
    oneself = client.post(ADDRESS, form(people, substitute=people.supervisor.pk))
    assert "Nobody stands in for themselves" in oneself.content.decode()
    assert client.post(ADDRESS, form(people)).status_code == 303
    again = client.post(ADDRESS, form(people))
    assert (again.status_code, "stands in already in that time" in again.content.decode()) == (422, True)
    assert Substitution.objects.count() == 1
    strange = client.post(ADDRESS, {**form(people), "roles": "administrator"})
    assert strange.status_code == 422


@pytest.mark.row("C17")
@pytest.mark.attack("B1", "B2")
def test_foreign_shops_and_people_are_not_in_the_list_and_are_not_taken():
    people = make_people()
    client = browser(people.administrator)
    page = client.get(ADDRESS).content.decode()
    assert people.stranger.name not in page
    for changed in (
        {"substitute": people.stranger.pk},
        {"absent": f"{people.other_shop.pk}:{people.stranger.pk}"},
        {"absent": f"{people.other_shop.pk}:{people.supervisor.pk}"},
        {"absent": f"{people.shop.pk}:{people.stranger.pk}"},
        {"absent": f"{people.shop.pk}:{people.owner.pk}"},
    ):
        assert client.post(ADDRESS, form(people, **changed)).status_code == 422, changed
    theirs = stand_in(people.other_shop, people.stranger, make_staff("", Role.AGENT, shop=people.other_shop))
    assert client.post(f"{ADDRESS}{theirs.pk}/end/").status_code == 404
    assert theirs.substitute.name not in client.get(ADDRESS).content.decode()
    theirs.refresh_from_db()
    assert theirs.ended_at is None


@pytest.mark.attack("B1", "B17")
def test_who_decides_nothing_has_no_such_page_and_a_substitute_only_their_own_row():
    people = make_people()
    for who in ("owner", "teammate", "warehouse", "refund_clerk"):
        client = browser(getattr(people, who))
        assert client.get(ADDRESS).status_code == 404
        assert client.post(ADDRESS, form(people)).status_code == 404
    assert browser().get(ADDRESS).status_code == 302
    stand_in(people.shop, people.supervisor, people.teammate)
    stand_in(people.shop, people.administrator, people.owner)
    client = browser(people.teammate)
    page = client.get(ADDRESS).content.decode()
    assert people.supervisor.name in page and people.administrator.name not in page
    assert "Name a substitute" not in page
    lent = form(people, absent=f"{people.shop.pk}:{people.teammate.pk}", substitute=people.owner.pk)
    assert client.post(ADDRESS, lent).status_code == 422
    assert Substitution.objects.count() == 2
    own = Substitution.objects.get(substitute=people.teammate)
    assert client.post(f"{ADDRESS}{own.pk}/end/").status_code == 303
    assert client.get(ADDRESS).status_code == 404


def test_several_shops_are_told_apart():
    people = make_people()
    Membership.objects.create(shop=people.other_shop, staff=people.supervisor, role=Role.SUPERVISOR)
    client = browser(people.supervisor)
    page = client.get(ADDRESS).content.decode()
    assert f'<optgroup label="{people.other_shop.name}">' in page
    wrong = client.post(ADDRESS, form(people, substitute=people.stranger.pk))
    assert "The substitute must work in this shop" in wrong.content.decode()
    there = form(people, absent=f"{people.other_shop.pk}:{people.supervisor.pk}", substitute=people.stranger.pk)
    assert client.post(ADDRESS, there).status_code == 303
    assert Substitution.objects.get().shop == people.other_shop


def test_the_page_costs_the_same_for_many():
    people = make_people()
    client = browser(people.administrator)
    stand_in(people.shop, people.supervisor, people.teammate)
    few = queries_of(lambda: client.get(ADDRESS))
    begins = now() - timedelta(days=300)
    Substitution.objects.bulk_create(
        Substitution(
            shop=people.shop,
            absent=people.supervisor,
            substitute=make_staff("", Role.AGENT, shop=people.shop),
            starts_at=begins + timedelta(days=index),
            ends_at=begins + timedelta(days=index + 1),
            named_by=people.supervisor,
            named_at=begins,
        )
        for index in range(120)
    )
    assert queries_of(lambda: client.get(ADDRESS)) == few <= 12
