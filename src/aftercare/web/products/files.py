"""Products as files: out as CSV, in from CSV or XLSX."""

import tempfile
from collections import Counter
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.orders.actions.note_products_export import note_products_export
from aftercare.orders.actions.take_in_products import take_in_products
from aftercare.orders.catalogue.access import may_edit_products
from aftercare.orders.catalogue.queries import ProductWish, all_products
from aftercare.orders.catalogue.sheet import HEADERS, MOST_BYTES, MOST_ROWS, Told, products_csv, read_products
from aftercare.web.cases.board import chosen_shops
from aftercare.web.downloads import csv_download
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.products.audience import EDITORS
from aftercare.web.products.listing import ProductsContext

MOST_REMARKS = 100


@page(roles=EDITORS)
def export(request: PageRequest) -> FileResponse:
    """What the list shows, of the shops whose products one keeps; it is noted who took it (E10)."""
    listed = ProductsContext(request.person, chosen_shops(request), request.GET)
    kept = frozenset(pk for pk, _name in listed.kept_shops)
    wish = ProductWish(listed.shop_ids & kept, listed.search, listed.chosen.get("tag", ""), listed.is_active)
    products = all_products(request.person, wish)
    note_products_export(rows=Counter(product.shop_id for product in products), person=request.person)
    return csv_download("products.csv", products_csv(products))


@page(roles=EDITORS, methods=("GET", "POST"))
def take_in(request: PageRequest) -> HttpResponse:
    """A file of products for one shop; the answer says what became of each row."""
    shops = [(pk, name) for pk, name in chosen_shops(request) if may_edit_products(request.person, pk)]
    if not shops:
        raise NotFound("shop")
    names = {"shops": shops, "columns": [title[0] for title in HEADERS.values()], "most": MOST_ROWS}
    if request.method == "GET":
        return render(request, "products/import.html", names)
    shop_id = read_number(only(request.POST, "shop").get("shop"))
    try:
        rows = _rows(request)
    except InvalidInput as error:
        return render(request, "products/import.html", {**names, "problem": error.problems["file"]}, status=422)
    taken = take_in_products(shop_id=shop_id or 0, rows=rows, person=request.person)
    remarks = [(row.line, row.values.get("code", ""), " ".join(row.problems.values())) for row in taken.refused]
    return render(request, "products/import.html", {**names, "taken": taken, "remarks": remarks[:MOST_REMARKS]})


def _rows(request: PageRequest) -> list[Told]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidInput({"file": _("Choose a file.")})
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput({"file": _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024}})
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_products(Path(copy.name))
