"""What a watching machine sees."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.people import make_case, make_order, make_people

from aftercare.clock.models import Deadline
from aftercare.core.time import now

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_asking_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_when_the_database_answers_and_no_clock_is_late():
    people = make_people()
    make_case(people.owner, make_order(people.shop))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": True, "clock": True})


def test_a_clock_that_nobody_fires_is_said():
    people = make_people()
    make_case(people.owner, make_order(people.shop))
    Deadline.objects.update(due_at=now() - timedelta(minutes=2))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": True, "clock": False})
