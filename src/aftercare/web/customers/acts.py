"""Steps with customers: notes, tags, contacts, joining and taking apart (U1)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound
from aftercare.core.text import read_number
from aftercare.regulars.access import KEEPERS
from aftercare.regulars.actions.join_customers import join_customers, keep_apart, take_apart
from aftercare.regulars.actions.keep_list import Listing, appeal_entry, decide_appeal, list_buyer
from aftercare.regulars.actions.keep_profile import Profile, add_note, keep_profile, leave_in_peace
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only

KEEPING: frozenset[Role] = frozenset(KEEPERS)
BOSSES: frozenset[Role] = frozenset({Role.SUPERVISOR})


def back_to(request: HttpRequest, customer: int, text: str) -> HttpResponse:
    """To the page of the customer, with a word on what was done."""
    return go_with(request, reverse("customer", args=[customer]), text)


@page(roles=KEEPING, methods=("POST",))
def profile(request: PageRequest, pk: int) -> HttpResponse:
    """Tags and likes."""
    posted = only(request.POST, "tags", "likes", "version")
    typed = Profile(posted.get("tags", ""), posted.get("likes", ""), read_version(posted))
    keep_profile(customer_id=pk, profile=typed, person=request.person)
    return back_to(request, pk, _("Saved."))


@page(roles=KEEPING, methods=("POST",))
def note(request: PageRequest, pk: int) -> HttpResponse:
    """A note of one's own."""
    add_note(customer_id=pk, text=only(request.POST, "text").get("text", ""), person=request.person)
    return back_to(request, pk, _("The note is written."))


@page(roles=KEEPING, methods=("POST",))
def peace(request: PageRequest, pk: int) -> HttpResponse:
    """No contact of our own accord, or contacts again."""
    on = only(request.POST, "on").get("on") == "1"
    leave_in_peace(customer_id=pk, on=on, person=request.person)
    said = _("Nobody will contact this buyer of our own accord.") if on else _("Contacts are welcome again.")
    return back_to(request, pk, said)


@page(roles=KEEPING, methods=("POST",))
def join(request: PageRequest, pk: int) -> HttpResponse:
    """This customer and another one are one person."""
    other = read_number(only(request.POST, "other").get("other"))
    if other is None:
        raise NotFound("customer")
    join_customers(first_id=pk, second_id=other, person=request.person)
    return back_to(request, pk, _("Joined. It can be taken back on this page."))


@page(roles=KEEPING, methods=("POST",))
def apart(request: PageRequest, joining: int) -> HttpResponse:
    """Take a joining back."""
    only(request.POST)
    done = take_apart(joining_id=joining, person=request.person)
    return back_to(request, done.before[0][0], _("Taken back: everybody is who they were before."))


@page(roles=KEEPING, methods=("POST",))
def different(request: PageRequest, pair: int) -> HttpResponse:
    """These two are not the same."""
    only(request.POST)
    keep_apart(likeness_id=pair, person=request.person)
    return go_with(request, reverse("customer_duplicates"), _("They stay two buyers and are not proposed again."))


@page(roles=BOSSES, methods=("POST",))
def put_on_list(request: PageRequest, pk: int) -> HttpResponse:
    """Look twice at this buyer, for a time (B7)."""
    posted = only(request.POST, "reason", "days")
    listing = Listing(posted.get("reason", ""), read_number(posted.get("days"), 4) or 0)
    list_buyer(customer_id=pk, listing=listing, person=request.person)
    return back_to(request, pk, _("On the list. It ends by itself."))


@page(roles=KEEPING, methods=("POST",))
def appeal(request: PageRequest, entry: int) -> HttpResponse:
    """What the buyer says against an entry."""
    made = appeal_entry(entry_id=entry, text=only(request.POST, "text").get("text", ""), person=request.person)
    return back_to(request, made.entry.customer_id, _("Noted. A supervisor decides."))


@page(roles=BOSSES, methods=("POST",))
def decide(request: PageRequest, entry: int) -> HttpResponse:
    """Lift the entry or keep it."""
    posted = only(request.POST, "lift", "note")
    lift = posted.get("lift") == "1"
    done = decide_appeal(entry_id=entry, lift=lift, note=posted.get("note", ""), person=request.person)
    said = _("The entry is lifted. Tell the buyer.") if lift else _("The entry stays. Tell the buyer why.")
    return back_to(request, done.entry.customer_id, said)
