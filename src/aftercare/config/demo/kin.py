"""Acts on cases that belong together: children, followers, a second application; and what becomes of the order."""

from dataclasses import replace
from datetime import datetime

from aftercare.cases.advice import advice_of, mark_of
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case, CaseLink
from aftercare.cases.remedies.terms import RemedyKind
from aftercare.config.demo import phrases
from aftercare.config.demo.acts import Act, Story, enter
from aftercare.config.demo.buyers import COURIERS, parcel
from aftercare.config.demo.orders import CANCELLED, RAW
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of


def of(kind: str, act: Act) -> Act:
    """The act, on the newest case of that kind that came out of this one."""

    def do(story: Story, person: Person, at: datetime) -> None:
        links = CaseLink.objects.filter(source_id=story.case_id, target__flow=kind).select_related("target")
        linked = links.latest("id").target
        act(replace(story, number=linked.number, case_id=linked.pk), person, at)

    return do


def again(flow: str = "") -> Act:
    """The buyer comes a second time about the same order: a case of its own."""

    def act(story: Story, person: Person, at: datetime) -> None:
        twin = replace(story, flow=flow, opening={}) if flow else story
        story.other = enter(twin, person, at, story.rest or story.lines).number

    return act


def other(act: Act) -> Act:
    """The act, on that second case."""

    def do(story: Story, person: Person, at: datetime) -> None:
        case = Case.objects.get(number=story.other)
        act(replace(story, number=case.number, case_id=case.pk, other=story.number), person, at)

    return do


def joining(code: str, says: tuple[str, ...]) -> Act:
    """Link this case with the second one, or merge it into that."""

    def act(story: Story, person: Person, at: datetime) -> None:
        story.move(person, code, {"other_case": story.other, "note": story.rng.choice(says)})

    return act


merge = other(joining("merge", phrases.MERGED))  # the second application goes into the first one
link = joining("link", phrases.LINKED)


def split(story: Story, person: Person, at: datetime) -> None:
    """One piece goes its own way."""
    line = story.held()[0]
    story.move(person, "split", {"split_lines": {str(line.pk): "1"}, "note": story.rng.choice(phrases.SPLIT)})


def choosing(*kinds: RemedyKind) -> Act:
    """Take the first of the proposed remedies that is of these kinds, if one is."""

    def act(story: Story, person: Person, at: datetime) -> None:
        case = Case.objects.select_related("shop", "order").get(pk=story.case_id)
        plans = advice_of(case, attempt_of(case, policies_of(case.shop, at), person, at)).plans
        plan = next((plan for plan in plans if plan.kind in kinds), None)
        if plan is not None:
            story.move(person, "choose_plan", {"plan": mark_of(plan)})

    return act


def leave_house(story: Story, person: Person, at: datetime) -> None:
    """The next import says that the order has been sent."""
    courier, number = parcel(story.rng)
    sent = OrderStatus.DISPATCHED
    _import(story, status=sent, raw_status=RAW[sent], dispatched_at=at, courier=courier, tracking_no=number)


def sign_for(story: Story, person: Person, at: datetime) -> None:
    """The next import says that the buyer has the goods."""
    done = OrderStatus.COMPLETED
    _import(story, status=done, raw_status=RAW[done], completed_at=at)


def close_order(story: Story, person: Person, at: datetime) -> None:
    """The next import says that the platform has closed the order: the buyer has the money back."""
    closed = OrderStatus.CLOSED
    _import(story, status=closed, raw_status=RAW[closed], close_reason=CANCELLED)


def _import(story: Story, **columns: object) -> None:
    Order.objects.filter(pk=story.order_id).update(**columns)


def courier(story: Story, _at: datetime) -> str:
    """Who carries the order's parcel."""
    return Order.objects.values_list("courier", flat=True).get(pk=story.order_id) or story.rng.choice(COURIERS)[0]
