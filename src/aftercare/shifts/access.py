"""Whose roster a person sees, and who plans it (P3)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shifts.models import Assignment, Swap
from aftercare.shops.access import Person, may_administer, visible_shops
from aftercare.shops.models import Membership, Shop

# Who works in shifts; others of the shop have their own hours.
ROSTERED: Final = frozenset(
    {
        Role.PRESALE_AGENT,
        Role.AGENT,
        Role.TEMPORARY,
        Role.REVIEW_SPECIALIST,
        Role.RIGHTS_SPECIALIST,
        Role.SUPERVISOR,
    }
)
PLANNERS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
READERS: Final = ROSTERED | PLANNERS
NOT_PLANNER: Final = Refusal("roster.not_planner", _("Only the supervisor of the shop may change the roster."))


def roster_shops(person: Person) -> QuerySet[Shop]:
    """Open shops whose roster the person sees: everybody who works in shifts there, and whoever plans."""
    shops = visible_shops(person).filter(is_active=True)
    if person.is_system or person.is_administrator:
        return shops
    return shops.filter(pk__in=[pk for pk in person.shop_ids if person.has(pk, *READERS)])


def visible_assignments(person: Person) -> QuerySet[Assignment]:
    """Every roster, export and list of who is on starts here; one's own shifts are always seen."""
    if person.is_system:
        return Assignment.objects.all()
    return Assignment.objects.filter(Q(shop__in=roster_shops(person)) | Q(staff_id=person.staff_id or 0))


def visible_swaps(person: Person) -> QuerySet[Swap]:
    """Planners see those of their shops, others those that they are part of."""
    if person.is_system:
        return Swap.objects.all()
    own = Q(asked_by_id=person.staff_id or 0) | Q(colleague_id=person.staff_id or 0)
    planned = Q(shop_id__in=[pk for pk in person.shop_ids if may_plan(person, pk)])
    planned |= Q(pk__isnull=False) if person.is_administrator else Q()
    return Swap.objects.filter(Q(shop__in=roster_shops(person)) & (own | planned))


def may_plan(person: Person, shop_id: int) -> bool:
    """Supervisors and administrators of the shop."""
    return person.is_system or may_administer(person, shop_id) or person.has(shop_id, *PLANNERS)


def own_id(person: Person) -> int:
    """The staff member who plans; the system plans nothing by itself. Raises Refused."""
    if person.staff_id is None:
        raise Refused(NOT_PLANNER)
    return person.staff_id


def access_roster(person: Person, slug: str) -> Shop:
    """The shop of that short name. Raises NotFound unless the person sees its roster."""
    shop = roster_shops(person).filter(slug=slug).first()
    if shop is None:
        raise NotFound(slug)
    return shop


def access_planned(person: Person, shop_id: int) -> Shop:
    """The shop, locked: everybody who writes its roster comes one after the other. Raises NotFound and Refused."""
    shop = access_for_swap(person, shop_id)
    if not may_plan(person, shop_id):
        raise Refused(NOT_PLANNER)
    return shop


def access_for_swap(person: Person, shop_id: int) -> Shop:
    """The shop, locked, for whoever sees its roster. Raises NotFound."""
    shop = roster_shops(person).select_for_update(no_key=True, of=("self",)).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound(shop_id)
    return shop


def rostered(shop_id: int) -> QuerySet[Membership]:
    """Memberships of everybody who may stand in that shop's roster."""
    return Membership.objects.filter(shop_id=shop_id, role__in=ROSTERED, staff__is_active=True)


def access_planned_cell(shop: Shop, staff_id: int) -> Staff:
    """Somebody who may stand in that shop's roster. Raises NotFound."""
    row = rostered(shop.pk).filter(staff_id=staff_id).select_related("staff").first()
    if row is None:
        raise NotFound(staff_id)
    return row.staff
