"""The signs on the page of a review case, and the list of entries, through the front door (R4)."""

import re
from datetime import timedelta

import pytest
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_case_of, make_order, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.time import now
from aftercare.watchlists.models import ListEntry

pytestmark = [pytest.mark.django_db, pytest.mark.row("R4")]
LOOKED = {"elsewhere": "8", "other_shops": "5", "account_days": "4", "insists_outside": "yes"}


def make_review(people: People) -> Case:
    inputs = {"rating": "bad", "review_text": "差评"}
    return make_case_of("review", people.owner, make_order(people.shop), inputs=inputs)


def signs(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-sign="(\w+)" data-found="(\w+)"', page))


def test_the_part_shows_every_sign_and_weighs_what_was_looked_up() -> None:
    people = make_people()
    case = make_review(people)
    client, address = browser(people.supervisor), f"/cases/{case.number}/reviewer/"

    assert f'hx-get="{address}"' in client.get(f"/cases/{case.number}/").content.decode()
    assert queries_of(lambda: client.get(f"/cases/{case.number}/")) <= 9
    before = client.get(address, headers=PART).content.decode()
    assert signs(before)["many"] == "unknown"
    assert 'name="why"' not in before
    after = client.get(address, LOOKED, headers=PART).content.decode()
    assert (signs(after)["many"], signs(after)["outside"], 'name="why"' in after) == ("yes", "yes", True)
    assert not ListEntry.objects.exists()
    assert 'name="why"' not in browser(people.owner).get(address, LOOKED, headers=PART).content.decode()


def test_who_lists_objects_and_answers() -> None:
    people = make_people()
    case = make_review(people)
    address = f"/cases/{case.number}/reviewer/"
    sent = {**LOOKED, "why": "八家店都给差评 <b>"}

    for staff, given, status in (
        (people.stranger, sent, 404), (people.owner, sent, 409), (people.supervisor, {**sent, "why": ""}, 422),
        (people.supervisor, {**sent, "elsewhere": "many"}, 422), (people.supervisor, {**sent, "score": "99"}, 422),
        (people.supervisor, {"why": "差"}, 409), (people.warehouse, sent, 404),
    ):  # fmt: skip
        assert browser(staff).post(address, given, headers=PART).status_code == status
    assert not ListEntry.objects.exists()

    assert browser(people.supervisor).post(address, sent, headers=PART).status_code == 200
    entry = ListEntry.objects.get()
    page = browser(people.owner).get("/reviewers/").content.decode()
    assert "八家店都给差评 &lt;b&gt;" in page
    assert case.customer.nick_mask in page
    assert f'data-entry="{entry.pk}"' not in browser(people.stranger).get("/reviewers/").content.decode()
    assert browser(people.stranger).post(f"/reviewers/{entry.pk}/appeal/", {"text": "不"}).status_code == 404

    assert browser(people.owner).post(f"/reviewers/{entry.pk}/appeal/", {"text": "老顾客"}).status_code == 303
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    waiting = browser(other).get("/reviewers/?state=waiting").content.decode()
    assert f"/reviewers/{entry.pk}/answer/" in waiting
    assert "/answer/" not in browser(people.supervisor).get("/reviewers/?state=waiting").content.decode()
    for given in ({"text": "查过"}, {"text": "", "lift": "yes"}, {"text": "查过", "lift": "maybe"}):
        assert browser(other).post(f"/reviewers/{entry.pk}/answer/", given).status_code == 422
    assert browser(other).post(f"/reviewers/{entry.pk}/answer/", {"text": "查过", "lift": "yes"}).status_code == 303
    assert browser(other).get("/reviewers/?state=closed").status_code == 400


def test_the_list_costs_the_same_queries_with_many_rows() -> None:
    people = make_people()
    case = make_review(people)
    client, at = browser(people.owner), now()

    def more(count: int) -> None:
        ListEntry.objects.bulk_create(
            ListEntry(kind="reviews", shop=people.shop, customer=case.customer, case=case, score=50, reason="差",
                      at=at, by=people.supervisor, expires_at=at + timedelta(days=1)) for _ in range(count)
        )  # fmt: skip

    more(10)
    few = queries_of(lambda: client.get("/reviewers/"))
    more(990)
    assert queries_of(lambda: client.get("/reviewers/")) == few
    page = client.get("/reviewers/", headers=PART).content.decode()
    assert page.count("data-entry=") == 50
    assert "after=" in page
