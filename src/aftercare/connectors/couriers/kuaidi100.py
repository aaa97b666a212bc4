"""快递100 (V100): its numbers, pushes, signatures and questions (platforms.md 7.1).

The same digits mean other things at 快递鸟: each aggregator has its own table.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.connectors.couriers.line import call
from aftercare.connectors.couriers.reading import first_known, number_in, read_time, rows_in, text_in
from aftercare.parcels.couriers import code_of_kuaidi100
from aftercare.parcels.providers import Forged, Question, Secrets, Unanswered, Unreadable
from aftercare.parcels.reports import EventFact, Report, event
from aftercare.parcels.terms import Sign
from aftercare.parcels.words import sign_of_words

# Of the parcel (`state`) and, more exactly, of an event (`statusCode`).
MEANINGS: Final[Mapping[str, Sign]] = {
    "0": Sign.TRANSIT, "1": Sign.COLLECTED, "2": Sign.TROUBLE, "3": Sign.SIGNED, "4": Sign.RETURNED,
    "5": Sign.DELIVERING, "6": Sign.RETURNING, "7": Sign.FORWARDED, "8": Sign.CUSTOMS, "10": Sign.CUSTOMS,
    "11": Sign.CUSTOMS, "12": Sign.CUSTOMS, "13": Sign.TROUBLE, "14": Sign.REFUSED,
    "101": Sign.ORDERED, "102": Sign.ORDERED, "103": Sign.COLLECTED,
    "1001": Sign.AT_CITY, "1002": Sign.TRANSIT, "1003": Sign.FORWARDED,
    "501": Sign.AT_POINT,
    "301": Sign.SIGNED, "302": Sign.SIGNED, "303": Sign.SIGNED, "304": Sign.SIGNED,
    "401": Sign.CANCELLED,
    "201": Sign.LATE, "202": Sign.LATE, "203": Sign.REFUSED, "204": Sign.TROUBLE, "205": Sign.POINT_OVERDUE,
    "206": Sign.TROUBLE, "207": Sign.OUT_OF_ZONE, "208": Sign.TROUBLE, "209": Sign.DAMAGED, "210": Sign.CANCELLED,
}  # fmt: skip
LABEL, ACCOUNT, KEY, SALT = _("Kuaidi100"), _("Customer number"), _("Key for questions"), _("Salt of pushes")
PATH: Final = "/poll/query.do"
TAKEN, NOT_TAKEN = "200", "500"


@dataclass(frozen=True)
class Kuaidi100:
    """`base_url` such as 'https://poll.kuaidi100.com'; `seconds` is how long one answer may take."""

    base_url: str
    seconds: float = 10.0
    code: str = "kuaidi100"
    label: Any = LABEL
    account_label: Any = ACCOUNT
    key_label: Any = KEY
    salt_label: Any = SALT

    def may_push(self, secrets: Secrets) -> bool:
        return bool(secrets.salt)

    def may_ask(self, secrets: Secrets) -> bool:
        return bool(secrets.account and secrets.key)

    def read_push(self, form: Mapping[str, str], secrets: Secrets) -> Sequence[Report]:
        """form: `param` is JSON, `sign` is MD5(param + salt) in capitals."""
        told = form.get("param", "")
        expected = push_sign(told, secrets.salt)
        given = form.get("sign", "").strip().upper()
        if not secrets.salt or not hmac.compare_digest(expected.encode(), given.encode()):
            raise Forged
        param = _object(told)
        result = param.get("lastResult")
        if result is None:
            return ()
        if not isinstance(result, dict):
            raise Unreadable("lastResult is no object")
        # "abort" without a course: nothing is told that silence would not tell.
        if not text_in(result, "nu"):
            return ()
        return (read_result(result, com=text_in(param, "comNew")),)

    def answer(self, secrets: Secrets, *, is_taken: bool, sentence: str, at_local: Callable[[], str]) -> dict[str, Any]:
        return {"result": is_taken, "returnCode": TAKEN if is_taken else NOT_TAKEN, "message": sentence}

    def ask(self, question: Question, secrets: Secrets) -> Report:
        """One question; the aggregator allows one of a number in thirty minutes."""
        asked = {"com": question.courier_code, "num": question.number, "resultv2": "4", "show": "0", "order": "desc"}
        if question.phone_tail:
            asked["phone"] = question.phone_tail
        param = json.dumps(asked, separators=(",", ":"))
        form = {
            "customer": secrets.account, "param": param, "sign": question_sign(param, secrets.key, secrets.account)
        }  # fmt: skip
        told = call(self.base_url + PATH, form, self.seconds)
        if text_in(told, "status") != "200" or not text_in(told, "nu"):
            raise Unanswered(text_in(told, "message")[:120] or "快递100")
        try:
            return read_result(told)
        except Unreadable as trouble:
            raise Unanswered(str(trouble)) from trouble


def push_sign(param: str, salt: str) -> str:
    """UPPER(MD5(param + salt)), as the aggregator signs."""
    return hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()


def question_sign(param: str, key: str, customer: str) -> str:
    """UPPER(MD5(param + key + customer)), as it wants questions signed."""
    return hashlib.md5((param + key + customer).encode(), usedforsecurity=False).hexdigest().upper()


def read_result(result: Mapping[str, Any], *, com: str = "") -> Report:
    """{state, com, nu, data: [{time, ftime, context, statusCode, areaName}]}: the newest event stands first. `com`: the
    courier as it was put right. Raises Unreadable."""
    rows = rows_in(result, "data")
    facts = [_fact(row) for row in rows]
    if facts:
        facts += _of_whole(text_in(result, "state"), max(facts, key=lambda fact: fact.at))
    return Report(number_in(result, "nu"), code_of_kuaidi100(com or text_in(result, "com")), tuple(facts))


def _fact(row: Mapping[str, Any]) -> EventFact:
    text = text_in(row, "context")
    told = first_known([text_in(row, "statusCode")], MEANINGS)
    raw, sign = told or ("", sign_of_words(text))
    place = text_in(row, "areaName").replace(",", " ")
    return event(read_time(text_in(row, "ftime", "time")), sign, raw=raw, text=text, place=place)


def _of_whole(state: str, newest: EventFact) -> list[EventFact]:
    """The parcel's own number, where it says something else than its newest event: a word of its own at that time."""
    sign = MEANINGS.get(state)
    if sign is None or sign is newest.sign or state == "0" or (newest.raw and newest.raw.startswith(state)):
        return []
    return [event(newest.at, sign, raw=f"={state}", text=newest.text, place=newest.place)]


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("param is not JSON") from None
    if not isinstance(told, dict):
        raise Unreadable("param is no object")
    return told
