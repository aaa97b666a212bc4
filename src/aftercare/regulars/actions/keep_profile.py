"""What people note of a customer: tags, what they like, notes, and their wish to be left in peace (U1, S8)."""

from dataclasses import dataclass

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.regulars.access import access_to_keep
from aftercare.regulars.actions.follow_buyers import refresh
from aftercare.regulars.models import Regular, RegularNote
from aftercare.regulars.rules import read_tags
from aftercare.regulars.terms import MOST_WORDS
from aftercare.shops.access import Person

CHANGED = Refusal("profile_changed", _("A colleague has changed this meanwhile. Enter it once more."))


@dataclass(frozen=True)
class Profile:
    """As it was typed; `version` is the one that was on screen."""

    tags: str
    likes: str
    version: int


def keep_profile(*, customer_id: int, profile: Profile, person: Person) -> Regular:
    """Replace tags and likes. Raises NotFound, InvalidInput `tags` or `likes`, Refused when somebody else was first."""
    try:
        tags = read_tags(profile.tags)
    except ValueError as problem:
        raise InvalidInput({"tags": str(problem)}) from None
    likes = clean(profile.likes)
    if len(likes) > MOST_WORDS:
        raise InvalidInput({"likes": _("At most %(most)s characters.") % {"most": MOST_WORDS}})
    with transaction.atomic():
        customer = access_to_keep(person, customer_id)
        if not Regular.objects.filter(pk=customer.pk).exists():
            refresh([customer.pk])
        row = Regular.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if row.version != profile.version:
            raise Refused(CHANGED)
        row.tags, row.likes, row.changed_by_id = tags, likes, person.staff_id
        row.version += 1
        row.save(update_fields=["tags", "likes", "changed_by", "version"])
        _event("customer.profile", customer.pk, customer.shop_id, person)
    return row


def add_note(*, customer_id: int, text: str, person: Person) -> RegularNote:
    """Write a note. Raises NotFound, Refused, InvalidInput `text`."""
    words = clean(text)
    if not words:
        raise InvalidInput({"text": _("Write something first.")})
    if len(words) > MOST_WORDS:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": MOST_WORDS}})
    with transaction.atomic():
        customer = access_to_keep(person, customer_id)
        note = RegularNote.objects.create(customer=customer, text=words, by_id=person.staff_id, at=now())
        _event("customer.noted", customer.pk, customer.shop_id, person)
    return note


def leave_in_peace(*, customer_id: int, on: bool, person: Person) -> None:
    """The buyer wants no contact of our own accord, or takes it back. Raises NotFound, Refused."""
    with transaction.atomic():
        customer = access_to_keep(person, customer_id)
        set_opt_out(shop=customer.shop, who=f"customer:{customer.pk}", on=on, person=person, at=now())


def _event(kind: str, customer_id: int, shop_id: int, person: Person) -> None:
    record(kind=kind, subject=("customer", customer_id), shop_id=shop_id, actor_id=person.staff_id, at=now())
