"""The audit page. There is no writing here, and nothing below could: the event table takes no change."""

from django.http import HttpResponse

from aftercare.web.audit.access import AUDITORS
from aftercare.web.audit.contexts import AuditContext, read_wish
from aftercare.web.fragments import answer
from aftercare.web.policy import PageRequest, page
from aftercare.web.shell.choices import choices


@page(roles=AUDITORS)
def audit(request: PageRequest) -> HttpResponse:
    """What happened in my shops, the newest first (X8)."""
    context = AuditContext(request.person, choices(request).shop_id, read_wish(request.GET))
    return answer(request, "audit/page.html", "audit/_rows.html", {"audit": context})
