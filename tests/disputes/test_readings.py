"""Readings are kept, stay while the text does, and are put right by those who may (R3)."""

from datetime import timedelta

import pytest
from django.db import connection
from tests.people import People, make_people, person

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.disputes.actions.correct_reading import correct_reading
from aftercare.disputes.actions.read_text import read_text, read_texts
from aftercare.disputes.learning import correction_examples
from aftercare.disputes.models import DisputeReading
from aftercare.disputes.terms import DisputeType, Polarity
from aftercare.disputes.training.expand import Example

pytestmark = [pytest.mark.django_db, pytest.mark.row("R3")]
TEXT = "用了两次就坏了，电话13812345678也没人接"


def read(people: People, text: str = TEXT, number: int = 7) -> DisputeReading:
    return read_text(shop_id=people.shop.pk, subject=("review", number), text=text)


def correct(people: People, reading: DisputeReading, to: str = "product.usage", text: str = TEXT) -> DisputeReading:
    return correct_reading(person=person(people.owner), reading_id=reading.pk, to=to, text=text)


def test_a_text_is_read_once_and_stands_nowhere_in_plain() -> None:
    people = make_people()

    reading = read(people)
    with travel(timedelta(days=1)):
        again = read(people)

    assert (reading.type, reading.polarity) == (DisputeType.QUALITY, Polarity.BAD)
    assert (again.pk, again.read_at) == (reading.pk, reading.read_at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT disputes_disputereading::text FROM disputes_disputereading")
        (row,) = cursor.fetchone()
    assert "13812345678" not in row


def test_a_correction_is_kept_with_its_event_and_is_learned_from() -> None:
    people = make_people()
    reading = correct(people, read(people))
    before = Event.objects.count()

    assert correct(people, reading).settled is DisputeType.USAGE  # the same again
    reading.refresh_from_db()
    assert (reading.type, reading.corrected_by, Event.objects.count()) == ("product.quality", people.owner, before)
    event = Event.objects.get(kind="dispute.corrected")
    assert (event.actor_id, event.shop_id) == (people.owner.pk, people.shop.pk)
    assert event.data == {"subject": "review", "of": 7, "before": "product.quality", "to": "product.usage"}
    assert correction_examples() == (Example("用了两次就坏了，电话 也没人接", DisputeType.USAGE, Polarity.BAD),)
    with connection.cursor() as cursor:
        cursor.execute("SELECT corrected_text FROM disputes_disputereading")
        assert TEXT not in cursor.fetchone()[0]


def test_the_type_that_was_read_takes_a_correction_back() -> None:
    people = make_people()
    reading = correct(people, correct(people, read(people)), "product.quality")

    assert (reading.corrected_to, reading.corrected_by, reading.corrected_at, reading.corrected_text) == (
        "", None, None, ""
    )  # fmt: skip
    assert correction_examples() == ()


def test_another_text_is_read_anew_and_the_correction_of_the_old_one_goes() -> None:
    people = make_people()
    reading = correct(people, read(people))

    after = read(people, "快递员骂人，态度差")

    assert (after.pk, after.settled, after.corrected_to) == (reading.pk, DisputeType.COURIER, "")
    event = Event.objects.get(kind="dispute.reread")
    assert (event.actor_id, event.data["before"], event.data["to"]) == (None, "product.usage", "logistics.courier")


def test_only_people_of_the_shop_who_settle_disputes_put_it_right() -> None:
    people = make_people()
    reading = read(people)

    for staff, error in ((people.stranger, NotFound), (people.warehouse, Refused)):
        with pytest.raises(error):
            correct_reading(person=person(staff), reading_id=reading.pk, to="unclear", text=TEXT)
    for to, text, error in (("nonsense", TEXT, InvalidInput), ("", TEXT, InvalidInput), ("unclear", "别的", Refused)):
        with pytest.raises(error):
            correct(people, reading, to, text)

    reading.refresh_from_db()
    assert (reading.corrected_to, Event.objects.filter(kind__startswith="dispute").count()) == ("", 0)
    assert correct_reading(person=person(people.teammate), reading_id=reading.pk, to="unclear", text=TEXT).corrected_at


def test_many_texts_cost_as_many_statements_as_few(django_assert_num_queries) -> None:
    people = make_people()
    now()
    read_texts(shop_id=people.shop.pk, kind="chat", texts={1: "坏了"})

    for few in ({2: "坏了"}, {number: f"坏了 {number}" for number in range(10, 510)}):
        with django_assert_num_queries(6):  # savepoint, known, time, written, known again, savepoint
            found = read_texts(shop_id=people.shop.pk, kind="chat", texts=few)
        assert found.keys() == few.keys()
    with django_assert_num_queries(4):
        read_texts(shop_id=people.shop.pk, kind="chat", texts=few)
