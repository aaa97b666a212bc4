"""Jobs of handovers and promises."""

from aftercare.handover.actions.hear_promises import hear_promises
from aftercare.jobs.app import app


@app.periodic(cron="* * * * * */10")  # the sixth field is the second
@app.task(name="handover.promises", lock="handover.promises", queueing_lock="handover.promises")
def promises(timestamp: int) -> dict[str, int]:
    """Every ten seconds: what agents have promised, and which answers keep it (B9)."""
    return hear_promises()
