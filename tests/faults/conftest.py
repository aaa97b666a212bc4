"""Fixtures of the fault tests of money: a provider and workers, each in a process of its own."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults.processes import Provider, Workers, process
from tests.money.scene import Scene, known

from aftercare.connectors.payouts.simulator import SimulatorChannel


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    record = str(tmp_path / "provider.sqlite3")
    with process(dict(os.environ), "-m", "aftercare.connectors.simulator", "--record", record) as child:
        assert child.stdout is not None
        address = child.stdout.readline().strip()
        with known(SimulatorChannel(address)):
            yield Provider(address)


@pytest.fixture
def scene(transactional_db: None, provider: Provider) -> Scene:
    return Scene()


@pytest.fixture
def hire(process_environment: dict[str, str], provider: Provider) -> Iterator[Callable[..., Workers]]:
    """Makes workers: with the time limit of their channel, their lease, and the kind of provider they believe in."""
    with ExitStack() as hired:

        def start(*, seconds: float = 5, lease: float = 60, **kind: bool) -> Workers:
            numbers = (provider.address, str(seconds), str(lease), json.dumps(kind))
            return Workers(
                hired.enter_context(process(process_environment, "-m", "tests.faults.payout_worker", *numbers))
            )

        yield start
