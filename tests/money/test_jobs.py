"""The jobs of money in the real worker: what was enqueued is paid, what was lost is swept."""

import logging
from datetime import timedelta

import pytest
from tests.money.scene import Scene, jobs

from aftercare.connectors.simulator.server import Simulator
from aftercare.core.time import now
from aftercare.jobs.app import app
from aftercare.money.actions import pay
from aftercare.money.models import ChannelReading, Payout
from aftercare.money.terms import PayoutState

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """Run the real worker until its queue is empty."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.row("C18")
def test_the_worker_pays_what_was_instructed(scene: Scene, provider: Simulator) -> None:
    for number in range(1, 4):
        scene.refund(f"refund-{number}", number)
    assert len(jobs("money.pay")) == 3

    work()

    assert set(Payout.objects.values_list("state", flat=True)) == {PayoutState.PAID}
    assert [row["amount_fen"] for row in provider.record.paid(merchant="", since="", after=0, limit=9)] == [1, 2, 3]


@pytest.mark.attack("X11")
def test_the_periodic_jobs_sweep_and_collect(scene: Scene) -> None:
    payout = scene.refund()
    app.configure_task("money.sweep").defer(timestamp=0)
    Payout.objects.filter(pk=payout.pk).update(due_at=now() - timedelta(minutes=1))
    app.configure_task("money.collect").defer(timestamp=0)

    work()

    assert Payout.objects.get().state == PayoutState.PAID
    assert ChannelReading.objects.filter(channel="simulator").count() == 2


@pytest.mark.attack("H3")
def test_an_unknown_result_has_a_job_for_later(scene: Scene, provider: Simulator, caplog, monkeypatch) -> None:
    # A second later on a busy machine is still the same look of the worker.
    monkeypatch.setattr(pay, "wait_before_next", lambda _attempts: timedelta(hours=1))
    provider.weather.set({"reply_lost": 1.0})
    payout = scene.refund()
    with caplog.at_level(logging.ERROR):
        work()
    assert Payout.objects.get().state == PayoutState.UNKNOWN
    assert {"task": "money.pay", "args": {"payout_id": payout.pk}} in jobs("money.pay")
    assert caplog.records == []
