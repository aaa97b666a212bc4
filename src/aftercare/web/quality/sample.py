"""One sample: the conversation beside its scorecard, all that the template prints."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.models import Conversation
from aftercare.chat.queries import Seen, messages_after
from aftercare.chat.terms import Auto, Kind, Side
from aftercare.quality.access import leads, may_score
from aftercare.quality.actions.answer_score import appeal_until
from aftercare.quality.models import Appeal, Comment, Sample, Scoring
from aftercare.quality.queries import appeal_of, comments_of, scorings_of
from aftercare.quality.terms import COMMENT_MOST, TEXT_MOST, Layer, SampleState
from aftercare.shops.access import Person
from aftercare.web.pieces.clock import Clock
from aftercare.web.quality.cards import CardView
from aftercare.web.quality.contexts import TONES, week_words
from aftercare.web.talks.words import NOTICES, SOMETHING


@dataclass(frozen=True)
class Line:
    """One message as the page shows it. `side`: 'buyer', 'mine' (the agent whose part is scored), 'colleague',
    'inner' (a note between colleagues), 'system', 'notice'."""

    seen: Seen
    side: str
    who: Any
    picture: str
    comments: list[Comment]
    own: str  # the person's own comment
    may_comment: bool


@dataclass(frozen=True)
class Score:
    """One filled-in card. `counts`: it is the result."""

    scoring: Scoring
    card: CardView
    counts: bool


class SampleContext:
    """A sample for whoever reviews it, decides about it, or whose it is."""

    comment_most, text_most = COMMENT_MOST, TEXT_MOST

    def __init__(self, person: Person, sample: Sample, talk: Conversation, asked: tuple[int, datetime]) -> None:
        self.person, self.sample, self.talk = person, sample, talk
        self.after, self.at = asked
        self.state = SampleState(sample.state)
        self.is_mine = sample.agent_id == person.staff_id
        self.leads = leads(person, sample)

    @property
    def tone(self) -> str:
        return TONES[self.state].value

    @property
    def week(self) -> str:
        return week_words(self.sample.drawing.week)

    @property
    def layer(self) -> Any:
        return Layer(self.sample.layer.layer).label

    @cached_property
    def _read(self) -> Any:
        return messages_after(self.talk, self.after)

    @cached_property
    def lines(self) -> list[Line]:
        """Up to the message with which the sample was drawn."""
        return [self.line(seen) for seen in self._read.messages if seen.seq <= self.sample.until_seq]

    @property
    def later(self) -> bool:
        """Whether something was written after the drawing."""
        return self.talk.last_seq > self.sample.until_seq

    @property
    def next_url(self) -> str:
        if not self._read.more or self._read.last >= self.sample.until_seq:
            return ""
        return f"{self.address}?after={self._read.last}"

    @property
    def address(self) -> str:
        return reverse("quality_sample", args=[self.sample.pk])

    @cached_property
    def _comments(self) -> dict[int, list[Comment]]:
        return comments_of(self.person, self.sample)

    def line(self, seen: Seen) -> Line:
        """A message with its comments."""
        found = self._comments.get(seen.seq, [])
        own = next((one.text for one in found if one.by_id == self.person.staff_id), "")
        side, who = self._side(seen)
        file = seen.file
        return Line(
            seen=seen,
            side=side,
            who=who,
            picture=reverse("talk_picture", args=[self.talk.pk, file.token]) if file else "",
            comments=found,
            own=own,
            may_comment=self.may_score and seen.kind != Kind.NOTICE,
        )

    def _side(self, seen: Seen) -> tuple[str, Any]:
        if seen.kind == Kind.NOTICE:
            return "notice", str(NOTICES.get(seen.text, SOMETHING)) % {"name": seen.name}
        if seen.side == Side.BUYER:
            return "buyer", Side.BUYER.label
        if seen.side == Side.SYSTEM:
            return "system", Auto(seen.auto).label if seen.auto in Auto.values else Side.SYSTEM.label
        if seen.kind == Kind.WHISPER:
            return "inner", _("%(name)s, note") % {"name": seen.name}
        return "mine" if seen.staff_id == self.sample.agent_id else "colleague", seen.name

    @cached_property
    def scores(self) -> list[Score]:
        return [
            Score(one, CardView(one), one.pk == self.sample.result_id) for one in scorings_of(self.person, self.sample)
        ]

    @cached_property
    def has_scored(self) -> bool:
        return any(one.scoring.by_id == self.person.staff_id for one in self.scores)

    @cached_property
    def may_score(self) -> bool:
        is_open = self.state is SampleState.OPEN
        return is_open and may_score(self.person, self.sample) and not self.has_scored

    @property
    def blank(self) -> CardView:
        return CardView()

    @property
    def waits_for_second(self) -> bool:
        return self.state is SampleState.OPEN and self.has_scored

    @property
    def may_calibrate(self) -> bool:
        return self.leads and self.state is SampleState.OPEN

    @property
    def may_answer(self) -> bool:
        return self.is_mine and self.state is SampleState.SCORED

    @property
    def may_appeal(self) -> bool:
        until = appeal_until(self.sample, self.at)
        return self.may_answer and until is not None and self.at <= until

    @property
    def appeal_clock(self) -> Clock | None:
        """Until when the agent may appeal."""
        until = appeal_until(self.sample, self.at)
        if self.state is not SampleState.SCORED or until is None or self.sample.told_at is None:
            return None
        return Clock(self.sample.told_at, until, effect=_("the score stands"))

    @cached_property
    def appeal(self) -> Appeal | None:
        answered = self.state in (SampleState.APPEALED, SampleState.DECIDED)
        return appeal_of(self.sample) if answered else None

    @property
    def may_decide(self) -> bool:
        return self.leads and self.state is SampleState.APPEALED and not self.has_scored

    @property
    def decided_card(self) -> CardView:
        """The form of a new score begins with the one that counts."""
        return CardView(self.sample.result)
