"""Whole numbers and days that come with requests: ids, keys of pages, versions."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.core.text import read_number

__all__ = ["read_day", "read_number", "read_version"]
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # a day further away has no midnight in some zone


def read_version(posted: Mapping[str, str]) -> int:
    """The version that the person had on screen. Raises InvalidInput without one."""
    version = read_number(posted.get("version"))
    if version is None:
        raise InvalidInput({"version": _("Load the page again and repeat this step.")})
    return version


def read_day(text: str | None) -> date | None:
    """A day like 2026-11-22; nothing is None. Raises BadRequest on anything else."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadRequest("not a day") from None
    if not EARLIEST <= day <= LATEST:
        raise BadRequest("not a day")
    return day
