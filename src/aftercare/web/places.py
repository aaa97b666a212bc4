"""Where the next page of a list begins, as it stands in an address: a moment and an id, '1764400000000000.17'."""

from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest

from aftercare.web.numbers import read_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Place = tuple[datetime, int]


def write_place(at: datetime, pk: int) -> str:
    """Exact to the microsecond, as PostgreSQL keeps it."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}.{pk}"


def read_place(text: str) -> Place | None:
    """'' is the first page: None. Raises BadRequest on anything that `write_place` does not write."""
    if not text:
        return None
    at, _dot, pk = text.partition(".")
    when, number = read_number(at), read_number(pk)
    if when is None or number is None:
        raise BadRequest("not a key")
    try:
        return _EPOCH + timedelta(microseconds=when), number
    except OverflowError:
        raise BadRequest("not a key") from None
