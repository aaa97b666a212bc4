"""The form that corrects whom a case is charged to (B6)."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aftercare.cases.actions.reassign_cost import MOST_NOTE, NO_COSTS, reassign_refusal
from aftercare.cases.costs import Charge, charged_case, known_counterparties
from aftercare.cases.parsing import COMPANY_MOST
from aftercare.cases.terms import Responsible
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.money import ZERO
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of as case_address
from aftercare.web.costs.asking import address_of
from aftercare.web.costs.words import charge_words
from aftercare.web.posted import only

REMEMBERED = timedelta(days=90)
FIELDS = ("party", "counterparty", "note", "was_party", "was_counterparty")


class ReassignContext:
    """The form, with what the case cost. Raises NotFound and Refused like the action."""

    most_name, most_note = COMPANY_MOST, MOST_NOTE

    def __init__(self, person: Person, number: str, at: datetime) -> None:
        self.case, costs = charged_case(person, number)
        refusal = reassign_refusal(self.case, person)
        if refusal is None and not costs:
            refusal = NO_COSTS
        if refusal is not None:
            raise Refused(refusal)
        self.was = Charge(Responsible(costs[0].party), costs[0].counterparty)
        self.net, self.count = sum((cost.amount for cost in costs), ZERO), len(costs)
        self.month = f"{costs[0].at.astimezone(ZoneInfo(self.case.shop.timezone)):%Y-%m}"
        self.names = known_counterparties(person, self.case.shop_id, at - REMEMBERED)

    @property
    def address(self) -> str:
        return f"/costs/cases/{self.case.number}/reassign/"

    @property
    def case_address(self) -> str:
        return case_address(self.case.number)

    @property
    def was_words(self) -> str:
        return charge_words(self.was)

    @property
    def parties(self) -> list[tuple[str, Any]]:
        return list(Responsible.choices)

    @property
    def list_url(self) -> str:
        """The list that the case stands in now."""
        return address_of("cost_bookings", month=self.month, party=self.was.party, counterparty=self.was.counterparty)


def read_reassign(posted: QueryDict) -> tuple[Charge, Charge, str]:
    """Whom it was charged to on screen, whom it shall be charged to, and why. Raises InvalidInput."""
    sent = only(posted, *FIELDS)
    was, to = sent.get("was_party", ""), sent.get("party", "")
    if to not in Responsible.values:
        raise InvalidInput({"party": _("Choose who bears it.")})
    if was not in Responsible.values:
        raise InvalidInput({"party": _("Load the page again and repeat this step.")})
    before = Charge(Responsible(was), sent.get("was_counterparty", ""))
    return before, Charge(Responsible(to), sent.get("counterparty", "")), sent.get("note", "")
