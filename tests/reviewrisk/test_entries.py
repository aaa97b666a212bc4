"""A person lists a buyer for a time; anybody objects, somebody else answers (R4)."""

from datetime import timedelta

import pytest
from tests.people import People, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Contact
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.reviewrisk.access import entry_in_force
from aftercare.reviewrisk.actions.appeal_entry import answer_appeal, appeal_entry
from aftercare.reviewrisk.actions.list_reviewer import DAYS, list_reviewer
from aftercare.reviewrisk.gather import Asked, facts_of
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.terms import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.row("R4")]
STRONG = Asked(elsewhere=8, other_shops=5, account_days=4, insists_outside=True)


def make_review(people: People) -> Case:
    inputs = {"rating": "bad", "review_text": "差评"}
    return make_case_of("review", people.owner, make_order(people.shop), inputs=inputs)


def make_entry(people: People, case: Case | None = None) -> ListEntry:
    number = (case or make_review(people)).number
    return list_reviewer(person=person(people.supervisor), number=number, why="八家店都给差评", asked=STRONG)


def test_what_the_workbench_knows_is_counted_and_the_rest_is_asked() -> None:
    people = make_people()
    case = make_review(people)
    for minutes in (5, 9):
        Contact.objects.create(
            case=case, channel="phone", stage="receive", result="not_reached", at=now() + timedelta(minutes=minutes)
        )

    agent = person(people.owner)
    known, told = facts_of(agent, case, Asked()), facts_of(agent, case, STRONG)

    assert (known.bad_reviews, known.shops, known.missed, known.reached) == (None, None, 2, False)
    assert (told.bad_reviews, told.shops, told.account_days) == (9, 6, 4)
    assert (known.talked_before, known.contacted_first) == (None, False)  # nobody has chatted in this shop at all


def test_an_entry_holds_until_its_day_and_keeps_the_signs() -> None:
    people = make_people()
    case = make_review(people)
    entry = make_entry(people, case)

    assert set(entry.signs) == {"many", "scattered", "new_account", "outside", "no_contact"}
    assert entry.score == sum(entry.signs.values())
    agent = person(people.owner)
    assert entry_in_force(agent, case.customer_id, now()) == entry
    assert entry_in_force(agent, case.customer_id, now() + timedelta(days=DAYS)) is None
    assert entry_in_force(person(people.stranger), case.customer_id, now()) is None
    assert Event.objects.get(kind="reviewer.listed").actor_id == people.supervisor.pk
    with pytest.raises(Refused) as refused:
        make_entry(people, case)
    assert refused.value.refusal.code == "listed_already"
    with travel(timedelta(days=DAYS + 1)):
        assert make_entry(people, case).pk != entry.pk


def test_nobody_is_listed_without_right_reason_or_enough_signs() -> None:
    people = make_people()
    case = make_review(people)

    tries = [(people.owner, "差", STRONG, Refused), (people.stranger, "差", STRONG, NotFound),
             (people.supervisor, " ", STRONG, InvalidInput), (people.supervisor, "差" * 501, STRONG, InvalidInput),
             (people.supervisor, "差", Asked(), Refused)]  # fmt: skip
    for staff, why, asked, error in tries:
        with pytest.raises(error):
            list_reviewer(person=person(staff), number=case.number, why=why, asked=asked)

    assert not ListEntry.objects.exists()
    assert not Event.objects.filter(kind__startswith="reviewer").exists()


def test_an_objection_is_answered_by_another_supervisor() -> None:
    people = make_people()
    case = make_review(people)
    entry = make_entry(people, case)
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)

    def reply(staff, lift: bool = True) -> Appeal:
        return answer_appeal(person=person(staff), entry_id=entry.pk, lift=lift, text="查了聊天记录")

    with pytest.raises(Refused):
        reply(other)  # nobody has objected
    appeal_entry(person=person(people.owner), entry_id=entry.pk, text="这是三年的老顾客")
    for staff, error in ((people.supervisor, Refused), (people.owner, Refused), (people.stranger, NotFound)):
        with pytest.raises(error):
            reply(staff)
    with pytest.raises(Refused):
        appeal_entry(person=person(people.teammate), entry_id=entry.pk, text="再说一次")
    entry.refresh_from_db()
    waiting = Appeal.objects.get()
    assert (entry.lifted_at, waiting.lifted, waiting.decided_at) == (None, None, None)

    assert reply(other).lifted is True
    assert entry_in_force(person(people.owner), case.customer_id, now()) is None
    with pytest.raises(Refused) as second:
        reply(other, lift=False)
    assert second.value.refusal.params == {"name": other.name, "state": Standing.LIFTED.label}
    kinds = list(Event.objects.filter(kind__startswith="reviewer").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reviewer.listed", "reviewer.appealed", "reviewer.lifted"]


def test_an_entry_that_was_upheld_still_ends_by_itself() -> None:
    people = make_people()
    case = make_review(people)
    entry = make_entry(people, case)
    appeal_entry(person=person(people.owner), entry_id=entry.pk, text="老顾客")
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    answer_appeal(person=person(other), entry_id=entry.pk, lift=False, text="八家店")

    assert entry_in_force(person(people.owner), case.customer_id, now()) is not None
    with travel(timedelta(days=DAYS)):
        assert entry_in_force(person(people.owner), case.customer_id, now()) is None
        with pytest.raises(Refused):
            appeal_entry(person=person(people.owner), entry_id=entry.pk, text="晚了")
