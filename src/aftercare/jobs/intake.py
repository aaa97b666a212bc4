"""Jobs of dropped files: the rows of an import, and house keeping."""

from procrastinate import RetryStrategy

from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.run_undo import run_undo
from aftercare.intake.actions.tend_changes import tend_changes
from aftercare.intake.actions.tend_imports import tend_imports
from aftercare.jobs.app import app

TRY_AGAIN = RetryStrategy(max_attempts=3, wait=5)  # `tend_imports` covers what comes after


@app.task(name="intake.import", aliases=["orders.import"], retry=TRY_AGAIN)  # jobs written before the move go on
def import_rows(batch_id: int) -> str:
    """Import the rows of a started batch; goes on where a killed one stopped (O1)."""
    return run_import(batch_id=batch_id).value


@app.periodic(cron="*/2 * * * *")
@app.task(name="intake.tend", lock="intake.tend", queueing_lock="intake.tend")
def tend(timestamp: int) -> dict[str, int]:
    """Give lost imports a worker again, and remove files that nobody needs."""
    return tend_imports()


@app.task(name="intake.undo", retry=TRY_AGAIN)
def take_back(batch_id: int) -> str:
    """Look what taking an import back would do, or do it; goes on where a killed one stopped (O1)."""
    return run_undo(batch_id=batch_id).value


@app.periodic(cron="*/10 * * * *")
@app.task(name="intake.tend_changes", lock="intake.tend_changes", queueing_lock="intake.tend_changes")
def tend_kept(timestamp: int) -> dict[str, int]:
    """Give lost undos a worker again, and forget what nobody may take back any more."""
    return tend_changes()
