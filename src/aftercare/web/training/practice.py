"""Practice with scripted buyers, their scripts, and topics of the month (K3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.models import Message
from aftercare.chat.terms import Kind, Side
from aftercare.core.errors import InvalidInput
from aftercare.shops.access import Person, visible_shops
from aftercare.training.access import LEARNERS, READERS, TRAINERS, access_bank, access_rehearsal, shops_with
from aftercare.training.actions.pick_topic import pick_topic
from aftercare.training.actions.rehearse import break_off, mark_rehearsal, start_rehearsal, turns_of
from aftercare.training.actions.save_script import ScriptFacts, save_script
from aftercare.training.models import Course, Rehearsal, Script
from aftercare.training.rules import CHECK_SHARE, SPEED_SHARE, TRAINER_SHARE, Turn
from aftercare.training.terms import SAID_MOST, TEXT_MOST, TITLE_MOST, RehearsalState
from aftercare.training.topics import Suggestion, suggestions
from aftercare.web.fragments import go, go_with
from aftercare.web.numbers import read_day, read_number
from aftercare.web.pieces.parts import Tab
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.training.words import PRACTICES

DUE = timedelta(days=14)
MESSAGES = 200


@dataclass(frozen=True)
class TurnView:
    """One line of the script and how it was answered. `seconds` None: not at all; `was` False: not reached."""

    row: Turn
    was: bool
    seconds: float | None
    hits: int


class RehearsalContext:
    """One practice: what was said, speed and words, the trainer's mark. What a good answer holds is told to trainers,
    and to the learner when it is over."""

    said_most, shares = SAID_MOST, (SPEED_SHARE, CHECK_SHARE, TRAINER_SHARE)

    def __init__(self, person: Person, row: Rehearsal) -> None:
        self.person, self.row = person, row
        state = RehearsalState(row.state)
        self.label, self.tone = state.label, PRACTICES[state].value
        self.is_mine = row.staff_id == person.staff_id
        self.is_running, self.is_marked = state is RehearsalState.RUNNING, row.mark is not None
        self.may_mark = state is RehearsalState.MARKING and not self.is_mine and person.has(row.shop_id, *TRAINERS)
        self.tells_points = not self.is_running and (not self.is_mine or self.is_marked)

    @cached_property
    def turns(self) -> list[TurnView]:
        rows, told = turns_of(self.row.turns), self.row.answers
        views = []
        for place, turn in enumerate(rows):
            was = told[place] if place < len(told) else None
            views.append(TurnView(turn, was is not None, was["seconds"] if was else None, was["hits"] if was else 0))
        return views

    @cached_property
    def messages(self) -> list[tuple[Message, bool]]:
        """(message, whether the learner wrote it)."""
        rows = Message.objects.filter(conversation_id=self.row.conversation_id, kind__in=(Kind.TEXT, Kind.PICTURE))
        return [(row, row.side == Side.AGENT) for row in rows.defer("card").order_by("seq")[:MESSAGES]]


@page(roles=LEARNERS, methods=("POST",))
def start(request: PageRequest, script: int) -> HttpResponse:
    """Begin it: the buyer's first line waits in the workbench."""
    only(request.POST)
    row = start_rehearsal(script_id=script, person=request.person)
    return go(request, reverse("talk", args=[row.conversation_id]))


@page(roles=READERS)
def practice(request: PageRequest, pk: int) -> HttpResponse:
    """One practice."""
    found = access_rehearsal(request.person, pk)
    return render(request, "training/practice.html", {"view": RehearsalContext(request.person, found)})


@page(roles=LEARNERS, methods=("POST",))
def stop(request: PageRequest, pk: int) -> HttpResponse:
    """End one's own before the script does."""
    only(request.POST)
    break_off(rehearsal_id=pk, person=request.person)
    return go_with(request, reverse("training"), _("The practice is broken off. It counts for nothing."))


@page(roles=TRAINERS, methods=("POST",))
def mark(request: PageRequest, pk: int) -> HttpResponse:
    """The trainer's mark."""
    posted = only(request.POST, "mark", "remark")
    found = read_number(posted.get("mark"))
    given = -1 if found is None else found
    mark_rehearsal(rehearsal_id=pk, mark=given, remark=posted.get("remark", ""), person=request.person)
    return go_with(request, reverse("training_marking"), _("Marked. The learner sees it now."))


