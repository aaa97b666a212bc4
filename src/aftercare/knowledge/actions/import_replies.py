"""Take in many replies at once, as a shop brings them from another program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.knowledge.access import check_may_add
from aftercare.knowledge.inputs import ReplyFacts, checked
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.writing import SHORTCUT_TAKEN, fill_in, room_for
from aftercare.shops.access import Person

AT_THE_SAME_TIME = Refusal(
    "reply.same_time", _("Somebody saved one of these shortcuts at the same moment. Import the file again.")
)
NO_MORE_ROOM = _("There is no room for more replies.")


@dataclass(frozen=True)
class NumberedFacts:
    """A row of a file: where it stands, and what it says."""

    line: int
    facts: ReplyFacts


@dataclass(frozen=True)
class RowRefusal:
    """Why a row was not taken."""

    line: int
    sentence: Any


@dataclass(frozen=True)
class Imported:
    """What became of the rows; `known` ones are here already, word for word."""

    added: int
    known: int
    refused: tuple[RowRefusal, ...]


@transaction.atomic
def import_replies(*, person: Person, shop_id: int, rows: Sequence[NumberedFacts], is_shared: bool) -> Imported:
    """Add what can be added; the same file again adds nothing. Imported replies answer nobody by themselves: that is
    switched on one by one. Row S12. Raises NotFound or Refused."""
    check_may_add(person, shop_id, is_shared=is_shared)
    owner_id, at = None if is_shared else person.staff_id, now()
    room = room_for(shop_id, owner_id)
    here = QuickReply.objects.filter(shop_id=shop_id, owner_id=owner_id, is_active=True)
    texts, shortcuts = set(here.values_list("title", "text")), set(here.values_list("shortcut", flat=True)) - {""}
    new: list[QuickReply] = []
    refused: list[RowRefusal] = []
    known = 0
    for row in rows:
        try:
            facts = checked(row.facts, is_shared=is_shared)
            if (facts.title, facts.text) in texts:
                known += 1
                continue
            _check_fits(facts, shortcuts, room - len(new))
        except InvalidInput as error:
            refused.append(RowRefusal(row.line, next(iter(error.problems.values()))))
            continue
        reply = QuickReply(shop_id=shop_id, owner_id=owner_id, changed_by_id=person.staff_id, changed_at=at)
        fill_in(reply, facts)
        new.append(reply)
        texts.add((facts.title, facts.text))
        shortcuts |= {facts.shortcut} - {""}
    _add(new)
    if new:
        _tell(shop_id, person, at, added=len(new), known=known, refused=len(refused), shared=is_shared)
    return Imported(len(new), known, tuple(refused))


def _check_fits(facts: ReplyFacts, shortcuts: set[str], room: int) -> None:
    if facts.shortcut in shortcuts:
        raise InvalidInput({"shortcut": SHORTCUT_TAKEN})
    if room <= 0:
        raise InvalidInput({"title": NO_MORE_ROOM})


def _add(new: list[QuickReply]) -> None:
    try:
        with transaction.atomic():
            QuickReply.objects.bulk_create(new, batch_size=500)
    except IntegrityError:
        raise Refused(AT_THE_SAME_TIME) from None


def _tell(shop_id: int, person: Person, at: datetime, **data: object) -> None:
    record(
        kind="reply.imported", subject=("shop", shop_id), shop_id=shop_id, actor_id=person.staff_id, at=at, data=data
    )
