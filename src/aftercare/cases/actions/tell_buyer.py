"""A package above the cases has something to tell the buyer: it waits on the case to be sent."""

from datetime import datetime
from typing import Final

from aftercare.cases.models import BuyerMessage, Case
from aftercare.core.sql import insert

BUYERS_LANGUAGE: Final = "zh-hans"


def tell_buyer(*, case: Case, template: str, text: str, at: datetime) -> BuyerMessage:
    """Put the message on the case; an agent sends it in the platform's chat. Runs in the caller's transaction, which
    has locked the case. `template` names it for the page."""
    message = BuyerMessage(case=case, template=template, text=text, at=at)
    insert(message)
    return message
