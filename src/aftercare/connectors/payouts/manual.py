"""Finance pays by hand on the platform and enters the voucher number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare.money.channels import ChannelEntry, Outcome, PayoutOrder, Result

LABEL: Final = _("By hand")
ASK: Final = Outcome(Result.NEEDS_PERSON)


@dataclass(frozen=True)
class ManualChannel:
    """Never called by the worker; if it ever is, a person is asked and nothing is sent."""

    code: str = "manual"
    label: str | Promise = LABEL
    automatic: bool = False
    idempotent: bool = False
    can_query: bool = False
    lists_records: bool = False
    gives_coupons: bool = True
    on_platform: bool = True

    def pay(self, order: PayoutOrder) -> Outcome:
        return ASK

    def query(self, key: str) -> Outcome:
        return ASK

    def records(self, merchant: str, since: datetime) -> Sequence[ChannelEntry]:
        raise ConnectionError("payments by hand have no record but the vouchers entered here")
