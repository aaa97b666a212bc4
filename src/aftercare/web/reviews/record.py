"""What the page of one review prints: its words, the reply, the case, the order, what files have told."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.models import Case
from aftercare.core.errors import Refusal
from aftercare.files.terms import Copy
from aftercare.reviews.access import writing_refusal
from aftercare.reviews.actions.open_by_hand import hand_refusal
from aftercare.reviews.checking import check_public
from aftercare.reviews.complaints import KIND, complains, words_of_review
from aftercare.reviews.gathering import contacts_of, suggested
from aftercare.reviews.models import Review, ReviewChange, ShopReply
from aftercare.reviews.policies import limits_of
from aftercare.reviews.queries import history_of, replies_of
from aftercare.reviews.records import matter_of
from aftercare.reviews.rules import MOST_REPLY, reply_refusal, reply_until
from aftercare.reviews.terms import Answer, Direction, ReplyState, Result, RowVerdict, Standing
from aftercare.reviews.told import WORDING
from aftercare.reviews.words import NO_CASE
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.web.caseline import address_of, state_of, tone_of
from aftercare.web.disputes.contexts import DisputeContext
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Evidence
from aftercare.web.reviews.words import (
    ANSWER_TONES,
    PARTS,
    REPLY_TONES,
    RESULT_TONES,
    STANDING_TONES,
    VERDICT_TONES,
)


@dataclass(frozen=True)
class ReplyRow:
    """One reply that was written."""

    pk: int
    text: str
    state: Any
    tone: Tone
    who: str
    at: datetime
    published_by: str
    published_at: datetime | None
    can_publish: bool
    is_published: bool
    post_url: str


@dataclass(frozen=True)
class ChangeRow:
    """What one file told."""

    at: datetime
    batch: int | None
    verdict: Any
    tone: Tone
    lines: tuple[tuple[Any, str, str], ...]


class ReviewContext:
    """One review; the same number of queries whatever happened to it. `typed` and `problem`: a reply that was not
    stored, and why."""

    def __init__(self, review: Review, person: Person, at: datetime, typed: str = "", problem: str = "") -> None:
        self.review, self.person, self.at = review, person, at
        self.typed, self.problem = typed, problem
        self.zone = ZoneInfo(review.shop.timezone)
        self.result, self.answer = Result(review.result), Answer(review.answer)
        self.standing = Standing(review.standing)
        self.limits = limits_of(policies_of(review.shop, at))
        self.matter = matter_of(review)
        self.may_write = writing_refusal(person, review.shop_id) is None
        self.most = MOST_REPLY

    @cached_property
    def dispute(self) -> DisputeContext | None:
        """What it complains of; None for a review that complains of nothing."""
        review = self.review
        if not complains(review):
            return None
        address = reverse("review_dispute", args=[review.pk])
        words = words_of_review(review)
        return DisputeContext(self.person, (KIND, review.pk), words, address=address, may_correct=self.may_write)

    @property
    def pictures(self) -> list[Evidence]:
        """What the buyer has added on the shop's own page."""
        review = self.review
        files = [one.file for one in review.pictures.select_related("file").order_by("pk")]
        return [
            Evidence(
                kind="picture",
                thumb_url=reverse("review_picture", args=[review.pk, file.token, Copy.THUMB.value]),
                full_url=reverse("review_picture", args=[review.pk, file.token, Copy.SHOWN.value]),
                caption=file.name,
            )
            for file in files
        ]

    @property
    def title(self) -> str:
        return self.review.title or self.review.order_no or self.review.review_no or _("Review")

    @property
    def result_label(self) -> Any:
        return self.review.raw_result if self.result is Result.UNKNOWN and self.review.raw_result else self.result.label

    @property
    def result_tone(self) -> Tone:
        return RESULT_TONES[self.result]

    @property
    def answer_tone(self) -> Tone:
        return ANSWER_TONES[self.answer]

    @property
    def direction(self) -> Any:
        return Direction(self.review.direction).label

    @property
    def is_ours(self) -> bool:
        return self.review.direction == Direction.GIVE

    @property
    def ratings(self) -> list[tuple[Any, int]]:
        told = [(label, getattr(self.review, f"dsr_{part}")) for part, label in PARTS.items()]
        return [(label, stars) for label, stars in told if stars]

    @property
    def clock(self) -> Clock | None:
        """How long the platform still takes a reply; none under one that buyers see already."""
        if self.answer is Answer.CONFIRMED:
            return None
        until = reply_until(self.matter, self.limits)
        if until is None or until <= self.at:
            return None
        return Clock(self.review.reviewed_at, None, until, _("no more replies"))

    @cached_property
    def refusal(self) -> str:
        """Why no reply can be written now; '' when one can."""
        refusal: Refusal | None = writing_refusal(self.person, self.review.shop_id)
        refusal = refusal or reply_refusal(self.matter, self.limits, self.at)
        return str(refusal) if refusal else ""

    @cached_property
    def _replies(self) -> list[ShopReply]:
        return replies_of(self.review)

    @property
    def seen(self) -> str:
        """The id of the reply that stands, for the form."""
        return next((str(one.pk) for one in self._replies if one.state != ReplyState.REPLACED), "")

    @property
    def draft(self) -> str:
        """What stands in the box at first: what was typed, else the reply that stands."""
        return self.typed or next((one.text for one in self._replies if one.state != ReplyState.REPLACED), "")

    @property
    def replies(self) -> list[ReplyRow]:
        return [self._reply(one) for one in self._replies]

    def _reply(self, reply: ShopReply) -> ReplyRow:
        state = ReplyState(reply.state)
        return ReplyRow(
            pk=reply.pk,
            text=reply.text,
            state=state.label,
            tone=REPLY_TONES[state],
            who=reply.written_by.name if reply.written_by else "",
            at=reply.written_at,
            published_by=reply.published_by.name if reply.published_by else "",
            published_at=reply.published_at,
            can_publish=self.may_write and state in (ReplyState.WRITTEN, ReplyState.PUBLISHED),
            is_published=state is ReplyState.PUBLISHED,
            post_url=reverse("review_published", args=[reply.pk]),
        )

    @property
    def differs(self) -> bool:
        """Whether the platform shows other words than those that were written here."""
        ours = next((one.text for one in self._replies if one.state == ReplyState.CONFIRMED), "")
        return bool(ours and self.review.reply_text) and ours.split() != self.review.reply_text.split()

    @cached_property
    def warnings(self) -> list[str]:
        """What the reply that stands meets of the rules and may be said all the same."""
        standing = next((one for one in self._replies if one.state == ReplyState.WRITTEN), None)
        if standing is None:
            return []
        found = check_public(self.review, standing.text, self.at)
        return list(dict.fromkeys(one.why for one in found if not one.is_blocked))

    @cached_property
    def suggestions(self) -> list[Any]:
        """Texts to begin with, for a review that is not good and takes a reply (R6)."""
        if self.refusal or self.result is Result.GOOD:
            return []
        return suggested(self.review, contacts=contacts_of(self.review))

    @property
    def addition(self) -> Any:
        return Result(self.review.addition).label if self.review.addition else ""

    @property
    def addition_tone(self) -> Tone:
        return RESULT_TONES[Result(self.review.addition)] if self.review.addition else Tone.SOON

    @property
    def judgements(self) -> list[tuple[str, Any]]:
        """What a person may say of the addition."""
        return [(one.value, one.label) for one in (Result.GOOD, Result.NEUTRAL, Result.BAD)]

    @property
    def case(self) -> Case | None:
        return self.review.case

    @property
    def case_address(self) -> str:
        return address_of(self.review.case.number) if self.review.case else ""

    @property
    def case_state(self) -> Any:
        return state_of(self.review.case).label if self.review.case else ""

    @property
    def case_tone(self) -> Tone:
        return tone_of(self.review.case) if self.review.case else Tone.OTHERS

    @property
    def standing_tone(self) -> Tone:
        return STANDING_TONES[self.standing]

    @property
    def why(self) -> Any:
        return NO_CASE.get(self.review.why, "")

    @property
    def case_refusal(self) -> str:
        refusal = hand_refusal(self.person, self.review)
        return str(refusal) if refusal else ""

    @property
    def history(self) -> list[ChangeRow]:
        return [self._change(change) for change in history_of(self.review)]

    def _change(self, change: ReviewChange) -> ChangeRow:
        verdict = RowVerdict(change.verdict)
        tone = VERDICT_TONES.get(verdict, Tone.OTHERS)
        return ChangeRow(change.at, change.batch, verdict.label, tone, WORDING.lines(change.changes, self.zone))
