"""Reads about the disclosure of personal data."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import QuerySet

from aftercare.customers.models import Disclosure
from aftercare.customers.policies import REVEALS_PER_HOUR
from aftercare.customers.rules import SPAN
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of


def shown_lately(person: Person, at: datetime) -> QuerySet[Disclosure]:
    """What the person has seen whole in the hour before `at`, over all shops."""
    return Disclosure.objects.filter(staff=person.staff_id or 0, is_shown=True, at__gt=at - SPAN)  # 0: the system


def reveals_left(person: Person, shop: Shop, at: datetime) -> int:
    """How many more the person may open in that shop now; zero or more."""
    most: int = policies_of(shop, at).get(REVEALS_PER_HOUR)
    return max(most - shown_lately(person, at).count(), 0)


def alarms(shop_ids: Collection[int], since: datetime) -> QuerySet[Disclosure]:
    """Who wanted more than their quota in those shops, the newest first. The caller has checked the shops."""
    rows = Disclosure.objects.filter(is_shown=False, shop_id__in=shop_ids, at__gt=since)
    return rows.select_related("staff", "shop").order_by("-at")


def purposes_in_words(ids: Collection[int]) -> Mapping[int, str]:
    """Why people looked, in their own words, by id; for whoever has been given the events of these looks."""
    if not ids:
        return {}
    return {row.pk: row.purpose_text for row in Disclosure.objects.filter(pk__in=ids).only("purpose_text")}
