"""How sure a match is, and from when on a parcel may leave the shelf (B4)."""

import pytest

from aftercare.unclaimed.reading import read_tracking_no
from aftercare.unclaimed.rules import (
    Candidate,
    Label,
    Patience,
    decision_refusal,
    end_refusal,
    link_refusal,
    same_goods,
    same_name,
    score_of,
    signs_of,
    strength_of,
)
from aftercare.unclaimed.terms import End, ParcelState, Sign, Strength

pytestmark = pytest.mark.row("B4")


@pytest.mark.parametrize(
    ("phone", "digits", "tail"),
    [
        ("13800002468", "13800002468", "2468"),
        ("+86 138-0000-2468", "13800002468", "2468"),
        ("138****2468", "", "2468"),
        ("２４６８", "", "2468"),
        ("2468", "", "2468"),
        ("68", "", ""),
        ("138****24**", "", ""),
        ("", "", ""),
    ],
)
def test_what_a_label_shows_of_a_phone(phone: str, digits: str, tail: str):
    label = Label(phone=phone)
    assert (label.digits, label.tail) == (digits, tail)


@pytest.mark.parametrize(
    ("written", "name", "mask", "same"),
    [
        ("王小明", "王小明", "王**", True),
        ("王**", "王小明", "王**", True),
        ("王小明", "", "王**", True),
        ("王", "", "王**", False),  # one character says nothing
        ("李小明", "王小明", "王**", False),
        ("", "王小明", "王**", False),
        ("王小明", "", "", False),
    ],
)
def test_names_on_labels_are_often_half_a_name(written: str, name: str, mask: str, same: bool):
    assert same_name(written, name, mask) is same


@pytest.mark.parametrize(
    ("seen", "ordered", "same"),
    [
        ("原木小鹿摆件", "【包邮】原木小鹿摆件 北欧风 2 件", True),
        ("小鹿摆件 2件", "原木小鹿摆件", True),
        ("包裹", "原木小鹿摆件", False),  # every parcel is one
        ("珊瑚绒四件套", "原木小鹿摆件", False),
        ("", "原木小鹿摆件", False),
    ],
)
def test_goods_fit_by_some_of_their_words(seen: str, ordered: str, same: bool):
    assert same_goods(seen, ordered) is same


def test_signs_add_up_to_a_strength():
    label = Label("SF1", "王小明", "13800002468", "原木摆件")
    whole = Candidate(frozenset({Sign.TRACKING}), "王小明", "王**", "原木摆件", is_expected=True)
    assert strength_of(score_of(signs_of(label, whole))) is Strength.CERTAIN
    phone = signs_of(label, Candidate(frozenset({Sign.PHONE, Sign.TAIL})))
    assert phone == {Sign.PHONE}  # the tail says nothing more
    assert strength_of(score_of(phone)) is Strength.LIKELY
    tail = signs_of(label, Candidate(frozenset({Sign.TAIL}), "", "王**"))
    assert strength_of(score_of(tail)) is Strength.LIKELY  # with the name beside it
    assert strength_of(score_of({Sign.TAIL})) is Strength.POSSIBLE
    assert strength_of(score_of({Sign.EXPECTED, Sign.PRODUCT})) is Strength.POSSIBLE
    assert strength_of(score_of({Sign.PRODUCT})) is None


def test_each_end_has_its_days():
    patience = Patience(return_days=7, dispose_days=30)
    assert end_refusal("waiting", End.RETURN, 6, patience).code == "too_early"
    assert end_refusal("waiting", End.RETURN, 7, patience) is None
    assert end_refusal("waiting", End.DISPOSE, 29, patience).code == "too_early"
    assert end_refusal("waiting", End.DISPOSE, 30, patience) is None
    assert "29" in str(end_refusal("waiting", End.DISPOSE, 29, patience))


@pytest.mark.parametrize("state", ParcelState)
def test_every_state_says_what_it_does_not_allow(state: ParcelState):
    assert (link_refusal(state) is None) == (state in ("waiting", "asked", "approved"))
    assert (end_refusal(state, End.RETURN, 99, Patience(7, 30)) is None) == (state == "waiting")
    assert (decision_refusal(state, 1, 2) is None) == (state == "asked")
    assert decision_refusal(state, 1, 1) is not None


@pytest.mark.parametrize(
    ("text", "read"), [(" sf 1234 5678 ", "SF12345678"), ("ＳＦ１２３４５６", "SF123456"), ("", "")]
)
def test_a_tracking_number_is_kept_as_cases_keep_it(text: str, read: str):
    assert read_tracking_no(text) == read


@pytest.mark.parametrize("text", ["SF1", "=cmd|'/c calc'!A0", "SF" + "1" * 60, "单号一二三四五六"])
def test_what_is_no_tracking_number_is_refused(text: str):
    with pytest.raises(ValueError):
        read_tracking_no(text)
