"""Make an account for somebody who starts to work here."""

from collections.abc import Collection, Mapping

from django.db import transaction

from aftercare.accounts.actions.add_staff import NewStaff, Profile, add_staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.words import _
from aftercare.shops.access import NOT_ADMINISTRATOR, Person, administered_shops
from aftercare.shops.actions.grant_role import write_role


@transaction.atomic
def create_staff(
    *,
    profile: Profile,
    roles: Mapping[int, Collection[Role]],
    person: Person,
    password: str | None = None,
    must_change_password: bool = True,
) -> NewStaff:
    """The account with its roles by shop; the password is random unless given, and changed at the first login (P2).

    An administrator of a shop makes people of their own shops only, with at least one role. Raises Refused or
    InvalidInput.
    """
    shops = {shop.pk: shop for shop in administered_shops(person).filter(is_active=True)}
    if not shops and not person.is_administrator:
        raise Refused(NOT_ADMINISTRATOR)
    wanted = [(shop_id, role) for shop_id, held in roles.items() for role in sorted(held)]
    if any(shop_id not in shops for shop_id, _role in wanted):
        raise InvalidInput({"roles": _("Choose shops that you administer.")})
    if not wanted and not person.is_administrator:
        raise InvalidInput({"roles": _("Choose at least one role.")})
    made = add_staff(
        profile=profile, password=password, must_change_password=must_change_password, actor_id=person.staff_id
    )
    for shop_id, role in wanted:
        write_role(staff=made.staff, shop=shops[shop_id], role=role, person=person)
    return made
