"""The part of the page of a case that says what it is about, and its correction."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.cases.access import access_case
from aftercare.core.errors import Refused
from aftercare.disputes.access import CORRECTORS, WRONG_ROLE
from aftercare.disputes.actions.correct_reading import correct_reading
from aftercare.disputes.actions.read_text import read_text
from aftercare.reviews.actions.correct_complaint import correct_case_complaint
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.disputes.contexts import KIND, buyers_words, dispute_of_case
from aftercare.web.fragments import go, toast
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

CARD = "disputes/_card.html"


@page(roles=READERS, methods=("GET", "POST"))
def dispute(request: PageRequest, number: str) -> HttpResponse:
    """Type, the words that counted and the playbook (R3, R8); a POST puts the type right."""
    case = access_case(request.person, number)
    if request.method == "GET":
        return render(request, CARD, {"dispute": dispute_of_case(request.person, case)})
    to = only(request.POST, "type").get("type", "")
    if not request.person.has(case.shop_id, *CORRECTORS):
        raise Refused(WRONG_ROLE)
    if dispute_of_case(request.person, case).is_of_review:
        correct_case_complaint(case=case, to=to, person=request.person)
    else:
        text = buyers_words(case)
        with transaction.atomic():
            reading = read_text(shop_id=case.shop_id, subject=(KIND, case.pk), text=text)
            correct_reading(person=request.person, reading_id=reading.pk, to=to, text=text)
    if not request.htmx:
        return go(request, address_of(number))
    shown = {"dispute": dispute_of_case(request.person, case)}
    return toast(render(request, CARD, shown), _("Saved."))
