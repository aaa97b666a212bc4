"""Colleagues that a note names with @ (S13)."""

import re
from datetime import datetime
from typing import Final

from aftercare.chat.access import READERS
from aftercare.chat.models import Mention, Message
from aftercare.shops.models import Membership

NAME: Final = re.compile(r"@([\w.\-]{2,60})")
MOST: Final = 20


def note_mentions(message: Message, at: datetime) -> None:
    """A row for everybody named in the note who reads conversations of the shop: by name or login name."""
    names = list(dict.fromkeys(NAME.findall(message.text)))[:MOST]
    if not names:
        return
    members = Membership.objects.filter(shop_id=message.conversation.shop_id, role__in=READERS, staff__is_active=True)
    named = members.filter(staff__name__in=names) | members.filter(staff__username__in=names)
    ids = set(named.values_list("staff_id", flat=True)) - {message.staff_id}
    rows = [Mention(message=message, conversation=message.conversation, staff_id=pk, at=at) for pk in sorted(ids)]
    Mention.objects.bulk_create(rows)
