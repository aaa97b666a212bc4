"""Registering an unclaimed parcel: scan its label, write down what is seen (B4)."""

from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.files.actions.store_file import Upload
from aftercare.shops.access import Person, visible_shops
from aftercare.unclaimed.access import KEEPERS
from aftercare.unclaimed.actions.register_parcel import MOST, ParcelFacts, register_parcel
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.queries import on_shelf
from aftercare.unclaimed.reading import normal
from aftercare.unclaimed.terms import PICTURES_MOST
from aftercare.web.fragments import answer, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.receiving.lookup import LONGEST, find
from aftercare.web.shell.choices import chosen_shop_ids

KEEPING: frozenset[Role] = frozenset(KEEPERS)
PICTURES = "pictures"


class NewParcelContext:
    """What the form prints: empty, for the scanned code, or that this parcel is known already."""

    most, pictures_most = MOST, PICTURES_MOST

    def __init__(self, person: Person, shop_ids: frozenset[int], code: str) -> None:
        kept = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *KEEPERS)]
        self.shops = list(visible_shops(person).filter(pk__in=kept).order_by("name", "pk").values_list("pk", "name"))
        self.chosen = next((pk for pk, _name in self.shops if pk in shop_ids), 0)
        self.code = normal(code)[:LONGEST]
        self.known: UnclaimedParcel | None = on_shelf(person, self.code) if self.code else None
        found = find(person, self.code) if self.code and self.known is None else None
        self.cases = [case for case in found.cases if case.closed_at is None] if found else []
        self.key = str(uuid4())

    @property
    def is_known(self) -> bool:
        return self.known is not None or bool(self.cases)

    @property
    def answer(self) -> str:
        """The sound: a form that is ready is right, a parcel that is known wants a look."""
        return "" if not self.code else "wrong" if self.is_known else "right"

    @property
    def receiving_url(self) -> str:
        return f"{reverse('receiving')}?code={self.code}"


@page(roles=KEEPING, methods=("GET", "POST"))
def new(request: PageRequest) -> HttpResponse:
    """GET: the form, `?code=` is what the scanner read. POST: put it on the shelf."""
    if request.method == "POST":
        return _register(request)
    context = NewParcelContext(request.person, chosen_shop_ids(request), request.GET.get("code", ""))
    return answer(request, "unclaimed/new.html", "unclaimed/_new.html", {"new": context})


def _register(request: PageRequest) -> HttpResponse:
    posted = only(request.POST, "shop", "tracking_no", "key", *MOST)
    texts: dict[str, Any] = {name: posted.get(name, "") for name in ("tracking_no", "key", *MOST)}
    facts = ParcelFacts(shop_id=read_number(posted.get("shop")) or 0, **texts)
    pictures = [
        Upload(cast(BinaryIO, file.file), file.name or "", file.size or 0)
        for file in request.FILES.getlist(PICTURES)
        if file.file is not None
    ]
    parcel = register_parcel(facts=facts, pictures=pictures, person=request.person)
    said = _("%(number)s is on the shelf. Write this number on the parcel.") % {"number": parcel.number}
    return go_with(request, reverse("unclaimed_parcel", args=[parcel.number]), said)
