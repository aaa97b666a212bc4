"""What a refusal must leave untouched: rights, accounts, settings and the trail."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from aftercare.accounts.models import Staff
from aftercare.core.errors import AftercareError
from aftercare.core.models import Event
from aftercare.shops.models import Membership, PolicyValue, ReturnAddress, Shop

E = TypeVar("E", bound=AftercareError)


def everything() -> list[object]:
    """All rows that the actions of accounts and shops may write, as plain values."""
    return [
        list(Staff.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        list(Shop.objects.order_by("pk").values()),
        list(PolicyValue.objects.order_by("pk").values()),
        list(ReturnAddress.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


def refuses(error: type[E], attempt: Callable[[], object]) -> E:
    """The attempt ends with that error and has changed nothing."""
    before = everything()
    with pytest.raises(error) as caught:
        attempt()
    assert everything() == before
    return caught.value


def kinds_since(count: int) -> list[str]:
    """Kinds of the events after the first `count`, in order."""
    return list(Event.objects.order_by("id").values_list("kind", flat=True)[count:])
