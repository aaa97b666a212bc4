"""The practice provider is for this machine only."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def check_simulator_address(**_options: Any) -> list[CheckMessage]:
    """AFTERCARE_SIMULATOR_URL points to loopback over plain http, without a user or a path (E001)."""
    return problems_of(settings.AFTERCARE_SIMULATOR_URL)


def problems_of(address: str) -> list[CheckMessage]:
    """What is wrong with the address."""
    parts = urlsplit(address)
    if parts.scheme == "http" and is_loopback(parts.hostname or "") and not parts.username and parts.path in ("", "/"):
        return []
    sentence = "AFTERCARE_SIMULATOR_URL must be an address of this machine, such as http://127.0.0.1:8009."
    return [Error(sentence, id="aftercare.connectors.E001")]


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its number; names are not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
