"""Give a policy of a shop a value from a moment on. Values are never changed: a new one is a new row (B12)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import (
    PolicyDefinition,
    PolicyKind,
    definition_of,
    is_defined,
    policies_of,
    settings_changed,
)

FURTHEST = timedelta(days=2 * 366)
LONGEST_NOTE = 200
IN_FORCE = Refusal("policy.in_force", _("This value is in force already. Set a new one instead."))
SENTENCES = {
    PolicyKind.SPAN: _("Enter a whole number, at least 1 and at most one year."),
    PolicyKind.MONEY: _("Enter an amount from ¥0 to ¥1,000,000."),
    PolicyKind.COUNT: _("This number is not allowed here."),
    PolicyKind.FLAG: _("Answer yes or no."),
    PolicyKind.CHOICE: _("Choose one of the list."),
    PolicyKind.TEXT: _("This text cannot be used here: it is too long, or not written as the rule asks."),
    PolicyKind.TABLE: _("This table cannot be used as it stands."),
}


@transaction.atomic
def set_policy(
    *, shop_id: int, key: str, value: Any, person: Person, valid_from: datetime | None = None, note: str = ""
) -> PolicyValue:
    """`value` as JSON (see the definition's kind), in force from `valid_from`, or from now on (None).

    By administrators of the shop or the company. Cases keep the value that was in force when their clock began.
    Raises NotFound, Refused, or InvalidInput (`key`, `value`, `valid_from`, `note`).
    """
    shop = access_shop_to_change(person, shop_id, also=definition_of(key).editors if is_defined(key) else frozenset())
    definition = definition_of(key)
    at = now()
    since = valid_from or at
    problems = _problems(definition, value, note)
    if valid_from is not None and not at <= valid_from <= at + FURTHEST:
        problems["valid_from"] = _("Choose a moment to come, within two years.")
    if not problems and policies_of(shop, since).json(key) == value:
        problems["value"] = _("This is the value already.")
    if problems:
        raise InvalidInput(problems)
    row = PolicyValue(shop_id=shop_id, key=key, value=value, valid_from=since, note=clean(note))
    return _write(row, person, at)


@transaction.atomic
def withdraw_policy(*, shop_id: int, value_id: int, person: Person) -> PolicyValue:
    """Let a planned value never come into force: the one before it stands in its place. Raises NotFound or Refused."""
    planned = PolicyValue.objects.filter(shop_id=shop_id, pk=value_id).first()
    editors = definition_of(planned.key).editors if planned and is_defined(planned.key) else frozenset()
    shop = access_shop_to_change(person, shop_id, also=editors)
    if planned is None:
        raise NotFound(value_id)
    at = now()
    if planned.valid_from <= at:
        raise Refused(IN_FORCE)
    before = policies_of(shop, planned.valid_from - timedelta(microseconds=1))
    row = PolicyValue(shop_id=shop_id, key=planned.key, value=before.json(planned.key), valid_from=planned.valid_from)
    return _write(row, person, at)


def _problems(definition: PolicyDefinition, value: Any, note: str) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    try:
        definition.parse(value)
    except (ValueError, TypeError, KeyError):
        problems["value"] = SENTENCES[definition.kind]
    if len(clean(note)) > LONGEST_NOTE:
        problems["note"] = _("At most %(most)s characters.") % {"most": LONGEST_NOTE}
    return problems


def _write(row: PolicyValue, person: Person, at: datetime) -> PolicyValue:
    row.set_by_id, row.set_at = person.staff_id, at
    row.save(force_insert=True)
    settings_changed(row.shop_id)
    is_large = definition_of(row.key).kind is PolicyKind.TABLE  # it is read from its row, which never changes
    record(
        kind="policy.set",
        subject=("shop", row.shop_id),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={
            "key": row.key,
            **({} if is_large else {"value": row.value}),
            "valid_from": row.valid_from.isoformat(),
            "row": row.pk,
        },
    )
    return row
