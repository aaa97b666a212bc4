"""Conversations of last week, and drawings of them."""

from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tests.people import People, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Kind, Side, Stage
from aftercare.core.time import now
from aftercare.quality.actions.draw_week import draw_week
from aftercare.quality.actions.score_sample import score_sample
from aftercare.quality.models import Drawing, Sample
from aftercare.quality.rules import Card
from aftercare.quality.terms import Criterion, Critical, Deduction
from aftercare.quality.weeks import WEEK
from aftercare.shifts.rules import monday_of
from aftercare.shops.models import Shop

FULL = Card({Criterion.SCRIPT: 30, Criterion.SOLVING: 40, Criterion.EMOTION: 30})
POOR = Card(
    {Criterion.SCRIPT: 20, Criterion.SOLVING: 25, Criterion.EMOTION: 20},
    (Deduction.VAGUE, Deduction.NO_PLAN, Deduction.FLAT),
)
BROKEN = Card(FULL.points, (), (Critical.REVIEW_REWARD,))
_numbers = count(1)


class Quality:
    """A shop with two reviewers; its last week."""

    def __init__(self, people: People | None = None) -> None:
        self.people: People = people or make_people()
        self.shop: Shop = self.people.shop
        self.qa = make_staff("", Role.QA, shop=self.shop)
        self.qa2 = make_staff("", Role.QA, shop=self.shop)

    @property
    def monday(self) -> date:
        today = now().astimezone(ZoneInfo(self.shop.timezone)).date()
        return monday_of(today) - WEEK

    @property
    def wednesday(self) -> datetime:
        """Noon in the middle of last week."""
        day = self.monday + timedelta(days=2)
        return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(self.shop.timezone))

    def talks(self, agent: Staff, count: int, **fields: object) -> list[Conversation]:
        return talked(self.shop, [agent], count, fields.pop("at", self.wednesday), **fields)

    def draw(self, monday: date | None = None) -> Drawing | None:
        return draw_week(shop=self.shop, monday=monday or self.monday)

    def sample(self, **fields: object) -> Sample:
        """The only one of the owner's, drawn from one conversation."""
        self.talks(self.people.owner, 1, **fields)
        self.draw()
        return Sample.objects.get(agent=self.people.owner)

    def scored(self, card: Card = POOR, **fields: object) -> Sample:
        sample = self.sample(**fields)
        score_sample(sample_id=sample.pk, card=card, note="", person=person(self.qa))
        sample.refresh_from_db()
        return sample


def talked(shop: Shop, agents: list[Staff], count: int, at: datetime, **fields: object) -> list[Conversation]:
    """So many ended conversations: the buyer writes, each agent answers, the buyer thanks."""
    visitors = Visitor.objects.bulk_create(Visitor(shop=shop, since=at) for _one in range(count))
    answers = [(Side.AGENT, one, "您好，我来查") for one in agents]
    said = [(Side.BUYER, None, "在吗"), *answers, (Side.BUYER, None, "谢谢")]
    end = at + timedelta(minutes=len(said))
    facts = {"shop": shop, "opened_at": at, "closed_at": end, "last_at": end, "last_seq": len(said)}
    owner = agents[-1] if agents else None
    facts |= {"agent": owner, "stage": Stage.CLOSED, "answered_seq": len(answers)}
    made = Conversation.objects.bulk_create(Conversation(visitor=one, **{**facts, **fields}) for one in visitors)
    Message.objects.bulk_create(
        Message(
            conversation=talk,
            seq=seq,
            client_id=f"q{next(_numbers)}",
            side=side,
            kind=Kind.TEXT,
            staff=staff,
            text=text,
            at=at + timedelta(minutes=seq - 1),
        )
        for talk in made
        for seq, (side, staff, text) in enumerate(said, 1)
    )
    return made
