"""Remembered sheets for the authorization matrix: arguments of every route that takes some."""

from tests.intake.own_sheets import HEADER, naming, own_file
from tests.people import People, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.intake.actions.name_columns import name_columns
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person


def waiting(people: People, importer: Person, header: tuple[str, ...] = HEADER) -> ImportBatch:
    """A file whose columns wait for names."""
    data = own_file(header=header)
    batch = receive_file(person=importer, shop_slug=people.shop.slug, name="ERP.csv", chunks=[data])
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.UNMAPPED, error="kind.unknown")
    return batch


def mapping_things(people: People) -> dict[str, dict[str, object]]:
    """A remembered sheet, and a file that waits for names."""
    importer = person(make_staff("", Role.OPERATIONS, shop=people.shop))
    name_columns(person=importer, batch_id=waiting(people, importer).pk, naming=naming())
    of_sheet = {"pk": NamedSheet.objects.get(shop=people.shop).pk}
    other = waiting(people, importer, (*HEADER[:-1], "别的"))
    return {"import_columns": {"pk": other.pk}, **dict.fromkeys(("import_sheet", "import_sheet_forget"), of_sheet)}
