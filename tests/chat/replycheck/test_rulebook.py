"""The rules as data: what a shop may store, and that nothing it stores makes the check slow or blind (S11, C10)."""

import re
from dataclasses import replace
from itertools import product

import pytest

from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.phrases import pattern_of, problem_of
from aftercare.chat.replycheck.rulebook import MOST_STEPS, Rule, Rulebook, WrongRule, parse_rulebook, read_rule
from aftercare.chat.replycheck.rules import check_reply
from aftercare.chat.replycheck.terms import Detector, HitKind
from aftercare.core.errors import AftercareError

GOOD = Rule("own.1", HitKind.VAGUE, Detector.PHRASES, "Why", "Better", ("也许*吧",)).as_json()


def with_own(*phrases: str, unless: tuple[str, ...] = ()) -> Rulebook:
    rule = Rule("own.1", HitKind.VAGUE, Detector.PHRASES, "Why", "Better", phrases, unless=unless)
    return parse_rulebook(DEFAULT_RULEBOOK.with_rule(rule).as_json())


def found(text: str, *phrases: str, unless: tuple[str, ...] = ()) -> list[str]:
    hits = check_reply(text, with_own(*phrases, unless=unless))
    return [text[hit.start : hit.end] for hit in hits if hit.rule == "own.1"]


@pytest.mark.row("S11")
def test_the_default_reads_as_it_is_written_and_has_a_reason_and_a_wording_for_every_rule():
    assert parse_rulebook(DEFAULT_RULEBOOK.as_json()) == DEFAULT_RULEBOOK
    assert {rule.kind for rule in DEFAULT_RULEBOOK.rules} == set(HitKind)
    assert all(re.search("[a-z]", rule.why) for rule in DEFAULT_RULEBOOK.rules)
    assert not any("*" in rule.better for rule in DEFAULT_RULEBOOK.rules)


@pytest.mark.row("S11")
@pytest.mark.parametrize(
    "change, field, why",
    [
        ({"phrases": []}, "phrases", "none"),
        ({"phrases": ["a"]}, "phrases", "short"),
        ({"phrases": ["*也许"]}, "phrases", "edge"),
        ({"phrases": ["也许**吧"]}, "phrases", "edge"),
        ({"phrases": ["也*许*好*吧"]}, "phrases", "gaps"),
        ({"phrases": ["也" * 41]}, "phrases", "long"),
        ({"phrases": ["也许", "也许"]}, "phrases", "twice"),
        ({"phrases": [" 也许"]}, "phrases", "form"),
        ({"phrases": [7]}, "phrases", "form"),
        ({"phrases": "也许"}, "phrases", "many"),
        ({"phrases": [f"也许{number}" for number in range(251)]}, "phrases", "many"),
        ({"why": ""}, "why", "text"),
        ({"better": "x" * 201}, "better", "text"),
        ({"kind": "rude"}, "kind", "form"),
        ({"kind": "personal_data"}, "kind", "form"),
        ({"by": "regex"}, "kind", "form"),
        ({"partners": ["红包"]}, "partners", "none"),
        ({"reach": 3}, "reach", "form"),
        ({"is_on": "yes"}, "reach", "form"),
        ({"code": "Own 1"}, "code", "form"),
        ({"more": 1}, "rule", "form"),
    ],
)
def test_a_rule_that_cannot_be_used_says_which_part_and_why(change: dict[str, object], field: str, why: str):
    with pytest.raises(WrongRule) as wrong:
        read_rule({**GOOD, **change})
    assert (wrong.value.field, wrong.value.why) == (field, why)
    assert not isinstance(wrong.value, AftercareError)


@pytest.mark.row("S11")
@pytest.mark.attack("C9")
@pytest.mark.parametrize("code", ["review.change", "personal.phone", "personal.address"])
def test_what_blocks_cannot_be_switched_off_or_left_out(code: str):
    rule = DEFAULT_RULEBOOK.rule(code)
    assert rule is not None
    with pytest.raises(WrongRule, match="blocks"):
        parse_rulebook(DEFAULT_RULEBOOK.with_rule(replace(rule, is_on=False)).as_json())
    book = DEFAULT_RULEBOOK
    for other in [one for one in DEFAULT_RULEBOOK.rules if one.by is rule.by]:
        book = book.without(other.code)
    with pytest.raises(WrongRule, match="blocks"):
        parse_rulebook(book.as_json())


@pytest.mark.row("S11")
def test_the_language_of_phrases():
    assert found("也许今天会到吧", "也许*吧") == ["也许今天会到吧"]
    assert found("也许今天下午五点半以前会到吧", "也许*吧") == []  # more than eight in between
    assert found("也许。好吧", "也许*吧") == []  # a gap ends with the sentence
    assert found("OK, a book", "ok") == ["OK"]
    assert found("折扣为1100%和100%", "100%") == ["100%"]
    assert found("a.b", "a.b") == ["a.b"] and found("axb", "a.b") == []  # no signs of its own but *
    assert found("(?:x+x+)+y", "(?:x+x+)+y") == ["(?:x+x+)+y"]
    assert found("没问题的话就这样", "没问题", unless=("没问题的话",)) == []
    assert found("没问题。没问题的话就这样", "没问题", unless=("没问题的话",)) == ["没问题"]


@pytest.mark.row("S11")
@pytest.mark.attack("C10")
def test_no_phrase_of_a_shop_becomes_a_pattern_that_can_run_away():
    signs = r"\^$.|?+()[]{}/-"
    for one, other in product(signs, signs):
        phrase = f"a{one}{other}b"
        if not problem_of(phrase):
            assert found(f"x{phrase}x", phrase) == [] and found(f"。{phrase}。", phrase) == [phrase]
    gapped = tuple(f"a*b*{chr(ord('一') + number)}a" for number in range(60))
    pattern = pattern_of(gapped, False)
    assert pattern is not None and re.fullmatch(r"[^*+]*", re.sub(r"\[\^[^\]]*\]\{0,8\}\?", "", pattern.pattern))


@pytest.mark.row("S11")
@pytest.mark.attack("C10")
def test_phrases_with_gaps_are_counted_by_what_they_cost():
    many = tuple(f"a*b*{chr(ord('一') + number)}a" for number in range(MOST_STEPS // 81 + 1))
    with pytest.raises(WrongRule, match="cost"):
        with_own(*many)


def test_codes_stand_once_and_a_book_is_bounded():
    twice = DEFAULT_RULEBOOK.as_json()
    twice["rules"].append(twice["rules"][0])
    with pytest.raises(WrongRule, match="twice"):
        parse_rulebook(twice)
    with pytest.raises(WrongRule, match="many"):
        parse_rulebook({"version": 1, "rules": [GOOD] * 201})
    for wrong in (None, [], {"version": 0, "rules": []}, {"version": 1}):
        with pytest.raises(WrongRule):
            parse_rulebook(wrong)
