"""Run one more worker: it pays, fires the clocks and does the periodic work. `serve` runs one by itself.

Any number may run, on any machine that reaches the database. SIGTERM or Ctrl-C stops it after the jobs under way.
"""

import argparse

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

GRACE_SECONDS = 15  # below the patience of `serve`


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much at once."""
    parser.add_argument("--concurrency", type=int, default=2, help="jobs at the same time (2)")


def run(options: argparse.Namespace) -> None:
    """Work until a signal."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(
            concurrency=options.concurrency,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="successful",  # the events tell what was done; a clock that ticks every seconds fills no table
            update_heartbeat_interval=1,
            stalled_worker_timeout=5,
        )
