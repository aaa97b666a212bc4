"""A handover and a promise for the authorization matrix: arguments of every route that takes some."""

from datetime import timedelta

from tests.handover.scene import open_case, sent_of
from tests.people import People, person

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.terms import Topic
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.handover.actions.keep_promises import make_promise

# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "handover_send": {"version": "1"},
    "handover_keep": {"handling": "回电"},
    "handover_item": {"do": "refuse", "reason": "缺照片"},
    "promise_end": {"do": "kept"},
    "talk_promise": {"due_at": "2099-01-01T10:00"},
}
# Not there although the page is theirs: nobody changes a colleague's lines.
MAY_BE_ABSENT = ("handover_drop", "handover_keep", "handover_send")


def handover_things(people: People) -> dict[str, dict[str, object]]:
    """One that was sent, with one line; a buyer who was promised an answer."""
    open_case(people.owner, people.shop)
    handover = sent_of(people.owner, people.shop)
    item = handover.items.order_by("pk")[0]
    visitor = greet_visitor(shop=people.shop).visitor
    words = Words("promise-1", "在吗")
    talk = write_as_buyer(visitor=visitor, words=words, arrival=Arrival(Topic.AFTERSALE)).conversation
    due_at = now() + timedelta(hours=2)
    promise = make_promise(conversation_id=talk.pk, due_at=due_at, text="查快递", person=person(people.owner))
    of_one, in_shop = {"pk": handover.pk}, {"slug": people.shop.slug}
    return {
        **dict.fromkeys(("handover", "handover_keep", "handover_send", "handover_take"), of_one),
        "handover_sheet": {**of_one, "form": "xlsx"},
        "handover_drop": {**of_one, "item": item.pk},
        "handover_item": {"item": item.pk},
        "handover_build": in_shop,
        "promise_end": {"pk": promise.pk},
        "talk_promise": {"talk": talk.pk},
        "handover_day": {**in_shop, "day": now().date().isoformat(), "form": "pdf"},
    }
