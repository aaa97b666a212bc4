"""A roster for the authorization matrix: arguments of every route that takes some."""

from tests.people import People, person
from tests.shifts.scene import put, today_of

from aftercare.shifts.actions.renew_feed import renew_feed
from aftercare.shifts.actions.swap_shifts import Offer, ask_swap

OF_SHOP = (
    *("roster_copy", "roster_rotation", "roster_patterns", "roster_swap", "roster_import"),
    *("checklist_tick", "checklist_items"),
)
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "roster_cell": {"brush": "early", "version": "0"},
    "roster_copy": {"week": "2026-11-30"},
    "checklist_tick": {"code": "early", "item": "audit"},
    "checklist_items": {"text": "倒垃圾"},
    "roster_swap_answer": {"do": "withdraw"},
}
# Not there although the page is theirs: a swap between others is no business of a colleague.
MAY_BE_ABSENT = ("roster_swap_answer",)


def shift_things(people: People) -> dict[str, dict[str, object]]:
    """A shift of the owner, which is offered to a colleague, and the address of a calendar."""
    shop, day = people.shop, today_of(people.shop, 2)
    put(people.supervisor, shop, people.owner, day)
    swap = ask_swap(shop_id=shop.pk, offer=Offer(day, people.teammate.pk), person=person(people.owner))
    in_shop = {"slug": shop.slug}
    return {
        **dict.fromkeys(OF_SHOP, in_shop),
        "roster_cell": {**in_shop, "staff": people.teammate.pk, "day": day.isoformat()},
        "roster_month": {**in_shop, "month": f"{day:%Y-%m}"},
        "roster_swap_answer": {"pk": swap.pk},
        "roster_feed": {"token": renew_feed(person=person(people.owner))},
    }
