"""The block on how to treat the buyer: an upset one, a matter told again and again, and the type (S14, S15)."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.chat.buyers import was_told
from aftercare.chat.lines import earlier_lines
from aftercare.chat.policies import EXPLAINED
from aftercare.chat.signs.abuse import Abuse, find_abuse
from aftercare.chat.signs.buyer_type import suggest_type
from aftercare.chat.signs.repeated import RepeatedMatter, repeated_matter
from aftercare.shops.policies import policies_of
from aftercare.web.cases.audience import OPENERS
from aftercare.web.talks.panel.side import Side
from aftercare.web.talks.panels import AbusePanel, RepeatedLinks, TypePanel, abuse_panel, type_panel


class MannerContext:
    """Everything that the block prints. Five queries at most."""

    def __init__(self, side: Side) -> None:
        self.side = side

    @cached_property
    def _abuse(self) -> Abuse:
        return find_abuse(self.side.lines)

    @cached_property
    def _matter(self) -> RepeatedMatter | None:
        """What was told again and again, as often as the shop's rule says."""
        side = self.side
        threshold: int = policies_of(side.shop, side.at).get(EXPLAINED)
        return repeated_matter(side.lines, earlier_lines(side.past.talks), threshold, ZoneInfo(side.shop.timezone))

    @cached_property
    def abuse(self) -> AbusePanel:
        side = self.side
        return abuse_panel(
            self._abuse,
            self._matter,
            self._links() if self._matter else None,
            is_flagged=side.talk.flagged_at is not None,
            language=side.buyers_language,
        )

    def _links(self) -> RepeatedLinks:
        side, matter = self.side, self._matter
        is_told = matter is not None and was_told(side.talk, matter.times)
        return RepeatedLinks(
            compensation_url=self._compensation_url() if side.person.has(side.shop.pk, *OPENERS) else "",
            tell_url=reverse("talk_repeated", args=[side.pk]) if side.may_answer else "",
            is_told=is_told,
        )

    def _compensation_url(self) -> str:
        """The wizard with the kind, and with the newest order when we know whose conversation it is."""
        rows = self.side.orders.rows
        given = {"order": rows[0].order.pk} if rows else {}
        return f"{reverse('case_new')}?{urlencode({**given, 'flow': 'compensation', 'talk': self.side.pk})}"

    @cached_property
    def type(self) -> TypePanel:
        """The agent's choice, else what the words speak for."""
        side = self.side
        post_url = reverse("talk_buyer_type", args=[side.pk]) if side.may_answer else ""
        return type_panel(side.visitor.buyer_type, suggest_type(side.lines), post_url)

    @property
    def mark(self) -> Any:
        """Said in the head, also of a folded block."""
        if self.side.talk.flagged_at is not None or self._abuse.is_flagged:
            return _("Abusive buyer")
        return ""
