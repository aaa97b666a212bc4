"""Settlement sheets: the list of a month, a sheet as it stands, closing it, and a closed one as page, Excel and PDF."""

from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.couriers.access import access_settlement
from aftercare.couriers.actions.close_settlement import Closing, close_settlement, note_settlement_export
from aftercare.couriers.sheets import closed_of
from aftercare.web.couriers.asking import read_figures_asked, read_month
from aftercare.web.couriers.audience import EXPORTERS, FIGURE_READERS, SUPERVISORS
from aftercare.web.couriers.files import excel_of, file_name, pdf_of
from aftercare.web.couriers.settlements import ClosedContext, DraftContext, SettlementsContext
from aftercare.web.downloads import download
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.workbooks import CONTENT_TYPE


@page(roles=FIGURE_READERS)
def settlements(request: PageRequest) -> HttpResponse:
    """Every courier of a month, and whether its sheet is closed."""
    view = SettlementsContext(read_figures_asked(request, "courier_settlements"))
    return render(request, "couriers/settlements.html", {"view": view})


@page(roles=FIGURE_READERS)
def sheet(request: PageRequest) -> HttpResponse:
    """The sheet of `shop`, `courier` and `month` as it stands."""
    view = DraftContext(request.person, request.GET, page_time(request))
    return render(request, "couriers/sheet.html", {"view": view})


@page(roles=SUPERVISORS, methods=("POST",))
def close(request: PageRequest) -> HttpResponse:
    """Freeze the sheet as it was on screen (`mark`); a second version needs a reason."""
    posted = only(request.POST, "shop", "courier", "month", "mark", "reason")
    shop_id = read_number(posted.get("shop"))
    if shop_id is None:
        raise BadRequest("no shop")
    month = read_month(posted.get("month", ""))
    closing = Closing(posted.get("courier", ""), month, posted.get("mark", ""), posted.get("reason", ""))
    try:
        made = close_settlement(shop_id=shop_id, closing=closing, person=request.person)
    except InvalidInput as error:
        if "reason" not in error.problems:
            raise
        view = DraftContext(request.person, posted, page_time(request))
        view.problems, view.reason = error.problems, closing.reason
        return render(request, "couriers/sheet.html", {"view": view}, status=422)
    address = reverse("courier_settlement", args=[made.pk])
    return go_with(request, address, _("Closed. The sheet never changes from now on."))


@page(roles=FIGURE_READERS)
def closed(request: PageRequest, pk: int) -> HttpResponse:
    """A closed sheet."""
    view = ClosedContext(request.person, pk, page_time(request))
    return render(request, "couriers/closed.html", {"view": view})


@page(roles=EXPORTERS)
def as_excel(request: PageRequest, pk: int) -> FileResponse:
    """The closed sheet as Excel; that it was taken is written down before it leaves (E10)."""
    found = closed_of(access_settlement(request.person, pk))
    made = excel_of(found, request.person.name, page_time(request))
    _note(found.sheet.pk, "xlsx", request)
    return download(file_name(found.sheet, "xlsx"), made, CONTENT_TYPE)


@page(roles=EXPORTERS)
def as_pdf(request: PageRequest, pk: int) -> FileResponse:
    """The closed sheet as a paper, A4."""
    found = closed_of(access_settlement(request.person, pk))
    made = pdf_of(found, request.person.name, page_time(request))
    _note(found.sheet.pk, "pdf", request)
    return download(file_name(found.sheet, "pdf"), made, "application/pdf")


def _note(pk: int, form: str, request: PageRequest) -> None:
    sheet = access_settlement(request.person, pk)
    note_settlement_export(sheet=sheet, form=form, rows=sheet.lines.count(), person=request.person)
