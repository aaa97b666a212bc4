"""A worker is killed while it writes the samples of a week: nothing of it stays, and the week is drawn once (K2)."""

import os
import signal

import pytest
from django.db import connection, transaction
from tests.faults.processes import process, until
from tests.quality.scene import Quality

from aftercare.quality.models import Drawing, Sample

WAITING = """
    SELECT count(*) FROM pg_locks WHERE relation = 'quality_sample'::regclass AND NOT granted
"""


@pytest.mark.row("K2")
@pytest.mark.faults
def test_a_killed_worker_leaves_no_half_week(transactional_db, process_environment):
    quality = Quality()
    quality.talks(quality.people.owner, 30)
    arguments = ("-m", "tests.faults.draw_worker", str(quality.shop.pk), quality.monday.isoformat())
    with process(process_environment, *arguments) as child:
        assert child.stdin is not None and child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE quality_sample IN EXCLUSIVE MODE")
            child.stdin.write("go\n")
            child.stdin.flush()
            until(lambda: waiting(cursor) == 1)  # its row of the week is written, the samples are not
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
    assert not Drawing.objects.exists()
    assert quality.draw() is not None
    assert Sample.objects.count() == 3 and quality.draw() is None


def waiting(cursor) -> int:
    cursor.execute(WAITING)
    return int(cursor.fetchone()[0])
