"""Where an approval request stands."""

from aftercare.core.words import Choices, _


class ApprovalState(Choices):
    PENDING = "pending", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")
    VOID = "void", _("No longer needed")  # the matter changed or ended before the decision
