"""Fetch the channels' own records, to reconcile against."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.money.channels import ChannelEntry, all_channels, channel_of
from aftercare.money.models import ChannelReading, ChannelRecord
from aftercare.shops.access import Person, visible_shops

OVERLAP = timedelta(days=1)  # a provider may date an entry later than it shows it
START = datetime(2000, 1, 1, tzinfo=UTC)


def collect_records(*, shop_id: int, channel_code: str, person: Person) -> int:
    """Fetch one shop's record of one channel since the last reading; returns how many entries were new.

    Call it outside any transaction. Raises ConnectionError when the channel cannot be read; nothing is written then.
    """
    reading = ChannelReading.objects.filter(shop_id=shop_id, channel=channel_code).first()
    started_at = now()
    since = reading.read_at - OVERLAP if reading else START
    entries = channel_of(channel_code).records(str(shop_id), since)
    with transaction.atomic(durable=True):
        fresh = _keep(shop_id, channel_code, entries, started_at)
        ChannelReading.objects.update_or_create(shop_id=shop_id, channel=channel_code, defaults={"read_at": started_at})
        data = {"channel": channel_code, "new": fresh}
        record(
            kind="channel.read",
            subject=("shop", shop_id),
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=started_at,
            data=data,
        )
    return fresh


def collect_all_records() -> Counter[str]:
    """Fetch every open shop's record from every channel that has one; returns the new entries per channel.

    A channel that cannot be read now is left for the next time.
    """
    fresh: Counter[str] = Counter()
    system = Person.system()
    for shop in visible_shops(system).filter(is_active=True):
        for channel in all_channels():
            if channel.lists_records:
                try:
                    fresh[channel.code] += collect_records(shop_id=shop.pk, channel_code=channel.code, person=system)
                except ConnectionError:
                    fresh[f"{channel.code}: unreachable"] += 1
    return fresh


def _keep(shop_id: int, channel_code: str, entries: Sequence[ChannelEntry], at: datetime) -> int:
    vouchers = [entry.voucher for entry in entries]
    known = set(
        ChannelRecord.objects.filter(shop_id=shop_id, channel=channel_code, voucher__in=vouchers).values_list(
            "voucher", flat=True
        )
    )
    rows = [
        ChannelRecord(
            shop_id=shop_id,
            channel=channel_code,
            key=entry.key,
            voucher=entry.voucher,
            amount=entry.amount,
            at=entry.at,
            fetched_at=at,
        )
        for entry in entries
        if entry.voucher not in known
    ]
    ChannelRecord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)
