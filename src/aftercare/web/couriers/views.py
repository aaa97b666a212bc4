"""Where couriers do not go: the list, one more by hand, one less (O6)."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.orders.actions.keep_coverage import Written, add_gap, end_gap
from aftercare.web.couriers.audience import EDITORS, READERS
from aftercare.web.couriers.coverage import CoverageContext, gap_row
from aftercare.web.fragments import answer, go_with, toast
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids


@page(roles=READERS)
def coverage(request: PageRequest) -> HttpResponse:
    """Places that couriers do not serve, searched by place."""
    view = CoverageContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "couriers/coverage.html", "couriers/_gaps.html", {"view": view})


@page(roles=EDITORS, methods=("POST",))
def add(request: PageRequest) -> HttpResponse:
    """One more place by hand; what cannot be used is said at its field."""
    posted = only(request.POST, "shop", "courier", "place", "kind", "until", "note")
    shop_id = read_number(posted.get("shop"))
    if shop_id is None:
        raise BadRequest("no shop")
    names = ("courier", "place", "kind", "until", "note")
    written = Written(*(posted.get(name, "") for name in names))
    try:
        add_gap(shop_id=shop_id, written=written, person=request.person)
    except InvalidInput as error:
        asked = request.GET.copy()
        asked["shop"] = str(shop_id)
        view = CoverageContext(request.person, chosen_shop_ids(request), asked, page_time(request))
        view.problems, view.typed = error.problems, {name: posted.get(name, "") for name in names}
        return render(request, "couriers/coverage.html", {"view": view}, status=422)
    view = CoverageContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return go_with(request, view.address(shop=str(shop_id)), _("The place is in the list from today on."))


@page(roles=EDITORS, methods=("POST",))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """The courier goes there again from today on; the row says so."""
    only(request.POST)
    gap = end_gap(gap_id=pk, person=request.person)
    row = gap_row(gap, request.person, page_time(request))
    response = answer(request, "couriers/_gap.html", "couriers/_gap.html", {"row": row})
    return toast(response, _("Out of the list from today on. The history keeps it."))
