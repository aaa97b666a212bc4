"""What the pages print on which a person says what the columns of a sheet mean, and the list of those remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.intake.access import why_not_import
from aftercare.intake.actions.name_columns import Naming, form_named
from aftercare.intake.columns import Unnamed
from aftercare.intake.families import mappable_families, profile_label
from aftercare.intake.fields import Field
from aftercare.intake.known import mapped_of
from aftercare.intake.models import NamedSheet
from aftercare.intake.own_sheet import LONGEST_NAME
from aftercare.intake.problems import shorten
from aftercare.intake.profiles import Profile
from aftercare.intake.queries import remembered_sheets
from aftercare.intake.recognise import SHOWN_HEADER
from aftercare.intake.sheet import letters
from aftercare.intake.words import SOMEBODY
from aftercare.shops.access import Person
from aftercare.web.posted import only

_FIELD = "field-"


def read_naming(posted: QueryDict, columns: int) -> Naming:
    """The posted form of a sheet with so many columns. Raises InvalidInput for a field that it does not have (B8)."""
    names = [f"{_FIELD}{index}" for index in range(columns)]
    only(posted, "kind", "name", "seen", *names)
    codes = tuple(posted.get(name, "") for name in names)
    return Naming(posted.get("kind", ""), posted.get("name", ""), codes, posted.get("seen", ""))


@dataclass(frozen=True)
class ColumnChoice:
    """One column of the sheet and the choice of what it is."""

    name: str  # of the form's field
    letter: str
    header: str
    samples: list[str]
    options: SafeString
    is_used: bool
    problem: str


@dataclass(frozen=True)
class KindChoice:
    """One thing that a sheet can tell of."""

    label: Any
    address: str
    is_here: bool


@dataclass
class NamingForm:
    """The form: `header` and `samples` by column, what is chosen, and what was wrong with what was sent."""

    profile: Profile
    header: Sequence[str]
    samples: Sequence[list[str]]
    codes: Sequence[str]
    name: str
    seen: str
    problems: Mapping[str, Any] = field(default_factory=dict)
    kinds: Sequence[KindChoice] = ()

    longest_name = LONGEST_NAME

    @property
    def needs(self) -> list[tuple[str, Any, bool]]:
        """(code, label, is chosen) of the fields without which there is no such sheet."""
        chosen = set(self.codes)
        return [(each.code, each.label, each.code in chosen) for each in self._needed]

    @property
    def _needed(self) -> list[Field]:
        return [each for each in self.profile.fields if each.code in self.profile.required]

    @property
    def columns(self) -> list[ColumnChoice]:
        """The columns in the order of the file."""
        options = self._options()
        return [self._column(index, options) for index in range(len(self.header))]

    def _column(self, index: int, options: str) -> ColumnChoice:
        name, code = f"{_FIELD}{index}", self.codes[index] if index < len(self.codes) else ""
        if all(code != each.code for each in self.profile.fields):  # none of ours: sent by somebody's own hand
            code = ""
        return ColumnChoice(
            name=name,
            letter=letters(index),
            header=shorten(self.header[index], SHOWN_HEADER),
            samples=self.samples[index] if self.samples else [],
            options=mark_safe(options.replace(f'value="{code}"', f'value="{code}" selected', 1)),  # noqa: S308
            is_used=bool(code),
            problem=str(self.problems.get(name, "")),
        )

    def _options(self) -> str:
        """The same for each column: made once, since a sheet may have three hundred."""
        needed = self._needed
        groups = ((_("Needed"), needed), (_("If it is there"), [x for x in self.profile.fields if x not in needed]))
        made = [
            format_html(
                '<optgroup label="{}">{}</optgroup>',
                label,
                format_html_join("", '<option value="{}">{}</option>', ((each.code, each.label) for each in fields)),
            )
            for label, fields in groups
        ]
        return format_html('<option value="">{}</option>', _("Leave out")) + "".join(made)

    @property
    def top_problems(self) -> list[str]:
        """Sentences that belong to no column and not to the name."""
        return [str(text) for name, text in self.problems.items() if not name.startswith(_FIELD) and name != "name"]

    @property
    def name_problem(self) -> str:
        return str(self.problems.get("name", ""))


def form_of_file(
    found: Unnamed, kind: str, naming: Naming | None = None, wrong: InvalidInput | None = None
) -> NamingForm:
    """The form for a file's columns, as guessed or as it was sent."""
    try:
        profile = form_named(kind)
    except InvalidInput:
        profile = found.likely
    codes = list(naming.codes) if naming and naming.kind == profile.code else found.named(profile)
    fields = {each.code: each for each in profile.fields}
    known = found.sheet
    return NamingForm(
        profile=profile,
        header=found.header,
        samples=[found.shown(index, fields.get(code)) for index, code in enumerate(codes)],
        codes=codes,
        name=naming.name if naming else known.name if known else _stem(found.batch.file_name),
        seen=naming.seen if naming else mapped_of(known).token if known else "",
        problems=wrong.problems if wrong else {},
        kinds=_kinds(reverse("import_columns", args=[found.batch.pk]), profile),
    )


def _kinds(address: str, chosen: Profile) -> list[KindChoice]:
    forms = [family.mappable for family in mappable_families() if family.mappable]
    return [KindChoice(each.label, f"{address}?kind={each.code}", each == chosen) for each in forms]


def _stem(file_name: str) -> str:
    return file_name.rpartition(".")[0][:LONGEST_NAME]


def form_of_sheet(
    sheet: NamedSheet, profile: Profile, naming: Naming | None = None, wrong: InvalidInput | None = None
) -> NamingForm:
    """The form for a remembered sheet; there is no file, so no values."""
    return NamingForm(
        profile=profile,
        header=[column["header"] for column in sheet.columns],
        samples=[],
        codes=naming.codes if naming else [column["field"] for column in sheet.columns],
        name=naming.name if naming else sheet.name,
        seen=naming.seen if naming else mapped_of(sheet).token,
        problems=wrong.problems if wrong else {},
    )


def renamed_words(sheet: NamedSheet | None) -> str:
    """That the remembered columns are others now than those by which a file was read; '' when they are not."""
    if sheet is None:
        return ""
    facts = {"who": sheet.named_by.name if sheet.named_by else SOMEBODY, "name": sheet.name}
    text = _("%(who)s has since told anew what the columns of “%(name)s” mean; this file is still read as before.")
    return text % facts


@dataclass(frozen=True)
class SheetRow:
    """One remembered sheet of the list."""

    address: str
    name: str
    shop: str
    kind: Any
    read: int
    all: int
    who: str
    at: Any
    used_at: Any
    may_change: bool


class SheetsContext:
    """The remembered sheets; one query."""

    def __init__(self, person: Person, only_shop: int | None, before: int | None = None) -> None:
        page = remembered_sheets(person, shop_id=only_shop, before=before)
        self.rows = [_row(person, sheet) for sheet in page.sheets]
        self.more_url = f"{reverse('import_sheets')}?before={page.next_before}" if page.next_before else ""


def _row(person: Person, sheet: NamedSheet) -> SheetRow:
    return SheetRow(
        address=reverse("import_sheet", args=[sheet.pk]),
        name=sheet.name,
        shop=sheet.shop.name,
        kind=profile_label(sheet.kind),
        read=sum(bool(column["field"]) for column in sheet.columns),
        all=len(sheet.columns),
        who=sheet.named_by.name if sheet.named_by else "",
        at=sheet.named_at,
        used_at=sheet.last_used_at,
        may_change=why_not_import(person, sheet.shop_id) is None,
    )
