"""Payment files: make one, take it out, bring its result in (B5)."""

import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.money import Money
from aftercare.freight.access import CLERKS, FINANCE, access_batch, shops_where
from aftercare.freight.actions.make_batch import make_batch
from aftercare.freight.actions.note_download import note_download
from aftercare.freight.actions.take_results import Taken, fail_rest, take_results
from aftercare.freight.models import FreightBatch, FreightBatchRow
from aftercare.freight.queries import batch_page, rows_of_batch, to_batch
from aftercare.freight.sheet import HEADINGS, MOST_BYTES, ResultRow, batch_csv, cells_of, read_results
from aftercare.money.access import settling_refusal
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person, visible_shops
from aftercare.web.downloads import csv_download, download
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.payouts.contexts import TONES
from aftercare.web.pieces.marks import pill
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.workbooks import CONTENT_TYPE, Column, workbook

READING: frozenset[Role] = frozenset(FINANCE)
PAYING: frozenset[Role] = frozenset(CLERKS)
KINDS: Final = ("csv", "xlsx")
WIDTHS: Final = (18, 24, 14, 26, 12, 36, 10, 24, 30)


class FilesContext:
    """The payment files, and per shop how much waits for one."""

    def __init__(self, person: Person, shop_ids: frozenset[int], before: int | None) -> None:
        self.person, self.shop_ids = person, shop_ids & shops_where(person, *FINANCE)
        self.batches, self._after = batch_page(person, self.shop_ids, before)

    @property
    def more_url(self) -> str:
        return f"{reverse('freight_batches')}?after={self._after}" if self._after is not None else ""

    @cached_property
    def waiting(self) -> list[tuple[int, str, int]]:
        """(shop id, name, how many up to a file's worth) of shops whose payments the person makes."""
        mine = self.shop_ids & shops_where(self.person, *CLERKS)
        names = dict(visible_shops(self.person).filter(pk__in=mine).values_list("pk", "name"))
        found = [(pk, name, to_batch(self.person, frozenset({pk}))[:500].count()) for pk, name in sorted(names.items())]
        return [one for one in found if one[2]]


class FileContext:
    """One payment file with its rows, and what became of a result that was just brought in."""

    def __init__(self, person: Person, batch: FreightBatch, taken: Taken | None = None) -> None:
        self.person, self.batch, self.taken = person, batch, taken
        self.rows = rows_of_batch(batch)
        self.open_rows = sum(row.payout.state == PayoutState.SENDING for row in self.rows)

    @property
    def may_pay(self) -> bool:
        return self.person.has(self.batch.shop_id, *CLERKS)

    @property
    def refusal(self) -> str:
        """Why the person cannot bring the result in: they decided one of its rows themselves."""
        found = next((found for row in self.rows if (found := settling_refusal(self.person, row.payout))), None)
        return str(found) if found else ""

    @property
    def lines(self) -> Iterator[tuple[FreightBatchRow, Any]]:
        """Rows with the state of their payment."""
        for row in self.rows:
            state = PayoutState(row.payout.state)
            yield row, pill(state.label, TONES[state])


@page(roles=READING, methods=("GET", "POST"))
def files(request: PageRequest) -> HttpResponse:
    """GET: the payment files. POST: make one for a shop."""
    if request.method == "POST":
        shop_id = read_number(only(request.POST, "shop").get("shop")) or 0
        batch = make_batch(shop_id=shop_id, person=request.person)
        said = _("%(number)s is made. Its rows are locked until the result is in.") % {"number": batch.number}
        return go_with(request, reverse("freight_batch", args=[batch.number]), said)
    context = FilesContext(request.person, chosen_shop_ids(request), read_number(request.GET.get("after")))
    return answer(request, "freight/batches.html", "freight/_batches.html", {"view": context})


@page(roles=READING)
def file(request: PageRequest, number: str) -> HttpResponse:
    """One payment file."""
    context = FileContext(request.person, access_batch(request.person, number))
    return render(request, "freight/batch.html", {"view": context})


@page(roles=PAYING)
def download_file(request: PageRequest, number: str, kind: str) -> FileResponse:
    """The file with whole accounts; who takes it is written down before it leaves (E1, E10)."""
    if kind not in KINDS:
        raise NotFound(kind)
    batch = note_download(number=number, person=request.person)
    rows = rows_of_batch(batch)
    name = f"{batch.number}.{kind}"
    if kind == "csv":
        return csv_download(name, batch_csv(rows))
    columns = [Column(label, width) for label, width in zip(HEADINGS, WIDTHS, strict=True)]
    taken_at = timezone.localtime(page_time(request))
    mark = f"{batch.number} · {request.person.name} · {taken_at:%Y-%m-%d %H:%M}"
    cells: Iterator[list[str | Money]] = (cells_of(row) for row in rows)
    return download(name, workbook(columns, cells, mark), CONTENT_TYPE)


@page(roles=PAYING, methods=("POST",))
def results(request: PageRequest, number: str) -> HttpResponse:
    """Bring the result in; the page says what became of each row."""
    only(request.POST)
    access_batch(request.person, number)
    taken = take_results(number=number, rows=_read(request), person=request.person)
    context = FileContext(request.person, access_batch(request.person, number), taken)
    return render(request, "freight/batch.html", {"view": context})


@page(roles=PAYING, methods=("POST",))
def failed(request: PageRequest, number: str) -> HttpResponse:
    """Nothing of the rest was paid."""
    reason = only(request.POST, "reason").get("reason", "")
    fail_rest(number=number, reason=reason, person=request.person)
    return go_with(request, reverse("freight_batch", args=[number]), _("Noted. Those rows wait for a decision again."))


def _read(request: PageRequest) -> list[ResultRow]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidInput({"file": _("Choose a file.")})
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput({"file": _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES >> 20}})
    with tempfile.TemporaryDirectory(prefix="aftercare-freight-") as folder:
        path = Path(folder) / "results"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return read_results(path)
