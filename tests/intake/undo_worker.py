"""Taking an import back as a process of its own, to be killed: `python -m tests.intake.undo_worker BATCH [AHEAD]`.

It says when it is ready, and begins with the first line that it gets.
"""

import sys
from datetime import timedelta

import django

django.setup()

from aftercare.core.time import travel  # noqa: E402
from aftercare.intake.actions.run_undo import run_undo  # noqa: E402

if __name__ == "__main__":
    batch, ahead = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print("ready", flush=True)
    sys.stdin.readline()
    with travel(timedelta(seconds=ahead)):
        print(run_undo(batch_id=batch).value)
