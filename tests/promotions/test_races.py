"""Two workers share a run; one is killed in the middle, and the next goes on."""

from collections import Counter

import pytest
from tests.people import make_people
from tests.promotions.scene import asked, began
from tests.races import race

from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.promotions.actions import work_bulk as worker
from aftercare.promotions.actions.work_bulk import work_bulk, work_unfinished
from aftercare.promotions.models import BulkRun
from aftercare.promotions.terms import BulkKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("B11")
def test_two_workers_do_each_row_once():
    people = make_people()
    asked(people, 8)
    run = began(people, BulkKind.AGREE)
    ends = race(lambda: work_bulk(run_id=run.pk), lambda: work_bulk(run_id=run.pk))
    assert all(end.won for end in ends)
    assert Counter(run.rows.values_list("state", flat=True)) == {"done": 8}
    assert Event.objects.filter(kind="case.moved").count() == 8 == Case.objects.filter(state="agreed").count()
    assert Event.objects.filter(kind="bulk.ended").count() == 1


@pytest.mark.row("B11")
def test_two_presses_at_once_begin_one_run():
    people = make_people()
    asked(people, 3)
    ends = race(lambda: began(people, BulkKind.AGREE), lambda: began(people, BulkKind.AGREE))
    assert {end.value.pk for end in ends} == {BulkRun.objects.get().pk}
    assert Event.objects.filter(kind="bulk.started").count() == 1


@pytest.mark.row("B11")
def test_a_killed_worker_leaves_no_row_half_done():
    people = make_people()
    asked(people, 3)
    run = began(people, BulkKind.AGREE)
    first = run.rows.order_by("pk")[0]
    assert worker._settle(run, first.pk)  # and here it dies: the run is not ended
    assert not worker._settle(run, first.pk)
    assert Case.objects.filter(state="agreed").count() == 1
    assert work_unfinished() == 2
    assert Counter(run.rows.values_list("state", flat=True)) == {"done": 3}
    assert Event.objects.filter(kind="case.moved").count() == 3