class ScriptsContext:
    """The scripted buyers of a course."""

    title_most = TITLE_MOST

    def __init__(self, row: Course, query: QueryDict) -> None:
        if set(query) - {"edit"}:
            raise BadRequest("unknown key")
        self.row, self.edit_pk = row, read_number(query.get("edit"))

    @cached_property
    def rows(self) -> list[tuple[Script, list[Turn]]]:
        found = self.row.scripts.filter(is_used=True).order_by("pk")[:50]
        return [(row, turns_of(row.turns)) for row in found]

    @property
    def edited(self) -> Script | None:
        return next((row for row, _turns in self.rows if row.pk == self.edit_pk), None)

    @property
    def written(self) -> str:
        """The turns of the edited one as they are typed."""
        return write_turns(turns_of(self.edited.turns)) if self.edited else ""


def write_turns(turns: list[Turn]) -> str:
    """One line a turn: seconds | what the buyer says | points of a good answer, with semicolons."""
    return "\n".join(f"{turn.seconds} | {turn.says} | {'；'.join(turn.points)}" for turn in turns)


def read_turns(text: str) -> list[Turn]:
    """What `write_turns` writes. Raises InvalidInput on a line that is none."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        seconds, _bar, rest = line.replace("｜", "|").partition("|")
        says, _bar, points = rest.partition("|")
        number = read_number(seconds.strip())
        if number is None or not says.strip():
            raise InvalidInput({"turns": _("Write each line as: seconds | what the buyer says | points")})
        found.append(Turn(says.strip(), tuple(points.replace(";", "；").split("；")), number))
    return found


@page(roles=TRAINERS, methods=("GET", "POST"))
def scripts(request: PageRequest, pk: int) -> HttpResponse:
    """The scripted buyers of a course; POST writes one."""
    found = access_bank(request.person, pk)
    if request.method == "GET":
        return render(request, "training/scripts.html", {"view": ScriptsContext(found, request.GET)})
    posted = only(request.POST, "script", "title", "buyer", "pass_mark", "turns")
    facts = ScriptFacts(
        posted.get("title", ""),
        posted.get("buyer", ""),
        read_turns(posted.get("turns", "")),
        read_number(posted.get("pass_mark")) or 0,
        read_number(posted.get("script")) if posted.get("script") else None,
    )
    save_script(course_id=pk, facts=facts, person=request.person)
    return go_with(request, reverse("training_scripts", args=[pk]), _("The scripted buyer is saved."))


class TopicsContext:
    """What the month suggests, by shop."""

    title_most, text_most = TITLE_MOST, TEXT_MOST

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {"shop", "topic"}:
            raise BadRequest("unknown key")
        taught = shop_ids & set(shops_with(person, TRAINERS))
        self.shops = list(visible_shops(person).filter(pk__in=taught, is_active=True).order_by("name", "pk"))
        wanted = query.get("shop", "")
        self.shop = next((shop for shop in self.shops if shop.slug == wanted), self.shops[0] if self.shops else None)
        self.at, self.code = at, query.get("topic", "")

    @property
    def tabs(self) -> list[Tab]:
        here = reverse("training_topics")
        return [Tab(shop.name, f"{here}?shop={shop.slug}", shop == self.shop) for shop in self.shops]

    @cached_property
    def rows(self) -> list[Suggestion]:
        return suggestions(self.shop, self.at) if self.shop else []

    @property
    def chosen(self) -> Any:
        """The title of the suggestion that was picked."""
        return next((one.title for one in self.rows if one.code == self.code), "")

    @property
    def due_on(self) -> Any:
        return (self.at.astimezone(ZoneInfo(self.shop.timezone)) + DUE).date() if self.shop else None


@page(roles=TRAINERS)
def topics(request: PageRequest) -> HttpResponse:
    """What could be the topic of the month."""
    context = TopicsContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return render(request, "training/topics.html", {"view": context})


@page(roles=TRAINERS, methods=("POST",))
def topic_pick(request: PageRequest, slug: str) -> HttpResponse:
    """Make it a course for the team."""
    posted = only(request.POST, "title", "text", "due_on")
    due_on = read_day(posted.get("due_on"))
    if due_on is None:
        raise InvalidInput({"due_on": _("Choose by which day it is to be done.")})
    told = {"title": posted.get("title", ""), "text": posted.get("text", "")}
    row = pick_topic(slug=slug, due_on=due_on, person=request.person, **told)
    return go_with(request, reverse("training_course", args=[row.pk]), _("The whole team has the topic now."))
