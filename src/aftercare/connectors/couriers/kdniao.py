"""快递鸟: its numbers, pushes, signatures and questions (platforms.md 7.2). Its digits are not 快递100's."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.connectors.couriers.line import call
from aftercare.connectors.couriers.reading import first_known, number_in, read_time, rows_in, text_in
from aftercare.parcels.couriers import code_of_kdniao, courier_of
from aftercare.parcels.providers import Forged, Question, Secrets, Unanswered, Unreadable
from aftercare.parcels.reports import EventFact, Report, event
from aftercare.parcels.terms import Sign
from aftercare.parcels.words import sign_of_words

MEANINGS: Final[Mapping[str, Sign]] = {
    "0": Sign.NOTHING, "1": Sign.COLLECTED, "2": Sign.TRANSIT, "3": Sign.SIGNED, "4": Sign.TROUBLE,
    "5": Sign.FORWARDED, "6": Sign.CUSTOMS, "10": Sign.ORDERED,
    "201": Sign.AT_CITY, "202": Sign.DELIVERING, "204": Sign.TRANSIT, "205": Sign.AT_CITY, "206": Sign.TRANSIT,
    "211": Sign.AT_POINT, "301": Sign.SIGNED, "302": Sign.SIGNED, "304": Sign.SIGNED, "311": Sign.SIGNED,
    "401": Sign.LATE, "402": Sign.LATE, "403": Sign.LATE, "404": Sign.REFUSED, "405": Sign.TROUBLE,
    "406": Sign.RETURNED, "407": Sign.RETURNING, "412": Sign.POINT_OVERDUE, "413": Sign.INTERCEPTED,
    "414": Sign.DAMAGED, "415": Sign.CANCELLED, "416": Sign.TROUBLE, "417": Sign.LATE, "418": Sign.TAKEN_OUT,
    "419": Sign.DELIVERING, "420": Sign.TROUBLE, "421": Sign.TROUBLE, "422": Sign.TROUBLE, "423": Sign.OUT_OF_ZONE,
    "601": Sign.CUSTOMS, "602": Sign.CUSTOMS, "603": Sign.CUSTOMS, "604": Sign.TROUBLE,
}  # fmt: skip
LABEL: Final = _("Kdniao")
PATH: Final = "/Ebusiness/EbusinessOrderHandle.aspx"
MOST_PARCELS: Final = 200  # of one push
_QUERY: Final = "8001"
_PUSHES: Final = frozenset({"", "101", "102", "103"})


@dataclass(frozen=True)
class Kdniao:
    """`base_url` such as 'https://api.kdniao.com'; `seconds` is how long one answer may take."""

    base_url: str
    seconds: float = 10.0
    code: str = "kdniao"
    label: Any = LABEL
    account_label: Any = "EBusinessID"  # as it stands on the aggregator's own page
    key_label: Any = "AppKey"
    salt_label: Any = ""

    def may_push(self, secrets: Secrets) -> bool:
        return bool(secrets.account and secrets.key)

    def may_ask(self, secrets: Secrets) -> bool:
        return bool(secrets.account and secrets.key)

    def read_push(self, form: Mapping[str, str], secrets: Secrets) -> Sequence[Report]:
        """form: `RequestData` is JSON, `DataSign` is base64(md5hex(RequestData + AppKey))."""
        told = form.get("RequestData", "")
        # A form turns "+" into a space: base64 has no spaces, so they are pluses.
        given = form.get("DataSign", "").strip().replace(" ", "+")
        if not secrets.key or not hmac.compare_digest(data_sign(told, secrets.key).encode(), given.encode()):
            raise Forged
        data = _object(told)
        if text_in(data, "EBusinessID") != secrets.account:
            raise Forged
        if form.get("RequestType", "") not in _PUSHES:
            raise Unreadable("a push of another kind")
        rows = rows_in(data, "Data")
        if len(rows) > MOST_PARCELS:
            raise Unreadable("too many parcels")
        return [read_parcel(row) for row in rows]

    def answer(self, secrets: Secrets, *, is_taken: bool, sentence: str, at_local: Callable[[], str]) -> dict[str, Any]:
        return {
            "EBusinessID": secrets.account, "UpdateTime": at_local(), "Success": is_taken,
            "Reason": "" if is_taken else sentence,
        }  # fmt: skip

    def ask(self, question: Question, secrets: Secrets) -> Report:
        courier = courier_of(question.courier_code)
        if courier is None:
            raise Unanswered(str(_("The aggregator does not know this courier.")))
        asked = {"ShipperCode": courier.kdniao, "LogisticCode": question.number}
        if question.phone_tail:
            asked["CustomerName"] = question.phone_tail
        data = json.dumps(asked, separators=(",", ":"))
        form = {
            "RequestData": data, "EBusinessID": secrets.account, "RequestType": _QUERY, "DataType": "2",
            "DataSign": data_sign(data, secrets.key),
        }  # fmt: skip
        told = call(self.base_url + PATH, form, self.seconds)
        if told.get("Success") is not True:
            raise Unanswered(text_in(told, "Reason")[:120] or "快递鸟")
        try:
            return read_parcel(told)
        except Unreadable as trouble:
            raise Unanswered(str(trouble)) from trouble


def data_sign(data: str, key: str) -> str:
    """base64(md5hex(data + key)); on the way it is encoded as every form field is."""
    digest = hashlib.md5((data + key).encode(), usedforsecurity=False).hexdigest()
    return base64.b64encode(digest.encode()).decode()


def read_parcel(row: Mapping[str, Any]) -> Report:
    """{ShipperCode, LogisticCode, State, StateEx, Traces: [{AcceptTime, AcceptStation, Action, Location}]}: the oldest
    event stands first. Raises Unreadable."""
    facts = [_fact(trace) for trace in rows_in(row, "Traces")]
    if facts:
        facts += _of_whole(row, max(facts, key=lambda fact: fact.at))
    return Report(number_in(row, "LogisticCode"), code_of_kdniao(text_in(row, "ShipperCode")), tuple(facts))


def _fact(trace: Mapping[str, Any]) -> EventFact:
    text = text_in(trace, "AcceptStation")
    raw, sign = first_known([text_in(trace, "Action")], MEANINGS) or ("", sign_of_words(text))
    return event(read_time(text_in(trace, "AcceptTime")), sign, raw=raw, text=text, place=text_in(trace, "Location"))


def _of_whole(row: Mapping[str, Any], newest: EventFact) -> list[EventFact]:
    """What is said of the parcel, where it is another word than its newest event's."""
    told = first_known([text_in(row, "StateEx"), text_in(row, "State")], MEANINGS)
    if told is None or told[1] in (newest.sign, Sign.TRANSIT, Sign.NOTHING, Sign.UNKNOWN):
        return []
    return [event(newest.at, told[1], raw=f"={told[0]}", text=newest.text, place=newest.place)]


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("RequestData is not JSON") from None
    if not isinstance(told, dict):
        raise Unreadable("RequestData is no object")
    return told
