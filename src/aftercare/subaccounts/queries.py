"""Who had which login when: for pages, and for whoever reads in what names only the login (B9)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aftercare.shifts.models import Assignment
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.subaccounts.access import visible_accounts
from aftercare.subaccounts.models import Holding, SubAccount

MOST: Final = 100
Asked = tuple[str, datetime]  # the login as a file names it, when something was written by it
Stretch = tuple[datetime, datetime | None, int]  # from, until (None: still), staff id


def holders_of(shop: Shop, asked: Collection[Asked]) -> dict[Asked, int]:
    """Whose it was at that moment: of whoever had taken the login by hand, else of the only person on its shift then.
    What is nobody's, or of several, is not there. Three queries for any number of them."""
    accounts = {row.name: row for row in SubAccount.objects.filter(shop=shop, name__in={name for name, _at in asked})}
    if not accounts or not asked:
        return {}
    first, last = min(at for _name, at in asked), max(at for _name, at in asked)
    by_hand = _taken([row.pk for row in accounts.values()], first, last)
    on_shift = _rostered(shop, {row.code for row in accounts.values()} - {""}, first, last)
    found: dict[Asked, int] = {}
    for name, at in asked:
        row = accounts.get(name)
        holder = None if row is None else holder_at(by_hand.get(row.pk, ()), on_shift.get(row.code, ()), at)
        if holder is not None:
            found[name, at] = holder
    return found


def holder_at(by_hand: Collection[Stretch], on_shift: Collection[Stretch], at: datetime) -> int | None:
    """Pure: the hand comes before the roster; two on one shift are nobody."""
    taken = [staff for begin, end, staff in by_hand if begin <= at and (end is None or at < end)]
    if taken:
        return taken[-1]
    planned = {staff for begin, end, staff in on_shift if begin <= at and (end is None or at < end)}
    return planned.pop() if len(planned) == 1 else None


def _taken(accounts: Collection[int], first: datetime, last: datetime) -> Mapping[int, list[Stretch]]:
    rows = Holding.objects.filter(account_id__in=accounts, starts_at__lte=last).exclude(ends_at__lte=first)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for account, begin, end, staff in rows.order_by("starts_at", "pk").values_list(
        "account_id", "starts_at", "ends_at", "staff_id"
    ):
        found[account].append((begin, end, staff))
    return found


def _rostered(shop: Shop, codes: Collection[str], first: datetime, last: datetime) -> Mapping[str, list[Stretch]]:
    rows = Assignment.objects.filter(shop=shop, code__in=codes, starts_at__lte=last, ends_at__gt=first)
    found: dict[str, list[Stretch]] = defaultdict(list)
    for code, begin, end, staff in rows.values_list("code", "starts_at", "ends_at", "staff_id"):
        if begin is not None:
            found[code].append((begin, end, staff))
    return found


@dataclass(frozen=True)
class Held:
    """A login as it stands: `staff_id` of whoever has it now (None: nobody, or several), `by_hand` taken so."""

    row: SubAccount
    staff_id: int | None
    by_hand: bool


def accounts_of(person: Person, shop: Shop, at: datetime) -> list[Held]:
    """Those in use first, by name; four queries."""
    rows = list(visible_accounts(person).filter(shop=shop).order_by("-is_used", "name")[:MOST])
    holders = holders_of(shop, [(row.name, at) for row in rows if row.is_used])
    taken = set(Holding.objects.filter(account__in=rows, ends_at=None).values_list("account_id", flat=True))
    return [Held(row, holders.get((row.name, at)), row.pk in taken) for row in rows]


def holdings_of(person: Person, shop: Shop) -> list[Holding]:
    """What was taken by hand, the newest first."""
    rows = Holding.objects.filter(account__in=visible_accounts(person).filter(shop=shop))
    return list(rows.select_related("account", "staff").order_by("-starts_at", "-pk")[:MOST])
