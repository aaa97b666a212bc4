"""What the bell says of conversations: late answers, prices asked for, notes that name one (S2, S7, S13)."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.chat.alerts import asked_prices, told_supervisors, unseen_mentions
from aftercare.shops.access import Person
from aftercare.web.shell.bell import MOST, Notice

LATELY = timedelta(days=1)


def told_of_talks(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """Three queries at most."""
    leads = [pk for pk in shop_ids if person.decides(pk, Role.SUPERVISOR)]
    return [*_named(person, shop_ids), *((*_unanswered(leads), *_prices(leads)) if leads else ())]


def _unanswered(shop_ids: list[int]) -> list[Notice]:
    return [
        Notice(
            _("%(agent)s has not answered a buyer in time") % {"agent": wait.agent.name}
            if wait.agent
            else _("A buyer in the queue was not answered in time"),
            reverse("talk", args=[wait.conversation_id]),
            wait.escalated_at or wait.due_at,
            "late",
        )
        for wait in told_supervisors(shop_ids, MOST)
    ]


def _prices(shop_ids: list[int]) -> list[Notice]:
    return [
        Notice(
            _("%(agent)s asks for ¥%(price)s for %(product)s")
            % {"agent": offer.asked_by.name, "price": offer.offered, "product": offer.product.title},
            reverse("talk", args=[offer.conversation_id]),
            offer.asked_at,
            "us",
        )
        for offer in asked_prices(shop_ids, MOST)
    ]


def _named(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    return [
        Notice(
            _("%(name)s names you in a note") % {"name": mention.message.staff.name if mention.message.staff else ""},
            reverse("talk", args=[mention.conversation_id]),
            mention.at,
            "us",
        )
        for mention in unseen_mentions(person, shop_ids, MOST)
    ]
