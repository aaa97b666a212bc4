"""Kinds of files, states of an import, and where a file's encoding comes from."""

from aftercare.core.words import Choices, _


class ImportKind(Choices):
    CLASSIC_ORDERS = "classic_orders", _("Taobao/Tmall orders (ExportOrderList)")  # 3.1
    CLASSIC_ITEMS = "classic_items", _("Taobao items (ExportOrderDetailList)")  # 3.2, ten columns, no sub-order numbers
    TMALL_ITEMS = "tmall_items", _("Tmall items with sub-order numbers")  # 3.2, later form
    QIANNIU_ORDERS = "qianniu_orders", _("Qianniu orders (2023 and later)")  # 3.3
    QIANNIU_ITEMS = "qianniu_items", _("Qianniu sub-orders (2023 and later)")  # 3.3
    SHORT_REPORT = "short_report", _("Short order report (seven columns)")  # 3.9


class ImportState(Choices):
    UPLOADED = "uploaded", _("Uploaded")  # the file is stored, nobody has looked into it
    PREVIEWED = "previewed", _("Ready to import")  # recognised and counted; waits for a person
    QUEUED = "queued", _("Waiting to run")  # asked for; the worker has not begun
    RUNNING = "running", _("Importing")  # rows go in, a thousand at a time
    DONE = "done", _("Done")  # every row is in, unchanged, older or refused
    FAILED = "failed", _("Stopped")  # the file cannot be used, or reading stopped; what is in stays in
    CANCELLED = "cancelled", _("Cancelled")  # a person stopped it; what is in stays in
