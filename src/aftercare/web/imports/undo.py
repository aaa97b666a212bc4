"""What the page of an import prints of taking it back: whether it can be, what that would do, how far it is, what came
of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.intake.access import why_not_import
from aftercare.intake.actions.ask_undo import why_not_undo
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.queries import undo_of
from aftercare.intake.changes.tally import Tally
from aftercare.intake.changes.terms import AT_WORK, KEPT_FOR, UndoState
from aftercare.intake.changes.words import REASON_MOST
from aftercare.intake.families import family_of
from aftercare.intake.models import ImportBatch
from aftercare.shops.access import Person
from aftercare.web.imports.changes import OVER

MOST_REASONS: Final = 12


class UndoContext:
    """At most three queries."""

    def __init__(self, batch: ImportBatch, person: Person, at: datetime) -> None:
        self.batch, self.person, self.at = batch, person, at
        self.address = f"{reverse('import', args=[batch.pk])}undo/"
        self.reason_most = REASON_MOST
        self.kept_days = KEPT_FOR.days

    @cached_property
    def undo(self) -> ImportUndo | None:
        """None before anybody has asked for it."""
        return undo_of(self.batch)

    @cached_property
    def is_shown(self) -> bool:
        """Rows are in, by an import that is over; old ones only when something was taken back."""
        batch = self.batch
        may = why_not_import(self.person, batch.shop_id) is None
        if not may or batch.dry_run or batch.state not in OVER or not (batch.added or batch.updated):
            return False
        is_young = batch.finished_at is not None and batch.finished_at >= self.at - KEPT_FOR
        return is_young or (self.undo is not None and self.undo.state in (UndoState.RUNNING, UndoState.DONE))

    @cached_property
    def refusal(self) -> str:
        """Why it cannot be taken back (any further); '' when it can."""
        refusal = why_not_undo(self.person, self.batch, self.at)
        return str(refusal) if refusal else ""

    @property
    def is_at_work(self) -> bool:
        return self.undo is not None and self.undo.state in AT_WORK

    @property
    def is_checking(self) -> bool:
        return self.undo is not None and self.undo.state == UndoState.CHECKING

    @property
    def is_queued(self) -> bool:
        """Nobody is at it yet."""
        return self.undo is not None and self.undo.lease_until is None

    @property
    def is_checked(self) -> bool:
        return self.undo is not None and self.undo.state == UndoState.CHECKED and not self.refusal

    @property
    def is_done(self) -> bool:
        """Something was taken back, now or before it was looked at again."""
        return self.undo is not None and (self.undo.state == UndoState.DONE or bool(self.undo.earlier))

    @cached_property
    def tally(self) -> Tally:
        """What this look or run counted."""
        return Tally.of(self.undo.counts if self.undo else {})

    @cached_property
    def taken(self) -> Tally:
        """What was taken back altogether."""
        if self.undo is None:
            return Tally()
        earlier = Tally.of(self.undo.earlier)
        return self.tally.after(earlier) if self.undo.state == UndoState.DONE else earlier

    @property
    def percent(self) -> int:
        undo = self.undo
        return undo.done * 100 // undo.total if undo and undo.total else 0

    @property
    def does_something(self) -> bool:
        return bool(self.tally.gone or self.tally.back)

    @property
    def would(self) -> list[str]:
        """What it would do, in sentences."""
        return sentences(self.tally)

    @property
    def done_words(self) -> list[str]:
        """What was taken back altogether, in sentences."""
        return done_sentences(self.taken)

    @property
    def confirm(self) -> str:
        """The same in lines, for the last question."""
        reasons = " · ".join(f"{text} ×{count:,}" for text, count in self.reasons)
        why = [_("Why something stays: %(reasons)s") % {"reasons": reasons}] if reasons else []
        return "\n".join([*self.would, *why, _("What somebody touches until then stays.")])

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why something stays, most often first, with how many orders."""
        return [(self._words(code), count) for code, count in self.tally.reasons.most_common(MOST_REASONS)]

    @property
    def examples(self) -> list[tuple[str, str, str]]:
        """The first that would stay: what they are called, their page, why."""
        return [(label, reverse("order", args=[pk]), self._words(code)) for label, pk, code in self.tally.examples]

    @property
    def said(self) -> str:
        """Why it was taken back, in the words of the person."""
        return self.undo.reason if self.undo else ""

    def _words(self, code: str) -> str:
        family = family_of(self.batch.kind)
        return family.changes.reason(code) if family and family.changes else code


def sentences(tally: Tally) -> list[str]:
    """What a look or a run counted, one sentence each."""
    told: Sequence[tuple[int, Any]] = (
        (tally.gone, _gone(tally.gone)),
        (tally.back, _back(tally.back, tally.fields)),
        (tally.stays, _stays(tally.stays)),
    )
    return [text for count, text in told if count] or [_("Nothing goes back.")]


def _gone(count: int) -> str:
    text = ngettext("%(count)s order is removed.", "%(count)s orders are removed.", count)
    return text % {"count": f"{count:,}"}


def _back(orders: int, fields: int) -> str:
    text = ngettext(
        "%(fields)s value of %(orders)s order goes back.", "%(fields)s values of %(orders)s orders go back.", fields
    )
    return text % {"fields": f"{fields:,}", "orders": f"{orders:,}"}


def _stays(count: int) -> str:
    text = ngettext("%(count)s order stays, or a part of it.", "%(count)s orders stay, or a part of each.", count)
    return text % {"count": f"{count:,}"}


def done_sentences(tally: Tally) -> list[str]:
    """The same of what is done."""
    gone = ngettext("%(count)s order was removed.", "%(count)s orders were removed.", tally.gone)
    back = ngettext(
        "%(fields)s value of %(orders)s order went back.",
        "%(fields)s values of %(orders)s orders went back.",
        tally.fields,
    )
    told = [gone % {"count": f"{tally.gone:,}"}] if tally.gone else []
    told += [back % {"fields": f"{tally.fields:,}", "orders": f"{tally.back:,}"}] if tally.back else []
    return [*told, *([_stays(tally.stays)] if tally.stays else [])] or [_("Nothing went back.")]
