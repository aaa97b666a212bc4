"""The form of a quick reply: new, changed, archived, restored, tried out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.knowledge.access import READERS, WRITERS, access_reply, readable_shops
from aftercare.knowledge.actions.change_reply import CHANGED, change_reply
from aftercare.knowledge.actions.create_reply import create_reply
from aftercare.knowledge.actions.set_reply_in_use import set_reply_in_use
from aftercare.knowledge.faq import entry_of, explain
from aftercare.knowledge.queries import faq_of
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import attach, only
from aftercare.web.quickreplies.editing import EditContext, NewContext, shop_to_add, verdict_words
from aftercare.web.quickreplies.forms import FIELDS, SHARED, ReplyForm, read_shop
from aftercare.web.shell.choices import choices

LONGEST_TRIED = 200


@page(roles=WRITERS, methods=("GET", "POST"))
def create(request: PageRequest) -> HttpResponse:
    """A new reply of the shop, or of one's own (S12)."""
    posted = only(request.POST, *FIELDS, "shop", "scope", "question")
    wanted = read_number(posted.get("shop") or request.GET.get("shop"))
    shop = shop_to_add(request.person, wanted if wanted is not None else _chosen(request))
    form, scope = ReplyForm(posted or None), posted.get("scope", "")
    if request.method == "POST" and form.is_valid():
        is_shared = scope == SHARED
        facts = form.facts(is_shared=is_shared)
        try:
            create_reply(person=request.person, shop_id=shop.pk, facts=facts, is_shared=is_shared)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, reverse("quick_replies"), _("Saved."))
    shown = NewContext(request.person, shop, form, scope or SHARED, page_time(request))
    return render(request, "quickreplies/new.html", {"shown": shown}, status=422 if form.errors else 200)


def _chosen(request: PageRequest) -> int | None:
    """The shop picked in the rail, when one can add a reply there; it is a wish, not a right."""
    shop_id = choices(request).shop_id
    try:
        return shop_id if shop_id is None else shop_to_add(request.person, shop_id).pk
    except NotFound:
        return None


@page(roles=READERS, methods=("GET", "POST"))
def reply(request: PageRequest, pk: int) -> HttpResponse:
    """One reply; for whoever may not change it, to read."""
    found, status, conflict = access_reply(request.person, pk), 200, False
    form = ReplyForm.of(found)
    if request.method == "POST":
        posted = only(request.POST, *FIELDS, "version", "question")
        form, status, version = ReplyForm(posted), 422, read_version(posted)
        if form.is_valid():
            try:
                facts = form.facts(is_shared=found.is_shared)
                change_reply(person=request.person, reply_id=pk, version=version, facts=facts)
                return go_with(request, reverse("quick_replies"), _("Saved."))
            except InvalidInput as error:
                attach(form, error.problems)
            except Refused as error:
                if error.refusal.code != CHANGED.code:
                    raise
                # Nothing of either is lost: what was typed stays in the form, theirs is shown, the next save decides.
                found, status, conflict = access_reply(request.person, pk), 409, True
    shown = EditContext(request.person, found, form, page_time(request), conflict=conflict)
    return render(request, "quickreplies/reply.html", {"shown": shown}, status=status)


@page(roles=READERS, methods=("POST",))
def archive(request: PageRequest, pk: int) -> HttpResponse:
    """Out of use; it can come back."""
    only(request.POST)
    set_reply_in_use(person=request.person, reply_id=pk, in_use=False)
    return go_with(request, reverse("quick_replies"), _("Archived. It can be brought back at any time."))


@page(roles=READERS, methods=("POST",))
def restore(request: PageRequest, pk: int) -> HttpResponse:
    """In use again."""
    only(request.POST)
    set_reply_in_use(person=request.person, reply_id=pk, in_use=True)
    return go_with(request, reverse("quick_reply", args=[pk]), _("In use again."))


@page(roles=READERS, methods=("POST",))
def try_question(request: PageRequest) -> HttpResponse:
    """What a buyer's question would be answered with, the form taken as it stands, saved or not (S4)."""
    posted = only(request.POST, *FIELDS, "shop", "scope", "version", "question", "reply")
    shop = readable_shops(request.person).filter(pk=read_shop(posted)).first()
    if shop is None:
        raise NotFound("shop")
    this = read_number(posted.get("reply")) or 0
    others = [entry for entry in faq_of(shop) if entry.reply_id != this]
    tried = entry_of(this, "", "", posted.get("questions", "").splitlines()[:50]) if posted.get("is_faq") else None
    verdict = explain(posted.get("question", "")[:LONGEST_TRIED], [*others, *([tried] if tried else [])])
    tone, sentence = verdict_words(verdict, is_this=tried is not None and verdict.entry is tried)
    return render(request, "quickreplies/_verdict.html", {"tone": tone, "sentence": sentence})
