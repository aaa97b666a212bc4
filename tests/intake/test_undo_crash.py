"""Workers that die, meet, or lose their turn while an import is taken back: every change goes back once."""

import signal
from functools import partial

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.intake.conftest import StartWorker
from tests.intake.reports import CLASSIC, classic, csv_file
from tests.intake.test_crash import LEASE_OVER, PATIENCE, go, result, wait_until

from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.intake.actions.ask_undo import ask_undo
from aftercare.intake.actions.run_undo import run_undo
from aftercare.intake.actions.start_undo import start_undo
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.terms import UndoState
from aftercare.intake.models import ImportBatch
from aftercare.orders.models import Order, OrderLine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults, pytest.mark.row("O1")]
HELD, NEW = 2000, 4000
SENT = {"订单状态": "卖家已发货，等待买家确认", "物流单号": "YT1", "物流公司": "圆通速递"}


def number(index: int) -> str:
    return f"{1930679858000000 + index}"


@pytest.fixture
def batch(people, importer, bring_in) -> ImportBatch:
    """An import that has changed 2,000 orders and added 4,000, looked at and started to be taken back."""
    bring_in(csv_file(CLASSIC, [classic(number(n)) for n in range(HELD)]))
    rows = [classic(number(n), **(SENT if n < HELD else {})) for n in range(HELD + NEW)]
    brought = bring_in(csv_file(CLASSIC, rows)).batch
    ask_undo(person=importer, batch_id=brought.pk)
    assert run_undo(batch_id=brought.pk) is UndoState.CHECKED
    start_undo(person=importer, batch_id=brought.pk, reason="错误的文件")
    return brought


@pytest.fixture
def start(start_worker: StartWorker) -> StartWorker:
    """Take back in a process of its own."""
    return partial(start_worker, "undo")


def done(batch: ImportBatch) -> int:
    return ImportUndo.objects.values_list("done", flat=True).get(batch=batch)


def assert_every_change_went_back_once(batch: ImportBatch) -> None:
    undo = ImportUndo.objects.get(batch=batch)
    assert (undo.state, undo.done, undo.total) == ("done", HELD + NEW, HELD + NEW)
    assert (undo.counts["gone"], undo.counts["back"], undo.counts["stays"]) == (NEW, HELD, 0)
    assert Order.objects.count() == OrderLine.objects.count() == HELD
    assert Order.objects.filter(status="awaiting_dispatch", tracking_no="").count() == HELD
    assert Event.objects.filter(kind="order.taken_back").count() == NEW
    assert Event.objects.filter(kind="order.put_back").count() == HELD
    assert Event.objects.filter(kind="import.undone").count() == 1
    assert not ImportChange.objects.filter(batch=batch, fate="").exists()


@pytest.mark.attack("E8")
def test_an_undo_that_is_killed_in_the_middle_goes_on_where_it_stopped(batch, start):
    victim = start(batch.pk)
    go(victim)
    wait_until(lambda: done(batch) >= 2500)

    victim.send_signal(signal.SIGKILL)

    assert victim.wait(PATIENCE) == -signal.SIGKILL
    wait_until(lambda: ImportChange.objects.filter(batch=batch).exclude(fate="").count() == done(batch))
    stopped_at = done(batch)
    assert 2500 <= stopped_at < HELD + NEW
    assert run_undo(batch_id=batch.pk) is UndoState.RUNNING  # its lease is still on: left alone, looked at later
    assert ProcrastinateJob.objects.filter(task_name="intake.undo", scheduled_at__isnull=False).count() == 1
    assert done(batch) == stopped_at
    with travel(LEASE_OVER):
        assert run_undo(batch_id=batch.pk) is UndoState.DONE
    assert_every_change_went_back_once(batch)


def test_two_workers_at_one_undo_do_every_change_once(batch, start):
    workers = [start(batch.pk), start(batch.pk)]
    go(*workers)
    assert sorted(map(result, workers)) == ["done", "running"]
    assert_every_change_went_back_once(batch)


def test_a_worker_whose_lease_was_taken_over_stops(batch, start):
    slow, heir = start(batch.pk), start(batch.pk, 3600)
    go(slow)
    wait_until(lambda: done(batch) >= 500)

    go(heir)

    assert (result(heir), result(slow)) == ("done", "running")
    assert_every_change_went_back_once(batch)
