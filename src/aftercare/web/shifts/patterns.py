"""The page of a shop's shifts."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from aftercare.shifts.queries import book_of
from aftercare.shifts.rules import Pattern, Version
from aftercare.shops.models import Shop


class PatternsContext:
    """Those worked today, and changes to come."""

    def __init__(self, shop: Shop, at: datetime) -> None:
        self.shop = shop
        self.today: date = at.astimezone(ZoneInfo(shop.timezone)).date()
        self.book = book_of(shop)

    @property
    def back_url(self) -> str:
        return f"{reverse('shifts')}?shop={self.shop.slug}"

    @property
    def patterns(self) -> list[Pattern]:
        return self.book.on(self.today)

    @property
    def coming(self) -> list[Version]:
        return self.book.changes_after(self.today)
