"""Say what the columns of a file mean that no report has; the shop remembers it by the header."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.actions.preview_file import keep, wrong_state
from aftercare.intake.actions.start_import import back_to_the_top
from aftercare.intake.families import all_profiles, mappable_profile
from aftercare.intake.inspect import NOBODYS, Inspection, inspect
from aftercare.intake.known import mapped_of, sheet_of
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import (
    MOST_NAMED,
    check_header,
    check_named,
    header_key,
    named_shape,
    remembered,
)
from aftercare.intake.problems import FileRefused
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import Mapped, Shape, recognise
from aftercare.intake.storage import stored_path
from aftercare.intake.terms import ImportState
from aftercare.intake.words import SENTENCES, SOMEBODY
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Naming:
    """What a person says: the form (code of a family's mappable profile), the name to remember it by, a field's code or
    '' for each column in the order of the file, and the token of the remembered sheet that they saw ('' for none)."""

    kind: str
    name: str
    codes: tuple[str, ...]
    seen: str = ""


def name_columns(*, person: Person, batch_id: int, naming: Naming) -> ImportBatch:
    """Read the file by these columns, remember them for the shop, and let its preview go on (O1, E9).

    Before the import has started, or after its dry run. Raises NotFound; Refused `import.role`, `import.state`,
    `mapping.known` (a platform's own report), `mapping.taken` (somebody else was faster) or `mapping.too_many`;
    InvalidInput (`kind`, `name`, `fields`, `field-<n>`); FileRefused when its rows cannot be used. Nothing is written
    then, and the file stays.
    """
    batch = access_batch(person, batch_id)
    require_importer(person, batch.shop_id)
    require_namable(batch)
    naming = replace(naming, name=clean(naming.name))
    profile = form_named(naming.kind)
    seen = batch.mapping

    def shape_of(header: Sequence[str]) -> Shape:
        refuse_known(header)
        check_named(profile, naming.codes, naming.name)
        return named_shape(profile, header, naming.codes)

    inspection = inspect(stored_path(batch.file_path), ZoneInfo(batch.shop.timezone), shape_of)
    with transaction.atomic():
        batch = access_batch(person, batch_id, lock=True)
        if batch.mapping != seen:
            raise Refused(_taken(Mapped.of_json(batch.mapping["mapped"]).by if "mapped" in batch.mapping else ""))
        require_namable(batch)
        sheet = _remember(person, batch.shop_id, inspection, naming)
        back_to_the_top(batch)
        batch.dry_run, batch.finished_at, batch.started_at = False, None, None
        keep(batch, replace(inspection, shape=replace(inspection.shape, mapped=mapped_of(sheet))))
    return batch


def require_namable(batch: ImportBatch) -> None:
    """Raises Refused unless the columns of the import can be named now: it waits for that, or was read by names that a
    person gave and has written nothing."""
    tried_out = batch.state == ImportState.DONE and batch.dry_run
    is_named = "mapped" in batch.mapping and (batch.state == ImportState.PREVIEWED or tried_out)
    if not (batch.state == ImportState.UNMAPPED or is_named):
        raise Refused(wrong_state(batch))


def form_named(kind: str) -> Profile:
    """The form of own sheets with that code. Raises InvalidInput."""
    profile = mappable_profile(kind)
    if profile is None:
        raise InvalidInput({"kind": _("Choose what the sheet tells of.")})
    return profile


def refuse_known(header: Sequence[str]) -> None:
    """Raises Refused for a platform's own header, FileRefused for one that is no header or no report of orders at all:
    names that a person gives never stand in a platform's way."""
    try:
        known = recognise(header, all_profiles()).profile
    except FileRefused as refused:
        if refused.refusal.code != NOBODYS:
            raise
        check_header(header)
        return
    raise Refused(Refusal("mapping.known", SENTENCES["mapping.known"], {"kind": known.label}))


def write_names(sheet: NamedSheet, person: Person, naming: Naming, at: datetime) -> None:
    """What a remembered sheet has by the last who changed it, not saved yet."""
    sheet.name, sheet.kind = naming.name, naming.kind
    sheet.named_by_id, sheet.named_at = person.staff_id, at


def record_names(sheet: NamedSheet, person: Person, *, kind: str) -> None:
    """One event of a remembered sheet."""
    record(
        kind=kind,
        subject=("named_sheet", sheet.pk),
        shop_id=sheet.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"kind": sheet.kind, "number": sheet.name, "columns": len(sheet.columns)},
    )


def _taken(who: str) -> Refusal:
    return Refusal("mapping.taken", SENTENCES["mapping.taken"], {"who": who or SOMEBODY})


def require_seen(sheet: NamedSheet | None, seen: str) -> None:
    """Raises Refused `mapping.taken` unless the sheet (None: none is remembered) is as the person saw it."""
    mapped = mapped_of(sheet) if sheet else None
    if (mapped.token if mapped else "") != seen:
        raise Refused(_taken(mapped.by if mapped else ""))


def _remember(person: Person, shop_id: int, inspection: Inspection, naming: Naming) -> NamedSheet:
    header = inspection.header
    key = header_key(header)
    NamedSheet.objects.select_for_update().filter(shop_id=shop_id, header_key=key).first()
    sheet = sheet_of(shop_id, header)
    require_seen(sheet, naming.seen)
    kind = "sheet.renamed" if sheet else "sheet.named"
    if sheet is None:
        if NamedSheet.objects.filter(shop_id=shop_id).count() >= MOST_NAMED:
            raise Refused(Refusal("mapping.too_many", SENTENCES["mapping.too_many"], {"most": MOST_NAMED}))
        sheet = NamedSheet(shop_id=shop_id, header_key=key)
    else:
        sheet.version += 1
    write_names(sheet, person, naming, now())
    sheet.columns = remembered(header, naming.codes)
    try:
        with transaction.atomic():
            sheet.save()
    except IntegrityError:  # another file with the same header, in the same second
        require_seen(sheet_of(shop_id, header), naming.seen)
        raise
    record_names(sheet, person, kind=kind)
    return NamedSheet.objects.select_related("named_by").get(pk=sheet.pk)
