"""Posted forms, read strictly: a field that the form does not have is refused, not ignored (B8)."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput

GUARD = "csrfmiddlewaretoken"


def only(posted: QueryDict, *names: str) -> QueryDict:
    """The same form. Raises InvalidInput when it holds anything but the named fields."""
    unknown = set(posted) - set(names) - {GUARD}
    if unknown:
        raise InvalidInput({name: _("This form has no such field.") for name in sorted(unknown)})
    return posted


def attach(form: forms.Form, problems: dict[str, Any]) -> None:
    """Show what an action refused at the fields of the form; what belongs to no field stands above them."""
    for name, sentence in problems.items():
        form.add_error(name if name in form.fields else None, str(sentence))
