"""Who may see and do imports (P1, P2)."""

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.words import SENTENCES
from aftercare.shops.access import Person

IMPORTERS = (Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR)


def visible_batches(person: Person) -> QuerySet[ImportBatch]:
    """Imports of the shops that the person works in."""
    if person.is_system:
        return ImportBatch.objects.all()
    return ImportBatch.objects.filter(shop_id__in=person.shop_ids)


def access_batch(person: Person, pk: int, *, lock: bool = False) -> ImportBatch:
    """The import, locked when it is to be changed. Raises NotFound when it does not exist or is another shop's."""
    batches = visible_batches(person)
    if lock:
        batches = batches.select_for_update(of=("self",))
    batch = batches.filter(pk=pk).select_related("shop").first()
    if batch is None:
        raise NotFound(str(pk))
    return batch


def visible_sheets(person: Person) -> QuerySet[NamedSheet]:
    """Remembered sheets of the shops that the person works in."""
    if person.is_system:
        return NamedSheet.objects.all()
    return NamedSheet.objects.filter(shop_id__in=person.shop_ids)


def access_sheet(person: Person, pk: int, *, lock: bool = False) -> NamedSheet:
    """The remembered sheet, locked when it is to be changed. Raises NotFound when it is not there or another shop's."""
    sheets = visible_sheets(person)
    if lock:
        sheets = sheets.select_for_update(of=("self",))
    sheet = sheets.filter(pk=pk).select_related("shop", "named_by").first()
    if sheet is None:
        raise NotFound(str(pk))
    return sheet


def why_not_import(person: Person, shop_id: int) -> Refusal | None:
    """The refusal for somebody of the shop who may look but not import; pages grey their button with it."""
    if person.is_system or person.has(shop_id, *IMPORTERS):
        return None
    return Refusal("import.role", SENTENCES["import.role"])


def require_importer(person: Person, shop_id: int) -> None:
    """Raises Refused `import.role`."""
    refusal = why_not_import(person, shop_id)
    if refusal is not None:
        raise Refused(refusal)
