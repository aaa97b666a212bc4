"""The dispute type on the page of a case: shown, explained, corrected (R3), with the steps of its playbook (R8)."""

import re

import pytest
from django.utils import translation
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_case_of, make_order, make_people
from tests.reviews.scene import make_review

from aftercare.cases.models import Case
from aftercare.cases.playbooks.table import PLAYBOOKS, playbook_of_dispute
from aftercare.cases.terms import Reason
from aftercare.core.models import Event
from aftercare.disputes.models import DisputeReading
from aftercare.disputes.terms import DisputeType

pytestmark = [pytest.mark.django_db, pytest.mark.row("R3", "R8")]
WORDS = "快递员态度差，把箱子一扔就走 <b>&"


def make_complaint(people, text: str = WORDS) -> Case:
    return make_case_of(
        "complaint", people.owner, make_order(people.shop), reason=Reason.OTHER, description=text,
        inputs={"complaint_source": "chat"},
    )  # fmt: skip


def part_of(staff, case: Case) -> str:
    answer = browser(staff).get(f"/cases/{case.number}/dispute/", headers=PART)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(page: str) -> list[str]:
    return re.findall(r'data-dispute="([a-z._]+)"', page)


def test_the_page_of_a_complaint_asks_for_the_part_and_stays_within_its_queries() -> None:
    people = make_people()
    case = make_complaint(people)
    client = browser(people.owner)

    page = client.get(f"/cases/{case.number}/").content.decode()

    assert f'hx-get="/cases/{case.number}/dispute/"' in page
    assert queries_of(lambda: client.get(f"/cases/{case.number}/")) <= 9
    assert queries_of(lambda: client.get(f"/cases/{case.number}/dispute/", headers=PART)) <= 6
    other = make_case_of("return", people.owner, make_order(people.shop))
    assert "dispute/" not in client.get(f"/cases/{other.number}/").content.decode()


def test_it_says_the_type_the_words_that_counted_and_the_steps() -> None:
    people = make_people()
    page = part_of(people.teammate, make_complaint(people))

    assert shown(page) == ["logistics.courier"]
    assert "<q>快递员态度差</q>" in page
    assert 'data-playbook-of="logistics.courier"' in page
    with translation.override("en"):
        assert str(PLAYBOOKS["logistics.courier"].steps[0].text) in page
    assert not DisputeReading.objects.exists()  # looking writes nothing


def test_an_agent_puts_it_right_and_everybody_sees_it() -> None:
    people = make_people()
    case = make_complaint(people)

    answer = browser(people.owner).post(f"/cases/{case.number}/dispute/", {"type": "service.attitude"}, headers=PART)

    assert answer.status_code == 200
    for page in (answer.content.decode(), part_of(people.teammate, case)):
        assert shown(page) == ["service.attitude"]
        assert people.owner.name in page
        assert 'data-playbook-of="service.attitude"' in page
    reading = DisputeReading.objects.get()
    assert (reading.subject_kind, reading.subject_id, reading.type) == ("case", case.pk, "logistics.courier")
    plain = browser(people.owner).post(f"/cases/{case.number}/dispute/", {"type": "unclear"})
    assert (plain.status_code, plain.headers["Location"]) == (303, f"/cases/{case.number}/")


def test_who_may_not_put_it_right_changes_nothing() -> None:
    people = make_people()
    case = make_complaint(people)
    address = f"/cases/{case.number}/dispute/"
    before = Event.objects.count()

    tries = [(people.stranger, {"type": "unclear"}, 404), (people.warehouse, {"type": "unclear"}, 409),
             (people.owner, {"type": "nonsense"}, 422),
             (people.owner, {"type": "unclear", "shop": "1"}, 422)]  # fmt: skip
    for staff, sent, status in tries:
        assert browser(staff).post(address, sent, headers=PART).status_code == status
    assert browser(people.stranger).get(address).status_code == 404
    assert "<form" not in part_of(people.warehouse, case)

    assert (DisputeReading.objects.count(), Event.objects.count()) == (0, before)


def test_a_case_without_words_says_so() -> None:
    people = make_people()
    page = part_of(people.owner, make_complaint(people, ""))

    assert shown(page) == []
    assert "The buyer has written nothing that could be read." in page


def test_the_words_of_a_review_case_are_the_review() -> None:
    people = make_people()
    inputs = {"rating": "bad", "review_text": "洗完头皮更痒了，一点效果都没有"}
    case = make_case_of("review", people.owner, make_order(people.shop), description="买家给了差评", inputs=inputs)

    assert shown(part_of(people.owner, case)) == ["product.effect"]


def test_a_review_and_the_case_that_it_opened_have_one_reading() -> None:
    people = make_people()
    review = make_review(make_order(people.shop), content="洗完头皮更痒了，一点效果都没有", append_text="还掉头发")
    case = review.case
    assert case is not None
    assert shown(part_of(people.owner, case)) == ["product.effect"] == [review.dispute_type]
    address = f"/cases/{case.number}/dispute/"

    assert browser(people.warehouse).post(address, {"type": "unclear"}, headers=PART).status_code == 409
    answer = browser(people.owner).post(address, {"type": "product.authenticity"}, headers=PART)

    assert shown(answer.content.decode()) == ["product.authenticity"]
    page = browser(people.supervisor).get(f"/reviews/{review.pk}/").content.decode()
    assert shown(page) == ["product.authenticity"] and people.owner.name in page
    review.refresh_from_db()
    assert review.dispute_type == "product.authenticity"
    browser(people.supervisor).post(f"/reviews/{review.pk}/dispute/", {"type": "product.usage"})
    assert shown(part_of(people.owner, case)) == ["product.usage"]
    assert DisputeReading.objects.get().subject_kind == "review"
    client = browser(people.owner)
    assert queries_of(lambda: client.get(address, headers=PART)) <= 7


def test_every_type_has_a_playbook() -> None:
    assert all(playbook_of_dispute(one).steps for one in DisputeType)
