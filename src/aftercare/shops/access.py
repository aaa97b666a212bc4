"""Who a person is and which shops they see (P1, P2). Every visible set of the product starts here."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Self

from django.db.models import QuerySet

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound
from aftercare.shops.models import Membership, Shop


@dataclass(frozen=True)
class Person:
    """Somebody who acts: a staff member with the roles of this moment, or the system itself."""

    staff_id: int | None
    name: str
    is_administrator: bool = False
    is_system: bool = False
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)  # shop id -> roles there

    @classmethod
    def system(cls) -> Self:
        """The clock and the worker: sees every shop, acts by the moves that the flow gives to the clock."""
        return cls(staff_id=None, name="system", is_system=True)

    @property
    def shop_ids(self) -> frozenset[int]:
        return frozenset(self.roles)

    def roles_in(self, shop_id: int) -> frozenset[Role]:
        return self.roles.get(shop_id, frozenset())

    def has(self, shop_id: int, *roles: Role) -> bool:
        """Holds one of the roles in that shop. The shop's administrator does not silently hold the others."""
        return bool(self.roles_in(shop_id) & frozenset(roles))

    @property
    def all_roles(self) -> frozenset[Role]:
        return frozenset().union(*self.roles.values()) if self.roles else frozenset()


def person_of(staff: Staff) -> Person:
    """The person with the roles of now: one query. A deactivated account has no roles."""
    roles: dict[int, set[Role]] = defaultdict(set)
    if staff.is_active:
        rows = Membership.objects.filter(staff_id=staff.pk, shop__is_active=True).values_list("shop_id", "role")
        for shop_id, role in rows:
            roles[shop_id].add(Role(role))
    return Person(
        staff_id=staff.pk,
        name=staff.name,
        is_administrator=staff.is_active and staff.is_administrator,
        roles={shop_id: frozenset(held) for shop_id, held in roles.items()},
    )


def visible_shops(person: Person) -> QuerySet[Shop]:
    """Shops the person works in; company administrators and the system see all, closed ones too."""
    if person.is_system or person.is_administrator:
        return Shop.objects.all()
    return Shop.objects.filter(pk__in=person.shop_ids)


def access_shop(person: Person, slug: str) -> Shop:
    """The shop of that short name. Raises NotFound when it does not exist or is not theirs."""
    shop = visible_shops(person).filter(slug=slug).first()
    if shop is None:
        raise NotFound(slug)
    return shop
