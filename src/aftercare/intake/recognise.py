"""Which profile a header belongs to, and which of its columns are read. Names decide, never positions (O1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.core.words import Choices, _
from aftercare.intake.fields import Field
from aftercare.intake.problems import FileRefused
from aftercare.intake.profiles import Profile
from aftercare.intake.sniff import name_form
from aftercare.intake.values import tidy

# One header that only the named report has, for reports that no profile reads: they are called by their names.
_FOREIGN = {
    "退款编号": _("refund report"),
    "入帐类型": _("account statement"),
    "售后单号": _("Douyin after-sales report"),
}


SHOWN_HEADER = 60  # characters of a header that are kept with the batch


class Use(Choices):
    READ = "read", _("Imported")
    NOT_KEPT = "not_kept", _("Not needed")  # known, left out on purpose
    DOUBLE = "double", _("Ignored: told twice")  # another column tells the same
    UNKNOWN = "unknown", _("Ignored: unknown column")  # shop_id, approved, refunded … do nothing here (E9)


@dataclass(frozen=True)
class Column:
    """One column of the file: its header as written, what is made of it, and the field when it is read."""

    index: int
    header: str
    use: Use
    field: Field | None = None


@dataclass(frozen=True)
class Mapped:
    """Which remembered sheet said what the columns mean: its id and version, its name, who named the columns, when."""

    id: int
    version: int
    name: str
    by: str
    at: datetime

    @property
    def token(self) -> str:
        """Names this state of this sheet: another one means that somebody has named the columns anew."""
        return f"{self.id}.{self.version}"

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the batch."""
        return {"id": self.id, "version": self.version, "name": self.name, "by": self.by, "at": self.at.isoformat()}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Mapped":
        """The other way round."""
        return cls(kept["id"], kept["version"], kept["name"], kept["by"], datetime.fromisoformat(kept["at"]))


@dataclass(frozen=True)
class Shape:
    """A recognised header; `mapped` when a person has named its columns."""

    profile: Profile
    columns: tuple[Column, ...]
    mapped: Mapped | None = None

    @property
    def read(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.use is Use.READ)

    @property
    def wanted(self) -> list[int]:
        """Positions of the columns that are read."""
        return [column.index for column in self.read]

    @property
    def codes(self) -> frozenset[str]:
        """Fields that the file has."""
        return frozenset(column.field.code for column in self.read if column.field)

    def headers(self, use: Use) -> list[str]:
        """Headers of that use, as written in the file."""
        return [column.header for column in self.columns if column.use is use]

    def to_json(self) -> list[dict[str, Any]]:
        """The mapping as it is kept with the batch and shown to the user."""
        return [
            {
                "header": column.header[:SHOWN_HEADER],
                "use": column.use.value,
                "field": column.field.code if column.field else "",
            }
            for column in self.columns
        ]


def recognise(header: Sequence[str], profiles: Sequence[Profile]) -> Shape:
    """The most specific profile whose required columns are all there. Raises FileRefused naming what is missing."""
    forms = [name_form(name) for name in header]
    shapes = [Shape(profile, _columns(profile, header, forms)) for profile in profiles]
    fitting = [shape for shape in shapes if not _missing(shape) and not shape.profile.without & shape.codes]
    if fitting:
        return max(fitting, key=lambda shape: _own(shape.profile, forms))
    foreign = _foreign(forms, profiles)
    if foreign is not None:
        raise FileRefused("kind.foreign", kind=foreign)
    nearest = max(shapes, key=lambda shape: (_share(shape), _own(shape.profile, forms)))
    raise FileRefused("kind.unknown", kind=nearest.profile.label, missing="、".join(_missing(nearest)))


def _columns(profile: Profile, header: Sequence[str], forms: Sequence[str]) -> tuple[Column, ...]:
    by_name = {name_form(name): field for field in profile.fields for name in field.names}
    left_out = {name_form(name) for name in profile.left_out}
    read_at = _first_of_each_field(profile, forms)
    columns = []
    for index, (name, form) in enumerate(zip(header, forms, strict=True)):
        field = by_name.get(form)
        if field is not None:
            use = Use.READ if read_at[field.code] == index else Use.DOUBLE
        else:
            use = Use.NOT_KEPT if form in left_out else Use.UNKNOWN
        columns.append(Column(index, tidy(name), use, field if use is Use.READ else None))
    return tuple(columns)


def _first_of_each_field(profile: Profile, forms: Sequence[str]) -> Mapping[str, int]:
    """Where each field is read when two columns tell it: names in the order of the table, then the leftmost."""
    return {
        field.code: forms.index(form)
        for field in profile.fields
        for form in [next((form for form in map(name_form, field.names) if form in forms), None)]
        if form is not None
    }


def _missing(shape: Shape) -> list[str]:
    """Classic names of the required columns that are not there, in the order of the table."""
    lacking = shape.profile.required - shape.codes
    return [field.names[0] for field in shape.profile.fields if field.code in lacking]


def _own(profile: Profile, forms: Sequence[str]) -> tuple[int, int]:
    return len(profile.required), sum(name_form(name) in forms for name in profile.own_names)


def _share(shape: Shape) -> float:
    return len(shape.profile.required & shape.codes) / len(shape.profile.required)


def _foreign(forms: Sequence[str], profiles: Sequence[Profile]) -> Any | None:
    """The name of a report that nothing here reads; a header that a profile reads or calls its own is not foreign."""
    known = {name_form(name) for profile in profiles for field in profile.fields for name in field.names}
    known |= {name_form(name) for profile in profiles for name in profile.own_names}
    told = {name_form(name): label for name, label in _FOREIGN.items()}
    return next((label for form, label in told.items() if form in forms and form not in known), None)
