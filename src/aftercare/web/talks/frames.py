"""Messages as the agents' screens get them."""

from django.urls import reverse

from aftercare.chat.queries import Seen
from aftercare.live.frames import Frame


def shown_to_staff(talk: int, message: Seen) -> Frame:
    """A message of that conversation; times are ISO in UTC, a picture is an address of ours."""
    file = message.file
    return {
        "seq": message.seq,
        "id": message.client_id,
        "side": message.side,
        "kind": message.kind,
        "staff": message.staff_id,
        "name": message.name,
        "text": message.text,
        "card": message.card,
        "file": file
        and {"address": reverse("talk_picture", args=[talk, file.token]), "width": file.width, "height": file.height},
        "auto": message.auto,
        "at": message.at.isoformat(),
    }
