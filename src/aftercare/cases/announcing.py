"""Who wants to know what cases learn: filled by config.handlers from the packages above."""

from collections.abc import Callable

Listener = Callable[[str], None]  # gets the tracking number, in the transaction that wrote it
_of_parcels: list[Listener] = []


def on_parcel_named(listener: Listener) -> None:
    """Called once at start. The same listener again changes nothing."""
    if listener not in _of_parcels:
        _of_parcels.append(listener)


def parcel_named(tracking_no: str) -> None:
    """A case has learned under which number its goods come back."""
    for listener in _of_parcels:
        listener(tracking_no)
