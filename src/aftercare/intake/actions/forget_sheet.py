"""Forget a remembered sheet."""

from django.db import transaction

from aftercare.intake.access import access_sheet, require_importer
from aftercare.intake.actions.name_columns import record_names
from aftercare.intake.models import NamedSheet
from aftercare.shops.access import Person


@transaction.atomic
def forget_sheet(*, person: Person, sheet_id: int) -> NamedSheet:
    """The next file with that header waits for a person again; imports that were looked at keep what they were read by.

    Raises NotFound, Refused `import.role`.
    """
    sheet = access_sheet(person, sheet_id, lock=True)
    require_importer(person, sheet.shop_id)
    record_names(sheet, person, kind="sheet.forgotten")
    sheet.delete()
    return sheet
