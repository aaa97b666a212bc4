"""What all writers of replies share: the columns that the search reads, what may stand beside what, the events."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import fold
from aftercare.core.words import _
from aftercare.knowledge.faq import understand
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.reading import reading_of
from aftercare.shops.access import Person
from aftercare.shops.policies import settings_changed

MOST_SHARED: Final = 5000
MOST_OWN: Final = 500
FULL = Refusal("reply.full", _("There are %(most)s replies already. Archive some that nobody uses."))
SHORTCUT_TAKEN = _("Another reply here has this shortcut.")
CONTENT = ("title", "text", "shortcut", "group", "is_faq", "questions")


def fill_in(reply: QuickReply, facts: ReplyFacts) -> list[str]:
    """Set the fields from checked facts, with the columns of the search; returns the names of those that changed."""
    wanted = {name: getattr(facts, name) for name in CONTENT} | {"questions": "\n".join(facts.questions)}
    changed = [name for name, value in wanted.items() if getattr(reply, name) != value]
    for name, value in wanted.items():
        setattr(reply, name, value)
    reply.words, reply.sounds = f"{fold(reply.title)}\n{fold(reply.text)}", reading_of(reply.title)
    return changed


def keep(reply: QuickReply) -> None:
    """Save it. Raises InvalidInput when another one has taken its shortcut, also in this very moment."""
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError:
        raise InvalidInput({"shortcut": SHORTCUT_TAKEN}) from None


def room_for(shop_id: int, owner_id: int | None) -> int:
    """How many more replies the shop, or the person in it, may have. Raises Refused when there is no room."""
    most = MOST_SHARED if owner_id is None else MOST_OWN
    room = most - QuickReply.objects.filter(shop_id=shop_id, owner_id=owner_id, is_active=True).count()
    if room <= 0:
        raise Refused(Refusal(FULL.code, FULL.sentence, {"most": most}))
    return room


def check_answers_alone(reply: QuickReply) -> None:
    """Raises InvalidInput when one of its questions stands at another reply too: neither would ever be answered."""
    if not reply.is_faq:
        return
    mine = {question: understand(question) for question in reply.phrasings}
    others = QuickReply.objects.filter(shop_id=reply.shop_id, is_faq=True, is_active=True).exclude(pk=reply.pk)
    for other in others:
        theirs = [understand(one) for one in other.phrasings]
        for question, meaning in mine.items():
            if any(meaning.says(one) or one.says(meaning) for one in theirs):
                sentence = _("“%(question)s” stands at the reply “%(title)s” already.")
                raise InvalidInput({"questions": sentence % {"question": question, "title": other.title}})


def tell(kind: str, reply: QuickReply, person: Person, at: datetime, **data: object) -> None:
    """Write the event; it says which reply and what about it, never its words."""
    told: dict[str, Any] = {"shared": reply.is_shared, "faq": reply.is_faq, **data}
    record(
        kind=kind,
        subject=("quick_reply", reply.pk),
        shop_id=reply.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=told,
    )


def answers_changed(reply: QuickReply, was_faq: bool) -> None:
    """Let every process read the shop's automatic answers anew, when they may have become others."""
    if reply.is_faq or was_faq:
        settings_changed(reply.shop_id)
