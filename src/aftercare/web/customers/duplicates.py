"""Customers that may be one person: what waits for a decision (U1)."""

from datetime import datetime
from functools import cached_property

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse

from aftercare.regulars.access import KEEPERS, shops_where
from aftercare.regulars.queries import PAGE, likeness_page
from aftercare.shops.access import Person
from aftercare.web.customers.record import PairView, pair_view
from aftercare.web.numbers import read_number


class DuplicatesContext:
    """One keyset page of pairs, the newest first."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        after = read_number(query.get("after"))
        if set(query) - {"after"} or (query.get("after") and after is None):
            raise BadRequest("not a key")
        self.at, self.may_keep = at, bool(shops_where(person, *KEEPERS))
        self._found = likeness_page(person, shop_ids, after)

    @cached_property
    def pairs(self) -> list[PairView]:
        return [pair_view(row) for row in self._found[:PAGE]]

    @property
    def more_url(self) -> str:
        if len(self._found) <= PAGE:
            return ""
        return f"{reverse('customer_duplicates')}?after={self._found[PAGE - 1].pk}"
