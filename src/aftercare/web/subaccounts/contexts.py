"""The logins of a shop: all that the template prints."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from aftercare.accounts.models import Staff
from aftercare.shifts.queries import book_of
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.subaccounts.access import may_hold, may_plan
from aftercare.subaccounts.models import Holding, SubAccount
from aftercare.subaccounts.queries import accounts_of, holdings_of
from aftercare.web.pieces.marks import Who


@dataclass(frozen=True)
class LoginRow:
    """One login. `shift` is the name of its shift, '' for none."""

    row: SubAccount
    holder: Who | None
    by_hand: bool
    shift: str
    may_take: bool
    may_give_back: bool


class LoginsContext:
    """Who has which now, and what was taken by hand."""

    def __init__(self, person: Person, shop: Shop, at: datetime) -> None:
        self.person, self.shop, self.at = person, shop, at
        self.may_plan = may_plan(person, shop.pk)

    @cached_property
    def shifts(self) -> list[tuple[str, str]]:
        """Code and name of the shifts of today."""
        today = self.at.astimezone(ZoneInfo(self.shop.timezone)).date()
        return [(one.code, one.name) for one in book_of(self.shop).on(today)]

    @cached_property
    def rows(self) -> list[LoginRow]:
        found = accounts_of(self.person, self.shop, self.at)
        people = Staff.objects.in_bulk({one.staff_id for one in found if one.staff_id is not None})
        names, holds = dict(self.shifts), may_hold(self.person, self.shop)
        return [
            LoginRow(
                one.row,
                Who(one.staff_id, people[one.staff_id].name) if one.staff_id is not None else None,
                one.by_hand,
                names.get(one.row.code, ""),
                may_take=holds and one.row.is_used and not (one.by_hand and one.staff_id == self.person.staff_id),
                may_give_back=one.by_hand and one.staff_id == self.person.staff_id,
            )
            for one in found
        ]

    @cached_property
    def history(self) -> list[Holding]:
        return holdings_of(self.person, self.shop)
