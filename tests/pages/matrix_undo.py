"""Things of taking an import back for the authorization matrix: arguments of every route that takes some."""

from tests.people import People

from aftercare.core.time import now
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.terms import UndoState
from aftercare.intake.models import ImportBatch

ROUTES = ("import_changes", "import_undo", "import_undo_check", "import_undo_progress")
# What must be sent so that the answer is about the right, not about the form.
SENT = {"import_undo": {"reason": "另一家店的文件"}}


def undo_things(people: People) -> dict[str, dict[str, object]]:
    """An import of the shop that was looked at and waits for a yes."""
    at = now()
    batch = ImportBatch.objects.create(
        shop=people.shop, file_name="订单.csv", file_size=1, file_sha256="0" * 64, state="done", kind="classic_orders",
        position=1, added=1, started_at=at, finished_at=at,
    )  # fmt: skip
    ImportChange.objects.create(
        batch=batch, subject_kind="order", subject_id=10**12, label="2100", is_added=True, at=at
    )
    ImportUndo.objects.create(batch=batch, state=UndoState.CHECKED, total=1, asked_at=at)
    return {name: {"pk": batch.pk} for name in ROUTES}
