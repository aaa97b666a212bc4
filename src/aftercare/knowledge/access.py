"""Which quick replies a person sees and changes (S12, P2): the shop's, and their own.

Every list, search and JSON begins here; what is another person's, or another shop's, is not there.
"""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.knowledge.models import QuickReply
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop

# Who speaks with buyers, and so has phrases of their own.
USERS: Final = frozenset(
    {Role.PRESALE_AGENT, Role.AGENT, Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST, Role.SUPERVISOR}
)
KEEPERS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})  # of the shop's own
WRITERS: Final = USERS | KEEPERS
READERS: Final = WRITERS | {Role.QA, Role.TRAINER, Role.TEMPORARY}
EXPORTERS: Final = READERS - {Role.TEMPORARY}  # who helps for a time takes no files (B11)
NOT_A_KEEPER: Final = Refusal(
    "reply.not_a_keeper", _("The shop's own replies are kept by supervisors and administrators.")
)
NO_OWN: Final = Refusal("reply.no_own", _("Only people who speak with buyers have replies of their own."))


def readable_shops(person: Person) -> QuerySet[Shop]:
    """Open shops whose replies the person may read; of the company's administrators all."""
    shops = visible_shops(person).filter(is_active=True)
    if person.is_administrator or person.is_system:
        return shops
    return shops.filter(pk__in=[pk for pk in person.shop_ids if person.has(pk, *READERS)])


def may_keep(person: Person, shop_id: int) -> bool:
    """Whether the person changes the shop's own replies."""
    return person.is_administrator or person.has(shop_id, *KEEPERS)


def may_own(person: Person, shop_id: int) -> bool:
    """Whether the person has replies of their own in that shop."""
    return person.has(shop_id, *USERS)


def may_change(person: Person, reply: QuickReply) -> bool:
    """Whether the person may change this reply, which they see."""
    return may_keep(person, reply.shop_id) if reply.is_shared else may_own(person, reply.shop_id)


def visible_replies(person: Person) -> QuerySet[QuickReply]:
    """The shops' own of all shops they read, and theirs; archived ones too."""
    if person.is_system:
        return QuickReply.objects.all()
    owned = [pk for pk in person.shop_ids if may_own(person, pk)]
    theirs = Q(owner_id=person.staff_id, shop_id__in=owned)
    if person.is_administrator:
        return QuickReply.objects.filter(Q(owner=None) | theirs)
    read = [pk for pk in person.shop_ids if person.has(pk, *READERS)]
    return QuickReply.objects.filter(Q(owner=None, shop_id__in=read) | theirs)


def replies_to_use(person: Person, shop_id: int) -> QuerySet[QuickReply]:
    """What the person can put into a message in that shop. Raises NotFound for a shop that is not theirs."""
    if not (person.is_administrator or person.has(shop_id, *READERS)):
        raise NotFound(shop_id)
    mine = Q(owner=None) | Q(owner_id=person.staff_id) if may_own(person, shop_id) else Q(owner=None)
    return QuickReply.objects.filter(mine, shop_id=shop_id, is_active=True)


def access_reply(person: Person, pk: int, *, lock: bool = False) -> QuickReply:
    """The reply, locked when it is to be changed. Raises NotFound."""
    rows = visible_replies(person).select_related("shop", "changed_by")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_reply_to_change(person: Person, pk: int) -> QuickReply:
    """The reply, locked, for whoever may change it. Raises NotFound, and Refused for whoever may only read it."""
    reply = access_reply(person, pk, lock=True)
    if not may_change(person, reply):
        raise Refused(NOT_A_KEEPER)
    return reply


def check_may_add(person: Person, shop_id: int, *, is_shared: bool) -> None:
    """Raises NotFound for a shop that is not theirs, Refused when they may not have such a reply there."""
    if not (person.is_administrator or person.has(shop_id, *READERS)):
        raise NotFound(shop_id)
    if is_shared and not may_keep(person, shop_id):
        raise Refused(NOT_A_KEEPER)
    if not is_shared and not may_own(person, shop_id):
        raise Refused(NO_OWN)
