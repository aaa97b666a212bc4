"""Words of what an import changed and of taking it back."""

from datetime import timedelta
from typing import Final

from aftercare.core.words import Choices, _

# A week: long enough to see over a weekend that the wrong file went in; later too much else stands on its rows, and
# what was before would be a second copy of the orders.
KEPT_FOR: Final = timedelta(days=7)
ALL: Final = "*"  # in `kept`: the subject as a whole


class View(Choices):
    """What of an import is looked at."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Updated")
    STAYED = "stayed", _("Stayed")  # was to be taken back and was not, or not all of it


class Fate(Choices):
    """What became of one change when its import was taken back."""

    STANDS = "", _("as imported")  # nobody has taken it back
    GONE = "gone", _("removed")  # what was added is not there any more
    BACK = "back", _("as before")  # every field is what it was
    PART = "part", _("partly as before")  # some fields are somebody else's by now
    KEPT = "kept", _("stays")  # nothing of it could go back


OPEN: Final = (Fate.STANDS, Fate.PART, Fate.KEPT)  # what there still is to take back
REST: Final = (Fate.PART, Fate.KEPT)


class UndoState(Choices):
    """How far taking an import back is."""

    CHECKING = "checking", _("Being checked")  # the worker looks what would go; nothing is changed
    CHECKED = "checked", _("Checked")  # waits for a person to say yes
    RUNNING = "running", _("Being taken back")
    DONE = "done", _("Taken back")


AT_WORK: Final = (UndoState.CHECKING, UndoState.RUNNING)
BEGUN: Final = (UndoState.RUNNING, UndoState.DONE)  # something of the import may be gone
