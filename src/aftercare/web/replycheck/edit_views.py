"""Change the rules: each step counts at once, is one line of the history, and can be taken back there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.actions.change_reply_rules import change_reply_rules
from aftercare.chat.replycheck.access import access_rules_to_keep
from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.policy import KEY, book_of
from aftercare.chat.replycheck.rulebook import Rule, Rulebook, parse_rulebook
from aftercare.chat.replycheck.terms import HitKind
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.shops.access import may_see_settings
from aftercare.shops.models import Shop
from aftercare.shops.tables import table_value
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.replycheck.contexts import OWN_KINDS, RulesContext
from aftercare.web.replycheck.forms import FIELDS, RuleForm, filled, own_rule, rule_of
from aftercare.web.replycheck.views import KEEPERS
from aftercare.web.replycheck.words import label_of

BOTH: Final = ("GET", "POST")
DEFAULT: Final = "default"


@page(roles=KEEPERS, methods=("POST",))
def switch(request: PageRequest, slug: str) -> HttpResponse:
    """A rule (POST code) on or off (POST on: yes or no)."""
    posted = only(request.POST, "code", "on", "seen")
    shop = access_rules_to_keep(request.person, slug)
    rule, is_on = _known(request, shop, posted.get("code", "")), posted.get("on") == "yes"
    note = _("Switched on: %(rule)s") if is_on else _("Switched off: %(rule)s")

    def change(book: Rulebook) -> Rulebook:
        stands = book.rule(rule.code)
        return book.with_rule(replace(stands, is_on=is_on)) if stands else book

    return _changed(request, shop, change, note % {"rule": label_of(rule)}, rule.code)


@page(roles=KEEPERS, methods=("POST",))
def remove(request: PageRequest, slug: str) -> HttpResponse:
    """A rule (POST code) goes; the history has it still."""
    posted = only(request.POST, "code", "seen")
    shop = access_rules_to_keep(request.person, slug)
    rule = _known(request, shop, posted.get("code", ""))
    note = _("Removed: %(rule)s") % {"rule": label_of(rule)}
    return _changed(request, shop, lambda book: book.without(rule.code), note)


@page(roles=KEEPERS, methods=("POST",))
def restore(request: PageRequest, slug: str) -> HttpResponse:
    """The rules of an earlier number (POST row) or the default count again; with POST code, the default of one rule."""
    posted = only(request.POST, "row", "code", "seen")
    shop = access_rules_to_keep(request.person, slug)
    code = posted.get("code", "")
    if code:
        default = DEFAULT_RULEBOOK.rule(code)
        if default is None:
            raise NotFound(code)
        note = _("Back to the default: %(rule)s") % {"rule": label_of(default)}
        return _changed(request, shop, lambda book: book.with_rule(default), note, code)
    row = None if posted.get("row") == DEFAULT else read_number(posted.get("row"))
    if row is None and posted.get("row") != DEFAULT:
        raise NotFound(slug)
    old = parse_rulebook(table_value(shop, KEY, row))
    note = _("Back to the default rules") if row is None else _("Back to no. %(number)s") % {"number": old.version}
    return _changed(request, shop, lambda _book: old, note)


@page(roles=KEEPERS, methods=BOTH)
def rule(request: PageRequest, slug: str, code: str) -> HttpResponse:
    """The form of one rule; POST keeps it."""
    shop = access_rules_to_keep(request.person, slug)
    return _edit(request, shop, _known(request, shop, code), is_new=False)


@page(roles=KEEPERS, methods=BOTH)
def new_rule(request: PageRequest, slug: str, kind: str) -> HttpResponse:
    """The form of a rule of the shop's own, of that class; POST adds it."""
    shop = access_rules_to_keep(request.person, slug)
    if kind not in {one.value for one in OWN_KINDS}:
        raise NotFound(kind)
    return _edit(request, shop, own_rule(book_of(shop, page_time(request)), HitKind(kind)), is_new=True)


def _edit(request: PageRequest, shop: Shop, rule: Rule, *, is_new: bool) -> HttpResponse:
    sees_shops = may_see_settings(request.person, shop.pk)
    if request.method == "GET":
        newest = str(RulesContext(request.person, shop, page_time(request)).seen)
        return _form(request, RuleForm(shop, rule, is_new, filled(rule), newest=newest, sees_shops=sees_shops))
    posted = only(request.POST, *FIELDS, "seen")
    typed = {name: posted.get(name, "") for name in FIELDS}
    changed = rule_of(rule, typed)
    note = (_("Added: %(rule)s") if is_new else _("Changed: %(rule)s")) % {"rule": label_of(changed)}
    try:
        return _changed(request, shop, lambda book: book.with_rule(changed), note, rule.code)
    except InvalidInput as error:
        problems = {name: str(sentence) for name, sentence in error.problems.items()}
        form = RuleForm(shop, rule, is_new, typed, problems, posted.get("seen", ""), sees_shops)
        return _form(request, form, status=422)


def _form(request: PageRequest, form: RuleForm, status: int = 200) -> HttpResponse:
    return render(request, "replycheck/rule.html", {"view": form}, status=status)


def _known(request: PageRequest, shop: Shop, code: str) -> Rule:
    found = book_of(shop, page_time(request)).rule(code)
    if found is None:
        raise NotFound(code)
    return found


def _changed(
    request: PageRequest, shop: Shop, change: Callable[[Rulebook], Rulebook], note: str, code: str = ""
) -> HttpResponse:
    """Do it, say so, and go back to the rule."""
    seen = read_number(request.POST.get("seen"))
    change_reply_rules(shop_id=shop.pk, person=request.person, seen=seen, change=change, note=note)
    address = reverse("reply_rules", args=[shop.slug])
    return go_with(request, f"{address}#{code}" if code else address, note)
