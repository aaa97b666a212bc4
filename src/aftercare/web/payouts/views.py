"""Payouts for finance: the queues, one payout, settling by hand, the books."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.money.access import access_payout
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.actions.note_journal_export import note_journal_export
from aftercare.money.actions.recheck_payout import recheck_payout
from aftercare.money.actions.take_over_payout import take_over_payout
from aftercare.web.downloads import csv_download
from aftercare.web.fragments import answer, go_with, is_part, toast
from aftercare.web.payouts.books import BooksContext, JournalFile, money_shops, read_span
from aftercare.web.payouts.contexts import PayoutsContext, payout_rows
from aftercare.web.payouts.record import PayoutContext
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import choices

FINANCE = frozenset({Role.REFUND_CLERK, Role.SUPERVISOR})
CLERKS = frozenset({Role.REFUND_CLERK})


@page(roles=FINANCE)
def payouts(request: PageRequest) -> HttpResponse:
    """What waits to be paid, what needs a look, what was paid (C18)."""
    context = PayoutsContext(request.person, choices(request).shop_id, request.GET.dict())
    return answer(request, "payouts/page.html", "payouts/_rows.html", {"payouts": context})


@page(roles=FINANCE)
def payout(request: PageRequest, pk: int) -> HttpResponse:
    """One payout with all that is known of it."""
    context = PayoutContext(access_payout(request.person, pk), request.person)
    return render(request, "payouts/record.html", {"record": context})


@page(roles=CLERKS, methods=("POST",))
def paid(request: PageRequest, pk: int) -> HttpResponse:
    """Paid by hand, under this voucher number."""
    found = access_payout(request.person, pk)
    mark_paid(payout=found, voucher=request.POST.get("voucher", ""), person=request.person)
    return _settled(request, pk, _("Marked as paid."))


@page(roles=CLERKS, methods=("POST",))
def refused(request: PageRequest, pk: int) -> HttpResponse:
    """Not paid, and why; the money is free again."""
    found = access_payout(request.person, pk)
    mark_refused(payout=found, reason=request.POST.get("reason", ""), person=request.person)
    return _settled(request, pk, _("Marked as not paid. The case has been told."))


@page(roles=CLERKS, methods=("POST",))
def recheck(request: PageRequest, pk: int) -> HttpResponse:
    """Ask the channel once more."""
    recheck_payout(payout=access_payout(request.person, pk), person=request.person)
    return _settled(request, pk, _("The channel is asked again. Nothing is paid twice."))


@page(roles=CLERKS, methods=("POST",))
def take_over(request: PageRequest, pk: int) -> HttpResponse:
    """Take a payment with an unknown result away from the machine."""
    found = access_payout(request.person, pk)
    take_over_payout(payout=found, reason=request.POST.get("reason", ""), person=request.person)
    return _settled(request, pk, _("It now waits for you. Look into the channel's record first."))


@page(roles=FINANCE)
def books(request: PageRequest) -> HttpResponse:
    """Instruction, the channel's record and the journal side by side, to the fen (C18)."""
    context = BooksContext(request.person, request.GET.dict(), choices(request).shop_id, page_time(request))
    return render(request, "payouts/books.html", {"books": context})


@page(roles=FINANCE)
def journal_file(request: PageRequest) -> FileResponse:
    """The journal of a span of days as CSV (C18); that it was taken is written down before it leaves (E10)."""
    shops = money_shops(request.person)
    span = read_span(shops, request.GET.dict(), choices(request).shop_id, page_time(request))
    name = f"journal-{span.shop.slug}-{span.first:%Y%m%d}-{span.last:%Y%m%d}.csv"
    file = JournalFile(span)
    response = csv_download(name, file.pieces())
    note_journal_export(shop_id=span.shop.pk, first=span.first, last=span.last, rows=file.rows, person=request.person)
    return response


def _settled(request: PageRequest, pk: int, said: object) -> HttpResponse:
    """The row again for the list, else the payout's page."""
    found = access_payout(request.person, pk)
    if is_part(request) and request.POST.get("from") == "list":
        row = payout_rows([found], request.person)[0]
        return toast(render(request, "payouts/_row.html", {"row": row}), said)
    return go_with(request, _address(pk), said)


def _address(pk: int) -> str:
    """The payout's own page."""
    return reverse("payout", args=[pk])
