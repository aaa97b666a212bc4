"""What every end of a callback writes. Called by actions only."""

from datetime import datetime
from typing import Any

from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import CallbackState
from aftercare.core.events import record
from aftercare.core.time import now


def end(callback: Callback, state: CallbackState, actor_id: int | None, at: datetime) -> None:
    """End the locked callback at that time. What was said is no part of the event."""
    callback.state, callback.ended_at, callback.ended_by_id, callback.next_at = state, at, actor_id, None
    callback.save()
    data: dict[str, Any] = {"state": state.value, "calls": callback.calls}
    if callback.follow_up_id is not None:
        data["follow_up"] = callback.follow_up_id
    tell(callback, "callback.ended", actor_id, **data)


def tell(callback: Callback, kind: str, actor_id: int | None, **data: Any) -> None:
    """The event of a change."""
    record(
        kind=kind,
        subject=("callback", callback.pk),
        shop_id=callback.shop_id,
        actor_id=actor_id,
        at=now(),
        data={"case": callback.case_id, **data},
    )
