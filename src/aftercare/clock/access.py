"""Who sees deadlines and calendars, and who may set the calendars of a shop."""

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.clock.models import Deadline, Holiday, Promotion
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop

NOT_YOURS = Refusal("clock.not_yours", _("Only an administrator or the supervisor of the shop may set working time."))
NOT_THE_COMPANYS = Refusal("clock.not_the_companys", _("Only an administrator may set days for all shops."))


def visible_deadlines(person: Person) -> QuerySet[Deadline]:
    """Deadlines of the person's shops."""
    return Deadline.objects.filter(shop__in=visible_shops(person))


def visible_holidays(person: Person) -> QuerySet[Holiday]:
    """The company's days, and those of the person's shops."""
    return Holiday.objects.filter(Q(shop=None) | Q(shop__in=visible_shops(person)))


def visible_promotions(person: Person) -> QuerySet[Promotion]:
    """Promotions of the person's shops."""
    return Promotion.objects.filter(shop__in=visible_shops(person))


def may_set_clock(person: Person, shop_id: int) -> bool:
    """Administrators, and the supervisor of that shop."""
    return person.is_administrator or person.has(shop_id, Role.SUPERVISOR, Role.ADMINISTRATOR)


def access_clock_of(person: Person, shop_id: int) -> Shop:
    """The shop, locked against other changes of its calendar until the transaction ends.

    Raises NotFound for a foreign shop and Refused for a person of the shop without the right.
    """
    shop = visible_shops(person).select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None:
        raise NotFound(shop_id)
    if not may_set_clock(person, shop_id):
        raise Refused(NOT_YOURS)
    return shop


def access_company_clock(person: Person) -> None:
    """Refused for everybody but administrators of the company."""
    if not person.is_administrator:
        raise Refused(NOT_THE_COMPANYS)
