"""The needs form as it is typed (S5)."""

import pytest
from django.utils.translation import override

from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import ForWhom
from aftercare.chat.needs.typed import as_typed, typed_needs
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money


@pytest.mark.row("S5")
def test_what_is_typed_becomes_answers_and_comes_back():
    with override("en"):
        needs = typed_needs(
            {
                "for_whom": "gift",
                "recipient": "best friend",
                "occasion": " Birthday ",
                "budget_least": "",
                "budget_most": "¥1,500",
                "preferences": "清新风格、不要太花;简约",
                "wanted": "保温杯、礼盒装\r\n保温杯、礼盒装\nB",
                "doubts": "whether engraving is possible\n能用几年",
            }
        )
        assert needs == Needs(
            for_whom=ForWhom.GIFT,
            recipient="bestie",
            occasion="birthday",
            budget_most=Money(150_000),
            preferences=("清新风格", "不要太花", "简约"),
            wanted=("保温杯、礼盒装", "B"),
            doubts=("engraving", "能用几年"),
        )
        assert typed_needs(as_typed(needs)) == needs


@pytest.mark.row("S5")
def test_an_empty_form_is_nothing_known():
    assert typed_needs({}) == Needs() == typed_needs(as_typed(Needs()))


@pytest.mark.row("S5")
@pytest.mark.parametrize("amount", ["abc", "1e3", "-5", "1.234", "NaN", "99999999999999"])
def test_amounts_that_are_none_are_refused_at_the_budget(amount: str):
    with pytest.raises(InvalidInput) as refused:
        typed_needs({"budget_most": amount})
    assert set(refused.value.problems) == {"budget"}


@pytest.mark.row("S5")
def test_a_recipient_of_ones_own_things_is_refused_at_the_recipient():
    with pytest.raises(InvalidInput) as refused:
        typed_needs({"for_whom": "self", "recipient": "mother"})
    assert set(refused.value.problems) == {"recipient"}
