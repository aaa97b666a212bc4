"""Draw a week of a shop: once, whatever fails, by a seed that is kept."""

import logging
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.quality.framing import WeeksTalks, has_talked, talks_of
from aftercare.quality.models import Drawing, DrawnLayer, Sample
from aftercare.quality.policies import LOW_STARS, MUST_MOST, SHARE
from aftercare.quality.rules import draw
from aftercare.quality.weeks import WEEK, week_of
from aftercare.shifts.rules import monday_of
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

log = logging.getLogger(__name__)
AFTER: Final = timedelta(hours=3)  # by then most of a week's last conversations have come to their end
BACK: Final = 4  # weeks that are drawn late, when the machine was off


def draw_due() -> int:
    """Every week of every shop that is over and not drawn yet; how many were drawn now. A shop whose week cannot be
    drawn does not keep the others from theirs: the next hour tries again."""
    drawn = 0
    for shop in Shop.objects.filter(is_active=True).order_by("pk"):
        try:
            drawn += draw_shop(shop)
        except (OperationalError, InterfaceError):  # the database is away
            raise
        except Exception:
            log.exception("The week of shop %s could not be drawn", shop.pk)
    return drawn


def draw_shop(shop: Shop) -> int:
    """The shop's last weeks, the oldest first."""
    at, zone = now(), ZoneInfo(shop.timezone)
    this_week = monday_of((at - AFTER).astimezone(zone).date())
    mondays = [this_week - number * WEEK for number in range(BACK, 0, -1)]
    drawn = set(Drawing.objects.filter(shop=shop, week__in=mondays).values_list("week", flat=True))
    missing = [monday for monday in mondays if monday not in drawn]
    return sum(draw_week(shop=shop, monday=monday) is not None for monday in missing)


def draw_week(*, shop: Shop, monday: date) -> Drawing | None:
    """Draw the week that begins on that Monday, as one transaction (K2). None when it has been drawn before, is not
    over, or the shop had no conversation by then: nothing is written then. A second worker waits for the first one's
    row of the week and finds it drawn."""
    with transaction.atomic():
        at, week = now(), week_of(monday, ZoneInfo(shop.timezone))
        if at < week.ends_at or not has_talked(shop, week):
            return None
        rules = policies_of(shop, at)
        facts = {"percent": rules.get(SHARE), "must_most": rules.get(MUST_MOST)}
        facts |= {"seed": secrets.token_hex(16), "drawn_at": at}
        drawing, is_new = Drawing.objects.get_or_create(shop=shop, week=monday, defaults=facts)
        if not is_new:
            return None
        talks = talks_of(shop, week, rules.get(LOW_STARS))
        _keep(drawing, talks, at)
    return drawing


def _keep(drawing: Drawing, talks: WeeksTalks, at: datetime) -> None:
    layers = DrawnLayer.objects.bulk_create(
        DrawnLayer(drawing=drawing, agent_id=agent, layer=layer, frame=sorted(ids), size=len(ids))
        for agent, frame in sorted(talks.frames.items())
        for layer, ids in frame.items()
    )
    samples = Sample.objects.bulk_create(_samples(drawing, layers, talks), batch_size=1000)
    record(
        kind="quality.drawn",
        subject=("shop", drawing.shop_id),
        shop_id=drawing.shop_id,
        actor_id=None,
        at=at,
        data={"week": drawing.week.isoformat(), "talks": sum(one.size for one in layers), "samples": len(samples)},
    )


def _samples(drawing: Drawing, layers: list[DrawnLayer], talks: WeeksTalks) -> Iterator[Sample]:
    by_key = {(row.agent_id, row.layer): row for row in layers}
    for agent, frame in sorted(talks.frames.items()):
        drawn = draw(drawing.seed, agent, frame, percent=drawing.percent, must_most=drawing.must_most)
        for layer, ids in drawn.items():
            for talk in ids:
                yield Sample(
                    drawing=drawing,
                    layer=by_key[agent, layer],
                    shop_id=drawing.shop_id,
                    agent_id=agent,
                    conversation_id=talk,
                    until_seq=talks.last_seqs[talk],
                )
