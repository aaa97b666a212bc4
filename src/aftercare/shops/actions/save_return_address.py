"""Keep the addresses that buyers send returns to."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_shop_to_change
from aftercare.shops.models import ReturnAddress

DEFAULT_STAYS = Refusal("address.default", _("Make another address the default first."))
MOST = {"label": 40, "contact": 40, "phone": 30, "address": 200, "notes": 300}
NEEDED = ("label", "contact", "phone", "address")


@dataclass(frozen=True)
class AddressFacts:
    """What the buyer is told. `label` is our own name for it."""

    label: str
    contact: str
    phone: str
    address: str
    notes: str = ""


@transaction.atomic
def save_return_address(
    *, shop_id: int, facts: AddressFacts, person: Person, address_id: int | None = None, make_default: bool = False
) -> ReturnAddress:
    """A new address, or with `address_id` that one changed. A shop's first one is its default; `make_default` moves it.

    Raises NotFound, Refused or InvalidInput. The event holds no personal text (J7).
    """
    access_shop_to_change(person, shop_id)
    row = _stored(shop_id, address_id) if address_id else ReturnAddress(shop_id=shop_id)
    wanted = _checked(facts)
    changed = [name for name, text in wanted.items() if getattr(row, name) != text]
    for name, text in wanted.items():
        setattr(row, name, text)
    current = ReturnAddress.objects.filter(shop_id=shop_id, is_default=True).first()
    becomes_default = row.is_active and (current is None or (make_default and current.pk != row.pk))
    if becomes_default:
        ReturnAddress.objects.filter(shop_id=shop_id, is_default=True).update(is_default=False)
        row.is_default = True
    if changed or becomes_default:
        row.save()
        _tell("return_address.saved", row, person, changed=changed, is_default=row.is_default)
    return row


@transaction.atomic
def set_address_in_use(*, shop_id: int, address_id: int, in_use: bool, person: Person) -> ReturnAddress:
    """Take an address out of use, or back; cases that were told it keep it. Raises NotFound or Refused."""
    access_shop_to_change(person, shop_id)
    row = _stored(shop_id, address_id)
    if row.is_default and not in_use:
        raise Refused(DEFAULT_STAYS)
    if row.is_active != in_use:
        row.is_active = in_use
        row.save(update_fields=["is_active"])
        _tell("return_address.used" if in_use else "return_address.unused", row, person)
    return row


def _stored(shop_id: int, address_id: int) -> ReturnAddress:
    row = ReturnAddress.objects.filter(shop_id=shop_id, pk=address_id).first()
    if row is None:
        raise NotFound(address_id)
    return row


def _checked(facts: AddressFacts) -> dict[str, str]:
    texts = {name: clean(getattr(facts, name)) for name in MOST}
    problems: dict[str, Any] = {
        name: _("At most %(most)s characters.") % {"most": MOST[name]}
        for name, text in texts.items()
        if len(text) > MOST[name]
    }
    problems |= {name: _("This is needed.") for name in NEEDED if not texts[name]}
    if problems:
        raise InvalidInput(problems)
    return texts


def _tell(kind: str, row: ReturnAddress, person: Person, **data: object) -> None:
    record(
        kind=kind,
        subject=("return_address", row.pk),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"label": row.label, **data},
    )
