"""Talking with buyers: hours, harassment, promises, public words (C6, C14, S11). A refusal changes nothing."""

from datetime import timedelta

import pytest
from tests.cases.story import Story, World, begin
from tests.people import person

from aftercare.cases.models import Contact
from aftercare.shops.actions.set_policy import set_policy

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, world: World | None = None) -> Story:
    """A complaint at that time of the shop's day."""
    world = world or World()
    world.local(hour, minute)
    return begin("complaint", world)


@pytest.mark.row("C14")
@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (3, 30), (8, 59), (21, 0), (21, 1), (23, 59)])
def test_nobody_is_phoned_at_night(hour: int, minute: int):
    story = at(hour, minute)
    story.refused("outside_hours", "contact", channel="phone")
    story.do("contact", channel="chat").do("contact", channel="incoming")
    assert Contact.objects.filter(case=story.case).count() == 2


@pytest.mark.row("C14")
@pytest.mark.parametrize(("hour", "minute"), [(9, 0), (12, 30), (20, 59)])
def test_at_noon_and_in_the_evening_buyers_are_phoned(hour: int, minute: int):
    story = at(hour, minute).do("contact", channel="phone", talk_stage="propose", contact_result="agreed")
    found = Contact.objects.get(case=story.case)
    assert (found.channel, found.stage, found.result, found.by) == (
        "phone", "propose", "agreed", story.world.people.owner,
    )  # fmt: skip


@pytest.mark.row("C14")
def test_the_night_is_that_of_the_shops_zone():
    world = World()
    world.people.shop.timezone = "America/New_York"
    world.people.shop.save()
    at(22, world=world).refused("outside_hours", "contact", channel="phone")
    at(9, world=world).do("contact", channel="phone")


@pytest.mark.row("C14", "S8")
def test_a_fourth_contact_of_the_day_is_harassment_whatever_the_channel_but_a_buyer_who_calls_is_answered():
    story = at(10).do("contact").do("contact", channel="phone").do("contact", channel="sms")
    for channel in ("chat", "phone", "sms"):
        story.refused("too_many_contacts", "contact", channel=channel)
    story.do("contact", channel="incoming")
    story.world.local(23, 59)
    story.refused("too_many_contacts", "contact")
    story.world.local(0)
    story.do("contact")


@pytest.mark.row("C14", "S8")
def test_a_buyer_with_several_cases_is_one_buyer():
    story = at(10).do("contact").do("contact").do("contact")
    beside = begin("return", story.world, order=story.case.order)
    beside.refused("too_many_contacts", "contact")
    somebody_else = begin("return", story.world)
    assert somebody_else.do("contact").state == "asked"


@pytest.mark.row("C14")
def test_the_limits_are_the_shops():
    world = World()
    values = {"contact.phone_from": 11, "contact.phone_until": 13, "contact.a_day": 1, "contact.enough": 1}
    for key, value in values.items():
        set_policy(shop_id=world.people.shop.pk, key=key, value=value, person=person(world.people.administrator))
    story = at(10, world=world)
    story.refused("outside_hours", "contact", channel="phone")
    world.local(12)
    story.do("contact", channel="phone").refused("too_many_contacts", "contact")


@pytest.mark.row("C14")
def test_another_time_is_booked_and_lies_ahead():
    story = at(10)
    story.turned_back("next_contact_at", "contact", next_contact_at="2020-01-01T10:00")
    story.turned_back("next_contact_at", "contact", next_contact_at="2999-01-01T10:00")
    story.turned_back("next_contact_at", "contact", next_contact_at="tomorrow")
    with story.world.time() as now:
        later = (now + timedelta(days=1)).isoformat()
    story.do("contact", contact_result="call_later", next_contact_at=later)
    assert Contact.objects.get(case=story.case).next_at.isoformat() == later


@pytest.mark.row("C14")
@pytest.mark.parametrize("name", ["channel", "talk_stage", "contact_result"])
def test_a_contact_says_by_which_way_how_far_and_with_what_result(name: str):
    story = at(10)
    story.turned_back(name, "contact", **{name: ""})
    story.turned_back(name, "contact", **{name: "telepathy"})
    assert Contact.objects.count() == 0
