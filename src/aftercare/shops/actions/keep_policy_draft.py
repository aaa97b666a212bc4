"""Prepare the next value of a large policy. No event: it counts for nothing, and only its author sees it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.actions.set_policy import SENTENCES
from aftercare.shops.models import PolicyDraft, PolicyValue
from aftercare.shops.policies import definition_of
from aftercare.shops.tables import own_drafts

NO_DRAFT = Refusal("policy.no_draft", _("There is no draft of yours. It was published or dropped; begin a new one."))


@transaction.atomic
def begin_policy_draft(*, shop_id: int, key: str, value: Any, person: Person) -> PolicyDraft:
    """Begin with that value; an earlier draft of the person makes way. Raises NotFound, Refused, InvalidInput."""
    access_shop_to_change(person, shop_id, also=definition_of(key).editors)
    newest = PolicyValue.objects.filter(shop_id=shop_id, key=key).order_by("-id").values_list("pk", flat=True).first()
    author = person.staff_id or 0  # the system keeps no shop and was refused
    draft = own_drafts(person, shop_id, key).first() or PolicyDraft(shop_id=shop_id, key=key, staff_id=author)
    draft.value, draft.based_on_id, draft.changed_at = _checked(key, value), newest, now()
    draft.save()
    return draft


@transaction.atomic
def change_policy_draft(*, shop_id: int, key: str, person: Person, change: Callable[[Any], Any]) -> PolicyDraft:
    """Put `change(value)` in the place of the value: two windows of one person lose nothing of each other.

    Raises NotFound, Refused without a draft, InvalidInput when the new value cannot be used.
    """
    draft = _locked(shop_id, key, person)
    draft.value, draft.changed_at = _checked(key, change(draft.value)), now()
    draft.save(update_fields=["value", "changed_at"])
    return draft


@transaction.atomic
def drop_policy_draft(*, shop_id: int, key: str, person: Person) -> None:
    """Throw the person's draft away. Raises NotFound, or Refused without one."""
    _locked(shop_id, key, person).delete()


def _locked(shop_id: int, key: str, person: Person) -> PolicyDraft:
    access_shop_to_change(person, shop_id, also=definition_of(key).editors)
    draft = own_drafts(person, shop_id, key).select_for_update().first()
    if draft is None:
        raise Refused(NO_DRAFT)
    return draft


def _checked(key: str, value: Any) -> Any:
    definition = definition_of(key)
    try:
        definition.parse(value)
    except (ValueError, TypeError, KeyError):
        raise InvalidInput({"value": SENTENCES[definition.kind]}) from None
    return value
