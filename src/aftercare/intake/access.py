"""Who may see and do imports (P1, P2)."""

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.intake.models import ImportBatch
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
