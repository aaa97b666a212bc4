"""What the audit says of reviews, replies to them and their templates (R1, R5)."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from aftercare.web.audit.daywork import Kind

REVIEWING: Final = {
    "review.case": Kind(_("A review became a case, or could not"), "star"),
    "review.replied": Kind(_("Wrote a public reply"), "reply", "us"),
    "review.reply_blocked": Kind(_("Stopped a public reply for its words"), "shield-alert", "late"),
    "review.published": Kind(_("Copied a public reply to the platform"), "check", "done"),
    "review.judged": Kind(_("Judged an added review"), "scale"),
    "review.by_buyer": Kind(_("A buyer reviewed on the shop's own page"), "star"),
    "review.added_to": Kind(_("A buyer added to a review on the shop's own page"), "star"),
    "review.given": Kind(_("Reviewed a buyer"), "star", "us"),
    "review.exported": Kind(_("Downloaded figures of reviews"), "download"),
    "review.template": Kind(_("Changed a template of replies"), "pencil"),
}
