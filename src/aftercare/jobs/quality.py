"""Jobs of quality sampling."""

from aftercare.jobs.app import app
from aftercare.quality.actions.draw_week import draw_due


@app.periodic(cron="23 * * * *")
@app.task(name="quality.draw", lock="quality.draw", queueing_lock="quality.draw")
def draw(timestamp: int) -> int:
    """Every hour: weeks that are over and not drawn yet (K2)."""
    return draw_due()
