"""From the names of form fields to the nested inputs that moves take. The only place that knows these names.

`granted_lines-12-pieces=1` becomes `{"granted_lines": {"12": {"pieces": "1"}}}`. Nothing is dropped: what a move does
not take is named by `read_inputs` as an error (attacks B8, F11).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.http import QueryDict

from aftercare.core.text import read_number

OWN = frozenset({"csrfmiddlewaretoken", "version", "step"})  # fields of the form itself
DEEPEST = 3
LARGEST_VERSION = 2**31 - 1


def read_form(post: QueryDict) -> dict[str, Any]:
    """The raw inputs. Raises BadRequest on a field that is sent twice, or as a value and as a group at once."""
    raw: dict[str, Any] = {}
    for name, values in post.lists():
        if name in OWN:
            continue
        if len(values) != 1:
            raise BadRequest("a field is sent twice")
        _put(raw, name.split("-"), values[0])
    return raw


def _put(raw: dict[str, Any], path: list[str], value: Any) -> None:
    if len(path) > DEEPEST or not all(path):
        raise BadRequest("unknown field")
    *groups, last = path
    place = raw
    for part in groups:
        place = place.setdefault(part, {})
        if not isinstance(place, dict):
            raise BadRequest("a field and a group of the same name")
    if last in place:
        raise BadRequest("a field and a group of the same name")
    place[last] = value


def read_version(post: QueryDict) -> int:
    """The version of the case that the person had on screen. Raises BadRequest without one."""
    version = read_number(post.get("version"))
    if version is None or version > LARGEST_VERSION:
        raise BadRequest("no version")
    return version


def flatten(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The fields again, for a form that keeps what was typed."""
    for name, value in raw.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{path}-")
        else:
            yield path, str(value)
