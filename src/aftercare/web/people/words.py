"""What roles may do, and what happened to an account, in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.core.models import Event

ROLE_HELP = {
    Role.PRESALE_AGENT: _("Answers buyers before the order"),
    Role.AGENT: _("Takes after-sales cases from start to end"),
    Role.TEMPORARY: _("Chats and registers applications until a day; no money, no files"),
    Role.REVIEW_SPECIALIST: _("Answers reviews and follows them up"),
    Role.RIGHTS_SPECIALIST: _("Hands in evidence when the platform decides"),
    Role.SUPERVISOR: _("Approves above an agent's limit, assigns cases, sets working hours"),
    Role.REFUND_CLERK: _("Pays refunds and reconciles them"),
    Role.WAREHOUSE: _("Receives and inspects what comes back"),
    Role.OPERATIONS: _("Imports orders, looks after products"),
    Role.QA: _("Checks conversations and cases"),
    Role.TRAINER: _("Courses, exams and practice"),
    Role.ADMINISTRATOR: _("People, rules and settings of the shop; approves any amount"),
}

# kind -> (sentence, icon, tone)
EVENTS: dict[str, tuple[Any, str, str]] = {
    "staff.created": (_("Account made"), "user-plus", "done"),
    "staff.updated": (_("Details changed"), "pencil", "others"),
    "staff.deactivated": (_("Account closed"), "user-x", "late"),
    "staff.reactivated": (_("Account opened again"), "user-check", "done"),
    "staff.password_reset": (_("New password given"), "key-round", "soon"),
    "staff.password_changed": (_("Changed their password"), "key-round", "others"),
    "staff.administrator_granted": (_("Made administrator of the company"), "shield-check", "us"),
    "staff.administrator_revoked": (_("No longer administrator of the company"), "shield-off", "soon"),
    "staff.second_factor_on": (_("Turned the second factor on"), "shield-check", "done"),
    "staff.second_factor_off": (_("Turned the second factor off"), "shield-off", "soon"),
    "staff.recovery_codes_made": (_("Made new recovery codes"), "key-round", "others"),
    "staff.sessions_ended": (_("Ended other sessions"), "log-out", "others"),
    "role.granted": (_("Role given: %(role)s"), "plus", "us"),
    "role.ended": (_("Role ended: %(role)s"), "minus", "others"),
    "role.revoked": (_("Role taken: %(role)s"), "minus", "others"),
    "substitute.named": (_("Substitute named"), "user-round-check", "us"),
    "substitute.ended": (_("Substitution ended early"), "user-round-x", "others"),
}


def sentence_of(event: Event) -> str:
    """What the event says."""
    text = str(EVENTS[event.kind][0]) if event.kind in EVENTS else event.kind
    return text % {"role": Role(event.data["role"]).label} if "%(role)s" in text else text
