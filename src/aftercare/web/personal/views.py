"""Show a masked value whole: GET gives the form for the reason, POST the value (J1, J2)."""

from django.http import HttpResponse
from django.shortcuts import render

from aftercare.orders.access import REVEALERS
from aftercare.orders.actions.reveal_field import reveal_field
from aftercare.web.personal.contexts import RevealContext, purpose_name, read_field
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only


@page(roles=REVEALERS, methods=("GET", "POST"))
def reveal(request: PageRequest, order_id: int, field: str) -> HttpResponse:
    """A part in the place of the masked value; never kept by a browser, as all answers to people who are logged in."""
    wanted = read_field(field)
    if request.method != "POST":
        context = RevealContext(request.person, order_id, wanted, page_time(request))
        return render(request, "personal/_form.html", {"reveal": context})
    name = purpose_name(wanted)
    posted = only(request.POST, name, f"{name}_text")
    value = reveal_field(
        order_id=order_id,
        field=wanted,
        purpose=posted.get(name, ""),
        text=posted.get(f"{name}_text", ""),
        person=request.person,
    )
    context = RevealContext(request.person, order_id, wanted, page_time(request), value)
    return render(request, "personal/_value.html", {"reveal": context})
