"""What a file's columns are: by a platform's form, by what a person of the shop has named, or by what the import keeps.

A platform's own header is always that: a remembered sheet is asked only when no form fits.
"""

from collections.abc import Sequence

from aftercare.intake.families import all_profiles, mappable_profile
from aftercare.intake.inspect import NOBODYS
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import codes_of, header_key, kept_shape, named_shape
from aftercare.intake.problems import FileRefused
from aftercare.intake.recognise import Mapped, Shape, recognise


def running_shape(batch: ImportBatch, header: Sequence[str]) -> Shape:
    """The columns of a started import. Those that a person has named are kept with it, and are the truth until it is
    over, whatever becomes of the remembered sheet. Raises FileRefused."""
    if "mapped" not in batch.mapping:
        return recognise(header, all_profiles())
    profile = mappable_profile(batch.kind)
    if profile is None:
        raise FileRefused("mapping.outdated")
    return kept_shape(profile, header, batch.mapping)


def shape_of(batch: ImportBatch, header: Sequence[str]) -> Shape:
    """The columns of a file that is looked at, as `running_shape`, else by a sheet that the shop remembers. Raises
    FileRefused, `kind.unknown` when a person must name them."""
    try:
        return running_shape(batch, header)
    except FileRefused as refused:
        if refused.refusal.code != NOBODYS:
            raise
        found = _remembered_shape(batch.shop_id, header)
        if found is None:
            raise
        return found


def _remembered_shape(shop_id: int, header: Sequence[str]) -> Shape | None:
    """None when nobody has named these columns, or for a form that has changed since: then they are named anew."""
    sheet = sheet_of(shop_id, header)
    profile = mappable_profile(sheet.kind) if sheet else None
    if sheet is None or profile is None:
        return None
    try:
        return named_shape(profile, header, codes_of(sheet.columns, header), mapped_of(sheet))
    except FileRefused:
        return None


def sheet_of(shop_id: int, header: Sequence[str]) -> NamedSheet | None:
    """The remembered sheet with that header."""
    sheets = NamedSheet.objects.filter(shop_id=shop_id, header_key=header_key(header))
    return sheets.select_related("named_by").first()


def mapped_of(sheet: NamedSheet) -> Mapped:
    """What an import keeps of the sheet that it was read by."""
    return Mapped(sheet.pk, sheet.version, sheet.name, sheet.named_by.name if sheet.named_by else "", sheet.named_at)
