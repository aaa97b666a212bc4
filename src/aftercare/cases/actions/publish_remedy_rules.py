"""Bring a draft of the remedy rules into force, now or on a day to come (C13, B12)."""

from datetime import datetime

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from aftercare.cases.advice import RULES
from aftercare.cases.remedies.changes import changes
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.rulebook import parse_rulebook
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.actions.keep_policy_draft import NO_DRAFT
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import definition_of, policies_of
from aftercare.shops.tables import policy_draft

PUBLISHED_MEANWHILE = Refusal(
    "remedy_rules.published_meanwhile",
    _("Somebody has published other rules in the meantime. Your draft is kept: compare again before you publish."),
)


@transaction.atomic
def publish_remedy_rules(
    *, shop_id: int, person: Person, seen: int | None, valid_from: datetime | None = None, note: str = ""
) -> PolicyValue:
    """The person's draft becomes the shop's rules under the next number, from `valid_from` or from now on (None).

    `seen` is the newest value that the person compared the draft with (None: there was none). Cases keep the rules of
    the day of their order. Raises NotFound, Refused, or InvalidInput (`value`, `valid_from`, `note`).
    """
    shop = access_shop_to_change(person, shop_id, also=definition_of(RULES).editors)
    draft = policy_draft(person, shop, RULES)
    if draft is None:
        raise Refused(NO_DRAFT)
    rows = PolicyValue.objects.filter(shop=shop, key=RULES)
    found = rows.aggregate(newest=Max("pk"), number=Max(Cast(KT("value__version"), IntegerField())))
    if found["newest"] != seen:
        raise Refused(PUBLISHED_MEANWHILE)
    before = parse_rulebook(policies_of(shop, valid_from or now()).json(RULES))
    if not changes(before, parse_rulebook(draft.value)):
        raise InvalidInput({"value": _("The draft says the same as the rules that are in force then.")})
    number = max(found["number"] or 0, DEFAULT_RULEBOOK.version) + 1
    value = {**draft.value, "version": number}
    row = set_policy(shop_id=shop_id, key=RULES, value=value, person=person, valid_from=valid_from, note=note)
    draft.delete()
    return row
