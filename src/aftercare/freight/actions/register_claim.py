"""Register what a buyer paid to send a parcel back: the buyer by the link, or an agent for them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from aftercare.cases.access import access_case
from aftercare.cases.models import Case
from aftercare.cases.parsing import read_tracking
from aftercare.core.database import Prepared
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.rules import HEAD, media_type_of
from aftercare.files.terms import PICTURES
from aftercare.freight.access import AGENTS, access_role
from aftercare.freight.actions.correct_account import Account
from aftercare.freight.facts import shop_rules
from aftercare.freight.models import FreightClaim, FreightInvite
from aftercare.freight.rules import amount_problem
from aftercare.freight.terms import LIVING, PREFIX, TEXTS, PayTo, Source
from aftercare.freight.writing import note
from aftercare.shops.access import Person

_NEXT_ID = Prepared("SELECT nextval(pg_get_serial_sequence('freight_freightclaim', 'id'))")


@dataclass(frozen=True)
class ClaimForm:
    """What was typed. Amounts None: not readable. `key` is the form's own: sent twice it registers once."""

    amount: Money | None
    amount_again: Money | None
    tracking_no: str
    receipt_no: str = ""
    payee_name: str = ""
    payee_account: str = ""
    note: str = ""
    key: str = ""


def register_by_link(*, invite: FreightInvite, form: ClaimForm, picture: Upload | None) -> FreightClaim:
    """The buyer registers it (B5). Raises InvalidInput, Refused `registered_before`, and what `store_file` raises."""
    with transaction.atomic():
        case = access_case(Person.system(), invite.case.number, lock=True)
        return _register(case, form, picture, Person.system(), Source.BUYER)


def register_for_buyer(*, case_number: str, form: ClaimForm, picture: Upload | None, person: Person) -> FreightClaim:
    """An agent registers it for the buyer (B5), and will not be the one who decides. Raises NotFound, Refused
    `wrong_role` as well."""
    with transaction.atomic():
        case = access_case(person, case_number, lock=True)
        access_role(person, case.shop_id, *AGENTS)
        return _register(case, form, picture, person, Source.AGENT)


def _register(case: Case, form: ClaimForm, picture: Upload | None, person: Person, source: Source) -> FreightClaim:
    """Call with the case locked: two forms at the same instant come one after the other."""
    at = now()
    form = replace(form, key=clean(form.key)[:40])
    if form.key:
        same = FreightClaim.objects.filter(case=case, key=form.key).first()
        if same is not None:
            return same
    pay_to = shop_rules(case.shop, at).pay_to
    form, amount, upload = _checked(form, picture, pay_to)
    held = FreightClaim.objects.filter(case=case, tracking_no=form.tracking_no, state__in=LIVING)
    number = held.values_list("number", flat=True).first()
    if number is not None:
        sentence = _("The freight of this parcel is registered already: %(number)s. Nothing was registered twice.")
        raise Refused(Refusal("registered_before", sentence, {"number": number}))
    claim = _insert(case, form, amount, pay_to, (upload, person, source), at)
    note(claim, "freight.registered", person, at, amount=amount.fen, source=source.value)
    return claim


def _checked(form: ClaimForm, picture: Upload | None, pay_to: PayTo) -> tuple[ClaimForm, Money, Upload]:
    texts = {name: clean(getattr(form, name)) for name in TEXTS}
    problems: dict[str, Any] = {
        name: _("At most %(most)s characters.") % {"most": most}
        for name, most in TEXTS.items()
        if len(texts[name]) > most
    }
    problem = amount_problem(form.amount, form.amount_again)
    if problem is not None:
        problems["amount"] = problem
    tracking_no = ""
    try:
        tracking_no = read_tracking(form.tracking_no, None)  # type: ignore[arg-type]  # it needs no facts
    except ValueError as error:
        problems["tracking_no"] = str(error)
    if pay_to is PayTo.ACCOUNT and not (texts["payee_name"] and texts["payee_account"]):
        problems["payee_account"] = _("Enter the account that the freight is to be paid to, and its owner's name.")
    if picture is None or not _is_picture(picture):
        problems["picture"] = _("Add a picture of the receipt (JPG, PNG, WebP or HEIC).")
    if problems or form.amount is None or picture is None:
        raise InvalidInput(problems)
    if pay_to is PayTo.ORDER:
        texts["payee_name"] = texts["payee_account"] = ""  # nobody keeps an account that nobody needs
    kept = ClaimForm(form.amount, form.amount_again, tracking_no, key=form.key, **texts)
    return kept, form.amount, picture


def _is_picture(upload: Upload) -> bool:
    upload.file.seek(0)
    return media_type_of(upload.file.read(HEAD)) in PICTURES


def _insert(
    case: Case, form: ClaimForm, amount: Money, pay_to: PayTo, by: tuple[Upload, Person, Source], at: datetime
) -> FreightClaim:
    upload, person, source = by
    file = store_file(upload=upload, shop_id=case.shop_id, person=person, at=at)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ID)
        (pk,) = cursor.fetchone()
    claim = FreightClaim(
        id=pk,
        number=f"{PREFIX}{pk:08d}",
        shop_id=case.shop_id,
        case=case,
        key=form.key,
        source=source,
        registered_by_id=person.staff_id,
        registered_at=at,
        amount=amount,
        tracking_no=form.tracking_no,
        receipt_no=form.receipt_no,
        picture=file,
        picture_sha256=file.sha256,
        pay_to=pay_to,
        payee_name=form.payee_name,
        payee_account=form.payee_account,
        payee_mask=_mask(case, form),
        note=form.note,
    )
    claim.save(force_insert=True)
    return claim


def _mask(case: Case, form: ClaimForm) -> str:
    """How people see whom it is paid to."""
    if form.payee_account:
        return Account(form.payee_name, form.payee_account).mask()
    return case.customer.nick_mask if case.customer else ""
