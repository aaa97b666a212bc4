"""Which questions a try asks, points, tries, marks of a practice; blocks of a lesson: pure (K3)."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercare.training.actions.save_question import QuestionFacts, fill_question
from aftercare.training.models import Question
from aftercare.training.reading import Block, blocks_of
from aftercare.training.ready import ready_course
from aftercare.training.rules import (
    Answered,
    Tries,
    Turn,
    draw,
    is_enough,
    mark_of,
    points_of,
    shown_key,
    speed_of,
    words_of,
)
from aftercare.training.terms import DAYS_MOST, TEXT_MOST, QuestionKind
from aftercare.training.writing import end_of

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BANK = [(pk, QuestionKind.SINGLE, 4) for pk in range(1, 31)]


@pytest.mark.row("K3")
def test_a_seed_gives_the_same_try_again_and_another_one_another():
    first = draw(BANK, 10, 7)
    assert draw(list(reversed(BANK)), 10, 7) == first  # in whatever order the bank was read
    assert len({one.question_id for one in first}) == 10
    assert draw(BANK, 10, 8) != first
    assert len({one.order for one in first}) > 1  # options are in random order as well
    assert len(draw(BANK, 99, 7)) == len(BANK)
    ((_true_first),) = [one.order for one in draw([(1, QuestionKind.TRUE_FALSE, 2)], 1, 5)]
    assert _true_first == (0, 1)


def test_the_key_goes_with_its_options():
    options, key = ["a", "b", "c", "d"], [0, 2]
    for seed in range(20):
        (one,) = draw([(1, QuestionKind.MULTIPLE, 4)], 1, seed)
        shown = [options[stored] for stored in one.order]
        assert sorted(shown[place] for place in shown_key(key, one.order)) == ["a", "c"]


def test_points_and_the_pass_mark():
    assert points_of([0, 2], [2, 0], 3) == 3
    assert points_of([0, 2], [0], 3) == points_of([0, 2], [0, 1, 2], 3) == points_of([0], [], 1) == 0
    assert is_enough(80, 100, 80) and not is_enough(79, 100, 80)
    assert not is_enough(0, 0, 1)


def test_tries_are_used_up_and_wait():
    wait = timedelta(hours=24)
    assert Tries(0, 2, None, None).free_at(wait) is None
    assert Tries(1, 2, AT, None).free_at(wait) == AT + wait
    assert Tries(2, 3, AT, AT + timedelta(hours=1)).free_at(wait) is None  # the trainer has opened one
    assert Tries(2, 2, AT, None).are_used_up and not Tries(2, 3, AT, AT).are_used_up


def test_the_mark_of_a_practice():
    turns = [Turn("在吗", (), 30), Turn("多久", (), 60)]
    answers = [Answered(30.0, 0), Answered(61.0, 1)]
    assert (speed_of(turns, answers), words_of(answers)) == (50, 50)
    assert words_of([Answered(None, 0), Answered(5, 0)]) == 50  # no answer is no good answer
    assert mark_of(100, 100, 100) == 100 and mark_of(50, 50, 80) == 65


def test_a_lesson_is_read_as_blocks():
    text = "## 要点\n- 一\n- 二\n\n第一行\n第二行\n<script>alert(1)</script>"
    assert blocks_of(text) == [
        Block("heading", ("要点",)),
        Block("list", ("一", "二")),
        Block("text", ("第一行", "第二行", "<script>alert(1)</script>")),
    ]


@pytest.mark.parametrize(
    ("months", "ends"),
    [(0, None), (12, (2027, 3, 2)), (1, (2026, 4, 2)), (10, (2027, 1, 2))],
)
def test_a_certificate_is_good_for_whole_months(months, ends):
    found = end_of(AT, months)
    assert (found and (found.year, found.month, found.day)) == ends
    last = end_of(datetime(2026, 1, 31, 4, tzinfo=UTC), 1)
    assert (last.month, last.day) == (2, 28)


@pytest.mark.row("K3")
def test_the_newcomer_course_is_whole():
    ready = ready_course()
    assert 3 <= ready.days <= DAYS_MOST and {one["day"] for one in ready.lessons} == set(range(1, ready.days + 1))
    assert all(0 < len(one["text"]) <= TEXT_MOST for one in ready.lessons)
    assert len({row[1] for row in ready.questions}) == len(ready.questions) >= 60
    assert {row[0] for row in ready.questions} == set(QuestionKind.values)
    for kind, text, options, key, why, points in ready.questions:
        fill_question(Question(), QuestionFacts(QuestionKind(kind), text, options, key, why, points))
        assert why
    assert len(ready.scripts) >= 2 and all(turn["points"] for one in ready.scripts for turn in one["turns"])
