"""Client of the practice provider. Every trouble on the line is an unknown outcome, never an exception."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from urllib3.exceptions import HTTPError

from aftercare.core.money import Money
from aftercare.money.channels import ChannelEntry, Outcome, PayoutOrder, Result

MAX_ANSWER = 512 * 1024
MAX_VOUCHER = 80
CONNECT_SECONDS = 3.0
LABEL = _("Practice channel")
_RESULTS = {
    "paid": Result.PAID,
    "refused": Result.REFUSED,
    "absent": Result.ABSENT,
    "needs_code": Result.NEEDS_PERSON,
}


class Trouble(Exception):
    """No usable answer; the text says what happened on the line."""


@dataclass(frozen=True)
class SimulatorChannel:
    """`base_url` such as 'http://127.0.0.1:8765'; `seconds` is how long one answer may take.

    `idempotent` and `can_query` say which kind of provider it stands for; the default is a good one.
    """

    base_url: str
    seconds: float = 10.0
    code: str = "simulator"
    label: str | Promise = LABEL
    automatic: bool = True
    idempotent: bool = True
    can_query: bool = True
    lists_records: bool = True
    gives_coupons: bool = False
    on_platform: bool = False

    def pay(self, order: PayoutOrder) -> Outcome:
        """Send the order under its key."""
        return self._outcome(
            "POST",
            "/pay",
            json={
                "key": order.key,
                "merchant": order.merchant,
                "payee": order.payee,
                "purpose": order.purpose,
                "amount_fen": order.amount.fen,
            },
        )

    def query(self, key: str) -> Outcome:
        """Ask what became of the key."""
        return self._outcome("GET", f"/pay/{quote(key, safe='')}")

    def records(self, merchant: str, since: datetime) -> Sequence[ChannelEntry]:
        """The provider's record of one shop. Raises ConnectionError when it cannot be had."""
        entries: list[ChannelEntry] = []
        after: int | None = 0
        try:
            while after is not None:
                query = {"merchant": merchant, "since": since.astimezone(UTC).isoformat(), "after": str(after)}
                _status, answer = self._call("GET", "/records", params=query)
                entries += [_entry(row) for row in answer["records"]]
                after = answer["next"]
        except (Trouble, KeyError, TypeError, ValueError) as problem:
            raise ConnectionError(str(problem)) from problem
        return entries

    def _outcome(self, method: str, path: str, **content: Any) -> Outcome:
        try:
            status, answer = self._call(method, path, **content)
        except Trouble as problem:
            return _unknown(str(problem))
        if status == 409:
            return Outcome(Result.NEEDS_PERSON, text=gettext("The channel knows this key with other content."))
        result = _RESULTS.get(str(answer.get("state")), Result.UNKNOWN) if status == 200 else Result.UNKNOWN
        voucher = str(answer.get("voucher") or "")
        if result is Result.PAID and not 0 < len(voucher) <= MAX_VOUCHER:
            result = Result.UNKNOWN
        text = str(answer.get("reason") or "")
        return _unknown(f"HTTP {status}") if result is Result.UNKNOWN else Outcome(result, voucher, text)

    def _call(self, method: str, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        """One HTTP call: no proxy, no redirect, bounded time and size. Raises Trouble."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                with session.request(
                    method,
                    self.base_url + path,
                    timeout=(min(CONNECT_SECONDS, self.seconds), self.seconds),
                    allow_redirects=False,
                    stream=True,
                    **content,
                ) as response:
                    raw = response.raw.read(MAX_ANSWER + 1, decode_content=True)
                    status = response.status_code
        except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
            raise Trouble(type(problem).__name__) from problem
        if len(raw) > MAX_ANSWER:
            raise Trouble("answer too large")
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError) as problem:
            raise Trouble(f"HTTP {status}, not JSON") from problem
        if not isinstance(answer, dict):
            raise Trouble(f"HTTP {status}, not an object")
        return status, answer


def _unknown(what: str) -> Outcome:
    return Outcome(Result.UNKNOWN, text=gettext("No usable answer (%(what)s)") % {"what": what})


def _entry(row: dict[str, Any]) -> ChannelEntry:
    return ChannelEntry(
        key=str(row["key"]),
        voucher=str(row["voucher"]),
        amount=Money(row["amount_fen"]),
        at=datetime.fromisoformat(row["at"]),
    )
