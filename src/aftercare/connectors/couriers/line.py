"""One call to an aggregator: bounded in time and size, no proxy, no redirect (attack F4)."""

import json
from collections.abc import Mapping
from typing import Any, Final

import requests
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

from aftercare.parcels.providers import Unanswered

MAX_ANSWER: Final = 512 * 1024
CONNECT_SECONDS: Final = 3.0


def call(address: str, form: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """POST the form; the JSON object that comes back. The address is the installation's own, never a person's. Raises
    Unanswered with a sentence for a person."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                address,
                data=dict(form),
                timeout=(min(CONNECT_SECONDS, seconds), seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                raw = response.raw.read(MAX_ANSWER + 1, decode_content=True)
                status = response.status_code
    except (requests.RequestException, HTTPError, OSError, ValueError):
        raise Unanswered(_("The aggregator cannot be reached just now.")) from None
    if status != 200 or len(raw) > MAX_ANSWER:
        raise Unanswered(_("The aggregator answered with HTTP %(status)s.") % {"status": status})
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unanswered(_("The aggregator's answer cannot be read."))
    return told
