"""A callback for the authorization matrix."""

from datetime import timedelta

from tests.people import People, make_case_of, make_order

from aftercare.callbacks.models import Callback
from aftercare.core.time import now

# What must be sent so that the answer is about the right, not about the form.
SENT = {"callback_call": {"channel": "phone", "result": "content"}}


def callback_things(people: People) -> dict[str, dict[str, object]]:
    """One to be made after an exchange."""
    case = make_case_of("exchange", people.owner, make_order(people.shop))
    at = now()
    row = Callback.objects.create(
        shop=people.shop, case=case, kind="exchange", finished_at=at, due_at=at + timedelta(days=3), owner=people.owner
    )
    of_one: dict[str, object] = {"pk": row.pk}
    return {"callback": of_one, "callback_call": of_one}
