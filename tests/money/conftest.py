"""Fixtures of the tests of money."""

import threading
from collections.abc import Iterator

import pytest
from tests.money.scene import Scene, known

from aftercare.connectors.payouts.manual import ManualChannel
from aftercare.connectors.payouts.simulator import SimulatorChannel
from aftercare.connectors.simulator.server import Simulator


@pytest.fixture
def provider() -> Iterator[Simulator]:
    """A practice provider over real HTTP, known as the channel 'simulator'; and the channel by hand."""
    server = Simulator()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with known(ManualChannel(), SimulatorChannel(server.address, seconds=5)):
        yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def scene(db: None, provider: Simulator) -> Scene:
    return Scene()
