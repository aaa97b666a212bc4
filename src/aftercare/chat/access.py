"""Which conversations a person may see: those of shops in which they speak with buyers (P1, G1)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.terms import Stage
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.sql import Compiled
from aftercare.core.words import _
from aftercare.shops.access import Person

ANSWERERS: Final = frozenset({Role.PRESALE_AGENT, Role.AGENT, Role.TEMPORARY, Role.SUPERVISOR})
READERS: Final = ANSWERERS | {Role.QA}  # quality work reads, and writes nothing
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))
PRACTICE: Final = Refusal("practice", _("This is practice with a scripted buyer: only messages are written here."))
ENDED: Final = Refusal("talk_ended", _("This conversation has ended; the buyer opens a new one by writing."))


def chat_shops(person: Person) -> list[int]:
    """Shops whose conversations the person may read."""
    return [shop_id for shop_id in person.shop_ids if person.has(shop_id, *READERS)]


_OF_SHOPS = {
    lock: Compiled(lambda shops, pk, lock=lock: _whole(lock).filter(shop_id__any_of=shops, pk=pk), shops=[0], pk=0)
    for lock in (False, True)
}
_OF_ALL = {lock: Compiled(lambda pk, lock=lock: _whole(lock).filter(pk=pk), pk=0) for lock in (False, True)}
_OF_VISITOR = {
    lock: Compiled(lambda visitor, pk, lock=lock: _whole(lock).filter(pk=pk, visitor_id=visitor), visitor=0, pk=0)
    for lock in (False, True)
}


def _whole(lock: bool) -> QuerySet[Conversation]:
    rows = Conversation.with_simulated.select_related("shop", "visitor", "agent")
    return rows.select_for_update(of=("self",), no_key=True) if lock else rows


def visible_conversations(person: Person) -> QuerySet[Conversation]:
    """Every list, page, search and socket of conversations with buyers starts here."""
    if person.is_system:
        return Conversation.objects.all()
    return Conversation.objects.filter(shop_id__in=chat_shops(person))


def workbench_conversations(person: Person) -> QuerySet[Conversation]:
    """The same, and the person's own practice with a scripted buyer: for the lists in which they answer."""
    if person.is_system:
        return Conversation.with_simulated.all()
    shown = Q(is_simulated=False) | Q(agent_id=person.staff_id or 0)
    return Conversation.with_simulated.filter(shown, shop_id__in=chat_shops(person))


def access_conversation(person: Person, pk: int, *, lock: bool = False) -> Conversation:
    """The conversation, locked when something is to be written; of practice only one's own. Raises NotFound."""
    found = _OF_ALL[lock].first(pk=pk) if person.is_system else _OF_SHOPS[lock].first(shops=chat_shops(person), pk=pk)
    if found is None or (found.is_simulated and not person.is_system and found.agent_id != person.staff_id):
        raise NotFound(str(pk))
    return found


def access_own_conversation(visitor: Visitor, pk: int, *, lock: bool = False) -> Conversation:
    """The visitor's own conversation. Raises NotFound for anybody else's (G4)."""
    found = _OF_VISITOR[lock].first(visitor=visitor.pk, pk=pk)
    if found is None:
        raise NotFound(str(pk))
    return found


def access_to_answer(person: Person, pk: int, *, also_practice: bool = False) -> Conversation:
    """The conversation, locked, for whoever may answer in it. Raises NotFound and Refused; also for practice, in which
    only messages are written (`also_practice`)."""
    conversation = access_conversation(person, pk, lock=True)
    if not person.has(conversation.shop_id, *ANSWERERS):
        raise Refused(WRONG_ROLE)
    if conversation.is_simulated and not also_practice:
        raise Refused(PRACTICE)
    return conversation


def own_id(person: Person) -> int:
    """The staff member; the system reads and answers nowhere. Raises Refused."""
    if person.staff_id is None:
        raise Refused(WRONG_ROLE)
    return person.staff_id


def check_open(conversation: Conversation) -> None:
    """Raises Refused when it has ended."""
    if conversation.stage == Stage.CLOSED:
        raise Refused(ENDED)
