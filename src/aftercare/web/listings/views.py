"""The listing check: the list, the report as a file, the page of one product."""

from collections import Counter
from collections.abc import Iterator

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.errors import InvalidInput, Refused
from aftercare.listings.actions.check_again import check_again
from aftercare.listings.actions.note_listings_export import note_listings_export
from aftercare.listings.actions.save_listing import CHANGED, save_listing
from aftercare.listings.models import ListingText
from aftercare.listings.queries import all_listings
from aftercare.listings.reading import listing_of
from aftercare.listings.rules import check
from aftercare.listings.terms import Part, Shot
from aftercare.orders.catalogue.access import access_product
from aftercare.web.cases.board import chosen_shops
from aftercare.web.downloads import download
from aftercare.web.fragments import answer, go_with
from aftercare.web.listings.contexts import ListingContext, ListingsContext
from aftercare.web.listings.words import place_of, sentence_of
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.products.audience import EDITORS, READERS
from aftercare.web.workbooks import CONTENT_TYPE, Cell, Column, workbook

TEXTS = tuple(part.value for part in Part)
NUMBERS = tuple(f"shot_{shot.value}" for shot in Shot)


@page(roles=READERS)
def listings(request: PageRequest) -> HttpResponse:
    """The lowest score first; `banned=yes`: only pages with forbidden words (R7)."""
    context = ListingsContext(request.person, chosen_shops(request), request.GET)
    return answer(request, "listings/list.html", "listings/_rows.html", {"listings": context})


@page(roles=READERS, methods=("GET", "POST"))
def listing(request: PageRequest, pk: int) -> HttpResponse:
    """The report on one product's page and what is to be done; POST saves what the page says."""
    product = access_product(request.person, pk)
    if request.method == "GET":
        return render(request, "listings/listing.html", {"view": ListingContext(request.person, product)})
    posted = only(request.POST, *TEXTS, *NUMBERS, "version")
    view = ListingContext(request.person, product, posted)
    try:
        _save(request, pk, posted)
    except InvalidInput as error:
        view.problems = error.problems
    except Refused as error:
        if error.refusal.code != CHANGED.code:
            raise
        view.refusal = str(error.refusal)
    else:
        return go_with(request, reverse("listing", args=[pk]), _("Saved."))
    return render(request, "listings/listing.html", {"view": view}, status=409 if view.refusal else 422)


def _save(request: PageRequest, pk: int, posted: QueryDict) -> None:
    shots = {name.removeprefix("shot_"): read_number(posted.get(name) or "0") for name in NUMBERS}
    bad = {f"shot_{name}": _("Enter a whole number, zero or more.") for name, count in shots.items() if count is None}
    if bad:
        raise InvalidInput(bad)
    save_listing(
        person=request.person, product_id=pk, version=read_version(posted),
        parts={name: posted.get(name, "") for name in TEXTS},
        shots={name: count for name, count in shots.items() if count is not None},
    )  # fmt: skip


@page(roles=EDITORS, methods=("POST",))
def again(request: PageRequest) -> HttpResponse:
    """Check all pages of the shop named by POST shop again."""
    shop_id = read_number(only(request.POST, "shop").get("shop"))
    changed = check_again(person=request.person, shop_id=shop_id or 0)
    text = ngettext("Checked: %(count)s result is another now.", "Checked: %(count)s results are others now.", changed)
    return go_with(request, reverse("listings"), text % {"count": changed})


@page(roles=EDITORS)
def report_file(request: PageRequest) -> FileResponse:
    """Every page of the shops whose products one keeps, with what is to be done, as an Excel file (R7, E10)."""
    kept = dict(ListingsContext(request.person, chosen_shops(request), request.GET).kept_shops)
    found = list(all_listings(request.person, frozenset(kept)))
    note_listings_export(rows=Counter(one.shop_id for one in found), person=request.person)
    mark = _("Exported from Aftercare by %(person)s at %(time)s") % {
        "person": request.person.name,
        "time": f"{localtime(page_time(request)):%Y-%m-%d %H:%M}",
    }
    file = workbook(_columns(), _lines(found), mark)
    return download("listing-check.xlsx", file, CONTENT_TYPE)


def _columns() -> list[Column]:
    return [
        Column(_("Shop"), 16), Column(_("Merchant code"), 16), Column(_("Product"), 36), Column(_("Score"), 8),
        Column(_("Where"), 20), Column(_("To do"), 60), Column(_("Points"), 8),
    ]  # fmt: skip


def _lines(found: list[ListingText]) -> Iterator[list[Cell]]:
    """One line for each thing to do; one without any for a page that is complete."""
    for one in found:
        report = check(listing_of(one.product, one))
        head: list[Cell] = [one.shop.name, one.product.code, one.product.title, report.score]
        for task in report.tasks:
            yield [*head, str(place_of(task)), sentence_of(task), task.points]
        if not report.tasks:
            yield [*head, "", "", ""]
