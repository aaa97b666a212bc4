"""Change the rules of the reply check; they count from now on (S11, B12)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.policy import EDITORS, KEY, book_of
from aftercare.chat.replycheck.rulebook import Rulebook, WrongRule, parse_rulebook
from aftercare.chat.replycheck.sentences import sentence_of
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.actions.set_policy import LONGEST_NOTE, set_policy
from aftercare.shops.models import PolicyValue

CHANGED_MEANWHILE: Final = Refusal(
    "reply_rules.changed_meanwhile",
    _("Somebody has changed these rules in the meantime. Repeat this step."),
)


@transaction.atomic
def change_reply_rules(
    *, shop_id: int, person: Person, seen: int | None, change: Callable[[Rulebook], Rulebook], note: str = ""
) -> PolicyValue:
    """Put `change(rules in force)` in their place under the next number. `seen` is the newest value that the person had
    on screen (None: there was none). By supervisors, quality assurance and administrators of the shop.

    Raises NotFound, Refused, or InvalidInput with the part of the rule that is wrong (`phrases`, `why` …).
    """
    shop = access_shop_to_change(person, shop_id, also=EDITORS)
    rows = PolicyValue.objects.filter(shop=shop, key=KEY)
    found = rows.aggregate(newest=Max("pk"), number=Max(Cast(KT("value__version"), IntegerField())))
    if found["newest"] != seen:
        raise Refused(CHANGED_MEANWHILE)
    before = book_of(shop, now())
    after = replace(change(before), version=max(found["number"] or 0, DEFAULT_RULEBOOK.version) + 1)
    try:
        value = parse_rulebook(after.as_json()).as_json()
        _check_kept(after)
    except WrongRule as wrong:
        raise InvalidInput({wrong.field: sentence_of(wrong)}) from None
    if after.rules == before.rules:
        raise InvalidInput({"value": _("Nothing was changed.")})
    return set_policy(shop_id=shop_id, key=KEY, value=value, person=person, note=note[:LONGEST_NOTE])


def _check_kept(book: Rulebook) -> None:
    """The rules of what must not be sent stay, whatever a shop adds beside them."""
    for rule in DEFAULT_RULEBOOK.rules:
        if rule.must_stay and book.rule(rule.code) is None:
            raise WrongRule("is_on", "blocks", rule.code)
