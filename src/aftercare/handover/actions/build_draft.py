"""Make the draft of a handover from one's open work, or bring it up to date."""

from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import NotFound
from aftercare.core.time import now
from aftercare.handover.access import access_giving
from aftercare.handover.gathering import Known, gather
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.terms import ITEMS_MOST, HandoverState
from aftercare.handover.writing import tell
from aftercare.shops.access import Person


def build_draft(*, slug: str, person: Person) -> Handover:
    """One line for each open case, conversation and follow-up of the person in that shop (P5). There is one draft of a
    person in a shop: made again, it gets what is new, and what was edited stays. Raises NotFound."""
    if person.staff_id is None:
        raise NotFound(slug)
    with transaction.atomic():
        shop, at = access_giving(person, slug), now()
        today = at.astimezone(ZoneInfo(shop.timezone)).date()
        draft, made = Handover.objects.get_or_create(
            shop=shop,
            giver_id=person.staff_id,
            state=HandoverState.DRAFT,
            defaults={"day": today, "made_at": at},
        )
        draft = Handover.objects.select_for_update(no_key=True).get(pk=draft.pk)
        lines = list(gather(person, shop, at, _known(draft)))[: max(0, ITEMS_MOST - draft.items.count())]
        for line in lines:
            line.handover, line.shop = draft, shop
        HandoverItem.objects.bulk_create(lines)
        draft.day = today
        draft.version += bool(lines)
        draft.save(update_fields=["day", "version"])
        if made or lines:
            tell(draft, "handover.drafted", person, at, lines=len(lines))
    return draft


def _known(draft: Handover) -> Known:
    rows = list(draft.items.values_list("case_id", "conversation_id", "follow_up_id", "promise_id"))
    columns = [[pk for pk in column if pk] for column in zip(*rows, strict=True)]
    return Known(*columns)
