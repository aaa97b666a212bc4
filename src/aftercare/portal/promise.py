"""How quickly the shop usually answers: said to buyers when it is true, and not otherwise."""

from datetime import datetime, timedelta
from typing import Final

from aftercare.chat.models import Wait
from aftercare.shops.models import Shop

SPAN: Final = timedelta(days=7)
LEAST: Final = 20
MOST: Final = 200  # answers that are looked at, the newest
USUALLY: Final = 0.8  # of them were not later than this
STEPS: Final = (30, 60, 120, 300, 600)  # seconds that are said


def usual_seconds(shop: Shop, at: datetime) -> int | None:
    """Within how many seconds four of five first answers of the last week came, rounded up to what is said; None when
    there were too few, or it took longer than anybody likes to hear. One bounded query."""
    waits = Wait.objects.filter(shop=shop, since__gt=at - SPAN, is_first=True).exclude(ended_at=None)
    newest = waits.order_by("-since").values_list("since", "ended_at", "answered_by")[:MOST]
    took = sorted(
        (ended - since).total_seconds() if ended and answered_by else float("inf")
        for since, ended, answered_by in newest
    )
    if len(took) < LEAST:
        return None
    usual = took[int(len(took) * USUALLY) - 1]
    return next((step for step in STEPS if usual <= step), None)
