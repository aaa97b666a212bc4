"""A month of the roster as an Excel file, out and in (P3, E1, E10)."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.accounts.models import Staff
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.intake.problems import RowProblem
from aftercare.intake.readers import Table, open_table
from aftercare.intake.sniff import name_form
from aftercare.shifts.access import PLANNERS, access_roster
from aftercare.shifts.actions.fill_roster import take_in
from aftercare.shifts.actions.note_roster_export import note_roster_export
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import MOST_PEOPLE, Cell, book_of, roster_of
from aftercare.shifts.rules import PatternBook, days_from
from aftercare.shifts.terms import Absence
from aftercare.shifts.writing import Wish
from aftercare.shops.models import Shop
from aftercare.web.downloads import download
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shifts.acts import MARKS_OF_REST
from aftercare.web.workbooks import CONTENT_TYPE, Column, workbook

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PROBLEMS: Final = 20
NAMES, LOGINS = ("姓名", "name"), ("账号", "登录名", "account")
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", re.ASCII)


def read_month(text: str) -> list[date]:
    """The days of a month like 2026-11. Raises BadRequest."""
    match = _MONTH.fullmatch(text)
    if match is None or not 1 <= int(match[2]) <= 12 or not 2000 <= int(match[1]) <= 2099:
        raise BadRequest("not a month")
    first = date(int(match[1]), int(match[2]), 1)
    return [day for day in days_from(first, 31) if day.month == first.month]


@page(roles=PLANNERS)
def month_file(request: PageRequest, slug: str, month: str) -> FileResponse:
    """Persons down, days across; can be changed in Excel and taken in again. Why somebody is on leave is not in it."""
    shop, days = access_roster(request.person, slug), read_month(month)
    roster, book = roster_of(request.person, shop, days[0], days[-1]), book_of(shop)
    columns = [Column(_("Name"), 12), Column(_("Account"), 14), *(Column(day.isoformat(), 11) for day in days)]
    rows = (
        [staff.name, staff.username, *(_text(roster.cells.get((staff.pk, day)), book) for day in days)]
        for staff in roster.people
    )
    at = page_time(request).astimezone(ZoneInfo(shop.timezone))
    mark = _("Exported from Aftercare by %(person)s at %(time)s · %(shop)s") % {
        "person": request.person.name,
        "time": f"{at:%Y-%m-%d %H:%M}",
        "shop": shop.name,
    }
    note_roster_export(shop=shop, month=days[0], rows=len(roster.people), person=request.person)
    return download(f"roster-{shop.slug}-{month}.xlsx", workbook(columns, rows, mark), CONTENT_TYPE)


def _text(row: Assignment | None, book: PatternBook) -> str:
    if row is None or not (row.code or row.absence):
        return ""
    return _("Leave") if row.absence else book.name_of(row.code, row.day)


@page(roles=PLANNERS, methods=("POST",))
def month_in(request: PageRequest, slug: str) -> HttpResponse:
    """A file like the one above: all of it is taken in, or nothing and each problem is said."""
    shop = access_roster(request.person, slug)
    only(request.POST)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise InvalidInput({"file": _("Choose a file.")})
    if (file.size or 0) > MOST_BYTES:
        raise InvalidInput({"file": _("The file is larger than %(most)s MB.") % {"most": MOST_BYTES >> 20}})
    roster = roster_of(request.person, shop, date.min, date.min)
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        with open_table(Path(copy.name)) as table:
            wishes = SheetReader(table.header, roster.people, book_of(shop)).read(table)
    count = take_in(shop_id=shop.pk, wishes=wishes, person=request.person)
    said = ngettext("%(count)s day changed by the file.", "%(count)s days changed by the file.", count)
    first = min((day for _staff, day in wishes), default=None)
    return go_with(request, _address(shop, first), said % {"count": count})


def _address(shop: Shop, day: date | None) -> str:
    week = f"&week={day.isoformat()}" if day else ""
    return f"{reverse('shifts')}?shop={shop.slug}{week}"


class SheetReader:
    """Reads a sheet with people down and days across. Raises InvalidInput on columns that cannot be read."""

    def __init__(self, header: Sequence[str], people: Sequence[Staff], book: PatternBook) -> None:
        forms = [name_form(text) for text in header]
        self.names = _place(forms, NAMES)
        self.logins = _place(forms, LOGINS)
        self.days = {place: day for place, text in enumerate(header) if (day := _read_day(text)) is not None}
        if not self.days or (self.names is None and self.logins is None):
            sentence = _("The first row needs 姓名 or 账号 and days like 2026-11-01; nothing was changed.")
            raise InvalidInput({"file": sentence})
        self.book = book
        self.by_login = {staff.username: staff for staff in people}
        self.by_name: dict[str, list[Staff]] = {}
        for staff in people:
            self.by_name.setdefault(staff.name, []).append(staff)
        self.problems: list[str] = []

    def read(self, table: Table) -> dict[Cell, Wish]:
        """What each cell is to hold. Raises InvalidInput with every problem by row and column."""
        wishes: dict[Cell, Wish] = {}
        for count, (line, cells) in enumerate(table.rows(), start=1):
            if count > MOST_PEOPLE + 10:
                raise InvalidInput({"file": _("The file has more than %(most)s rows.") % {"most": MOST_PEOPLE}})
            if isinstance(cells, RowProblem):
                self.problems.append(f"{line}: {cells.refusal}")
                continue
            wishes |= dict(self._row(line, [clean(cell).removeprefix("'") for cell in cells]))
        if self.problems:
            raise InvalidInput({str(place): text for place, text in enumerate(self.problems[:MOST_PROBLEMS])})
        return wishes

    def _row(self, line: int, cells: Sequence[str]) -> Iterator[tuple[Cell, Wish]]:
        if not any(cells[place] for place in self.days) and not (self.logins is not None and cells[self.logins]):
            return  # an empty line, or the one that says who took the file
        staff = self._staff(cells)
        if staff is None:
            said = {"row": line, "name": next((cell for cell in cells if cell), "")[:20]}
            self.problems.append(_("Row %(row)s: nobody here is called %(name)s, or more than one.") % said)
            return
        for place, day in self.days.items():
            wish = self._wish(cells[place], day)
            if wish is None:
                said = {"row": line, "day": day.isoformat(), "text": cells[place][:20]}
                self.problems.append(_("Row %(row)s, %(day)s: there is no shift called %(text)s.") % said)
            else:
                yield (staff.pk, day), wish

    def _staff(self, cells: Sequence[str]) -> Staff | None:
        if self.logins is not None and cells[self.logins]:
            return self.by_login.get(cells[self.logins])
        found = self.by_name.get(cells[self.names], []) if self.names is not None else []
        return found[0] if len(found) == 1 else None

    def _wish(self, text: str, day: date) -> Wish | None:
        if not text or text in MARKS_OF_REST or text == _("Rest"):
            return Wish()
        if text in (_("Leave"), "假", "休假", "请假"):
            return Wish(absence=Absence.PERSONAL)
        pattern = self.book.named(text, day)
        return Wish(pattern.code) if pattern is not None else None


def _place(forms: Sequence[str], names: Sequence[str]) -> int | None:
    return next((forms.index(form) for name in names if (form := name_form(name)) in forms), None)


def _read_day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
