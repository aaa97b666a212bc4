"""What the chat of the demo shop has to show; asked by test_demo, which makes the demo once."""

from datetime import timedelta

from aftercare.chat.models import Conversation, Draft, Duty, FollowUp, Message, Needs, PriceOffer, ReplyHit, Wait, Watch
from aftercare.chat.terms import DutyState, Ending, FollowUpState, Kind, OfferState, Side, Stage
from aftercare.core.time import now


def look_at_talks() -> None:
    """Two weeks of talks with an end, and those of this hour; nothing lies in the future."""
    at = now()
    assert not Message.objects.filter(at__gt=at).exists()
    ended = Conversation.objects.filter(stage=Stage.CLOSED)
    assert ended.count() >= 60
    assert set(ended.values_list("ending", flat=True)) == {Ending.ANSWERED}
    assert set(ended.values_list("rating", flat=True)) >= {None, 1, 2, 3, 4, 5}
    assert not ended.filter(opened_at__lt=at - timedelta(days=16)).exists()
    assert Wait.objects.exclude(breached_at=None).exclude(ended_at=None).count() >= 5
    assert ReplyHit.objects.filter(is_blocked=True, message=None).count() == 1
    assert ReplyHit.objects.filter(is_blocked=False).count() >= 4
    assert Needs.objects.count() >= 4
    assert Message.objects.filter(kind=Kind.PICTURE).exists() and Message.objects.filter(kind=Kind.CARD).exists()
    look_at_this_hour()


def look_at_this_hour() -> None:
    """Three of the agent that people log in as, some in the queue, one flagged, one price asked for, one watched; and
    nobody is on duty until they say so. In the hours for it, the notice of a new product has begun others."""
    by_buyers = Message.objects.filter(seq=1, side=Side.BUYER).values("conversation_id")
    going_on = Conversation.objects.filter(pk__in=by_buyers).exclude(stage=Stage.CLOSED)
    assert going_on.count() == 12
    assert going_on.filter(agent__username="agent").count() == 3
    assert going_on.filter(stage=Stage.QUEUED, agent=None).count() == 4
    assert going_on.exclude(flagged_at=None).count() == 1
    assert PriceOffer.objects.filter(state=OfferState.ASKED).count() == 1
    assert Watch.objects.filter(staff__username="supervisor").count() == 1
    assert Draft.objects.count() == 2
    assert FollowUp.objects.filter(state=FollowUpState.OPEN, due_at__lt=now() + timedelta(hours=6)).count() >= 4
    assert set(Duty.objects.values_list("state", flat=True)) == {DutyState.OFF}
