"""A login that several persons use in turn: whose it was at which moment (B9)."""

from datetime import timedelta

import pytest
from tests.pages.stage import browser, queries_of
from tests.people import make_people, person

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shifts.models import Assignment
from aftercare.subaccounts.actions.keep_accounts import add_account, change_account
from aftercare.subaccounts.actions.take_account import give_back, take_account
from aftercare.subaccounts.models import Holding, SubAccount
from aftercare.subaccounts.queries import holder_at, holders_of

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
LOGIN = "青禾旗舰店:客服01"


def kept(people, code: str = "") -> SubAccount:
    return add_account(shop_id=people.shop.pk, name=LOGIN, code=code, person=person(people.supervisor))


def planned(people, staff, begin, end) -> None:
    Assignment.objects.create(
        shop=people.shop, staff=staff, day=begin.date(), code="early", starts_at=begin, ends_at=end
    )


@pytest.mark.row("B9")
def test_the_hand_comes_before_the_roster_and_both_to_the_second():
    people = make_people()
    row, at = kept(people, "early"), now()
    planned(people, people.owner, at - 5 * HOUR, at + 3 * HOUR)
    with travel(-2 * HOUR):
        take_account(account_id=row.pk, person=person(people.teammate))
    with travel(-HOUR):
        give_back(account_id=row.pk, person=person(people.teammate))
    moments = {
        "before": at - 5 * HOUR - SECOND,
        "begin": at - 5 * HOUR,
        "taken": at - 2 * HOUR,
        "last": at - HOUR - SECOND,
        "given back": at - HOUR,
        "end": at + 3 * HOUR,
    }
    found = holders_of(people.shop, [(LOGIN, moment) for moment in moments.values()])
    whose = {name: found.get((LOGIN, moment)) for name, moment in moments.items()}
    owner, mate = people.owner.pk, people.teammate.pk
    assert whose == {
        "before": None, "begin": owner, "taken": mate, "last": mate, "given back": owner, "end": None,
    }  # fmt: skip
    assert holders_of(people.shop, [("another", at)]) == {} == holders_of(people.other_shop, [(LOGIN, at)])


def test_two_on_one_shift_are_nobody():
    at = now()
    both = [(at, at + HOUR, 1), (at, at + HOUR, 2)]
    assert holder_at([], both, at) is None
    assert holder_at([], both[:1] * 2, at) == 1
    assert holder_at([(at, None, 3)], both, at) == 3


@pytest.mark.row("B9")
def test_whoever_takes_it_ends_the_time_of_the_one_before():
    people = make_people()
    row = kept(people)
    first = take_account(account_id=row.pk, person=person(people.owner))
    assert take_account(account_id=row.pk, person=person(people.owner)).pk == first.pk
    with travel(HOUR):
        take_account(account_id=row.pk, person=person(people.teammate))
    first.refresh_from_db()
    assert first.ends_at == first.starts_at + HOUR
    with pytest.raises(Refused) as error:
        give_back(account_id=row.pk, person=person(people.owner))
    assert error.value.refusal.code == "login_not_yours"
    with travel(2 * HOUR):
        change_account(account_id=row.pk, code="", is_used=False, person=person(people.supervisor))
    assert not Holding.objects.filter(ends_at=None).exists()
    with pytest.raises(Refused) as error:
        take_account(account_id=row.pk, person=person(people.owner))
    assert error.value.refusal.code == "login_out_of_use"
    kinds = list(Event.objects.filter(kind__startswith="login.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["login.kept", "login.taken", "login.taken", "login.dropped"]


@pytest.mark.row("B9")
@pytest.mark.attack("B1", "B2")
def test_who_keeps_and_who_takes():
    people = make_people()
    row = kept(people)
    for staff, error in ((people.owner, Refused), (people.stranger, NotFound), (people.warehouse, NotFound)):
        with pytest.raises(error):
            add_account(shop_id=people.shop.pk, name="02", code="", person=person(staff))
    for staff in (people.stranger, people.warehouse):
        with pytest.raises(NotFound):
            take_account(account_id=row.pk, person=person(staff))
    with pytest.raises(Refused):
        take_account(account_id=row.pk, person=person(people.administrator))
    for told in ({"name": LOGIN, "code": ""}, {"name": " ", "code": ""}, {"name": "02", "code": "night"}):
        with pytest.raises(InvalidInput):
            add_account(shop_id=people.shop.pk, person=person(people.supervisor), **told)
    assert SubAccount.objects.count() == 1


@pytest.mark.row("B9")
def test_the_page():
    people = make_people()
    address = f"/logins/{people.shop.slug}/"
    boss, agent = browser(people.supervisor), browser(people.owner)
    assert boss.post(f"{address}new/", {"name": LOGIN, "code": "early"}).status_code == 303
    assert agent.post(f"{address}new/", {"name": "02", "code": ""}).status_code == 404
    row = SubAccount.objects.get()
    one = f"/logins/one/{row.pk}/"
    page = agent.get(address).content.decode()
    assert LOGIN in page and "I use it now" in page and "A further login" not in page
    assert agent.post(one, {"do": "take"}).status_code == 303
    assert "Give back" in agent.get(address).content.decode()
    assert people.owner.name in boss.get(address).content.decode()
    assert agent.post(one, {"do": "drop"}).status_code == 409
    assert agent.post(one, {"do": "sell"}).status_code == 422
    assert agent.post(one, {"do": "back"}).status_code == 303
    assert boss.post(one, {"do": "keep", "code": "late"}).status_code == 303
    for staff in (people.stranger, people.warehouse):
        assert browser(staff).get(address).status_code == 404


def test_the_page_costs_the_same_at_two_and_at_eighty():
    people = make_people()
    client, at = browser(people.supervisor), now()

    def more(count: int) -> None:
        have = SubAccount.objects.count()
        for number in range(have, have + count):
            row = SubAccount.objects.create(
                shop=people.shop, name=f"客服{number}", made_by=people.supervisor, made_at=at
            )
            Holding.objects.create(account=row, staff=people.owner, starts_at=at)

    def cost() -> int:
        return queries_of(lambda: client.get(f"/logins/{people.shop.slug}/"))

    more(2)
    few = cost()
    more(78)
    assert cost() == few <= 12
