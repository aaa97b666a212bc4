"""Writing values anew is killed in the middle, again and again: nothing is lost, and it comes to its end (J8)."""

import os
import signal

import pytest
from tests.core.test_rekeying import ADDRESS, forgotten_keys, grow_up
from tests.faults.processes import process
from tests.people import make_order, make_people

from aftercare.core.rekeying import make_key
from aftercare.core.sealed_places import count_values
from aftercare.orders.models import Order

__all__ = ["forgotten_keys"]
KILLS, ORDERS = 3, 60


@pytest.mark.attack("J8")
@pytest.mark.faults
def test_killed_in_the_middle_it_loses_nothing_and_goes_on(transactional_db, process_environment):
    people = make_people()
    for number in range(ORDERS):
        make_order(people.shop, receiver_name=f"买家{number}", receiver_address=ADDRESS)
    before = list(Order.objects.order_by("pk").values_list("receiver_name", "receiver_address"))
    new = make_key()
    grow_up()
    written = 0
    for kill in range(KILLS):
        with process(process_environment, "-m", "tests.faults.rekey_worker") as child:
            assert child.stdout is not None
            while written <= (kill + 1) * 10:
                written += int(child.stdout.readline())
            os.kill(child.pid, signal.SIGKILL)
        assert list(Order.objects.order_by("pk").values_list("receiver_name", "receiver_address")) == before
    assert len(count_values()) == 2
    with process(process_environment, "-m", "tests.faults.rekey_worker") as child:
        assert child.stdout is not None
        while child.stdout.readline().strip() != "end":
            pass
    assert list(Order.objects.order_by("pk").values_list("receiver_name", "receiver_address")) == before
    assert count_values().keys() == {new}
