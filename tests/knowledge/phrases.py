"""Replies for the tests: made by the action that the pages use."""

from typing import Any

from tests.people import person

from aftercare.accounts.models import Staff
from aftercare.core.models import Event
from aftercare.knowledge.actions.create_reply import create_reply
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply, QuickReplyTally
from aftercare.shops.models import Shop


def make_reply(staff: Staff, shop: Shop, title: str = "发货时间", *, shared: bool = True, **fields: Any) -> QuickReply:
    """A reply of the shop by its supervisor, or with `shared=False` the person's own."""
    facts = ReplyFacts(title=title, text=fields.pop("text", f"亲，{title}的说明"), **fields)
    return create_reply(person=person(staff), shop_id=shop.pk, facts=facts, is_shared=shared)


def stored() -> list[object]:
    """All that the writers of replies may write, for refusals that must change nothing."""
    return [
        list(QuickReply.objects.order_by("pk").values()),
        list(QuickReplyTally.objects.order_by("pk").values()),
        list(Shop.objects.order_by("pk").values_list("pk", "settings_version")),
        Event.objects.count(),
    ]
