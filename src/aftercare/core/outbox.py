"""Jobs caused by a change, written in the same transaction as the change (the outbox).

The row exists exactly when the change was committed; a crash right after the commit loses nothing.
Jobs run at least once: what they call must bear a second call.
"""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def enqueue(
    task: str, *, run_at: datetime | None = None, lock: str | None = None, queue: str = "default", **arguments: Any
) -> int:
    """Enqueue the named task; arguments are JSON values. Jobs with the same `lock` run one after the other."""
    options: dict[str, Any] = {"queue": queue, "allow_unknown": True}
    if run_at is not None:
        options["schedule_at"] = run_at
    if lock is not None:
        options["lock"] = lock
    return int(app.configure_task(task, **options).defer(**arguments))
