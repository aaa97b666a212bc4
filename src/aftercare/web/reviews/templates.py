"""Templates of replies to good reviews (R5): the list, a new one, a changed one, out of use."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput
from aftercare.knowledge.rules import fill
from aftercare.knowledge.terms import Variable
from aftercare.reviews.access import KEEPERS, READERS, access_template, shops_of, shops_where, template_refusal
from aftercare.reviews.actions.save_template import Words, change_template, create_template, use_template
from aftercare.reviews.filling import VARIABLES
from aftercare.reviews.models import ReplyTemplate
from aftercare.reviews.queries import templates_of
from aftercare.reviews.rules import MOST_REPLY
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number, read_version
from aftercare.web.policy import PageRequest, page
from aftercare.web.posted import only
from aftercare.web.shell.choices import chosen_shop_ids

SAMPLE = {Variable.BUYER.value: "清***8", Variable.PRODUCT.value: "原木花架"}
TOKENS = ("买家", "商品", "店铺")


@dataclass(frozen=True)
class TemplateRow:
    """One template as the list prints it."""

    pk: int
    address: str
    text: str
    sample: str
    product: str
    shop: str
    who: str
    at: Any


def _row(template: ReplyTemplate) -> TemplateRow:
    sample = {**SAMPLE, Variable.SHOP.value: template.shop.name}
    return TemplateRow(
        pk=template.pk,
        address=reverse("reply_template", args=[template.pk]),
        text=template.text,
        sample=fill(template.text, sample).text,
        product=template.product_code,
        shop=template.shop.name,
        who=template.changed_by.name if template.changed_by else "",
        at=template.changed_at,
    )


class TemplatesContext:
    """The list; two queries."""

    def __init__(self, person: Person, shop_ids: frozenset[int], *, archived: bool) -> None:
        self.archived = archived
        seen = shops_where(person, *READERS) & shop_ids
        self.rows = [_row(one) for one in templates_of(seen, is_active=not archived)]
        self.may_keep = bool(shops_where(person, *KEEPERS) & seen)
        self.other_url = reverse("reply_templates") + ("" if archived else "?archived=yes")


class TemplateForm:
    """One template to be made or changed; `problem`: what was typed cannot be used."""

    def __init__(self, person: Person, template: ReplyTemplate | None = None) -> None:
        self.template = template
        refusal = template_refusal(person, template.shop_id) if template else None
        self.refusal = str(refusal) if refusal else ""
        self.shops: list[Shop] = [] if template else shops_of(person, *KEEPERS)
        self.text = template.text if template else ""
        self.product = template.product_code if template else ""
        self.shop_id = template.shop_id if template else None
        self.problem, self.most = "", MOST_REPLY
        self.tokens = [(f"{{{name}}}", variable.label) for name, variable in zip(TOKENS, VARIABLES, strict=True)]

    def typed(self, words: Words, problem: str, shop_id: int | None = None) -> "TemplateForm":
        """The form again, with what was typed and why it cannot be used."""
        self.text, self.product, self.problem = words.text, words.product_code, problem
        self.shop_id = shop_id or self.shop_id
        return self


@page(roles=frozenset(READERS))
def reply_templates(request: PageRequest) -> HttpResponse:
    """The templates of the shops."""
    archived = request.GET.get("archived") == "yes"
    context = TemplatesContext(request.person, chosen_shop_ids(request), archived=archived)
    return render(request, "reviews/templates.html", {"view": context})


@page(roles=frozenset(KEEPERS), methods=("GET", "POST"))
def reply_template_new(request: PageRequest) -> HttpResponse:
    """Add one."""
    if request.method == "GET":
        return render(request, "reviews/template.html", {"form": TemplateForm(request.person)})
    posted = only(request.POST, "shop", "text", "product")
    words = Words(posted.get("text", ""), posted.get("product", ""))
    shop_id = read_number(posted.get("shop"))
    try:
        if shop_id is None:
            raise InvalidInput({"shop": _("Choose one of the list.")})
        create_template(shop_id=shop_id, words=words, person=request.person)
    except InvalidInput as error:
        form = TemplateForm(request.person).typed(words, _first(error), shop_id)
        return render(request, "reviews/template.html", {"form": form}, status=422)
    return go_with(request, reverse("reply_templates"), _("The template is saved."))


@page(roles=frozenset(READERS), methods=("GET", "POST"))
def reply_template(request: PageRequest, pk: int) -> HttpResponse:
    """One of them; whoever keeps them changes it."""
    template = access_template(request.person, pk)
    if request.method == "GET":
        return render(request, "reviews/template.html", {"form": TemplateForm(request.person, template)})
    posted = only(request.POST, "text", "product", "version")
    words, version = Words(posted.get("text", ""), posted.get("product", "")), read_version(posted)
    try:
        change_template(template_id=pk, words=words, version=version, person=request.person)
    except InvalidInput as error:
        form = TemplateForm(request.person, template).typed(words, _first(error))
        return render(request, "reviews/template.html", {"form": form}, status=422)
    return go_with(request, reverse("reply_templates"), _("The template is saved."))


@page(roles=frozenset(KEEPERS), methods=("POST",))
def reply_template_use(request: PageRequest, pk: int) -> HttpResponse:
    """Put it out of use, or back."""
    posted = only(request.POST, "use", "version")
    is_active = posted.get("use") == "yes"
    use_template(template_id=pk, is_active=is_active, version=read_version(posted), person=request.person)
    said = _("The template is in use again.") if is_active else _("The template is out of use.")
    return go_with(request, reverse("reply_templates"), said)


def _first(error: InvalidInput) -> str:
    return str(next(iter(error.problems.values())))
