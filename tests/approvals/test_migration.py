"""Requests of before levels, substitutes and sealed words: they go on as they were asked (C17, J3)."""

from collections.abc import Iterator

import pytest
from django.db import connection
from tests.approvals.scene import DEAR, HUGE, asked
from tests.cases.story import World
from tests.migrating import migrate, migrate_all

from aftercare.approvals.models import Approval
from aftercare.cases.clocks import APPROVAL
from aftercare.clock.models import Deadline

BEFORE, AFTER = ("approvals", "0001_initial"), ("approvals", "0003_sealed_words")


@pytest.fixture
def before() -> Iterator[World]:
    """The tables as they were, with a request on each level and one that was decided."""
    world = World()
    asked(world, DEAR).do("approve", by="supervisor", note="电话 13800000000 已核实")
    asked(world, DEAR)
    asked(world, HUGE)
    Approval.objects.filter(final_role="administrator").update(needs_role="administrator")
    migrate([BEFORE])
    try:
        yield world
    finally:
        migrate_all()


def stored(columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM approvals_approval ORDER BY id")
        return cursor.fetchall()


@pytest.mark.row("C17")
@pytest.mark.attack("J3", "J8")
@pytest.mark.django_db(transaction=True)
def test_what_was_asked_before_goes_on_and_its_words_are_sealed(before: World):
    assert stored("reason, decision_note")[0] == ("已与买家沟通", "电话 13800000000 已核实")
    assert not Deadline.objects.filter(kind=APPROVAL, state="pending").exists()
    migrate([AFTER])
    rows = list(Approval.objects.order_by("pk"))
    assert [(row.needs_role, row.final_role) for row in rows] == [
        ("supervisor", "supervisor"),
        ("supervisor", "supervisor"),
        ("administrator", "administrator"),
    ]
    assert [(row.reason, row.decision_note) for row in rows] == [
        ("已与买家沟通", "电话 13800000000 已核实"),
        ("已与买家沟通", ""),
        ("已与买家沟通", ""),
    ]
    assert not any("买家" in text or "138" in text for row in stored("reason, decision_note") for text in row)
    watched = Deadline.objects.filter(kind=APPROVAL, state="pending").order_by("subject_id")
    assert [(one.subject_id, one.due_at) for one in watched] == [(row.pk, row.due_at) for row in rows[1:]]
