"""Write what was handed over in a shop on a day into a file: the sheet as the shop prints it (P6).

By the ending of the file it is Excel (.xlsx) or a paper (.pdf). Buyers are masked. Exit status 2: it cannot be
written.
"""

import argparse
import shutil
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import override

from aftercare.config.environment import Unusable
from aftercare.config.outcome import Outcome
from aftercare.core.time import now
from aftercare.handover.actions.note_export import note_export
from aftercare.handover.queries import exported
from aftercare.shops.access import Person, visible_shops
from aftercare.web.handover.sheet import excel_of, make_sheet, pdf_of
from aftercare.web.handover.views import FORMS, mark_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which shop, which day, where to."""
    parser.add_argument("what", choices=["handover"], help="the handover sheet")
    parser.add_argument("--shop", required=True, metavar="SLUG", help="short name of the shop")
    parser.add_argument("--date", required=True, type=date.fromisoformat, help="day by the shop's clock: 2026-11-30")
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE", help="ends with .xlsx or .pdf")


def run(options: argparse.Namespace) -> Outcome:
    """In the name of the system: whoever can run this may."""
    person = Person.system()
    shop = visible_shops(person).filter(slug=options.shop).first()
    if shop is None:
        raise Unusable(f"There is no shop with the short name {options.shop!r}.")
    form = options.output.suffix.removeprefix(".").lower()
    if form not in FORMS:
        raise Unusable("The file must end with .xlsx or .pdf.")
    zone = ZoneInfo(shop.timezone)
    items = exported(person, shop, options.date)
    with override("zh-hans"):
        sheet = make_sheet(shop.name, zone, items, mark_of("aftercare export", now(), zone))
        made = excel_of(sheet) if form == "xlsx" else pdf_of(sheet, "zh-hans")
    with made, options.output.open("wb") as file:
        shutil.copyfileobj(made, file)
    note_export(shop=shop, day=options.date, rows=len(items), form=form, person=person)
    return Outcome([f"{len(items)} lines in {options.output}"], {"lines": len(items)}, [])
