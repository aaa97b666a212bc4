"""Where an approval request stands."""

from aftercare.core.words import Choices, _


class ApprovalState(Choices):
    PENDING = "pending", _("Waiting for a decision")
    ENDORSED = "endorsed", _("Endorsed and passed on")  # signed on this level; the next one decides by a row of its own
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    VOID = "void", _("No longer needed")  # the matter changed or ended before the decision
