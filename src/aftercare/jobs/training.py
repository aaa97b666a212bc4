"""Jobs of training."""

from aftercare.jobs.app import app
from aftercare.training.actions.rehearse import advance_rehearsals


@app.periodic(cron="* * * * * */5")  # the sixth field is the second
@app.task(name="training.practice", lock="training.practice", queueing_lock="training.practice")
def practice(timestamp: int) -> dict[str, int]:
    """Every five seconds: scripted buyers whose learner has answered go on (K3)."""
    return {"advanced": advance_rehearsals()}
