"""Who may be given a case, for menus: asked for with every look at a case or the board, and seldom changed."""

from aftercare.cases.queues import owners_of
from aftercare.shops.access import Person
from aftercare.web.shell.kept import Kept

Owners = tuple[tuple[int, str], ...]
_owners: Kept[Owners] = Kept(seconds=10)


def kept_owners(person: Person, shop_ids: frozenset[int]) -> Owners:
    """(id, name) of the people who handle cases in these shops, at most ten seconds old. No right hangs on it."""
    return _owners.get(person.staff_id or 0, shop_ids, lambda: tuple(owners_of(shop_ids)))
