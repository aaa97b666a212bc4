"""How often answers met the rules (S11): for quality work. Three queries, whatever the number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from aftercare.chat.models import ReplyHit
from aftercare.shops.models import Shop

MOST_ROWS: Final = 100


@dataclass(frozen=True)
class Tally:
    """How many answers met a rule of this class, this rule, or of this agent. `stopped` of them were not sent."""

    key: str
    count: int
    stopped: int
    name: str = ""  # of the agent
    agents: int = 0  # to how many it happened


@dataclass(frozen=True)
class Tallies:
    """The most frequent first."""

    kinds: Sequence[Tally]
    rules: Sequence[Tally]
    agents: Sequence[Tally]


def tallies_of(shop: Shop, since: datetime, until: datetime) -> Tallies:
    """Hits in the shop in that time, in three counts."""
    rows = ReplyHit.objects.filter(shop=shop, at__gt=since, at__lte=until)
    return Tallies(
        kinds=[_tally(*row) for row in _counted(rows, "kind")],
        rules=[_tally(*row) for row in _counted(rows, "rule")],
        agents=[
            Tally(str(staff_id), count, stopped, name)
            for staff_id, name, count, stopped, _agents in _counted(rows, "staff_id", "staff__name")
        ],
    )


def _tally(key: str, count: int, stopped: int, agents: int) -> Tally:
    return Tally(key, count, stopped, agents=agents)


def _counted(rows: QuerySet[ReplyHit], *keys: str) -> QuerySet[ReplyHit, tuple]:
    counts = {
        "count": Count("pk"),
        "stopped": Count("pk", filter=Q(is_blocked=True)),
        "agents": Count("staff_id", distinct=True),
    }
    found = rows.values(*keys).annotate(**counts).order_by("-count", *keys)
    return found.values_list(*keys, *counts)[:MOST_ROWS]
