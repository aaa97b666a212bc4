"""Requests that nobody decided in time: for the bell and the home page of whoever decides on the highest level."""

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from aftercare.approvals.models import Approval
from aftercare.approvals.queries import escalated
from aftercare.shops.access import Person
from aftercare.web.home.blocks import MOST, HomeList, HomeRow
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone, money
from aftercare.web.shell.bell import Notice

NEWEST = 5


def escalated_approvals(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """The newest that still wait."""
    return [_notice(approval) for approval in escalated(person, shop_ids).order_by("-escalated_at", "-pk")[:NEWEST]]


def late_approvals(person: Person, shop_ids: frozenset[int], _at: datetime) -> HomeList:
    """All of them, what has waited longest first."""
    found = list(escalated(person, shop_ids).order_by("due_at", "pk")[: MOST + 1])
    address = reverse("approvals")
    rows = [
        HomeRow(
            approval.subject_label,
            address,
            gettext("Nobody has decided in time"),
            format_html("{}", money(approval.amount)),
            Clock(approval.requested_at, approval.due_at),
        )
        for approval in found[:MOST]
    ]
    return HomeList(rows, f"{MOST}+" if len(found) > MOST else str(len(found)), address)


def _notice(approval: Approval) -> Notice:
    text = gettext("%(case)s: nobody has decided on ¥%(amount)s in time")
    assert approval.escalated_at is not None  # asked for above
    values = {"case": approval.subject_label, "amount": approval.amount.yuan}
    return Notice(text % values, reverse("approvals"), approval.escalated_at, Tone.LATE.value)
