"""Reads of samples: keyset pages, bounded, the same number of queries at any size (K2)."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from aftercare.chat.models import Conversation
from aftercare.core.words import Choices, _
from aftercare.quality.access import (
    REVIEWERS,
    led_shops,
    visible_comments,
    visible_drawings,
    visible_samples,
    visible_scorings,
)
from aftercare.quality.models import Appeal, Comment, Drawing, DrawnLayer, Sample, Scoring
from aftercare.quality.terms import SampleState
from aftercare.shops.access import Person

PAGE: Final = 50
MOST_LAYERS: Final = 1200  # of one drawing: 300 agents


class View(Choices):
    """Lists of samples."""

    TO_SCORE = "to_score", _("To score")
    APPEALS = "appeals", _("Appeals")
    WAITING = "waiting", _("With the agent")
    MINE = "mine", _("My scores")
    ALL = "all", _("All")


def samples_page(
    person: Person, shop_ids: Collection[int], view: View, *, agent_id: int | None = None, after: int | None = None
) -> list[Sample]:
    """The newest first; at most PAGE + 1, so that the caller sees whether there is more."""
    rows = samples_in(person, shop_ids, view)
    rows = rows.filter(agent_id=agent_id) if agent_id is not None else rows
    rows = rows.filter(pk__lt=after) if after is not None else rows
    related = ("shop", "agent", "layer", "drawing", "result", "result__by")
    return list(rows.select_related(*related).defer("layer__frame", "result__note").order_by("-pk")[: PAGE + 1])


def samples_in(person: Person, shop_ids: Collection[int], view: View) -> QuerySet[Sample]:
    """Those of a list."""
    rows = visible_samples(person).filter(shop_id__in=shop_ids)
    if view is View.MINE:
        return rows.filter(agent_id=person.staff_id or 0)
    rows = rows.filter(shop_id__in=led_shops(person)).exclude(agent_id=person.staff_id or 0)
    if view is View.TO_SCORE:
        return to_score(person, rows)
    if view is View.APPEALS:
        return rows.filter(state=SampleState.APPEALED)
    return rows.filter(state=SampleState.SCORED) if view is View.WAITING else rows


def to_score(person: Person, rows: QuerySet[Sample]) -> QuerySet[Sample]:
    """Of these, what the person may still score: those of reviewers, and those of a calibration."""
    mine = Scoring.objects.filter(by_id=person.staff_id or 0).values("sample_id")
    shops = reviewed_shops(person)
    return rows.filter(Q(shop_id__in=shops) | Q(wanted=2), state=SampleState.OPEN).exclude(pk__in=mine)


def reviewed_shops(person: Person) -> list[int]:
    """Shops in which the person scores."""
    return [pk for pk in person.shop_ids if person.has(pk, *REVIEWERS)]


def waiting_samples(person: Person, shop_ids: Collection[int]) -> QuerySet[Sample]:
    """To be scored by the person."""
    return samples_in(person, shop_ids, View.TO_SCORE)


def waiting_appeals(person: Person, shop_ids: Collection[int]) -> QuerySet[Sample]:
    """Appeals that the person may decide: not against a score of theirs."""
    mine = Scoring.objects.filter(by_id=person.staff_id or 0).values("sample_id")
    return samples_in(person, shop_ids, View.APPEALS).exclude(pk__in=mine)


def scores_to_answer(person: Person, shop_ids: Collection[int]) -> QuerySet[Sample]:
    """The person's own scores that they have neither accepted nor appealed against."""
    return samples_in(person, shop_ids, View.MINE).filter(state=SampleState.SCORED)


def scorings_of(person: Person, sample: Sample) -> list[Scoring]:
    """Scorecards of a sample that the person sees, as they came; three at most."""
    return list(visible_scorings(person, sample).order_by("pk"))


def comments_of(person: Person, sample: Sample) -> dict[int, list[Comment]]:
    """What the person sees of the comments, by the number of the message."""
    found: dict[int, list[Comment]] = {}
    for row in visible_comments(person, sample).select_related("by").order_by("seq", "pk")[:500]:
        found.setdefault(row.seq, []).append(row)
    return found


def appeal_of(sample: Sample) -> Appeal | None:
    """What the agent has said against the score; the caller may see the sample."""
    return Appeal.objects.filter(sample=sample).select_related("by", "decided_by").first()


def drawings_page(person: Person, shop_ids: Collection[int], after: int | None) -> list[Drawing]:
    """The newest first, each with `drawn` and `scored`; at most PAGE + 1."""
    rows = visible_drawings(person).filter(shop_id__in=shop_ids)
    rows = rows.filter(pk__lt=after) if after is not None else rows
    counted = rows.annotate(drawn=Count("samples"), scored=Count("samples", filter=~Q(samples__state=SampleState.OPEN)))
    return list(counted.select_related("shop").order_by("-pk")[: PAGE + 1])


def layers_of(drawing: Drawing) -> list[DrawnLayer]:
    """What was drawn from, by agent, with the samples as `samples`; the caller may see the drawing. Two queries."""
    rows = DrawnLayer.objects.filter(drawing=drawing).select_related("agent").prefetch_related("samples")
    return list(rows.order_by("agent__name", "agent_id", "layer")[:MOST_LAYERS])


def latest_week(person: Person, shop_ids: Collection[int]) -> date | None:
    """The Monday of the newest drawing."""
    rows = visible_drawings(person).filter(shop_id__in=shop_ids).order_by("-week")
    return rows.values_list("week", flat=True).first()


def talk_of(sample: Sample) -> Conversation:
    """The conversation, for whoever may see the sample of it."""
    return Conversation.objects.select_related("shop").get(pk=sample.conversation_id)
