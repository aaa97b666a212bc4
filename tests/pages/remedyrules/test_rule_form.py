"""The form of a rule: every field goes there and back, rows come and go, wrong values stand beside their field."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.remedies.samples import rulebooks
from tests.pages.stage import PART, browser
from tests.people import People, make_people

from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.plans import Extra, PlanTemplate
from aftercare.cases.remedies.rulebook import Rulebook, parse_rulebook, read_rule
from aftercare.cases.remedies.terms import (
    Approval,
    BearsFreight,
    Formula,
    GoodsBack,
    Operator,
    RemedyKind,
    Severity,
    Task,
)
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import Money
from aftercare.shops.models import PolicyDraft
from aftercare.web.remedyrules.choices import with_unknown
from aftercare.web.remedyrules.filling import filled
from aftercare.web.remedyrules.fitting import is_count, is_typed, operators
from aftercare.web.remedyrules.nodes import Node
from aftercare.web.remedyrules.reading import RuleReader

pytestmark = pytest.mark.django_db


class Fields(HTMLParser):
    """What a browser would send of the form with that id."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.is_inside, self.area, self.select = form_id, False, "", ""
        self.sent: dict[str, list[str]] = {}
        self.first: str | None = None

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attrs = dict(given)
        if tag == "form":
            self.is_inside = attrs.get("id") == self.form_id
        name = attrs.get("name") or ""
        if not self.is_inside:
            return
        if tag == "input" and name and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self.sent.setdefault(name, []).append(attrs.get("value") or ("on" if "checked" in attrs else ""))
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        elif tag == "select":
            self.select, self.first = name, None
            self.sent[name] = []
        elif tag == "option" and self.select:
            value = attrs.get("value") or ""
            self.first = value if self.first is None else self.first
            if "selected" in attrs:
                self.sent[self.select] = [value]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] = [self.sent[self.area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""
        elif tag == "select":
            if self.select and not self.sent[self.select]:
                self.sent[self.select] = [self.first or ""]
            self.select = ""
        elif tag == "form":
            self.is_inside = False


def fields_of(page: str) -> dict[str, Any]:
    form = Fields("rule-form")
    form.feed(page)
    assert form.sent, "there is no form on the page"
    form.sent.pop("csrfmiddlewaretoken", None)
    return dict(form.sent)


def with_draft(people: People, book: Rulebook = DEFAULT_RULEBOOK) -> tuple[Client, str]:
    """A supervisor who has begun a draft, and the address of its rules."""
    client = browser(people.supervisor)
    root = f"/shops/{people.shop.slug}/remedies/draft/"
    assert client.post(root, {"source": ""}).status_code == 303
    PolicyDraft.objects.update(value=book.as_json())
    return client, f"{root}rules/"


def drafted() -> Rulebook:
    return parse_rulebook(PolicyDraft.objects.get().value)


@pytest.mark.row("C13")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_rule_of_the_default_book_goes_through_its_form_unchanged(language: str):
    client, root = with_draft(make_people())
    client.cookies.load({"language": language})
    for rule in DEFAULT_RULEBOOK.rules:
        sent = fields_of(client.get(f"{root}{rule.code}/").content.decode())
        answer = client.post(f"{root}{rule.code}/", sent)
        assert answer.status_code == 303, (rule.code, re.findall(r'ac-error"[^>]*>([^<]*)', answer.content.decode()))
        assert drafted() == DEFAULT_RULEBOOK, rule.code


@given(book=rulebooks)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rule_goes_through_its_form_unchanged(book: Rulebook):
    for language in ("en", "zh-hans"):
        with override(language):
            for rule in book.rules:
                reader = RuleReader(filled(rule))
                assert (reader.rule(rule.code), reader.problems) == (rule.as_json(), {})


def every_condition() -> list[Condition]:
    """Each fact with each operator that fits, with a value and with the unknown where that can be asked."""
    found = []
    for fact in Fact:
        for operator in operators(fact):
            if is_typed(fact):
                texts = [3 if is_count(fact) else Money(1250)]
            else:
                codes = [code for code, _name in with_unknown(fact) if code]
                texts = [SHAPES[fact].read(code == "yes" if SHAPES[fact].is_flag else code) for code in codes[:2]]
            if operator is Operator.IN:
                found.append(Condition(fact, operator, tuple(texts)))
                continue
            found.append(Condition(fact, operator, texts[0]))
            if SHAPES[fact].may_be_unknown and operator in (Operator.IS, Operator.IS_NOT):
                found.append(Condition(fact, operator, None))
    return found


@pytest.mark.row("C13")
def test_every_fact_with_every_comparison_goes_through_the_form():
    rule = DEFAULT_RULEBOOK.rules[0]
    conditions = every_condition()
    assert {(each.fact, each.operator) for each in conditions} >= {(fact, Operator.IS) for fact in Fact}
    client, root = with_draft(make_people())
    for start in range(0, len(conditions), 12):
        asked = Rulebook(1, (replace(rule, when=tuple(conditions[start : start + 12])),))
        PolicyDraft.objects.update(value=asked.as_json())
        sent = fields_of(client.get(f"{root}{rule.code}/").content.decode())
        assert client.post(f"{root}{rule.code}/", sent).status_code == 303
        assert drafted() == asked


def choice(*sets: type) -> Any:
    return st.sampled_from(["", "nothing of it", *(each.value for closed in sets for each in closed)]).map(
        lambda it: [it]
    )


amounts = st.sampled_from(["", "0", "5", "7.50", "100", "-3", "1e3", "viel"]).map(lambda text: [text])
ANY_PLAN = st.fixed_dictionaries(
    {
        "kind": choice(RemedyKind),
        "clause": st.sampled_from([["A word to the agent"], [""], ["x" * 501]]),
        "formula": choice(Formula),
        "low": amounts,
        "high": amounts,
        "percent": amounts,
        "limit": amounts,
        "caps": st.sampled_from([[], ["profit"], ["profit", "profit_or_freight"], ["room"]]),
        "freight_back": choice(BearsFreight),
        "freight_out": choice(BearsFreight),
        "refunds_freight": st.sampled_from([[], ["on"]]),
        "goods_back": choice(GoodsBack),
        "deadline_amount": amounts,
        "deadline_unit": choice(SpanKind),
        "approval": choice(Approval),
        "tasks": st.sampled_from([[], ["photos"], ["photos", "dance"]]),
    }
)
ANY_CONDITION = st.fixed_dictionaries(
    {
        "fact": choice(Fact),
        "operator": choice(Operator),
        "value": st.lists(
            st.sampled_from(["", "yes", "no", "quality", "minor", "shop", "return", "3", "-2.50"]), max_size=3
        ),
    }
)


@pytest.mark.attack("B8")
@given(plan=ANY_PLAN, extra=ANY_PLAN, condition=ANY_CONDITION)
@settings(max_examples=600, deadline=None)
def test_whatever_is_sent_is_a_rule_or_has_its_remark_at_a_field(plan: Any, extra: Any, condition: Any):
    extras = [Node("extra", fields={name: extra[name] for name in ("kind", "low", "high")})]
    root = Node("rule", fields={"label": ["x"], "source": ["y"]})
    root.groups = {
        "when": [Node("when", fields=condition)],
        "plan": [Node("plan", fields=plan, groups={"extra": extras})],
    }
    root.number()
    reader = RuleReader(root)
    value = reader.rule("a_rule")
    if not reader.problems:
        assert read_rule(value).as_json() == value


def test_every_control_of_a_plan_is_kept():
    extras = (Extra(RemedyKind.GIFT), *DEFAULT_RULEBOOK.rules[0].plans[0].extras)
    plan = PlanTemplate(
        RemedyKind.RESHIP,
        "Eigene Worte",
        freight_back=BearsFreight.COURIER,
        freight_out=BearsFreight.SHOP,
        refunds_freight=True,
        goods_back=GoodsBack.LATER,
        deadline=Span(SpanKind.LEGAL_DAYS, 3),
        approval=Approval.ALWAYS,
        extras=extras[:1],
        tasks=(Task.TELL_SUPERVISOR, Task.PHOTOS),
        when=(Condition(Fact.SEVERITY, Operator.IS, Severity.SEVERE),),
    )
    rule = replace(DEFAULT_RULEBOOK.rules[0], plans=(plan,))
    client, root = with_draft(make_people(), Rulebook(1, (rule,)))
    sent = fields_of(client.get(f"{root}{rule.code}/").content.decode())
    assert client.post(f"{root}{rule.code}/", sent).status_code == 303
    assert drafted().rules == (rule,)


def test_what_is_typed_is_what_is_drafted():
    client, root = with_draft(make_people())
    address = f"{root}quality_minor/"
    sent = fields_of(client.get(address).content.decode())
    sent |= {"label": ["小质量问题"], "plan-0-formula": ["range"], "plan-0-low": ["￥５"], "plan-0-high": ["1,250.50"]}
    assert client.post(address, sent).status_code == 303
    rule = drafted().rule("quality_minor")
    assert rule is not None
    assert (rule.label, rule.plans[0].amount.as_json()) == (
        "小质量问题",
        {"formula": "range", "low": 500, "high": 125_050},
    )
    assert rule.plans[1:] == DEFAULT_RULEBOOK.rule("quality_minor").plans[1:]


@pytest.mark.parametrize(
    ("field", "value", "remark"),
    [
        ("label", "", "Please fill this in."),
        ("label", "x" * 501, "At most 500 characters."),
        ("source", " ", "Please fill this in."),
        ("when-0-fact", "", "Choose one of the list."),
        ("when-0-operator", "at_least", "Choose one of the list."),
        ("when-0-value", "boredom", "Choose one of the list."),
        ("plan-0-kind", "hug", "Choose one of the list."),
        ("plan-0-clause", "", "Please fill this in."),
        ("plan-0-formula", "freight", "Choose one of the list."),
        ("plan-0-percent", "101", "Enter a whole number from 1 to 100."),
        ("plan-0-limit", "ten", "Enter an amount in yuan with at most two decimals."),
        ("plan-0-limit", "0", "Enter an amount from ¥0.01 to ¥1000000.00."),
        ("plan-0-deadline_amount", "", "Enter a whole number from 1 to 8784."),
        ("plan-0-approval", "never", "Choose one of the list."),
        ("plan-1-goods_back", "no", "Choose one of the list."),
        ("plan-1-freight_back", "none", "Choose one of the list."),
        ("plan-1-freight_back", "buyer", "The buyer bears the way back, so that freight is not refunded."),
    ],
)
def test_a_wrong_value_comes_back_with_its_remark_beside_it(field: str, value: str, remark: str):
    client, root = with_draft(make_people())
    address = f"{root}quality_minor/"
    sent = fields_of(client.get(address).content.decode()) | {field: [value]}
    answer = client.post(address, sent, headers=PART)
    page = answer.content.decode().replace("&#x27;", "'")
    assert (answer.status_code, drafted()) == (422, DEFAULT_RULEBOOK)
    place = "plan-1-refunds_freight" if value == "buyer" else field
    assert re.search(rf'id="{place}-error">([^<]*)', page)[1] == remark
    assert fields_of(page)["plan-0-clause"] == sent["plan-0-clause"]


def test_the_remark_is_in_the_persons_language():
    client, root = with_draft(make_people())
    client.cookies.load({"language": "zh-hans"})
    sent = fields_of(client.get(f"{root}quality_minor/").content.decode()) | {"label": [""]}
    assert "请填写" in client.post(f"{root}quality_minor/", sent).content.decode()


def test_rows_come_go_and_move_and_what_was_typed_stays():
    client, root = with_draft(make_people())
    address = f"{root}quality_minor/"
    sent = fields_of(client.get(address).content.decode()) | {"label": ["Halb getippt"]}

    def press(act: str) -> dict[str, Any]:
        answer = client.post(address, {**sent, "act": act}, headers=PART)
        assert answer.status_code == 200
        found = fields_of(answer.content.decode())
        assert found["label"] == ["Halb getippt"]
        return found

    kinds = [sent[f"plan-{place}-kind"][0] for place in range(3)]
    assert "when-3-fact" in press("add:when")
    assert press("drop:when-0")["when-0-fact"] == sent["when-1-fact"]
    assert [press("down:plan-0")[f"plan-{place}-kind"][0] for place in range(3)] == [kinds[1], kinds[0], kinds[2]]
    assert [press("up:plan-2")[f"plan-{place}-kind"][0] for place in range(3)] == [kinds[0], kinds[2], kinds[1]]
    assert "plan-2-kind" not in press("drop:plan-1")
    assert press("add:plan")["plan-3-kind"] == [""]
    assert press("add:plan-0-extra")["plan-0-extra-1-kind"] == ["coupon"]
    assert press("add:plan-0-extra-0-when")["plan-0-extra-0-when-1-fact"] == [""]
    assert drafted() == DEFAULT_RULEBOOK
    for nonsense in (
        "drop:when-99",
        "drop:label",
        "up:plan",
        "add:plan-9-when",
        "add:when-0-when",
        "explode",
        "add:",
        "drop:plan-x",
    ):
        assert press(nonsense) == {**sent, "label": ["Halb getippt"]}


def test_only_the_controls_that_fit_are_asked():
    client, root = with_draft(make_people())
    address = f"{root}quality_minor/"
    sent = fields_of(client.get(address).content.decode())

    def shows(**fields: str) -> set[str]:
        named = {name.replace("__", "-"): [value] for name, value in fields.items()}
        answer = client.post(address, {**sent, **named, "act": "fit"}, headers=PART)
        return set(fields_of(answer.content.decode()))

    assert "plan-0-percent" in sent
    assert "plan-0-percent" not in (fixed := shows(plan__0__formula="fixed"))
    assert "plan-0-low" in fixed
    told = shows(plan__0__kind="explain")
    assert not told & {f"plan-0-{name}" for name in ("formula", "limit", "low", "goods_back", "freight_out")}
    assert {"plan-0-freight_out", "plan-0-goods_back"} <= shows(plan__0__kind="exchange")
    assert "plan-0-freight_back" not in shows(plan__0__kind="reship", plan__0__goods_back="no")
    assert "when-0-value" in shows(when__0__fact="value")


@pytest.mark.attack("B8")
def test_a_field_that_the_form_does_not_have_is_refused():
    client, root = with_draft(make_people())
    sent = fields_of(client.get(f"{root}quality_minor/").content.decode())
    places = ("plan-²-x", "plan-²-kind", "when-①-fact", "plan-0-extra-²-kind")
    for name in ("code", "plan-0-rulebook", "when-0-when-0-fact", "plan-x-kind", "plan-0-", "-", *places):
        assert client.post(f"{root}quality_minor/", {**sent, name: "1"}).status_code == 422
    assert drafted() == DEFAULT_RULEBOOK


def test_two_windows_of_one_person_do_not_overwrite_each_other():
    client, root = with_draft(make_people())
    address = f"{root}quality_minor/"
    first = fields_of(client.get(address).content.decode()) | {"label": ["First"]}
    other = fields_of(client.get(f"{root}quality_severe/").content.decode()) | {"label": ["Other rule"]}
    assert client.post(f"{root}quality_severe/", other).status_code == 303
    assert client.post(address, first).status_code == 303
    second = client.post(address, {**first, "label": ["Second"]}, headers=PART)
    assert second.status_code == 409
    assert "another window" in second.content.decode()
    assert [drafted().rule(code).label for code in ("quality_minor", "quality_severe")] == ["First", "Other rule"]
