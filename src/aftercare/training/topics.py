"""What the next topic could be, from what went wrong in the month (K3): counts of case reasons, of hits of the reply
check and of what quality checks took points off for. Another source is one more entry of `SOURCES`."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count

from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.chat.models import ReplyHit
from aftercare.chat.replycheck.terms import HitKind
from aftercare.core.words import _
from aftercare.quality.models import Sample
from aftercare.quality.terms import Deduction
from aftercare.shops.models import Shop

MONTH: Final = timedelta(days=30)
MOST: Final = 6
MOST_SCORES: Final = 5_000
# Nobody's training makes these rarer.
OUT_OF_OUR_HANDS: Final = frozenset({Reason.NO_REASON, Reason.NOT_WANTED, Reason.MOOD, Reason.MALICIOUS})


@dataclass(frozen=True)
class Suggestion:
    """One topic: `code` names it (source:what), `count` how often it came up, `source` in words."""

    code: str
    title: Any
    count: int
    source: Any


Source = Callable[[Shop, datetime, datetime], Sequence[Suggestion]]  # shop, since, until


def from_cases(shop: Shop, since: datetime, until: datetime) -> Sequence[Suggestion]:
    """Reasons of the cases that were opened in that time."""
    rows = Case.objects.filter(shop=shop, opened_at__gte=since, opened_at__lt=until, reason__in=Reason.values)
    counted = rows.exclude(reason__in=OUT_OF_OUR_HANDS).values_list("reason").annotate(count=Count("id"))
    found = counted.order_by("-count", "reason")[:MOST]
    return [Suggestion(f"case:{code}", Reason(code).label, count, _("Cases")) for code, count in found]


def from_replies(shop: Shop, since: datetime, until: datetime) -> Sequence[Suggestion]:
    """What answers to buyers met of the reply check."""
    rows = ReplyHit.objects.filter(shop=shop, at__gte=since, at__lt=until, kind__in=HitKind.values)
    found = rows.values_list("kind").annotate(count=Count("id")).order_by("-count", "kind")[:MOST]
    return [Suggestion(f"reply:{code}", HitKind(code).label, count, _("Reply check")) for code, count in found]


def from_quality(shop: Shop, since: datetime, until: datetime) -> Sequence[Suggestion]:
    """Why points are missing in the scores of that time."""
    rows = Sample.objects.filter(shop=shop, told_at__gte=since, told_at__lt=until).order_by("-pk")
    lists = rows.values_list("result__deductions", flat=True)[:MOST_SCORES]
    counted = Counter(code for codes in lists for code in codes if code in Deduction.values)
    found = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    return [Suggestion(f"quality:{code}", Deduction(code).label, count, _("Quality checks")) for code, count in found]


SOURCES: Final[list[Source]] = [from_cases, from_replies, from_quality]


def suggestions(shop: Shop, at: datetime, sources: Sequence[Source] = SOURCES) -> list[Suggestion]:
    """Of the last thirty days, the most frequent first, from each source at most MOST; one query a source. The caller
    teaches in the shop."""
    found = [one for source in sources for one in source(shop, at - MONTH, at)]
    return sorted(found, key=lambda one: (-one.count, one.code))
