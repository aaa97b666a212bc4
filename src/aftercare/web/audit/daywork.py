"""Kinds of events of the department's own day: rosters, handovers, promises, callbacks (P3-P5, B9, K5)."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """What happened, without the particulars."""

    label: Any
    icon: str
    tone: str = "others"


DAYS_WORK: Final = {
    "handover.drafted": Kind(_("Made a draft of a handover"), "clipboard-list"),
    "handover.sent": Kind(_("Handed over to the next shift"), "clipboard-list", "us"),
    "handover.accepted": Kind(_("Took a line over"), "check", "done"),
    "handover.refused": Kind(_("Sent a line of a handover back"), "x", "refused"),
    "handover.offered_again": Kind(_("Offered a line again"), "rotate-ccw"),
    "handover.escalated": Kind(_("Lines were not taken over in time"), "alarm-clock", "late"),
    "handover.exported": Kind(_("Took a handover sheet as a file"), "download", "soon"),
    "assessment.entered": Kind(_("Points were given or taken"), "scale"),
    "assessment.appealed": Kind(_("Appealed against points"), "message-square-warning", "us"),
    "assessment.appeal_granted": Kind(_("Granted an appeal against points"), "check", "done"),
    "assessment.appeal_denied": Kind(_("Denied an appeal against points"), "x", "refused"),
    "assessment.closed": Kind(_("Closed a month of the assessment"), "lock", "done"),
    "assessment.exported": Kind(_("Took the assessment as a file"), "download", "soon"),
    "bulk.started": Kind(_("Began one step for many cases"), "list-checks", "us"),
    "bulk.ended": Kind(_("One step for many cases has ended"), "list-checks", "done"),
    "bulk.stopped": Kind(_("Stopped one step for many cases"), "list-x", "refused"),
    "callback.made": Kind(_("A buyer is to be called after a case"), "phone"),
    "callback.ended": Kind(_("A callback is settled"), "phone", "done"),
    "callback.not_reached": Kind(_("Called a buyer, nobody answered"), "phone-off"),
    "login.kept": Kind(_("Kept a platform login"), "id-card"),
    "login.dropped": Kind(_("Took a platform login out of use"), "id-card", "refused"),
    "login.taken": Kind(_("Took a platform login over"), "id-card", "us"),
    "login.given_back": Kind(_("Gave a platform login back"), "id-card"),
    "promise.made": Kind(_("A buyer was promised an answer"), "handshake"),
    "promise.kept": Kind(_("A promise was kept"), "check", "done"),
    "promise.broken": Kind(_("A promise was broken"), "alarm-clock", "late"),
    "promise.dropped": Kind(_("A promise is not needed any more"), "x"),
    "promise.taken": Kind(_("Took a promise over"), "handshake"),
    "follow_up.taken": Kind(_("Took a follow-up over"), "calendar-clock"),
    "quality.drawn": Kind(_("Conversations were drawn for scoring"), "dices"),
    "quality.scored": Kind(_("Scored a conversation"), "medal", "us"),
    "quality.calibration_asked": Kind(_("Asked for a second score"), "users"),
    "quality.calibration_ended": Kind(_("Let one score be enough"), "user-check"),
    "quality.accepted": Kind(_("Accepted a score"), "check", "done"),
    "quality.appealed": Kind(_("Appealed against a score"), "scale", "soon"),
    "quality.appeal_upheld": Kind(_("Left a score as it was"), "scale", "done"),
    "quality.appeal_changed": Kind(_("Changed a score after an appeal"), "scale", "us"),
    "roster.changed": Kind(_("Changed the roster"), "calendar-days"),
    "roster.exported": Kind(_("Took a roster as a file"), "download", "soon"),
    "roster.feed_renewed": Kind(_("Made a new address for their calendar"), "calendar-plus"),
    "checklist.ticked": Kind(_("Ticked an item of the shift's list"), "check", "done"),
    "checklist.unticked": Kind(_("Took a tick back"), "undo-2"),
    "checklist.item_added": Kind(_("Added an item to the shifts' lists"), "list-checks"),
    "checklist.item_removed": Kind(_("Removed an item of the shifts' lists"), "trash-2"),
    "shift.set": Kind(_("Set a shift of the shop"), "clock"),
    "swap.asked": Kind(_("Asked to swap a shift"), "arrow-left-right", "us"),
    "swap.answered": Kind(_("Answered a swap of shifts"), "arrow-left-right"),
    "swap.withdrawn": Kind(_("Withdrew a swap of shifts"), "undo-2"),
    "swap.decided": Kind(_("Decided a swap of shifts"), "stamp"),
}
