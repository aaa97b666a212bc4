"""Orders to send, and another courier for one of them (O6)."""

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, Refused
from aftercare.couriers.actions.take_courier import CHANGED, Taken, Warned, take_courier
from aftercare.web.couriers.audience import CHOICE_READERS, ORDER_CHOOSERS
from aftercare.web.couriers.choices import ChoiceFormContext, ChoicesContext
from aftercare.web.delivery.contexts import read_grams
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

FIELDS = ("courier", "reason", "kg", "despite", "warned", "seen")


@page(roles=CHOICE_READERS)
def choices(request: PageRequest) -> HttpResponse:
    """Unsent orders of a shop with the courier of each."""
    view = ChoicesContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return answer(request, "couriers/choices.html", "couriers/_choices.html", {"view": view})


@page(roles=ORDER_CHOOSERS, methods=("GET", "POST"))
def choice(request: PageRequest, pk: int) -> HttpResponse:
    """All couriers of one order, and the form. Another one than the rule's is warned of once, then taken."""
    if request.method == "GET":
        form = ChoiceFormContext(request.person, pk, page_time(request), read_grams(request.GET.get("kg", "")))
        return answer(request, "couriers/choice.html", "couriers/_choice_form.html", {"form": form})
    posted = only(request.POST, *FIELDS)
    grams = read_grams(posted.get("kg", ""))
    try:
        take_courier(order_id=pk, taken=_taken(posted, grams), person=request.person)
    except Warned as error:
        return _again(request, pk, grams, warning=str(error.problems["despite"]))
    except InvalidInput as error:
        return _again(request, pk, grams, problems=error.problems)
    except Refused as error:
        if error.refusal is not CHANGED:
            raise
        return _again(request, pk, grams, problems={"courier": str(error.refusal)})
    return go_with(request, reverse("order", args=[pk]), _("The courier of this order is kept."))


def _taken(posted: QueryDict, grams: int | None) -> Taken:
    if posted.get("kg", "").strip() and grams is None:
        raise InvalidInput({"grams": _("Enter a weight in kg, such as 20.")})
    warned = posted.get("warned") == "yes"
    return Taken(
        courier=posted.get("courier", ""),
        reason=posted.get("reason", ""),
        grams=grams,
        despite=posted.get("despite", "") if warned else None,
        seen=read_number(posted.get("seen")) or 0,
    )


def _again(
    request: PageRequest, pk: int, grams: int | None, *, warning: str = "", problems: dict[str, str] | None = None
) -> HttpResponse:
    form = ChoiceFormContext(request.person, pk, page_time(request), grams)
    form.warning, form.problems = warning, problems or {}
    form.typed = {name: request.POST.get(name, "") for name in ("courier", "reason")}
    # What was warned of stays confirmed while the reason is still missing.
    if problems and request.POST.get("warned") == "yes":
        form.typed["warned"] = "yes"
    return answer(request, "couriers/choice.html", "couriers/_choice_form.html", {"form": form}, status=422)
