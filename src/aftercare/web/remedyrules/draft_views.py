"""The draft of the rules: begin, arrange, change one rule, drop. Nothing of it counts before it is published."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.terms import Role
from aftercare.cases.advice import RULES
from aftercare.cases.remedies.editing import moved_rule, with_copy, with_rule, without_rule
from aftercare.cases.remedies.rulebook import Rule, Rulebook, parse_rulebook, read_rule
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.shops.access import access_shop_settings
from aftercare.shops.actions.keep_policy_draft import begin_policy_draft, change_policy_draft, drop_policy_draft
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of
from aftercare.shops.tables import policy_draft, table_value
from aftercare.web.fragments import answer, go, go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.remedyrules.contexts import DraftContext, RuleContext
from aftercare.web.remedyrules.filling import filled
from aftercare.web.remedyrules.nodes import Node, read_posted, reshape
from aftercare.web.remedyrules.reading import RuleReader

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
BOTH = ("GET", "POST")
CHANGED_ELSEWHERE = Refusal(
    "remedy_rules.changed_elsewhere",
    gettext_lazy("You have changed this rule in another window since. Open it again to see how it stands."),
)


@page(roles=KEEPERS, methods=BOTH)
def draft(request: PageRequest, slug: str) -> HttpResponse:
    """The rules of the draft; POST begins one with the rules in force, those of a row (POST source), or the default."""
    shop = access_shop_settings(request.person, slug)
    if request.method == "POST":
        value = _source(shop, request, only(request.POST, "source").get("source", ""))
        begin_policy_draft(shop_id=shop.pk, key=RULES, value=value, person=request.person)
        return go(request, reverse("remedy_draft", args=[slug]))
    mine = policy_draft(request.person, shop, RULES)
    if mine is None:
        return no_draft(request, shop)
    context = DraftContext(request.person, shop, page_time(request), mine)
    return render(request, "remedyrules/draft.html", {"view": context})


def no_draft(request: PageRequest, shop: Shop) -> HttpResponse:
    """The page of a draft that was published or dropped leads to the rules."""
    return go_with(request, reverse("remedy_rules", args=[shop.slug]), _("There is no draft of yours here any more."))


def _source(shop: Shop, request: PageRequest, source: str) -> Any:
    if source == "":
        return policies_of(shop, page_time(request)).json(RULES)
    row = None if source == "default" else read_number(source)
    if row is None and source != "default":
        raise NotFound(source)
    return table_value(shop, RULES, row)


@page(roles=KEEPERS, methods=("POST",))
def drop(request: PageRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    only(request.POST)
    shop = access_shop_settings(request.person, slug)
    drop_policy_draft(shop_id=shop.pk, key=RULES, person=request.person)
    return go_with(request, reverse("remedy_rules", args=[slug]), _("The draft is gone. The rules in force stay."))


@page(roles=KEEPERS, methods=("POST",))
def arrange(request: PageRequest, slug: str) -> HttpResponse:
    """Move a rule (POST code) up or down, copy it, or remove it (POST act)."""
    shop = access_shop_settings(request.person, slug)
    posted = only(request.POST, "act", "code")
    act, code = posted.get("act", ""), posted.get("code", "")
    if act not in ACTS:
        raise InvalidInput({"act": _("Choose what shall happen to the rule.")})
    opened = ""

    def change(value: Any) -> Any:
        nonlocal opened
        book, opened = ACTS[act](parse_rulebook(value), code)
        return book.as_json()

    change_policy_draft(shop_id=shop.pk, key=RULES, person=request.person, change=change)
    address = reverse("remedy_draft", args=[slug])
    return go(request, reverse("remedy_rule", args=[slug, opened]) if act == "copy" else f"{address}#{opened}")


def _copied(book: Rulebook, code: str) -> tuple[Rulebook, str]:
    rule = book.rule(code)
    label = _("%(rule)s (copy)") % {"rule": _(rule.label)} if rule else ""
    return with_copy(book, code, label[:500])


ACTS = {
    "up": lambda book, code: (moved_rule(book, code, -1), code),
    "down": lambda book, code: (moved_rule(book, code, 1), code),
    "remove": lambda book, code: (without_rule(book, code), ""),
    "copy": _copied,
}


@page(roles=KEEPERS, methods=BOTH)
def rule(request: PageRequest, slug: str, code: str) -> HttpResponse:
    """The form of one rule of the draft. POST act: add or drop a row, or show what fits; without it: keep the rule."""
    shop = access_shop_settings(request.person, slug)
    mine = policy_draft(request.person, shop, RULES)
    if mine is None:
        return no_draft(request, shop)
    found = parse_rulebook(mine.value).rule(code)
    if found is None:
        raise NotFound(code)
    if request.method == "GET":
        return _form(request, shop, found, filled(found))
    root = read_posted(request.POST)
    act = request.POST.get("act", "")
    if act:
        reshape(root, act)
        return _form(request, shop, found, root)
    reader = RuleReader(root)
    value = reader.rule(code)
    if not reader.problems:
        try:
            _keep(request, shop, found, value)
        except InvalidInput as error:
            reader.problems = {name: str(sentence) for name, sentence in error.problems.items()}
    if reader.problems:
        return _form(request, shop, found, root, reader.problems)
    text = _("Kept in your draft. Nothing counts before it is published.")
    return go_with(request, f"{reverse('remedy_draft', args=[slug])}#{code}", text)


def _keep(request: PageRequest, shop: Shop, found: Rule, value: Any) -> None:
    """Put the rule into the draft, unless another window has changed it since the form was opened."""
    try:
        new = read_rule(value)
    except ValueError:  # what the form cannot say beside a field
        raise InvalidInput({"value": _("These conditions and plans do not go together.")}) from None

    def change(drafted: Any) -> Any:
        book = parse_rulebook(drafted)
        stands = book.rule(found.code)
        if stands is None or _mark_of(stands) != request.POST.get("mark"):
            raise Refused(CHANGED_ELSEWHERE)
        return with_rule(book, new).as_json()

    change_policy_draft(shop_id=shop.pk, key=RULES, person=request.person, change=change)


def _form(
    request: PageRequest, shop: Shop, found: Rule, root: Node, problems: dict[str, str] | None = None
) -> HttpResponse:
    """The form; `mark` says which rule it was opened with, whatever has been typed since."""
    mark = request.POST.get("mark") or _mark_of(found)
    view = RuleContext(shop, found, root, problems or {}, mark)
    status = 422 if problems else 200
    return answer(request, "remedyrules/rule.html", "remedyrules/_rule_form.html", {"view": view}, status=status)


def _mark_of(rule: Rule) -> str:
    return keyed_hash(repr(rule))[:16]
