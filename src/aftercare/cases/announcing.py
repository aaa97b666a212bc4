"""Who wants to know what cases learn: filled by config.handlers from the packages above."""

from collections.abc import Callable

from aftercare.cases.models import Case
from aftercare.shops.access import Person

Replied = Callable[[Case, str, Person], None]  # the case, its public reply, who wrote it; in the step's transaction
Moved = Callable[[Case, str], None]  # the case in its new state, the state before; in the step's transaction
Listener = Callable[[str], None]  # gets the tracking number, in the transaction that wrote it
_of_parcels: list[Listener] = []
_of_replies: list[Replied] = []
_of_moves: list[Moved] = []


def on_parcel_named(listener: Listener) -> None:
    """Called once at start. The same listener again changes nothing."""
    if listener not in _of_parcels:
        _of_parcels.append(listener)


def parcel_named(tracking_no: str) -> None:
    """A case has learned under which number its goods come back."""
    for listener in _of_parcels:
        listener(tracking_no)


def on_public_reply(listener: Replied) -> None:
    """Called once at start. The same listener again changes nothing."""
    if listener not in _of_replies:
        _of_replies.append(listener)


def public_reply(case: Case, text: str, person: Person) -> None:
    """A case has a public reply (C6). A listener that refuses it refuses the step."""
    for listener in _of_replies:
        listener(case, text, person)


def on_case_moved(listener: Moved) -> None:
    """Called once at start. The same listener again changes nothing."""
    if listener not in _of_moves:
        _of_moves.append(listener)


def case_moved(case: Case, before: str) -> None:
    """A case stands in another state. Listeners only enqueue: every step of every case waits for them."""
    for listener in _of_moves:
        listener(case, before)
