"""The account was wrong: the buyer, or an agent for them, names another one after a payment has failed."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean, mask_name
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.freight.access import AGENTS, access_claim, access_role, lock_claim
from aftercare.freight.models import FreightClaim, FreightInvite
from aftercare.freight.terms import TEXTS, ClaimState, PayTo
from aftercare.freight.writing import note, write
from aftercare.shops.access import Person

NOT_FAILED = Refusal("wrong_state", _("The account can be changed only after a payment has failed."))


@dataclass(frozen=True)
class Account:
    """Whose account, and which."""

    owner: str
    number: str

    def mask(self) -> str:
        """How people see it."""
        return f"{mask_name(self.owner)} ****{self.number[-4:] if len(self.number) > 6 else self.number[-2:]}"


def checked_account(owner: str, number: str) -> Account:
    """The account as it was typed, cleaned. Raises InvalidInput when a part is missing or too long."""
    account = Account(clean(owner), clean(number))
    problems: dict[str, Any] = {}
    if not 0 < len(account.owner) <= TEXTS["payee_name"]:
        problems["payee_name"] = _("Enter the name of the account's owner.")
    if not 0 < len(account.number) <= TEXTS["payee_account"]:
        problems["payee_account"] = _("Enter the account that the freight is to be paid to.")
    if problems:
        raise InvalidInput(problems)
    return account


def correct_by_link(*, invite: FreightInvite, number: str, account: Account) -> FreightClaim:
    """The buyer names another account; it waits to be decided again (B5). Raises NotFound, Refused `wrong_state`."""
    with transaction.atomic():
        found = FreightClaim.objects.filter(case_id=invite.case_id, number=number).first()
        if found is None:
            raise NotFound(number)
        return _correct(found, account, Person.system())


def correct_account(*, number: str, account: Account, person: Person) -> FreightClaim:
    """An agent names it for the buyer. Raises NotFound, Refused `wrong_role` or `wrong_state`."""
    with transaction.atomic():
        found = access_claim(person, number)
        access_role(person, found.shop_id, *AGENTS)
        return _correct(found, account, person)


def _correct(found: FreightClaim, account: Account, person: Person) -> FreightClaim:
    claim = lock_claim(found.pk)
    if claim.state != ClaimState.FAILED or claim.pay_to != PayTo.ACCOUNT:
        raise Refused(NOT_FAILED)
    write(claim, payee_name=account.owner, payee_account=account.number, payee_mask=account.mask())
    note(claim, "freight.account_changed", person, now())
    return claim
