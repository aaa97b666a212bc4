"""The list of quick replies, and files in and out."""

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.knowledge.access import EXPORTERS, READERS, WRITERS, may_keep, may_own
from aftercare.knowledge.actions.import_replies import Imported, import_replies
from aftercare.knowledge.queries import replies_to_export
from aftercare.web.downloads import csv_download
from aftercare.web.fragments import answer
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.quickreplies.contexts import RepliesContext, read_wish
from aftercare.web.quickreplies.editing import shop_to_add, shops_to_add
from aftercare.web.quickreplies.files import MOST_BYTES, MOST_ROWS, read_file, replies_csv
from aftercare.web.quickreplies.forms import SHARED
from aftercare.web.shell.choices import choices, chosen_shop_ids

MOST_TOLD = 100  # refused rows on the page


@page(roles=READERS)
def replies(request: PageRequest) -> HttpResponse:
    """The shops' replies and one's own, by group (S12)."""
    context = RepliesContext(request.person, chosen_shop_ids(request), request.GET.dict(), page_time(request))
    return answer(request, "quickreplies/page.html", "quickreplies/_rows.html", {"replies": context})


@page(roles=EXPORTERS)
def export(request: PageRequest) -> FileResponse:
    """What the list shows, as a file that can be taken in again."""
    wish, _shops = read_wish(request.person, chosen_shop_ids(request), request.GET.dict())
    return csv_download("quick-replies.csv", replies_csv(replies_to_export(request.person, wish, MOST_ROWS)))


@page(roles=WRITERS, methods=("GET", "POST"))
def take_in(request: PageRequest) -> HttpResponse:
    """A file of replies from another program; what cannot be used is named row by row."""
    done: Imported | None = None
    posted = only(request.POST, "shop", "scope")
    shop = shop_to_add(request.person, read_number(posted.get("shop") or request.GET.get("shop")))
    if request.method == "POST":
        file = request.FILES.get("file")
        if not isinstance(file, UploadedFile):
            raise InvalidInput({"file": _("Choose a file.")})
        is_shared = posted.get("scope") == SHARED
        done = import_replies(person=request.person, shop_id=shop.pk, rows=read_file(file), is_shared=is_shared)
    shops = shops_to_add(request.person)
    context = {
        "shops": shops,
        "chosen": choices(request).shop_id if done is None else shop.pk,
        "may_share": any(may_keep(request.person, one.pk) for one in shops),
        "may_own": any(may_own(request.person, one.pk) for one in shops),
        "most_mb": MOST_BYTES >> 20,
        "done": done,
        "refused": done.refused[:MOST_TOLD] if done else (),
    }
    return render(request, "quickreplies/import.html", context)
