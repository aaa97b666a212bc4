"""Who a person is and which shops they see (P1, P2). Every visible set of the product starts here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Self, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import DECIDING, Role
from aftercare.core.database import Prepared
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.sql import Compiled
from aftercare.core.words import _
from aftercare.shops.models import Membership, Shop, Substitution

Row = TypeVar("Row", bound=Model)
NOT_ADMINISTRATOR = Refusal("shop.not_administrator", _("Only an administrator of the shop may change this."))
NOT_THE_COMPANYS = Refusal("shop.not_the_companys", _("Only an administrator of the company may do this."))
OWN_RIGHTS = Refusal("staff.own_rights", _("Nobody changes their own rights. Ask another administrator."))
ABOVE_YOU = Refusal(
    "staff.above_you", _("This person is an administrator of the company. Only another one may do this.")
)
WORKS_ELSEWHERE = Refusal(
    "staff.works_elsewhere",
    _("This person also works in a shop that is not yours. Ask an administrator of the company."),
)


@dataclass(frozen=True)
class Person:
    """Somebody who acts: a staff member with the roles of this moment, or the system itself."""

    staff_id: int | None
    name: str
    is_administrator: bool = False
    is_system: bool = False
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)  # shop id -> roles there
    # shop id -> roles of others that the person decides by just now -> whose (C17). Nothing else is opened by them:
    # no settings, no people, no passwords, and no substitute of one's own.
    standing_in: Mapping[int, Mapping[Role, frozenset[int]]] = field(default_factory=dict)

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

    def lent_in(self, shop_id: int) -> Mapping[Role, frozenset[int]]:
        """Roles that others lend the person in that shop, with who lends them."""
        return self.standing_in.get(shop_id, {})

    @property
    def lent_roles(self) -> frozenset[Role]:
        """Roles that somebody lends the person in any shop."""
        return frozenset(role for lent in self.standing_in.values() for role in lent)

    def decides(self, shop_id: int, *roles: Role) -> bool:
        """Holds one of the roles in that shop, or stands in for somebody who does."""
        return self.has(shop_id, *roles) or not self.lent_in(shop_id).keys().isdisjoint(roles)


# Which memberships count: those of active shops whose time is not over. With "{staff}" as the staff member's id, a list
# of [shop id, role, null]; and for each role that an absent person lends them now [shop id, role, id of that person].
# What is lent is what the absent person still holds themselves, to somebody who still works in that shop.
_DECIDING = ", ".join(f"'{role.value}'" for role in DECIDING)
MEMBERSHIPS = f"""(
    SELECT json_agg(json_build_array(held.shop_id, held.role, held.lender)) FROM (
        SELECT shop_id, role, NULL::bigint AS lender FROM shops_membership
        WHERE staff_id = {{staff}} AND (until IS NULL OR until > transaction_timestamp())
        UNION ALL
        SELECT theirs.shop_id, theirs.role, theirs.staff_id FROM shops_substitution AS lent
        JOIN accounts_staff AS absent ON absent.id = lent.absent_id AND absent.is_active
        JOIN shops_membership AS theirs ON theirs.staff_id = lent.absent_id AND theirs.shop_id = lent.shop_id
            AND theirs.role IN ({_DECIDING})
        WHERE lent.substitute_id = {{staff}} AND lent.ended_at IS NULL
            AND lent.starts_at <= transaction_timestamp() AND lent.ends_at > transaction_timestamp()
            AND EXISTS (
                SELECT FROM shops_membership AS own WHERE own.staff_id = {{staff}} AND own.shop_id = lent.shop_id
            )
    ) AS held JOIN shops_shop AS shop ON shop.id = held.shop_id AND shop.is_active
)"""  # noqa: S608 - put together of constants
Held = tuple[int, str, int | None]  # shop id, role, whose role it is when it is lent
_MEMBERSHIPS_OF = Prepared(f"SELECT {MEMBERSHIPS.format(staff='%(staff)s')}")


def person_of(staff: Staff, memberships: Iterable[Held] | None = None) -> Person:
    """The person with the roles of now: one query, unless their `MEMBERSHIPS` have just been read. A deactivated
    account has no roles."""
    if memberships is None:
        with connection.cursor() as cursor:
            cursor.execute(_MEMBERSHIPS_OF, {"staff": staff.pk})
            memberships = cursor.fetchone()[0] or ()
    roles: dict[int, set[Role]] = defaultdict(set)
    lent: dict[int, dict[Role, frozenset[int]]] = defaultdict(dict)
    for shop_id, role, lender in memberships if staff.is_active else ():
        if lender is None:
            roles[shop_id].add(Role(role))
        else:
            lent[shop_id][Role(role)] = lent[shop_id].get(Role(role), frozenset()) | {lender}
    return Person(
        staff_id=staff.pk,
        name=staff.name,
        is_administrator=staff.is_active and staff.is_administrator,
        roles={shop_id: frozenset(held) for shop_id, held in roles.items()},
        standing_in=dict(lent),
    )


class RowOfShop(Generic[Row]):
    """Finds one row of a shop by its key, for whoever works in that shop: what every page and move of a record begins
    with, so its statements are compiled once. `key` as in `Compiled`: `number=""` for a text, `pk=0` for a number."""

    def __init__(self, rows: QuerySet[Row], **key: str | int) -> None:
        self._of_shops: dict[bool, Compiled[Row]] = {}
        self._of_all: dict[bool, Compiled[Row]] = {}
        for lock in (False, True):
            read = rows.select_for_update(of=("self",)) if lock else rows
            self._of_shops[lock] = Compiled(
                lambda shops, read=read, **keys: read.filter(shop_id__any_of=shops, **keys), shops=[0], **key
            )
            self._of_all[lock] = Compiled(lambda read=read, **keys: read.filter(**keys), **key)

    def find(self, person: Person, *, lock: bool = False, **key: Any) -> Row | None:
        """The row, locked until the transaction ends when it is to be changed; None when it is not theirs or not."""
        if person.is_system:
            return self._of_all[lock].first(**key)
        return self._of_shops[lock].first(shops=list(person.shop_ids), **key)


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


def may_see_settings(person: Person, shop_id: int) -> bool:
    """Administrators and supervisors of the shop, and administrators of the company."""
    return person.is_administrator or person.has(shop_id, Role.SUPERVISOR, Role.ADMINISTRATOR)


def may_administer(person: Person, shop_id: int) -> bool:
    """Administrators of the shop and of the company."""
    return person.is_administrator or person.has(shop_id, Role.ADMINISTRATOR)


def access_shop_settings(person: Person, slug: str) -> Shop:
    """The shop, for whoever may read its settings. Raises NotFound for everybody else."""
    shop = access_shop(person, slug)
    if not may_see_settings(person, shop.pk):
        raise NotFound(slug)
    return shop


def access_shop_to_change(person: Person, shop_id: int, *, also: Collection[Role] = ()) -> Shop:
    """The shop, locked until the transaction ends. Raises NotFound for a foreign one, Refused for whoever neither
    administers it nor has one of the roles `also`."""
    shop = visible_shops(person).select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound(shop_id)
    if not may_administer(person, shop_id) and not (also and person.has(shop_id, *also)):
        raise Refused(NOT_ADMINISTRATOR)
    return shop


def administered_shops(person: Person) -> QuerySet[Shop]:
    """Shops whose people the person administers; of the company's administrators all."""
    if person.is_administrator:
        return Shop.objects.all()
    held = [shop_id for shop_id in person.shop_ids if person.has(shop_id, Role.ADMINISTRATOR)]
    return Shop.objects.filter(pk__in=held)


