"""The sentences of the import, by code. Each says what happened, what was not lost, and what to do.

Families add those of their own refusals when they are registered.
"""

from typing import Any

from aftercare.core.words import _

SOMEBODY = _("Somebody")  # who has no name here: the program itself
SENTENCES: dict[str, Any] = {
    # The whole file: nothing was changed.
    "file.empty": _("The file is empty; nothing was changed. Please export it again and upload the new file."),
    "file.no_rows": _("The file has a header but no rows; nothing was changed. Please check the period of the export."),
    "file.name": _(
        "Files called “%(name)s” are not taken; nothing was changed. Please upload a .csv, .xlsx or .xls file."
    ),
    "file.too_large": _(
        "The file is larger than %(limit)s MB; nothing was changed. "
        "Please export a shorter period and upload it in parts."
    ),
    "file.disk_full": _(
        "The disk for files is nearly full; nothing was changed. Tell your administrator; everything else goes on."
    ),
    "file.too_many_rows": _(
        "The file has more than %(limit)s rows; nothing was changed. "
        "Please export a shorter period and upload it in parts."
    ),
    "file.too_many_columns": _(
        "The file has more than %(limit)s columns; nothing was changed. "
        "Please upload the export as the platform made it."
    ),
    "file.type": _(
        "This is neither a CSV nor an Excel file, whatever its name says; nothing was changed. "
        "Please upload the export as the platform made it."
    ),
    "file.old_excel": _(
        "This Excel file has a password or cannot be read; nothing was changed. "
        "Please save it as .xlsx without a password and upload it again."
    ),
    "file.encoding": _(
        "Line %(line)s cannot be read as Chinese text (GBK or UTF-8); nothing was changed. "
        "Please export the file again."
    ),
    "file.binary": _(
        "Line %(line)s holds characters that no table has; the file is damaged or of another kind. "
        "Nothing was changed. Please export it again."
    ),
    "file.quote": _(
        "A quotation mark that opens at line %(line)s is never closed, so the rows after it cannot be told apart. "
        "Nothing was changed. Please export the file again."
    ),
    "file.damaged": _(
        "The Excel file is damaged or was not downloaded completely; nothing was changed. Please export it again."
    ),
    "file.unpacks": _(
        "The Excel file would unpack to far more than a report needs and may be harmful; nothing was changed. "
        "Please upload the export as the platform made it."
    ),
    "file.parts": _(
        "The Excel file holds something other than tables (“%(part)s”) and may be harmful; nothing was changed. "
        "Please copy the table into a new .xlsx file without macros, links and attachments."
    ),
    "file.resave": _(
        "The Excel file is written in an unusual way that is not read here; nothing was changed. "
        "Please open it in Excel or WPS, save it as a new .xlsx file and upload that."
    ),
    "file.no_sheet": _(
        "The Excel file has no visible sheet; nothing was changed. Please unhide the sheet and save it."
    ),
    "file.ids_rounded": _(
        "All long order numbers of this file end in zeros: Excel has rounded them when the file was saved, and the "
        "true numbers are lost in it. Nothing was changed. Please export the file again and upload it without opening "
        "it in Excel."
    ),
    "file.gone": _("The uploaded file is no longer stored. Please upload it again; rows that are in are not doubled."),
    "file.changed": _(
        "The stored file is not the one that was uploaded; nothing more was read from it. Please upload it again."
    ),
    # What the file is.
    "kind.unknown": _(
        "The columns are not those of a report that can be read. The nearest is “%(kind)s”; it lacks: %(missing)s. "
        "Nothing was changed. Please choose these columns when exporting."
    ),
    "kind.foreign": _(
        "This looks like “%(kind)s”, which is not imported here; nothing was changed. "
        "Please upload one of the reports that the page for files names."
    ),
    # Columns that a person names.
    "file.no_header": _(
        "The first line holds values instead of names of columns, so nobody can tell which is which; nothing was "
        "changed. Please write the names into a line above them and upload the file again."
    ),
    "mapping.outdated": _(
        "The columns of this sheet were named for an earlier version of the program; nothing more was read from it. "
        "Please upload it again and tell what they mean."
    ),
    "mapping.taken": _("%(who)s has told in the meantime what these columns mean; nothing of yours was saved."),
    "mapping.other": _(
        "%(who)s has told anew what the columns of this file mean; it was not started. Look at it once more."
    ),
    "mapping.known": _("This is “%(kind)s”: its columns are known and cannot be told otherwise. Nothing was changed."),
    "mapping.too_many": _("The shop remembers %(most)s sheets already. Please delete one that nobody uses any more."),
    # One row: the other rows are not affected.
    "row.columns": _(
        "The line has %(found)s cells, the header has %(expected)s. The line is cut off, or a text in it holds a "
        "separator. Please correct the line and upload it again."
    ),
    "row.quotes": _(
        "The quotation marks do not fit from here to line %(last)s. Please correct these lines and upload them again."
    ),
    "row.unreadable": _("The line could not be stored. Please check it for odd characters and upload it again."),
    "id.missing": _("The number is missing. Please fill it in and upload the line again."),
    "id.destroyed": _(
        "Excel has rounded this number, and the true one is lost in this file. "
        "Please export the file again and upload it without opening it in Excel."
    ),
    "id.format": _("An order number has digits only. Please correct it and upload the line again."),
    "id.pdd_format": _(
        "An order number of Pinduoduo looks like 260915-123456789012. Please correct it and upload the line again."
    ),
    "money.missing": _("The amount is missing. Please fill it in and upload the line again."),
    "money.format": _("This is not an amount in yuan. Please write it like 178.80 and upload the line again."),
    "money.decimals": _(
        "An amount in yuan has at most two decimals. Nothing is rounded here: "
        "please correct it and upload the line again."
    ),
    "money.negative": _("The amount is below zero. Please correct it and upload the line again."),
    "money.large": _("The amount is too large to be true. Please correct it and upload the line again."),
    "date.missing": _("The time is missing. Please fill it in and upload the line again."),
    "date.format": _("This is not a time. Please write it like 2020-02-21 13:45:00 and upload the line again."),
    "date.range": _("The year is before 2003 or after 2100. Please correct it and upload the line again."),
    "count.missing": _("The quantity is missing. Please fill it in and upload the line again."),
    "count.format": _("This is not a quantity. Please write a whole number and upload the line again."),
    "phone.destroyed": _(
        "Excel has rounded this phone number. Please export the file again and upload it without opening it in Excel."
    ),
    "text.missing": _("This cell must not be empty. Please fill it in and upload the line again."),
    # Whether it may be done at all.
    "import.role": _(
        "Importing files is for operations, supervisors and administrators of the shop. Please ask one of them."
    ),
    "import.state": _("This import is “%(state)s”; that cannot be done now."),
}
