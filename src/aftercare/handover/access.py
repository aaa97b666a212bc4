"""Which handovers a person sees, and who may take over (P5)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.roles import OWNERS
from aftercare.chat.access import ANSWERERS
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.terms import HandoverState
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop

GIVERS: Final[frozenset[Role]] = frozenset(OWNERS) | ANSWERERS  # who works with buyers hands over and takes over
EXPORTERS: Final = GIVERS - {Role.TEMPORARY}  # who helps for a time takes no files
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def handover_shops(person: Person) -> list[int]:
    """Shops in which the person hands over and takes over."""
    return [pk for pk in person.shop_ids if person.has(pk, *GIVERS)]


def visible_handovers(person: Person) -> QuerySet[Handover]:
    """Every list, page, file and export starts here: the person's own drafts, and what was sent in their shops."""
    if person.is_system:
        return Handover.objects.all()
    rows = Handover.objects.filter(shop_id__in=handover_shops(person))
    return rows.filter(~Q(state=HandoverState.DRAFT) | Q(giver_id=person.staff_id or 0))


def visible_items(person: Person) -> QuerySet[HandoverItem]:
    """Lines of these."""
    return HandoverItem.objects.filter(handover__in=visible_handovers(person))


def access_giving(person: Person, slug: str) -> Shop:
    """The shop in which the person hands over. Raises NotFound."""
    shop = visible_shops(person).filter(slug=slug, is_active=True).first()
    if shop is None or not person.has(shop.pk, *GIVERS):
        raise NotFound(slug)
    return shop


def access_handover(person: Person, pk: int, *, lock: bool = False) -> Handover:
    """The handover, locked when it or one of its lines is to be written. Raises NotFound."""
    rows = visible_handovers(person).select_related("shop", "giver")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_own_draft(person: Person, pk: int) -> Handover:
    """The person's own draft, locked. Raises NotFound, and Refused when it has been sent."""
    found = access_handover(person, pk, lock=True)
    if found.giver_id != person.staff_id:
        raise NotFound(pk)
    if found.state != HandoverState.DRAFT:
        raise Refused(Refusal("handover_sent", _("This handover has been sent: it is not changed any more.")))
    return found


def access_item(person: Person, pk: int) -> HandoverItem:
    """A line of a handover that the person sees; its handover and itself are locked. Raises NotFound."""
    found = visible_items(person).filter(pk=pk).values_list("handover_id", flat=True).first()
    if found is None:
        raise NotFound(pk)
    handover = access_handover(person, found, lock=True)
    item = HandoverItem.objects.select_for_update(of=("self",)).select_related(
        "case", "conversation", "follow_up", "promise"
    )
    row = item.filter(pk=pk, handover=handover).first()
    if row is None:
        raise NotFound(pk)
    row.handover = handover
    return row
