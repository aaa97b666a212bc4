"""Refuse to start with payment channels that cannot keep their promises."""

import re
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from aftercare.money.channels import PayoutChannel, all_channels


@register()
def check_channels(**_options: Any) -> list[CheckMessage]:
    """Codes fit the accounts of the journal; E001 and W001 name the channel."""
    return [problem for channel in all_channels() for problem in problems_of(channel)]


def problems_of(channel: PayoutChannel) -> list[CheckMessage]:
    """What is wrong with one channel."""
    found: list[CheckMessage] = []
    if not re.fullmatch(r"[a-z_]{1,30}", channel.code):
        found.append(
            Error(f"The code of the payment channel {channel.code!r} must be of a-z and _.", id="aftercare.money.E001")
        )
    if channel.automatic and not channel.idempotent and not channel.can_query:
        found.append(
            Warning(
                f"The payment channel {channel.code!r} keeps no keys and cannot be asked: after a lost answer nobody "
                "could find out whether it paid.",
                hint="Every lost answer will wait for finance. Better let a person pay it by hand (automatic = False).",
                id="aftercare.money.W001",
            )
        )
    return found
