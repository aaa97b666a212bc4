"""The playbook and the contact plan on the page of a case, and appointments on the home page (C14, R8)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.html import escape
from tests.pages.stage import browser, copies, move, queries_of
from tests.people import make_case, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.actions.assign_case import assign_case
from aftercare.cases.appointments import appointments
from aftercare.cases.around import around
from aftercare.cases.contact_plan import Talk, appointment_of
from aftercare.cases.facts import Limits
from aftercare.cases.models import Case, Contact
from aftercare.core.money import ZERO
from aftercare.core.time import now, travel

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>\"'&"
CARD = 'id="playbook"'


def page_of(staff: Staff, case: Case) -> str:
    answer = browser(staff).get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def card_of(staff: Staff, case: Case) -> str:
    return page_of(staff, case).split(CARD)[1].split("</section>")[0]


def block(staff: Staff, name: str) -> str:
    return browser(staff).get("/").content.decode().split(f'data-block="{name}"')[1].split("</section>")[0]


def contact(case: Case, staff: Staff, result: str = "not_reached", **inputs: str) -> Case:
    return move(case, "contact", staff, **{"channel": "chat", "talk_stage": "receive", **inputs}, contact_result=result)


def appoint(case: Case, staff: Staff, hours: float) -> datetime:
    """The buyer asks to be written to in so many hours."""
    when = now() + timedelta(hours=hours)
    contact(case, staff, "call_later", next_contact_at=when.isoformat())
    return when


@pytest.mark.row("R8")
@pytest.mark.parametrize(
    ("kind", "reason", "code", "family", "words"),
    [
        ("return", "quality", "product.quality", "Product dispute", "pictures or a certificate"),
        ("complaint", "courier", "logistics.courier", "Logistics dispute", "file the complaint with the courier"),
        ("complaint", "service", "service.attitude", "Attitude dispute", "read the chat record"),
        ("refund_only", "false_dispatch", "payment.false_dispatch", "Payment dispute", "pick-up"),
        ("complaint", "other", "other.complaint", "Other matters", "Feelings first"),
        ("damaged", "damaged", "other.damaged", "Other matters", "keep the packing"),
    ],
)
def test_the_case_shows_the_playbook_of_its_dispute(kind: str, reason: str, code: str, family: str, words: str):
    people = make_people()
    card = card_of(people.owner, make_case_of(kind, people.owner, make_order(people.shop), reason=reason))
    shown = card.split(f'data-playbook="{code}"')[1]
    assert family in shown
    assert words in shown.split("</ol>")[0]
    assert "<li>" in shown.split('class="ac-nevers"')[1]


@pytest.mark.row("R8")
def test_the_cause_that_was_found_changes_the_playbook():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    assert 'data-playbook="product.quality"' in card_of(people.owner, case)
    move(case, "assess", people.owner, cause="misuse")
    card = card_of(people.owner, case)
    assert 'data-playbook="product.usage"' in card
    assert "Damaged in use" in card  # the cause is known now


@pytest.mark.row("C14", "R8")
def test_a_bad_review_is_prepared_and_talked_through_stage_by_stage():
    people = make_people()
    specialist = make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop)
    words = {"rating": "bad", "review_text": "东西质量太差，根本没有说的那么好"}
    case = make_case_of("review", specialist, make_order(people.shop), reason="mood", inputs=words)

    card = card_of(specialist, case)
    assert 'data-playbook="review.mood"' in card
    assert card.count(words["review_text"]) == 3  # prepared, in the script, and to copy
    assert "Text of the review" in card
    assert "The platform&#x27;s chat first" in card
    assert f'hx-get="/cases/{case.number}/moves/contact/"' in card
    assert re.findall(r'data-state="(\w+)"', card) == ["here", "ahead", "ahead", "ahead", "ahead"]
    assert f"this is {specialist.name} of {people.shop.name}" in card

    contact(case, specialist, "talked", talk_stage="listen")
    card = card_of(specialist, case)
    assert re.findall(r'data-state="(\w+)"', card) == ["past", "past", "here", "ahead", "ahead"]
    assert "The buyer answers in the chat" in card
    assert "1 contact in this case" in card


@pytest.mark.row("C14")
@pytest.mark.parametrize(
    ("hour", "words"),
    [(10, ("Phone", "phone at noon or in the evening")), (12, ("Phone", "phone now")), (19, ("Phone", "phone now"))],
)
def test_who_does_not_answer_is_phoned_when_people_have_time(hour: int, words: tuple[str, ...]):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    contact(case, people.owner)
    local = now().astimezone(ZoneInfo(people.shop.timezone))
    then = (local + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)
    with travel(then - local):
        card = card_of(people.owner, case)
    assert [one for one in words if one not in card] == []
    assert ("Today 11:30" in card) is (hour == 10)


def test_every_script_can_be_copied_as_it_is_shown():
    people = make_people()
    card = card_of(people.owner, make_case(people.owner, make_order(people.shop)))
    shown = re.findall(
        r'<span class="ac-grow">(.*?)</span><button type="button" class="ac-ghost" data-copy="(.*?)"', card
    )
    assert len(shown) >= 12
    assert all(text == copied for text, copied in shown)


def test_the_buyers_words_are_no_markup_in_the_scripts():
    people = make_people()
    card = card_of(people.owner, make_case(people.owner, make_order(people.shop), description=NASTY))
    assert "<script>alert" not in card
    assert escape(NASTY) in card


def test_there_is_no_card_where_nobody_is_contacted_or_all_is_over():
    people = make_people()
    claim = make_case_of("claim", people.owner, make_order(people.shop))
    assert CARD not in page_of(people.owner, claim)
    closed = move(make_case(people.owner, make_order(people.shop)), "withdraw", people.owner, note="买家不退了")
    assert CARD not in page_of(people.owner, closed)


def test_where_no_contact_can_be_recorded_the_button_says_why():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    card = card_of(people.warehouse, case)
    assert "moves/contact/" not in card
    assert "This step belongs to another role." in card


def test_a_card_that_was_closed_stays_closed():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    head = re.compile(r'<details data-fold="playbook"( open)?>')
    assert head.search(client.get(f"/cases/{case.number}/").content.decode()).group(1) == " open"
    client.cookies["playbook"] = "closed"
    assert head.search(client.get(f"/cases/{case.number}/").content.decode()).group(1) is None


@pytest.mark.row("C14")
def test_an_appointment_stands_in_the_case_and_is_overdue_when_its_time_has_come():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    appoint(case, people.owner, hours=2)
    card = card_of(people.owner, case)
    assert "Appointment:" in card
    assert "The buyer asked for this time." in card
    with travel(timedelta(hours=3)):
        card = card_of(people.owner, case)
        assert "Appointment overdue:" in card
        assert "The time that the buyer asked for has come." in card
        contact(case, people.owner, "talked")
        assert "Appointment" not in card_of(people.owner, case)


@pytest.mark.row("C14", "X1")
def test_appointments_are_shown_to_the_owner_at_home_and_to_nobody_else():
    people = make_people()
    soon, late = (make_case(people.owner, make_order(people.shop)) for _ in range(2))
    appoint(late, people.owner, hours=1)
    appoint(soon, people.owner, hours=5)
    with travel(timedelta(hours=2)):
        assert "Appointments with buyers" in block(people.owner, "late")
        assert late.number in block(people.owner, "late")
        coming = block(people.owner, "next").split("Cases</span>")[0]
        assert "Appointments with buyers" in coming
        assert soon.number in coming
        assert late.number not in coming
        for staff in (people.teammate, people.supervisor, people.stranger):
            assert "Appointments with buyers" not in browser(staff).get("/").content.decode()
        contact(late, people.owner)
        assert "Appointments with buyers" not in block(people.owner, "late")
        assign_case(number=soon.number, owner_id=people.teammate.pk, person=person(people.owner))
        assert "Appointments with buyers" not in block(people.owner, "next")
        assert soon.number in block(people.teammate, "next").split("Cases</span>")[0]


def test_closed_cases_have_no_appointments():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    appoint(case, people.owner, hours=1)
    move(case, "withdraw", people.owner, note="买家不退了")
    assert "Appointments with buyers" not in block(people.owner, "next")


def test_more_appointments_than_fit_are_counted_as_such_and_cost_nothing_more():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    appoint(case, people.owner, hours=1)
    client = browser(people.owner)
    few = queries_of(lambda: client.get("/"))
    like = Contact.objects.get()
    Contact.objects.bulk_create(
        Contact(case=one, channel=like.channel, stage=like.stage, result=like.result, next_at=like.next_at, at=like.at)
        for one in copies(case, 30)
    )
    assert queries_of(lambda: client.get("/")) == few
    head = block(people.owner, "next").split("Appointments with buyers")[1].split("</div>")[0]
    assert "8+" in head


def test_home_and_case_agree_on_what_an_appointment_is():
    people = make_people()
    stories = (
        ("call_later:16",),
        ("call_later:16", "not_reached"),
        ("call_later:16", "talked"),
        ("call_later:16", "call_later"),
        ("call_later:0", "not_reached"),
        ("call_later:16", "call_later:18"),
        ("talked:16", "not_reached"),
        ("not_reached", "talked"),
        ("agreed:16",),
        ("call_later:16", "talked", "call_later:20"),
    )
    limits = Limits(authority={}, daily_authority=ZERO, freight_ceiling=ZERO)
    at = now()
    for story in stories:
        case = make_case(people.owner, make_order(people.shop))
        for minute, entry in enumerate(story):
            result, _colon, hours = entry.partition(":")
            next_at = at + timedelta(hours=int(hours)) if hours else None
            Contact.objects.create(
                case=case, channel="chat", stage="receive", result=result, next_at=next_at,
                at=at + timedelta(minutes=minute),
            )  # fmt: skip
        later = at + timedelta(hours=17)
        wanted = appointment_of(Talk(around(person(people.owner), case).talks, 0, limits, later, people.shop.timezone))
        asked_for = appointments(person(people.owner), frozenset({people.shop.pk}), later, most=50)
        found = {
            overdue: {one.number: one.next_at for one in asked_for if one.is_overdue == overdue}
            for overdue in (True, False)
        }
        expected = {True: None, False: None} | ({wanted.is_overdue: wanted.at} if wanted else {})
        assert {overdue: rows.get(case.number) for overdue, rows in found.items()} == expected, story
