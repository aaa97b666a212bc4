"""The block of the buyer: who it is, earlier conversations, whether they want to be contacted (U1, S8)."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.chat.actions.unlink_customer import may_unlink
from aftercare.chat.buyers import Past
from aftercare.chat.terms import Topic
from aftercare.customers.terms import Personal
from aftercare.regulars.access import READERS as KNOWERS
from aftercare.regulars.personal_line import Line
from aftercare.regulars.remembered import lines_for
from aftercare.web.personal.masks import masked_mark
from aftercare.web.pieces.marks import masked
from aftercare.web.talks.panel.side import Side
from aftercare.web.talks.words import STARS, TOPICS

LANGUAGES = {"zh-hans": "中文", "en": "English"}


@dataclass(frozen=True)
class Earlier:
    """One conversation before this one."""

    pk: int
    at: datetime
    topic: str
    agent: str
    stars: str
    flagged: bool


class BuyerContext:
    """Everything that the block prints. Ten queries at most."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @property
    def nick(self) -> SafeString | None:
        """The platform's nick, masked; the eye goes by the newest order. None for somebody unknown."""
        customer = self.side.customer
        if customer is None:
            return None
        if self.side.orders.rows:
            return masked_mark(self.side.person, self.side.orders.rows[0].order, Personal.NICK, self.side.at)
        return masked(customer.nick_mask)

    @property
    def platform(self) -> Any:
        return self.side.shop.get_platform_display()

    @property
    def customer_url(self) -> str:
        """The page of the customer, '' for somebody unknown or a reader who does not open it."""
        opens = self.side.person.has(self.side.shop.pk, *KNOWERS)
        return reverse("customer", args=[self.side.visitor.customer_id]) if self.side.is_known and opens else ""

    @cached_property
    def lines(self) -> list[tuple[str, Line]]:
        """Personal lines in the buyer's language, each with the orders that it is known from (U2)."""
        found = lines_for(self.side.orders.rows, self.side.at)
        return [(self.side.in_buyers_language(line.sentence, **line.params), line) for line in found]

    @property
    def is_signed(self) -> bool:
        """Whether the shop's own site has said who it is."""
        return bool(self.side.visitor.identity_hash)

    @property
    def may_unlink(self) -> bool:
        return self.side.may_answer and may_unlink(self.side.visitor)

    @property
    def language(self) -> str:
        return LANGUAGES.get(self.side.visitor.language, "")

    @property
    def page(self) -> str:
        """Where the buyer began, as their browser told it: words, never a link to press."""
        return self.side.talk.page

    @property
    def past(self) -> Past:
        return self.side.past

    @property
    def earlier(self) -> list[Earlier]:
        return [
            Earlier(
                talk.pk,
                talk.last_at,
                str(TOPICS[Topic(talk.topic)]),
                talk.agent.name if talk.agent else "",
                STARS * (talk.rating or 0),
                talk.flagged_at is not None,
            )
            for talk in self.past.talks
        ]

    @property
    def more(self) -> int:
        """Conversations that are not listed."""
        return self.past.count - len(self.past.talks)

    @property
    def rated(self) -> str:
        """'4.5 of 5, rated twice'; '' for never."""
        average = self.past.average
        if average is None:
            return ""
        return _("%(average)s of 5 stars, rated %(count)s×") % {
            "average": f"{average:.1f}",
            "count": self.past.rated,
        }

    @property
    def flagged(self) -> str:
        """How often they were flagged before, '' for never."""
        return _("Flagged %(count)s×") % {"count": self.past.flagged} if self.past.flagged else ""

    @property
    def contacts(self) -> str:
        """'1 of 2 contacts in 7 days'."""
        standing = self.side.standing
        return _("%(count)s of %(most)s contacts in %(days)s days") % {
            "count": len(standing.contacts),
            "most": standing.limits.most,
            "days": standing.limits.days,
        }

    @property
    def opted_out(self) -> bool:
        return self.side.standing.opted_out
