"""A file whose columns wait for names: its header, and a few values of each column, masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.actions.name_columns import refuse_known, require_namable
from aftercare.intake.families import Family, mappable_families
from aftercare.intake.fields import Field
from aftercare.intake.known import sheet_of
from aftercare.intake.masking import shown_values
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.own_sheet import codes_of, guesses
from aftercare.intake.problems import RowProblem
from aftercare.intake.profiles import Profile
from aftercare.intake.readers import open_table
from aftercare.intake.storage import stored_path
from aftercare.shops.access import Person

LOOKED_AT = 200  # rows that values are taken from
LOOKED_BACK = 20  # sheets of the shop whose names are guesses for a new one, the newest first


@dataclass(frozen=True)
class Unnamed:
    """The columns of one file. `sheet` is what the shop remembers of that header, if anything."""

    batch: ImportBatch
    header: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]  # of each column, plain: show them by `shown` only
    sheet: NamedSheet | None
    others: tuple[NamedSheet, ...] = ()  # of the shop, the newest first

    def shown(self, index: int, field: Field | None) -> list[str]:
        """Three values of a column that is this field, or nobody knows (None); what may be personal is masked."""
        is_number = field is not None and (field.reads.is_long_number or field.reads.is_money)
        personal = None if field is None else field.is_personal
        return shown_values(self.values[index], personal=personal, is_number=is_number)

    def named(self, profile: Profile) -> list[str]:
        """A field's code for each column: as the shop remembers it, as the import was read, or guessed."""
        if self.sheet is not None and self.sheet.kind == profile.code:
            return codes_of(self.sheet.columns, self.header)
        if self.batch.kind == profile.code and "mapped" in self.batch.mapping:
            return [column["field"] for column in self.batch.mapping["columns"]]
        return guesses(self.header, profile, family_forms(profile), self._said(profile))

    def _said(self, profile: Profile) -> dict[str, str]:
        """What columns of these names were in other sheets of the shop: an ERP that writes one column more."""
        said: dict[str, str] = {}
        for sheet in self.others:
            if sheet.kind == profile.code:
                for column in sheet.columns:
                    said.setdefault(column["key"], column["field"])
        return said

    @property
    def likely(self) -> Profile:
        """What the sheet most likely tells of: what it was said to, else the form of which most is there."""
        profiles = [family.mappable for family in mappable_families() if family.mappable]
        said = self.sheet.kind if self.sheet else self.batch.kind
        return next((each for each in profiles if each.code == said), None) or max(profiles, key=self._share)

    def _share(self, profile: Profile) -> tuple[float, int]:
        found = {code for code in self.named(profile) if code}
        return len(profile.required & found) / len(profile.required), len(found)


def family_forms(profile: Profile) -> Sequence[Profile]:
    """Every form of the family whose own sheet this is: their names are good guesses."""
    families: tuple[Family, ...] = mappable_families()
    return next((family.forms for family in families if family.mappable == profile), ())


def columns_to_name(person: Person, batch_id: int) -> Unnamed:
    """The columns of a file that can be named now. Reads the file's first rows.

    Raises NotFound, Refused (`import.role`, `import.state`, `mapping.known`), FileRefused when the file is gone.
    """
    batch = access_batch(person, batch_id)
    require_importer(person, batch.shop_id)
    require_namable(batch)
    header, values = _look(stored_path(batch.file_path))
    refuse_known(header)
    others = NamedSheet.objects.filter(shop_id=batch.shop_id).order_by("-pk")[:LOOKED_BACK]
    return Unnamed(batch, header, values, sheet_of(batch.shop_id, header), tuple(others))


def _look(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    with open_table(path) as table:
        rows = [cells for _line, cells in islice(table.rows(), LOOKED_AT) if not isinstance(cells, RowProblem)]
        return table.header, tuple(tuple(row[at] for row in rows) for at in range(len(table.header)))
