"""A seller's own sheet: a person says which column is which field, and its header is known again (O1). Pure.

What was named counts by the columns' names, in any order. Where two columns have one name (or none), only the same
order is the same header: nothing else tells them apart.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from aftercare.core.errors import InvalidInput
from aftercare.core.words import _
from aftercare.intake.masking import is_value
from aftercare.intake.problems import FileRefused
from aftercare.intake.profiles import Profile
from aftercare.intake.recognise import SHOWN_HEADER, Column, Mapped, Shape, Use
from aftercare.intake.sniff import name_form
from aftercare.intake.values import tidy

LONGEST_NAME = 40  # of a remembered sheet
MOST_NAMED = 100  # sheets that a shop remembers


def name_key(header: str) -> str:
    """What a column's name is compared by; long ones by their seal."""
    form = name_form(header)
    return form if len(form) <= SHOWN_HEADER else f"#{hashlib.sha256(form.encode()).hexdigest()}"


def header_key(header: Sequence[str]) -> str:
    """The same for two headers that are the same: 64 characters."""
    keys = [name_key(name) for name in header]
    if len(set(keys)) == len(keys):
        keys.sort()
    return hashlib.sha256(json.dumps(keys, ensure_ascii=False).encode()).hexdigest()


def check_header(header: Sequence[str]) -> None:
    """Raises FileRefused when the first line holds values: they may be a buyer's, and name no column."""
    for name in header:
        if is_value(name):
            raise FileRefused("file.no_header")


def guesses(
    header: Sequence[str], profile: Profile, forms: Iterable[Profile], said: Mapping[str, str] | None = None
) -> list[str]:
    """A field's code for each column whose name any form of the family uses, '' for the others; each field once, by
    its names in the order of the tables, then the leftmost column. What people of the shop have `said` before (field
    by `name_key`) goes first."""
    names: dict[str, list[str]] = {field.code: [] for field in profile.fields}
    for key, code in (said or {}).items():
        if code in names:
            names[code].append(key)
    for field in profile.fields:
        names[field.code] += field.names
    for field in (field for form in forms for field in form.fields):
        if field.code in names:
            names[field.code] += field.names
    keys = [name_form(name) for name in header]
    found = [""] * len(keys)
    for code, known in names.items():
        spot = next((keys.index(form) for form in map(name_form, known) if form in keys), None)
        if spot is not None and not found[spot]:
            found[spot] = code
    return found


def check_named(profile: Profile, codes: Sequence[str], name: str) -> None:
    """Raises InvalidInput unless each code is a field of the form or '', named once, the required ones are there, and
    the sheet can be remembered by that name (cleaned before). Problems of a column stand at `field-<from 0>` (E9)."""
    labels = {field.code: field.label for field in profile.fields}
    problems = _problems_of_name(name)
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code and code not in labels:
            problems[f"field-{index}"] = _("This is no field of such a sheet. Choose one from the list.")
        elif code in seen:
            problems[f"field-{index}"] = _("Another column is this already. Choose it for one of the two only.")
        seen |= {code} - {""}
    if lacking := [str(labels[code]) for code in labels if code in profile.required - seen]:
        problems["fields"] = _("No column is chosen for: %(fields)s.") % {"fields": "、".join(lacking)}
    if problems:
        raise InvalidInput(problems)


def _problems_of_name(name: str) -> dict[str, Any]:
    if not name:
        return {"name": _("Give it a name by which you know it again, like “ERP export”.")}
    return {"name": _("A name has at most 40 characters.")} if len(name) > LONGEST_NAME else {}


def named_shape(profile: Profile, header: Sequence[str], codes: Sequence[str], mapped: Mapped | None = None) -> Shape:
    """The header with its columns as they were named, one code for each. Raises FileRefused when the form has changed
    since, so that it cannot be read that way any more."""
    fields = {field.code: field for field in profile.fields}
    told = [code for code in codes if code]
    if len(codes) != len(header) or len(set(told)) < len(told) or not profile.required <= set(told) <= fields.keys():
        raise FileRefused("mapping.outdated")
    columns = [
        Column(index, tidy(name), Use.READ if code else Use.NOT_KEPT, fields.get(code))
        for index, (name, code) in enumerate(zip(header, codes, strict=True))
    ]
    return Shape(profile, tuple(columns), mapped)


def remembered(header: Sequence[str], codes: Sequence[str]) -> list[dict[str, str]]:
    """The columns as they are kept with the remembered sheet."""
    return [
        {"header": tidy(name)[:SHOWN_HEADER], "key": name_key(name), "field": code}
        for name, code in zip(header, codes, strict=True)
    ]


def codes_of(columns: Sequence[Mapping[str, str]], header: Sequence[str]) -> list[str]:
    """The codes of a remembered sheet's columns in the order of this header, which has the same key."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        by_name[column["key"]].append(column["field"])
    return [by_name[key].pop(0) if by_name[key] else "" for key in map(name_key, header)]


def kept_shape(profile: Profile, header: Sequence[str], kept: Mapping[str, Any]) -> Shape:
    """What was named when the file was looked at, by position: the truth of an import, whatever was named since.
    Raises FileRefused when it is not that file's header, or can no longer be read so."""
    columns: Sequence[Mapping[str, str]] = kept["columns"]
    if [tidy(name)[:SHOWN_HEADER] for name in header] != [column["header"] for column in columns]:
        raise FileRefused("file.changed")
    codes = [column["field"] for column in columns]
    return named_shape(profile, header, codes, Mapped.of_json(kept["mapped"]))


def required_labels(profile: Profile, codes: Collection[str] = ()) -> list[Any]:
    """What the required fields are called, without those of `codes`."""
    return [field.label for field in profile.fields if field.code in profile.required - set(codes)]
