"""Many replies at once (R5): choose, look at each, change each, store all that may be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.core.errors import InvalidInput, Refusal
from aftercare.reviews.access import WRITERS, writing_refusal
from aftercare.reviews.actions.write_replies import Wish, Written, write_replies
from aftercare.reviews.filling import drafts
from aftercare.reviews.models import Review
from aftercare.reviews.policies import limits_of
from aftercare.reviews.queries import MOST_CHOSEN, chosen_reviews, templates_of
from aftercare.reviews.records import matter_of
from aftercare.reviews.rules import MOST_REPLY, reply_refusal
from aftercare.reviews.terms import Answer
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.reviews.contexts import ReviewRow, row_of

TEXT, TEMPLATE = "text-", "template-"


@dataclass(frozen=True)
class BulkRow:
    """One review with the reply to be. `refusal`: why none can be written; then it is shown and not sent."""

    row: ReviewRow
    text: str
    template: str
    refusal: Any = ""


class BulkContext:
    """The lot as it is looked at before it is stored, or what of it was not stored."""

    def __init__(self, rows: Sequence[BulkRow], stored: int | None = None) -> None:
        self.rows, self.stored, self.most = rows, stored, MOST_REPLY

    @property
    def ready(self) -> int:
        return sum(not one.refusal or self.stored is not None for one in self.rows)

    @property
    def title(self) -> str:
        if self.stored is not None:
            return _("Not stored: %(count)s") % {"count": len(self.rows)}
        return ngettext("Reply to %(count)s review", "Reply to %(count)s reviews", len(self.rows)) % {
            "count": len(self.rows)
        }

    @property
    def stored_words(self) -> str:
        if self.stored is None:
            return ""
        words = ngettext("%(count)s reply is stored.", "%(count)s replies are stored.", self.stored)
        return words % {"count": self.stored}


@page(roles=frozenset(WRITERS), methods=("POST",))
def replies_preview(request: PageRequest) -> HttpResponse:
    """The chosen reviews, each with a text from the templates in turn."""
    if set(request.POST) - {"row", "action", "csrfmiddlewaretoken"}:
        raise InvalidInput({"row": _("This form has no such field.")})
    ids = read_ids(request.POST.getlist("row"))
    found = chosen_reviews(request.person, ids)
    if not found:
        raise InvalidInput({"row": _("Choose at least one review.")})
    templates = templates_of({review.shop_id for review in found})
    at, rows = page_time(request), []
    for review, template, text in drafts(found, templates):
        refusal = _refusal(request.person, review, at)
        rows.append(BulkRow(row_of(review, at), text, str(template.pk) if template else "", refusal or ""))
    return render(request, "reviews/bulk.html", {"bulk": BulkContext(rows)})


def _refusal(person: Person, review: Review, at: Any) -> Refusal | str | None:
    refusal = writing_refusal(person, review.shop_id)
    refusal = refusal or reply_refusal(matter_of(review), limits_of(policies_of(review.shop, at)), at)
    if refusal is None and review.answer != Answer.NONE:
        return _("It has a reply already; change it on its own page.")
    return refusal


def read_ids(values: Sequence[str]) -> list[int]:
    """Ids of chosen rows. Raises InvalidInput for what is none, and for too many."""
    ids = [read_number(value) for value in values]
    if None in ids or len(set(ids)) > MOST_CHOSEN:
        raise InvalidInput({"row": _("Choose up to %(most)s reviews, each once.") % {"most": MOST_CHOSEN}})
    return [one for one in dict.fromkeys(ids) if one is not None]


@page(roles=frozenset(WRITERS), methods=("POST",))
def replies_store(request: PageRequest) -> HttpResponse:
    """Store what may be; what may not stays in view with why, and with what was typed."""
    wishes = read_wishes(request.POST)
    if not wishes:
        raise InvalidInput({"row": _("Choose at least one review.")})
    done = write_replies(wishes=wishes, person=request.person)
    if not done.refused:
        words = ngettext("%(count)s reply is stored.", "%(count)s replies are stored.", done.stored)
        return go_with(request, f"{reverse('reviews')}?answer=written", words % {"count": done.stored})
    return render(request, "reviews/bulk.html", {"bulk": _rest(request, wishes, done)}, status=409)


def read_wishes(posted: QueryDict) -> list[Wish]:
    """The texts of the rows that are still chosen."""
    for name in posted:
        if name not in ("row", "csrfmiddlewaretoken") and not name.startswith((TEXT, TEMPLATE)):
            raise InvalidInput({"row": _("This form has no such field.")})
    values: Mapping[str, str] = posted
    return [
        Wish(pk, values.get(f"{TEXT}{pk}", ""), read_number(values.get(f"{TEMPLATE}{pk}")))
        for pk in read_ids(posted.getlist("row"))
    ]


def _rest(request: PageRequest, wishes: Sequence[Wish], done: Written) -> BulkContext:
    typed = {wish.review_id: wish for wish in wishes}
    at = page_time(request)
    rows = [
        BulkRow(
            row_of(review, at), typed[review.pk].text, str(typed[review.pk].template_id or ""), done.refused[review.pk]
        )
        for review in chosen_reviews(request.person, list(done.refused))
    ]
    return BulkContext(rows, done.stored)
