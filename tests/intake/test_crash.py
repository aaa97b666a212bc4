"""Workers that die, meet, or lose their turn in the middle of a file: no row is lost and none is doubled."""

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.intake.conftest import StartWorker
from tests.intake.own_sheets import FIELDS, naming, own, own_file
from tests.intake.reports import CLASSIC, classic, csv_file

from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.intake.actions.cancel_import import cancel_import
from aftercare.intake.actions.forget_sheet import forget_sheet
from aftercare.intake.actions.name_columns import name_columns
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import start_import
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.problems import FileRefused
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order, OrderLine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
EVERY_BAD = 100
LEASE_OVER = timedelta(seconds=61)
PATIENCE = 90


@pytest.fixture
def batch(request, people, importer) -> ImportBatch:
    """A started import of 4,000 rows (or as many as the test asks for), one in a hundred of them bad."""
    count = getattr(request, "param", 4000)
    rows = [classic("x" if n % EVERY_BAD == 50 else f"{1930679858000000 + n}") for n in range(count)]
    data = csv_file(CLASSIC, rows)
    received = receive_file(person=importer, shop_slug=people.shop.slug, name="a.csv", chunks=[data])
    preview(person=importer, batch_id=received.pk)
    return start_import(person=importer, batch_id=received.pk)


@pytest.fixture
def start(start_worker: StartWorker) -> StartWorker:
    """Start an import in a process of its own."""
    return partial(start_worker, "import")


def go(*workers: subprocess.Popen[str]) -> None:
    """Let waiting workers begin."""
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()


def result(worker: subprocess.Popen[str]) -> str:
    """The state in which a worker left the import, once it has ended by itself."""
    told = worker.communicate(timeout=PATIENCE)[0].strip()
    assert worker.returncode == 0
    return told


def wait_until(done: Callable[[], bool]) -> None:
    """Poll another process's work; fails after `PATIENCE` seconds."""
    last = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < last, "the other process did not get on"
        time.sleep(0.02)


def position(batch: ImportBatch) -> int:
    return ImportBatch.objects.values_list("position", flat=True).get(pk=batch.pk)


def assert_every_row_exactly_once(batch: ImportBatch) -> None:
    batch.refresh_from_db()
    rows, refused = batch.rows_expected, batch.rows_expected // EVERY_BAD
    assert (batch.state, batch.position, batch.added, batch.refused) == ("done", rows, rows - refused, refused)
    assert (batch.updated, batch.unchanged, batch.older) == (0, 0, 0)
    assert batch.refusals.values("line").distinct().count() == batch.refusals.count() == refused
    assert Order.objects.count() == OrderLine.objects.count() == rows - refused
    assert Event.objects.filter(kind="order.imported").count() == rows - refused


@pytest.mark.row("O1")
@pytest.mark.attack("E8")
@pytest.mark.parametrize("batch", [10_000], indirect=True)
def test_an_import_that_is_killed_in_the_middle_goes_on_where_it_stopped(batch, start):
    victim = start(batch.pk)
    go(victim)
    wait_until(lambda: position(batch) >= 5000)

    victim.send_signal(signal.SIGKILL)

    assert victim.wait(PATIENCE) == -signal.SIGKILL
    wait_until(lambda: Order.objects.count() + batch.refusals.count() == position(batch))
    stopped_at = position(batch)
    assert 5000 <= stopped_at < 10_000
    assert run_import(batch_id=batch.pk) is ImportState.RUNNING  # its lease is still on: left alone, looked at later
    assert ProcrastinateJob.objects.filter(task_name="intake.import", scheduled_at__isnull=False).count() == 1
    assert position(batch) == stopped_at
    with travel(LEASE_OVER):
        assert run_import(batch_id=batch.pk) is ImportState.DONE
    assert_every_row_exactly_once(batch)


@pytest.mark.row("O1")
@pytest.mark.attack("E8")
def test_a_killed_import_of_a_named_sheet_goes_on_by_its_own_names_whatever_was_named_since(people, importer, start):
    rows = [own(n, 实收="x" if n % EVERY_BAD == 50 else "9.90") for n in range(6000)]
    data = own_file(rows)
    batch = receive_file(person=importer, shop_slug=people.shop.slug, name="a.csv", chunks=[data])
    with pytest.raises(FileRefused):
        preview(person=importer, batch_id=batch.pk)
    name_columns(person=importer, batch_id=batch.pk, naming=naming())
    start_import(person=importer, batch_id=batch.pk)
    victim = start(batch.pk)
    go(victim)
    wait_until(lambda: position(batch) >= 2000)
    victim.send_signal(signal.SIGKILL)
    assert victim.wait(PATIENCE) == -signal.SIGKILL
    wait_until(lambda: Order.objects.count() + batch.refusals.count() == position(batch))
    assert 2000 <= position(batch) < 6000

    forget_sheet(person=importer, sheet_id=NamedSheet.objects.get().pk)
    other = receive_file(person=importer, shop_slug=people.shop.slug, name="b.csv", chunks=[data])
    with pytest.raises(FileRefused):
        preview(person=importer, batch_id=other.pk)
    turned = (*FIELDS[:7], "", "item_summary")
    name_columns(person=importer, batch_id=other.pk, naming=naming("另一种", codes=turned))

    with travel(LEASE_OVER):
        assert run_import(batch_id=batch.pk) is ImportState.DONE
    assert_every_row_exactly_once(batch)
    assert set(Order.objects.values_list("item_summary", flat=True)) == {"青瓷花瓶"}
    assert batch.mapping["mapped"]["name"] == "ERP 导出"


def test_two_workers_at_one_import_do_every_row_once(batch, start):
    workers = [start(batch.pk), start(batch.pk)]
    go(*workers)
    assert sorted(map(result, workers)) == ["done", "running"]
    assert_every_row_exactly_once(batch)


@pytest.mark.parametrize("batch", [10_000], indirect=True)
def test_a_worker_whose_lease_was_taken_over_stops_without_a_row_of_its_own(batch, start):
    slow, heir = start(batch.pk), start(batch.pk, 3600)
    go(slow)
    wait_until(lambda: position(batch) >= 1000)

    go(heir)

    assert (result(heir), result(slow)) == ("done", "running")
    batch.refresh_from_db()
    assert batch.lease_token == 2
    assert_every_row_exactly_once(batch)


def test_a_cancelled_import_stops_before_its_next_thousand_and_keeps_what_is_in(batch, start, importer, settings):
    worker = start(batch.pk)
    go(worker)
    wait_until(lambda: position(batch) >= 1000)

    cancel_import(person=importer, batch_id=batch.pk)

    assert result(worker) == "cancelled"
    batch.refresh_from_db()
    assert (batch.state, batch.position < 4000) == ("cancelled", True)
    assert Order.objects.count() == batch.added == batch.position - batch.refused
    assert list((settings.FILES_ROOT / "imports").iterdir()) == []
