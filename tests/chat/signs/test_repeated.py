"""The same matter told again and again (S14, D 3)."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.chat.signs.told import NOON, said, talk

from aftercare.chat.signs.lines import Line
from aftercare.chat.signs.repeated import claims, repeated_matter
from aftercare.chat.terms import Side

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = "我三月一号买的保温杯,收到的时候杯盖就是裂的,热水会从盖子边上漏出来,我要求换一个新的杯盖"
SECOND = "上次说过的,保温杯收到时杯盖就裂了,装热水会从盖子边上漏,你们到现在也没给我换新的杯盖"
THIRD = "再说一次,收到的保温杯杯盖是裂的,热水从盖子边上漏出来,要求换新杯盖,一直没人处理"
OTHER = "请问你们那款蓝色的双肩包什么时候才有货呀,我想买来周末爬山的时候用,不知道能不能预订"


@pytest.mark.row("S14")
def test_three_tellings_to_three_agents_on_three_days():
    earlier = talk([FIRST], agent=1, conversation=1) + talk([SECOND], agent=2, conversation=2, days=1)
    found = repeated_matter(talk(["在吗", THIRD], agent=3, conversation=3, days=3), earlier, 3, SHANGHAI)
    assert found is not None
    assert (found.times, found.agents) == (3, 3)
    assert found.days == (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5))
    assert [(one.agent, one.conversation, one.quote.line) for one in found.tellings] == [
        (1, 1, 0),
        (2, 2, 0),
        (3, 3, 1),
    ]
    assert [one.quote.words[:6] for one in found.tellings] == [FIRST[:6], SECOND[:6], THIRD[:6]]


@pytest.mark.row("S14")
def test_the_shop_says_how_often_is_too_often():
    earlier = talk([FIRST], agent=1, conversation=1)
    here = talk([SECOND], agent=2, conversation=2, days=1)
    assert repeated_matter(here, earlier, 3, SHANGHAI) is None
    assert repeated_matter(here, earlier, 2, SHANGHAI) is not None


@pytest.mark.row("S14")
def test_within_one_talk_with_one_agent_nothing_is_told_again():
    assert repeated_matter(talk([FIRST, SECOND, THIRD], agent=1, conversation=1), [], 2, SHANGHAI) is None


@pytest.mark.row("S14")
def test_one_conversation_that_goes_from_agent_to_agent_counts():
    here = [
        line
        for agent, text in enumerate([FIRST, SECOND, THIRD], 1)
        for line in talk([text], agent=agent, conversation=1)
    ]
    found = repeated_matter(here, [], 3, SHANGHAI)
    assert found is not None and (found.times, found.agents, len(found.days)) == (3, 3, 1)


@pytest.mark.row("S14")
def test_the_same_agent_on_two_days_counts_and_the_day_is_the_shops():
    late = [Line(Side.BUYER, FIRST, NOON.replace(hour=15, minute=50), 1, 1)]  # 23:50 in the shop
    night = [Line(Side.BUYER, SECOND, NOON.replace(hour=16, minute=10), 1, 1)]  # 00:10 of the next day
    found = repeated_matter(late + night, [], 2, SHANGHAI)
    assert found is not None and found.days == (date(2026, 3, 2), date(2026, 3, 3))


@pytest.mark.row("S14")
def test_other_matters_and_short_lines_are_not_it():
    earlier = talk([OTHER], agent=1, conversation=1) + talk(["杯盖裂了", "漏水"], agent=2, conversation=2, days=1)
    assert repeated_matter(talk([FIRST], agent=3, conversation=3, days=2), earlier, 2, SHANGHAI) is None


@pytest.mark.row("S14")
def test_a_matter_told_in_several_short_lines_is_one_telling():
    earlier = talk(
        ["我买的保温杯", "收到的时候杯盖就是裂的", "热水会从盖子边上漏出来", "要换个新的杯盖"], agent=1, conversation=1
    )
    found = repeated_matter(talk([FIRST], agent=2, conversation=2, days=1), earlier, 2, SHANGHAI)
    assert found is not None and found.times == 2


@pytest.mark.row("S14")
def test_when_the_buyer_counts_themselves_two_that_we_see_are_enough():
    earlier = talk([FIRST], agent=1, conversation=1)
    here = talk([SECOND, "我已经说了五遍了"], agent=2, conversation=2, days=1)
    found = repeated_matter(here, earlier, 4, SHANGHAI)
    assert found is not None and found.claim is not None
    assert (found.times, str(found.claim), found.claim.line) == (2, "我已经说了五遍了", 1)
    assert (
        repeated_matter(talk([SECOND, "我已经说了三遍了"], agent=2, conversation=2, days=1), earlier, 4, SHANGHAI)
        is None
    )
    assert repeated_matter(said("我已经说了五遍了"), [], 2, SHANGHAI) is None  # nothing of it is seen


@pytest.mark.row("S14")
def test_many_tellings_show_the_first_and_the_latest():
    earlier = [
        line
        for day in range(8)
        for line in talk([(FIRST, SECOND)[day % 2]], agent=day + 1, conversation=day + 1, days=day)
    ]
    found = repeated_matter(talk([THIRD], agent=9, conversation=9, days=8), earlier, 3, SHANGHAI)
    assert found is not None and found.times == 9
    assert [one.conversation for one in found.tellings] == [1, 6, 7, 8, 9]


@pytest.mark.row("S14")
@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("我已经说了5遍了", 5),
        ("都第三次问了", 3),
        ("每次都要我重新说", 2),
        ("我跟三个客服说过了", 3),
        ("问了N次", 3),
        ("说过很多次了", 3),
        ("换一个人又要问", 2),
        ("找了四个客服", 4),
        ("已经反映过好几次", 3),
        ("说了第三遍了", 3),
        ("买了两次", 0),
        ("用了一次", 0),
        ("发了三次货", 0),
        ("第一次购买", 0),
        ("我问一下", 0),
    ],
)
def test_what_buyers_say_of_telling_it_again(text: str, times: int):
    assert claims(text) == times


@given(st.lists(st.text(max_size=80), max_size=6), st.lists(st.text(max_size=80), max_size=6))
def test_no_text_breaks_it(here: list[str], before: list[str]):
    earlier = talk(before, agent=1, conversation=1)
    found = repeated_matter(talk(here, agent=2, conversation=2, days=1), earlier, 2, SHANGHAI)
    assert found is None or (found.times >= 2 and len(found.days) == 2)
