"""Name the columns of a remembered sheet anew."""

from dataclasses import replace

from django.db import transaction

from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.intake.access import access_sheet, require_importer
from aftercare.intake.actions.name_columns import Naming, form_named, record_names, require_seen, write_names
from aftercare.intake.models import NamedSheet
from aftercare.intake.own_sheet import check_named
from aftercare.shops.access import Person


@transaction.atomic
def change_sheet(*, person: Person, sheet_id: int, naming: Naming) -> NamedSheet:
    """The next file with that header is read by these columns; imports that were looked at, run or ran keep theirs.

    Raises NotFound, Refused `import.role` or `mapping.taken`, InvalidInput (`kind`, `name`, `fields`, `field-<n>`).
    """
    sheet = access_sheet(person, sheet_id, lock=True)
    require_importer(person, sheet.shop_id)
    require_seen(sheet, naming.seen)
    naming = replace(naming, name=clean(naming.name))
    profile = form_named(naming.kind)
    if len(naming.codes) != len(sheet.columns):
        raise InvalidInput({"fields": _("These are the columns of another sheet. Load the page again.")})
    check_named(profile, naming.codes, naming.name)
    write_names(sheet, person, naming, now())
    sheet.columns = [column | {"field": code} for column, code in zip(sheet.columns, naming.codes, strict=True)]
    sheet.version += 1
    sheet.save()
    record_names(sheet, person, kind="sheet.renamed")
    return sheet
