"""Responsibility: charge-backs with their bookings and export, courier claims, costs by product, assessment."""

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.cases.actions.note_costs_export import note_costs_export
from aftercare.cases.actions.reassign_cost import reassign_cost
from aftercare.web.costs import assessment, charges, claims, products
from aftercare.web.costs.asking import first_tab, read_asked
from aftercare.web.costs.audience import CHARGE_READERS, CLAIMS_READERS, CORRECTORS, EXPORTERS, PRODUCT_READERS
from aftercare.web.costs.reassigning import ReassignContext, read_reassign
from aftercare.web.costs.sheet import CostsFile
from aftercare.web.downloads import download
from aftercare.web.fragments import answer, go_with
from aftercare.web.policy import ANY_STAFF, PageRequest, page, page_time
from aftercare.web.workbooks import CONTENT_TYPE


@page(roles=ANY_STAFF)
def costs(request: PageRequest) -> HttpResponse:
    """The first tab that the person may open."""
    return HttpResponseRedirect(first_tab(request.person))


@page(roles=CHARGE_READERS)
def charge_backs(request: PageRequest) -> HttpResponse:
    """Who bears what cases cost in a month (B6)."""
    asked = read_asked(request, "cost_charges", CHARGE_READERS)
    return render(request, "costs/charges.html", {"view": charges.ChargesContext(asked)})


@page(roles=CHARGE_READERS)
def bookings(request: PageRequest) -> HttpResponse:
    """The bookings behind it."""
    asked = read_asked(request, "cost_bookings", CHARGE_READERS, charges.KEYS)
    context = charges.BookingsContext(asked, request.GET.get("after", ""))
    return answer(request, "costs/bookings.html", "costs/_bookings.html", {"view": context})


@page(roles=EXPORTERS)
def export(request: PageRequest) -> FileResponse:
    """The bookings as an Excel file; that it was taken is written down before it leaves (E10)."""
    asked = read_asked(request, "cost_export", EXPORTERS, charges.KEYS)
    file = CostsFile(asked)
    made = file.make()
    note_costs_export(period=asked.period, charge=file.charge, rows=file.rows, person=request.person)
    return download(file.name, made, CONTENT_TYPE)


@page(roles=CLAIMS_READERS)
def courier_claims(request: PageRequest) -> HttpResponse:
    """Claims at couriers (C11)."""
    asked = read_asked(request, "cost_claims", CLAIMS_READERS, claims.KEYS)
    context = claims.ClaimsContext(asked, request.GET.get("after", ""))
    return answer(request, "costs/claims.html", "costs/_claims.html", {"view": context})


@page(roles=PRODUCT_READERS)
def by_product(request: PageRequest) -> HttpResponse:
    """What products cost, and the quality list (B6, C12)."""
    asked = read_asked(request, "cost_products", PRODUCT_READERS, products.KEYS)
    context = products.ProductsContext(asked, request.GET.get("after", ""))
    return answer(request, "costs/products.html", "costs/_products.html", {"view": context})


@page(roles=ANY_STAFF)
def assessments(request: PageRequest) -> HttpResponse:
    """Assessment entries: of everybody for those who oversee them, else one's own (K7)."""
    asked = read_asked(request, "cost_assessment", Role, assessment.KEYS)
    context = assessment.AssessmentContext(asked, request.GET.get("after", ""))
    return answer(request, "costs/assessment.html", "costs/_assessment.html", {"view": context})


@page(roles=CORRECTORS, methods=("GET", "POST"))
def reassign(request: PageRequest, number: str) -> HttpResponse:
    """Correct whom a case is charged to."""
    form = ReassignContext(request.person, number, page_time(request))
    if request.method == "POST":
        was, to, note = read_reassign(request.POST)
        reassign_cost(number=number, was=was, to=to, note=note, person=request.person)
        return go_with(request, form.list_url, _("Charged anew. The case's timeline keeps both."))
    return answer(request, "costs/reassign.html", "costs/_reassign_row.html", {"form": form})
