"""A person as the rules of cases see them."""

from aftercare.cases.facts import Actor
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person


def actor_of(person: Person, shop_id: int, granted_today: Money = ZERO) -> Actor:
    """Who acts on a case of that shop; `granted_today` is what they have granted there since midnight."""
    if person.is_system:
        return Actor(staff_id=None, roles=frozenset(), is_clock=True)
    return Actor(
        staff_id=person.staff_id,
        roles=frozenset(role.value for role in person.roles_in(shop_id)),
        granted_today=granted_today,
        lent={role.value: lenders for role, lenders in person.lent_in(shop_id).items()},
    )
