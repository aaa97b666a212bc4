"""States of an import, and what becomes of a row."""

from enum import Enum

from aftercare.core.words import Choices, _


class ImportState(Choices):
    UPLOADED = "uploaded", _("Uploaded")  # the file is stored, nobody has looked into it
    UNMAPPED = "unmapped", _("Columns to be named")  # no report has them; a person can say what they mean
    PREVIEWED = "previewed", _("Ready to import")  # recognised and counted; waits for a person
    QUEUED = "queued", _("Waiting to run")  # asked for; the worker has not begun
    RUNNING = "running", _("Importing")  # rows go in, a thousand at a time
    DONE = "done", _("Done")  # every row is in, unchanged, older or refused
    FAILED = "failed", _("Stopped")  # the file cannot be used, or reading stopped; what is in stays in
    CANCELLED = "cancelled", _("Cancelled")  # a person stopped it; what is in stays in


class Verdict(Enum):
    """What became of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"
