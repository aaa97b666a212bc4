"""Sentences of taking an import back, by code."""

from typing import Any, Final

from aftercare.core.words import _

REASON_MOST: Final = 300
REASON_MISSING: Final = _("Say why: whoever looks at these orders later has only these words.")
UNDO: Final[dict[str, Any]] = {
    "undo.over": _("Only an import that is over and has written rows can be taken back."),
    "undo.late": _(
        "What an import changed is kept for %(days)s days; this one is older. "
        "Please upload a report with what is right: it replaces what differs."
    ),
    "undo.nothing": _("This import has changed nothing that could be taken back."),
    "undo.under_way": _("This import is being taken back or checked just now. Please wait until the page says more."),
    "undo.unchecked": _(
        "What would go has to be looked at first. Please press “Take back …” on the page of the import."
    ),
    "undo.continues": _(
        "Something of this import was taken back, so it cannot go on where it stopped. Please upload the file again."
    ),
}
