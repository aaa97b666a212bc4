"""The needs in one line, what may be wrong with them, and what to ask next (S5)."""

import json

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from aftercare.chat.needs.keeping import from_json, to_json
from aftercare.chat.needs.questions import QUESTIONS, open_questions
from aftercare.chat.needs.rules import Needs, told
from aftercare.chat.needs.summary import summary
from aftercare.chat.needs.terms import Doubt, Field, ForWhom, Occasion, Recipient, coded, named
from aftercare.core.money import Money

GIFT, SELF = ForWhom.GIFT, ForWhom.SELF
EXAMPLE = Needs(
    for_whom=GIFT,
    recipient=Recipient.BESTIE.value,
    occasion=Occasion.BIRTHDAY.value,
    budget_most=Money(50_000),
    preferences=("清新风格",),
    wanted=("A", "B"),
    doubts=(Doubt.ENGRAVING.value,),
)
# fmt: off
LINES = [
    (EXAMPLE, "预算500内,送闺蜜生日礼物,喜欢清新风格,意向A和B,疑问:是否支持刻字",
     "budget up to 500, birthday gift for best friend, likes 清新风格, interested in A and B, "
     "wants to know: whether engraving is possible"),
    (Needs(), "", ""),
    (Needs(budget_least=Money(30_000), budget_most=Money(50_000)), "预算300-500", "budget 300–500"),
    (Needs(budget_least=Money(50_000), budget_most=Money(50_000)), "预算500左右", "budget about 500"),
    (Needs(budget_least=Money(50_000)), "预算500以上", "budget from 500"),
    (Needs(budget_most=Money(9_990)), "预算99.90内", "budget up to 99.90"),
    (Needs(for_whom=SELF), "自用", "for oneself"),
    (Needs(for_whom=SELF, occasion="毕业旅行"), "自用,场合:毕业旅行", "for oneself, occasion: 毕业旅行"),
    (Needs(for_whom=GIFT), "送礼", "gift"),
    (Needs(for_whom=GIFT, occasion="birthday"), "生日礼物", "birthday gift"),
    (Needs(recipient="表姐"), "送表姐", "gift for 表姐"),
    (Needs(occasion="birthday"), "场合:生日", "occasion: birthday"),
    (Needs(wanted=("A", "B", "C")), "意向A、B和C", "interested in A; B and C"),
    (Needs(preferences=("简约", "不要太花")), "喜欢简约、不要太花", "likes 简约; 不要太花"),
    (Needs(doubts=("fading", "能用几年")), "疑问:是否掉色、能用几年",
     "wants to know: whether the colour fades; 能用几年"),
]
# fmt: on

words = st.text(max_size=30)
money = st.none() | st.integers(0, 10**8).map(Money)
needs = st.builds(
    Needs,
    for_whom=st.none() | st.sampled_from(list(ForWhom)),
    recipient=words | st.sampled_from(Recipient.values),
    occasion=words | st.sampled_from(Occasion.values),
    budget_least=money,
    budget_most=money,
    preferences=st.lists(words, max_size=4).map(tuple),
    wanted=st.lists(words, max_size=4).map(tuple),
    doubts=st.lists(words | st.sampled_from(Doubt.values), max_size=4).map(tuple),
)


@pytest.mark.row("S5")
@pytest.mark.parametrize(("known", "_chinese", "english"), LINES)
def test_one_line_of_what_is_known(known: Needs, _chinese: str, english: str):
    with override("en"):
        assert summary(known) == english


@pytest.mark.row("S5")
@pytest.mark.parametrize(("known", "chinese", "_english"), LINES)
def test_the_line_of_the_source_in_chinese(known: Needs, chinese: str, _english: str):
    """As in C 沟通记录; the marks between the parts are full width on screens."""
    with override("zh-hans"):
        assert summary(known).translate(str.maketrans("，：–", ",:-")) == chinese


@pytest.mark.row("S5")
@given(needs)
def test_the_line_loses_nothing_that_is_known(known: Needs):
    for language in ("zh-hans", "en"):
        with override(language):
            line = summary(known)
            expected = [named(Recipient, known.recipient.strip()), named(Occasion, known.occasion.strip())]
            expected += [*known.preferences, *known.wanted, *(named(Doubt, one) for one in known.doubts)]
            for text in told(tuple(expected)):
                assert text in line
            for amount in (known.budget_least, known.budget_most):
                assert amount is None or amount.yuan.removesuffix(".00") in line
            assert bool(line) == bool(known.known())
            assert len(line.splitlines()) <= 1


@pytest.mark.row("S5")
@given(needs)
def test_what_is_kept_comes_back(known: Needs):
    assert from_json(to_json(known)) == known


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "null", '{"for_whom": 3, "budget_most": "500", "wanted": "A", "recipient": []}', "{"]
)
def test_what_is_no_needs_is_read_as_nothing_known(text: str):
    assert from_json(text) == Needs()


def test_amounts_are_kept_in_fen_and_empty_answers_are_not_kept():
    assert json.loads(to_json(Needs(budget_most=Money(50_000)))) == {"budget_most": 50_000}


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Needs(budget_least=Money(60_000), budget_most=Money(50_000)), Field.BUDGET),
        (Needs(budget_least=Money(-1)), Field.BUDGET),
        (Needs(budget_most=Money(10**9)), Field.BUDGET),
        (Needs(for_whom=SELF, recipient="bestie"), Field.RECIPIENT),
        (Needs(recipient="x" * 61), Field.RECIPIENT),
        (Needs(occasion="x" * 61), Field.OCCASION),
        (Needs(preferences=("x" * 61,)), Field.PREFERENCES),
        (Needs(wanted=("x",) * 9), Field.WANTED),
        (Needs(doubts=("x" * 61,)), Field.DOUBTS),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(wrong: Needs, field: Field):
    assert set(wrong.problems()) == {field}


def test_the_example_has_no_problems():
    assert EXAMPLE.problems() == {} == Needs().problems()


@pytest.mark.row("S5")
def test_usual_answers_are_kept_as_codes_and_others_as_words():
    with override("en"):
        assert coded(Recipient, " Best friend ") == "bestie"
        assert coded(Recipient, "my  cousin") == "my cousin"
        assert (named(Recipient, "bestie"), named(Recipient, "表姐")) == ("best friend", "表姐")


@pytest.mark.row("S5")
def test_the_next_question_is_about_what_is_missing():
    def asked(known: Needs) -> list[Field | None]:
        return [question.about for question in open_questions(known)]

    rest = [Field.BUDGET, Field.PREFERENCES, Field.WANTED, Field.DOUBTS]
    assert asked(Needs()) == [Field.FOR_WHOM, Field.OCCASION, *rest]
    assert asked(Needs(for_whom=GIFT)) == [Field.RECIPIENT, Field.OCCASION, *rest]
    assert asked(Needs(recipient="bestie")) == [Field.OCCASION, *rest]
    assert asked(Needs(for_whom=SELF)) == rest
    assert asked(EXAMPLE) == []


@pytest.mark.row("S5")
def test_every_answer_has_open_questions_to_pick_from():
    assert set(QUESTIONS) == set(Field)
    with override("en"):
        for question in QUESTIONS.values():
            assert question.sentences and all("?" in str(sentence) for sentence in question.sentences)
