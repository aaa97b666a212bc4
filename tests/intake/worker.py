"""An import, or taking one back, as a process of its own, to be killed:
`python -m tests.intake.worker import|undo BATCH [SECONDS AHEAD]`.

It says when it is ready, and begins with the first line that it gets.
"""

import sys
from datetime import timedelta

import django

django.setup()

from aftercare.core.time import travel  # noqa: E402
from aftercare.intake.actions.run_import import run_import  # noqa: E402
from aftercare.intake.actions.run_undo import run_undo  # noqa: E402

WORK = {"import": run_import, "undo": run_undo}

if __name__ == "__main__":
    run, batch, ahead = WORK[sys.argv[1]], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0
    print("ready", flush=True)
    sys.stdin.readline()
    with travel(timedelta(seconds=ahead)):
        print(run(batch_id=batch).value)
