"""What the buyer of a conversation looks for, as the agent has filled it in (S5)."""

from typing import Final

from django.db import transaction

from aftercare.chat.access import access_to_answer
from aftercare.chat.hints import hint
from aftercare.chat.models import Needs as NeedsRow
from aftercare.chat.needs.keeping import from_json, to_json
from aftercare.chat.needs.rules import Needs
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

SAVED_MEANWHILE: Final = "needs_saved_meanwhile"


def save_needs(*, conversation_id: int, needs: Needs, version: int, person: Person) -> NeedsRow:
    """Keep the answers; `version` is the one that the person had on screen, 0 when there was none yet. Row S5.

    The same answers again change nothing. Raises NotFound, InvalidInput by the names of the fields, and Refused when
    somebody else has saved other answers meanwhile: nothing of theirs or of these is lost.
    """
    needs = _plain(needs)
    problems = needs.problems()
    if problems:
        raise InvalidInput({str(name): sentence for name, sentence in problems.items()})
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)  # its lock makes two first savings wait
        row = NeedsRow.objects.filter(conversation=conversation).select_related("changed_by").first()
        if row is not None and from_json(row.answers) == needs:
            return row
        if (row.version if row else 0) != version:
            name = row.changed_by.name if row else ""
            sentence = _("%(name)s has saved other answers meanwhile. Nothing is lost: theirs stand beside yours.")
            raise Refused(Refusal(SAVED_MEANWHILE, sentence, {"name": name}))
        if row is None:
            row = NeedsRow(conversation=conversation, version=0)
        row.answers, row.version = to_json(needs), version + 1
        row.changed_by_id, row.changed_at = person.staff_id or 0, now()
        row.save()
        hint(conversation)
    return row


def _plain(needs: Needs) -> Needs:
    """Without hidden characters and blanks around."""
    return Needs(
        needs.for_whom,
        clean(needs.recipient),
        clean(needs.occasion),
        needs.budget_least,
        needs.budget_most,
        *(tuple(filter(None, map(clean, items))) for items in (needs.preferences, needs.wanted, needs.doubts)),
    )
