"""What the form of a reply prints: fields, variables, a sample for the preview, what somebody else saved meanwhile."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.core.errors import NotFound
from aftercare.knowledge.access import may_change, may_keep, may_own, readable_shops
from aftercare.knowledge.faq import Verdict, Why
from aftercare.knowledge.models import QuickReply
from aftercare.knowledge.queries import LATELY, groups_of, uses_of
from aftercare.knowledge.rules import day_words
from aftercare.knowledge.terms import NAMES, Variable
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.pieces.marks import Who
from aftercare.web.quickreplies.forms import FIELDS, SHARED, ReplyForm

OF_AN_ORDER = (Variable.ORDER, Variable.PRODUCT, Variable.COURIER, Variable.TRACKING)
SAMPLE = {
    Variable.BUYER: "清风明月",
    Variable.ORDER: "2118450912345678",
    Variable.PRODUCT: "原木花瓶",
    Variable.COURIER: "顺丰速运",
    Variable.TRACKING: "SF1420998877665",
}


def variable_buttons() -> list[tuple[str, Any]]:
    """(as it is written in a text, what it stands for): by their Chinese or English names, as the screen speaks."""
    english = (get_language() or "").startswith("en")
    names = {variable: name for name, variable in NAMES.items() if (name == variable.value) == english}
    return [(f"{{{names[variable]}}}", variable.label) for variable in Variable]


def sample_values(shop: Shop, person: Person, at: datetime, *, with_order: bool = True) -> str:
    """JSON of values to preview a reply with: a made-up buyer and order; shop, agent and day as they are."""
    values = {
        **SAMPLE,
        Variable.AGENT: person.name,
        Variable.SHOP: shop.name,
        Variable.TODAY: day_words(at.astimezone(ZoneInfo(shop.timezone)).date()),
    }
    told = {name.value: text for name, text in values.items() if with_order or name not in OF_AN_ORDER}
    return json.dumps(told, ensure_ascii=False)


class FormContext:
    """The form of a new reply, and what the one of a reply that is there shares with it."""

    def __init__(self, person: Person, shop: Shop, form: ReplyForm, at: datetime) -> None:
        self.person, self.shop, self.form, self.at = person, shop, form, at
        self.variables = variable_buttons()
        self.sample = sample_values(shop, person, at)
        self.bare_sample = sample_values(shop, person, at, with_order=False)
        self.groups = [name for name, _count in groups_of(person, [shop.pk]) if name]
        self.try_url = reverse("quick_reply_try")


class NewContext(FormContext):
    """A new reply: in which shop, and whose."""

    def __init__(self, person: Person, shop: Shop, form: ReplyForm, scope: str, at: datetime) -> None:
        super().__init__(person, shop, form, at)
        self.shops = shops_to_add(person)
        self.may_share, self.may_own = may_keep(person, shop.pk), may_own(person, shop.pk)
        self.is_shared = self.may_share and (scope == SHARED or not self.may_own)


class EditContext(FormContext):
    """One reply. `theirs`: what somebody else saved meanwhile and reads differently here, as (label, value)."""

    def __init__(self, person: Person, reply: QuickReply, form: ReplyForm, at: datetime, *, conflict: bool) -> None:
        super().__init__(person, reply.shop, form, at)
        self.reply, self.is_shared = reply, reply.is_shared
        self.theirs = _differences(reply, form) if conflict else []
        self.may_change = may_change(person, reply)
        uses, last_at = uses_of([reply.pk], (at - LATELY).date()).get(reply.pk) or (0, None)
        self.uses: int = uses
        self.last_at: datetime | None = last_at
        who = reply.changed_by
        self.who = Who(who.pk, who.name) if who else None


def _differences(reply: QuickReply, form: ReplyForm) -> list[tuple[Any, str]]:
    typed = {name: str(form.data.get(name, "")).replace("\r\n", "\n").strip() for name in FIELDS}
    told = {name: str(getattr(reply, name)) for name in FIELDS}
    typed["is_faq"], told["is_faq"] = (_("Yes") if on else _("No") for on in (typed["is_faq"], reply.is_faq))
    return [(form.fields[name].label, told[name] or "–") for name in FIELDS if told[name] != typed[name]]


def shops_to_add(person: Person) -> list[Shop]:
    """Shops in which the person may have or keep replies, by name."""
    shops = readable_shops(person).order_by("name", "pk")
    return [shop for shop in shops if may_keep(person, shop.pk) or may_own(person, shop.pk)]


def shop_to_add(person: Person, wanted: int | None) -> Shop:
    """The wanted one of them, else the first. Raises NotFound when there is none."""
    shops = shops_to_add(person)
    if not shops or (wanted is not None and wanted not in {shop.pk for shop in shops}):
        raise NotFound("shop")
    return next((shop for shop in shops if shop.pk == wanted), shops[0])


def verdict_words(verdict: Verdict, is_this: bool) -> tuple[str, str]:
    """(tone, sentence): what would happen to the question that was tried out."""
    if verdict.entry is not None and is_this:
        return "done", _("This reply would be sent.")
    if verdict.entry is not None:
        return "soon", _("Another reply would be sent: %(title)s") % {"title": verdict.entry.title}
    sentences = {
        Why.TOO_LONG: _("Not answered automatically: it is longer than 60 characters."),
        Why.SEVERAL: _("Not answered automatically: it asks several things."),
        Why.UNCLEAR: _("Not answered automatically: two replies have this question."),
    }
    return "others", sentences.get(verdict.why) or _("Not answered automatically: no question here says the same.")
