"""Finance transfers to an account that the buyer named: by hand, or many at once by a payment file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare.money.channels import ChannelEntry, Outcome, PayoutOrder, Result

LABEL: Final = _("Transfer to an account")
ASK: Final = Outcome(Result.NEEDS_PERSON)


@dataclass(frozen=True)
class TransferChannel:
    """Never called by the worker; if it ever is, a person is asked and nothing is sent."""

    code: str = "transfer"
    label: str | Promise = LABEL
    automatic: bool = False
    idempotent: bool = False
    can_query: bool = False
    lists_records: bool = False
    gives_coupons: bool = False
    on_platform: bool = False

    def pay(self, order: PayoutOrder) -> Outcome:
        """Nothing is sent."""
        return ASK

    def query(self, key: str) -> Outcome:
        """Nobody can be asked."""
        return ASK

    def records(self, merchant: str, since: datetime) -> Sequence[ChannelEntry]:
        """There is no record to read."""
        return ()
