"""Weeks are drawn once, whatever fails; who gets which conversation; reproducible from what is kept (K2)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection
from tests.people import make_staff
from tests.quality.scene import Quality, talked
from tests.races import race

from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation, Message, ReplyHit, Wait
from aftercare.chat.terms import Kind
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.quality.actions.draw_week import draw_due, draw_shop
from aftercare.quality.models import Drawing, DrawnLayer, Sample
from aftercare.quality.queries import layers_of
from aftercare.quality.results import drawn_again
from aftercare.quality.terms import Layer
from aftercare.quality.weeks import WEEK
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import settings_changed

FAULT = """
    CREATE FUNCTION break_here() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT count(*) FROM quality_sample) >= 2 THEN RAISE EXCEPTION 'disk full'; END IF;
            RETURN NEW;
        END $$;
    CREATE TRIGGER break_here BEFORE INSERT ON quality_sample FOR EACH ROW EXECUTE FUNCTION break_here();
"""
MENDED = "DROP TRIGGER IF EXISTS break_here ON quality_sample; DROP FUNCTION IF EXISTS break_here()"


def drawn(agent) -> dict[str, int]:
    """How many of each layer."""
    rows = Sample.objects.filter(agent=agent).values_list("layer__layer", flat=True)
    return {layer: list(rows).count(layer) for layer in set(rows)}


@pytest.mark.django_db
@pytest.mark.row("K2")
@pytest.mark.parametrize(("count", "wanted"), [(1, 1), (9, 1), (10, 1), (11, 2), (31, 4)])
def test_each_agent_gets_a_tenth_rounded_up(count: int, wanted: int):
    quality = Quality()
    quality.talks(quality.people.owner, count)
    quality.talks(quality.people.teammate, 3)
    assert quality.draw() is not None
    assert drawn(quality.people.owner) == {"plain": wanted}
    assert drawn(quality.people.teammate) == {"plain": 1}
    assert DrawnLayer.objects.get(agent=quality.people.owner).size == count


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_the_share_is_the_shops_and_never_below_a_tenth():
    quality = Quality()
    quality.talks(quality.people.owner, 20)
    rule(quality, "quality.share_percent", 25)
    drawing = quality.draw()
    assert drawing.percent == 25 and drawn(quality.people.owner) == {"plain": 5}


def rule(quality: Quality, key: str, value: int) -> None:
    PolicyValue.objects.create(shop=quality.shop, key=key, value=value, valid_from=now() - timedelta(days=30))
    settings_changed(quality.shop.pk)
    quality.shop.refresh_from_db()


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_bad_ratings_long_waits_and_stopped_answers_are_seen():
    quality = Quality()
    owner, shop = quality.people.owner, quality.shop
    quality.talks(owner, 40)
    (bad,) = quality.talks(owner, 1, rating=2, rated_at=quality.wednesday)
    quality.talks(owner, 1, rating=3, rated_at=quality.wednesday)
    slow, stopped, flagged = quality.talks(owner, 3)
    at = quality.wednesday
    told = {"shop": shop, "since": at, "due_at": at, "is_first": True, "seq": 1, "ended_at": at}
    Wait.objects.create(conversation=slow, agent=owner, answered_by=owner, breached_at=at, **told)
    hit = {"shop": shop, "staff": owner, "rule": "x", "kind": "benefit", "at": at}
    ReplyHit.objects.create(conversation=stopped, is_blocked=True, **hit)
    ReplyHit.objects.create(conversation=slow, is_blocked=False, **hit)  # a warning only
    Conversation.objects.filter(pk=flagged.pk).update(flagged_at=at)
    quality.draw()
    assert drawn(owner) == {"must": 2, "rated_low": 1, "slow": 1, "plain": 3}
    told = {row.layer.layer: row.conversation_id for row in Sample.objects.select_related("layer")}
    assert (told["rated_low"], told["slow"]) == (bad.pk, slow.pk)
    seen = Sample.objects.filter(layer__layer=Layer.MUST).values_list("conversation_id", flat=True)
    assert set(seen) == {stopped.pk, flagged.pk}
    sizes = dict(DrawnLayer.objects.values_list("layer", "size"))
    assert sizes == {"must": 2, "rated_low": 1, "slow": 1, "plain": 41}


@pytest.mark.django_db
def test_what_must_be_seen_has_a_bound_of_the_shop():
    quality = Quality()
    quality.talks(quality.people.owner, 8, flagged_at=quality.wednesday)
    rule(quality, "quality.must_most", 3)
    quality.draw()
    assert drawn(quality.people.owner) == {"must": 3}


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_a_conversation_counts_for_everybody_who_answered_its_buyer_and_for_nobody_else():
    quality = Quality()
    people, shop, at = quality.people, quality.shop, quality.wednesday
    (both,) = talked(shop, [people.owner, people.teammate], 1, at)
    talked(shop, [], 1, at, agent=people.supervisor)  # given to somebody who never answered
    note = Message.objects.filter(conversation=both).latest("seq")
    Message.objects.create(
        conversation=both, seq=9, client_id="w", side="agent", kind=Kind.WHISPER, staff=people.supervisor, at=note.at
    )
    Conversation.objects.filter(pk=both.pk).update(last_seq=9)
    quality.draw()
    assert set(Sample.objects.values_list("agent_id", "conversation_id")) == {
        (people.owner.pk, both.pk),
        (people.teammate.pk, both.pk),
    }
    assert set(Sample.objects.values_list("until_seq", flat=True)) == {9}


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_a_conversation_over_midnight_of_sunday_belongs_to_one_week():
    quality = Quality()
    owner, zone = quality.people.owner, ZoneInfo(quality.shop.timezone)
    ends = quality.wednesday.replace(hour=0) + timedelta(days=5)  # Monday 00:00
    assert ends.astimezone(zone).weekday() == 0
    quality.talks(owner, 1, at=ends - timedelta(minutes=1, seconds=1))  # answered a second before midnight
    quality.talks(owner, 1, at=ends - timedelta(minutes=1))  # at midnight
    quality.draw()
    assert Sample.objects.count() == 1
    with travel(WEEK):
        assert quality.draw(quality.monday) is not None
    assert Sample.objects.count() == 2
    weeks = list(Sample.objects.order_by("conversation_id").values_list("drawing__week", flat=True))
    assert weeks == [quality.monday, quality.monday + WEEK]


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_what_is_kept_draws_the_same_again_and_shows_when_somebody_has_changed_it():
    quality = Quality()
    quality.talks(quality.people.owner, 60)
    quality.talks(quality.people.teammate, 25, rating=1, rated_at=quality.wednesday)
    drawing = quality.draw()
    layers = layers_of(drawing)
    again = drawn_again(drawing, layers)
    kept: dict = {}
    for agent, layer, talk in Sample.objects.values_list("agent_id", "layer__layer", "conversation_id"):
        kept.setdefault((agent, layer), []).append(talk)
    assert {key: sorted(ids) for key, ids in again.items()} == {key: sorted(ids) for key, ids in kept.items()}
    drawing.seed = "another"
    assert drawn_again(drawing, layers) != again


@pytest.mark.django_db
def test_a_sample_keeps_pointing_at_what_was_there_when_it_was_drawn():
    quality = Quality()
    sample = quality.sample()
    talk = sample.conversation
    before = talk.last_seq
    Message.objects.create(conversation=talk, seq=before + 1, client_id="late", side="buyer", text="还在吗", at=now())
    Conversation.objects.filter(pk=talk.pk).update(last_seq=before + 1, last_at=now(), rating=1, rated_at=now())
    assert quality.draw() is None
    sample.refresh_from_db()
    assert (sample.until_seq, sample.layer.layer, Sample.objects.count()) == (before, "plain", 1)


@pytest.mark.django_db
@pytest.mark.row("K2")
def test_the_worker_draws_weeks_that_are_over_and_those_it_has_missed():
    quality = Quality()
    owner, at = quality.people.owner, quality.wednesday
    quality.talks(owner, 4)
    quality.talks(owner, 4, at=at - 2 * WEEK)
    quality.talks(owner, 4, at=at - 6 * WEEK)  # too long ago to be scored
    quality.talks(owner, 4, at=at + WEEK)  # its week is not over
    monday_noon = at + timedelta(days=5)
    with travel(monday_noon - now()):
        assert draw_due() == 4  # in the four weeks the shop was open; one of them without a conversation of theirs
        assert draw_due() == 0
    assert Sample.objects.count() == 2
    assert Event.objects.filter(kind="quality.drawn").count() == 4
    assert quality.draw(quality.monday + WEEK) is None  # not over


@pytest.mark.django_db
def test_a_shop_that_moves_to_another_time_zone_has_nothing_drawn_twice():
    """In Auckland Monday begins on Sunday evening: the two weeks overlap."""
    quality = Quality()
    monday, evening = quality.monday, quality.wednesday.replace(hour=20) + timedelta(days=4)
    quality.talks(quality.people.owner, 1, at=evening)
    assert quality.draw() is not None
    Shop.objects.filter(pk=quality.shop.pk).update(timezone="Pacific/Auckland")
    quality.shop.refresh_from_db()
    quality.talks(quality.people.owner, 1, at=evening + timedelta(hours=12))
    with travel(WEEK):
        assert quality.draw(monday + WEEK) is not None
    assert list(Sample.objects.order_by("pk").values_list("drawing__week", flat=True)) == [monday, monday + WEEK]
    assert sum(DrawnLayer.objects.values_list("size", flat=True)) == 2


@pytest.mark.django_db
def test_a_shop_whose_week_cannot_be_drawn_keeps_no_other_from_theirs():
    broken, sound = Quality(), Quality()
    for one in (broken, sound):
        one.talks(one.people.owner, 1)
    Shop.objects.filter(pk=broken.shop.pk).update(timezone="Nowhere/Land")
    with travel(timedelta(hours=3)):  # by then the week is drawn, whenever this test runs
        assert draw_due() == 1
    assert Sample.objects.get().shop_id == sound.shop.pk


@pytest.mark.django_db
def test_a_shop_without_conversations_is_not_drawn_and_not_in_the_first_hours_of_monday():
    quality = Quality()
    assert draw_shop(quality.shop) == 0 and not Drawing.objects.exists()
    quality.talks(quality.people.owner, 1)
    monday = quality.wednesday.replace(hour=0) + timedelta(days=5)
    with travel(monday + timedelta(hours=2) - now()):
        assert draw_shop(quality.shop) == 0
    with travel(monday + timedelta(hours=4) - now()):
        assert draw_shop(quality.shop) == 1


@pytest.mark.row("K2")
@pytest.mark.faults
def test_two_workers_at_once_draw_one_week_once(transactional_db):
    quality = Quality()
    quality.talks(quality.people.owner, 30)
    quality.talks(quality.people.teammate, 30)
    finishes = race(quality.draw, quality.draw, quality.draw)
    assert [one.error for one in finishes] == [None] * 3
    assert sum(one.value is not None for one in finishes) == 1
    assert (Drawing.objects.count(), Sample.objects.count()) == (1, 6)
    assert Event.objects.filter(kind="quality.drawn").count() == 1


@pytest.mark.row("K2")
@pytest.mark.faults
def test_a_fault_in_the_middle_leaves_nothing_and_the_next_try_draws_the_whole_week(transactional_db):
    quality = Quality()
    quality.talks(quality.people.owner, 50)
    with connection.cursor() as cursor:
        cursor.execute(FAULT)
    try:
        with pytest.raises(Error, match="disk full"):
            quality.draw()
        left = [model.objects.count() for model in (Drawing, DrawnLayer, Sample)]
        assert left == [0, 0, 0] and not Event.objects.filter(kind="quality.drawn").exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(MENDED)
    assert quality.draw() is not None
    assert Sample.objects.count() == 5 and quality.draw() is None


@pytest.mark.django_db
def test_drawing_costs_the_same_at_ten_and_at_a_thousand(django_assert_max_num_queries):
    quality = Quality()
    mates = [make_staff("", Role.AGENT, shop=quality.shop) for _one in range(3)]
    quality.talks(quality.people.owner, 10, at=quality.wednesday - 2 * WEEK)
    quality.draw(quality.monday - 2 * WEEK)  # the shop's rules are known from now on
    quality.talks(quality.people.owner, 10)
    with django_assert_max_num_queries(20) as few:
        quality.draw()
    for mate in mates:
        quality.talks(mate, 330, at=quality.wednesday - WEEK)
    with django_assert_max_num_queries(20) as many:
        quality.draw(quality.monday - WEEK)
    assert len(many) == len(few)
    assert Sample.objects.count() == 2 + 3 * 33
