"""Answer many reviews at once (R5): each by itself, so that one that is refused holds up no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.words import _
from aftercare.reviews.access import visible_templates
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.queries import MOST_CHOSEN
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Wish:
    """One reply of the lot; `template_id` is where its words came from."""

    review_id: int
    text: str
    template_id: int | None = None


@dataclass(frozen=True)
class Written:
    """How many were stored, and why the others were not, by review."""

    stored: int
    refused: dict[int, Any]


def write_replies(*, wishes: Sequence[Wish], person: Person) -> Written:
    """Store each reply that may be, in a transaction of its own. The same lot again changes nothing more. Raises
    InvalidInput for a lot that is too large or names a review twice; a review that is not theirs is not there."""
    ids = [wish.review_id for wish in wishes]
    if len(ids) > MOST_CHOSEN or len(set(ids)) < len(ids):
        raise InvalidInput({"row": _("Choose up to %(most)s reviews, each once.") % {"most": MOST_CHOSEN}})
    wanted = {wish.template_id for wish in wishes if wish.template_id}
    templates = {one.pk: one for one in visible_templates(person).filter(pk__in=wanted)}
    stored = 0
    refused: dict[int, Any] = {}
    for wish in wishes:
        draft = Draft(wish.text, None, templates.get(wish.template_id or 0))
        try:
            write_reply(review_id=wish.review_id, draft=draft, person=person)
            stored += 1
        except NotFound:
            refused[wish.review_id] = _("This review is not there.")
        except InvalidInput as error:
            refused[wish.review_id] = next(iter(error.problems.values()))
        except Refused as error:
            refused[wish.review_id] = str(error.refusal)
    return Written(stored, refused)