def visible_substitutions(person: Person) -> QuerySet[Substitution]:
    """Who stands in for whom: of shops in which the person decides by a role of their own, or that they administer;
    elsewhere those that they are part of."""
    if person.is_administrator:
        return Substitution.objects.all()
    decided = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *DECIDING)]
    own = Q(absent_id=person.staff_id) | Q(substitute_id=person.staff_id)
    return Substitution.objects.filter(Q(shop_id__in=decided) | own & Q(shop_id__in=person.shop_ids))


def visible_staff(person: Person) -> QuerySet[Staff]:
    """People of the shops that the person administers; administrators of the company see everybody."""
    if person.is_administrator:
        return Staff.objects.all()
    members = Membership.objects.filter(shop__in=administered_shops(person))
    return Staff.objects.filter(pk__in=members.values("staff_id"))


def access_staff(person: Person, staff_id: int, *, to_change: bool = False) -> Staff:
    """The staff member, with `to_change` locked until the transaction ends. Raises NotFound when not theirs."""
    rows = visible_staff(person)
    staff = (rows.select_for_update(no_key=True) if to_change else rows).filter(pk=staff_id).first()
    if staff is None:
        raise NotFound(staff_id)
    return staff


def account_refusal(person: Person, staff: Staff) -> Refusal | None:
    """Why the person may not close, reopen, rename this account or give it a password; None when they may.

    Whoever sets a password can log in as that person: so nobody beyond the shops that one administers.
    """
    if person.is_administrator:
        return None
    if staff.is_administrator:
        return ABOVE_YOU
    elsewhere = Membership.objects.filter(staff=staff).exclude(shop__in=administered_shops(person))
    return WORKS_ELSEWHERE if elsewhere.exists() else None
