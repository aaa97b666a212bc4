"""What the bell shows. A screen adds its function here."""

from aftercare.shops.access import Person
from aftercare.web.approvals.notices import escalated_approvals
from aftercare.web.handover.shell import told_of_handover
from aftercare.web.imports.notices import ended_imports, ended_undos
from aftercare.web.shell.bell import MOST, Notice, NoticeSource
from aftercare.web.shifts.notices import shift_over
from aftercare.web.talks.notices import told_of_talks

SOURCES: tuple[NoticeSource, ...] = (
    ended_imports,
    ended_undos,
    escalated_approvals,
    told_of_talks,
    shift_over,
    told_of_handover,
)


def notices(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """All of them, the newest first."""
    found = [notice for source in SOURCES for notice in source(person, shop_ids)]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:MOST]
