"""Points of people: the month, one entry, the file (K7)."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from aftercare.accounts.terms import Role
from aftercare.assessment.access import ASSESSING, access_assessed_shop, access_entry
from aftercare.assessment.actions.note_export import note_export
from aftercare.web.assessment.contexts import KEYS, EntryContext, PointsContext
from aftercare.web.assessment.sheet import PointsFile
from aftercare.web.costs.asking import read_asked, read_month
from aftercare.web.downloads import download
from aftercare.web.fragments import answer
from aftercare.web.policy import ANY_STAFF, PageRequest, page, page_time
from aftercare.web.workbooks import CONTENT_TYPE


@page(roles=ANY_STAFF)
def points(request: PageRequest) -> HttpResponse:
    """Of everybody for those who oversee them, else one's own."""
    asked = read_asked(request, "points", Role, KEYS)
    context = PointsContext(asked, request.GET.get("after", ""))
    return answer(request, "assessment/page.html", "assessment/_rows.html", {"view": context})


@page(roles=ANY_STAFF)
def entry(request: PageRequest, pk: int) -> HttpResponse:
    """One entry with its appeal."""
    found = access_entry(request.person, pk)
    return render(request, "assessment/one.html", {"one": EntryContext(request.person, found)})


@page(roles=ASSESSING)
def sheet(request: PageRequest, slug: str, month: str) -> FileResponse:
    """A month of a shop as an Excel file: frozen when the month is closed."""
    shop, first = access_assessed_shop(request.person, slug), read_month(month)
    file = PointsFile(request.person, shop, first, page_time(request))
    made = file.make()
    note_export(shop=shop, month=first, people=len(file.totals), person=request.person)
    return download(f"points-{shop.slug}-{first:%Y%m}.xlsx", made, CONTENT_TYPE)
