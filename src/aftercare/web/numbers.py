"""Whole numbers that come with requests: ids, keys of pages, versions."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput

MOST_DIGITS = 18  # fits a bigint


def read_number(text: str | None) -> int | None:
    """A whole number of ASCII digits, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def read_version(posted: Mapping[str, str]) -> int:
    """The version that the person had on screen. Raises InvalidInput without one."""
    version = read_number(posted.get("version"))
    if version is None:
        raise InvalidInput({"version": _("Load the page again and repeat this step.")})
    return version
