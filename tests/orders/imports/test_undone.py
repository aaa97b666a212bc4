"""Which fields and lines go back: pure decisions, and differences that become one."""

from typing import Any

from aftercare.intake.changes.keeping import joined
from aftercare.intake.changes.tally import Ending, Tally
from aftercare.intake.changes.terms import Fate
from aftercare.orders.imports.kept import ADDED, LINES
from aftercare.orders.imports.lines import LINE_VALUES
from aftercare.orders.imports.undone import CHANGED, IN_USE, decide, key_of

NONE: dict[str, str] = {}
LINE = dict(zip(LINE_VALUES, ["围巾", 1, 5200, 5200, 0, "11", "米白", "YM-1", "", False], strict=True))


def line(**values: Any) -> dict[str, Any]:
    return LINE | values


def test_a_field_goes_back_only_while_it_holds_what_was_written():
    told = {"courier": ["", "圆通"], "tracking_no": ["", "YT1"], "paid": [100, 200]}
    back = decide(told, {"courier": "圆通", "tracking_no": "YT2", "paid": 200}, {}, (), {"paid": "back.later"})
    assert (back.fields, back.kept, back.fate) == (
        {"courier": ""},
        {"tracking_no": CHANGED, "paid": "back.later"},
        Fate.PART,
    )


def test_fields_that_say_one_thing_stay_together():
    told = {"status": ["a", "b"], "raw_status": ["A", "B"], "region": ["浙江", "上海"]}
    now = {"status": "c", "raw_status": "B", "region": "上海"}
    back = decide(told, now, {}, (), {"receiver_address": "back.person"})
    assert (back.fields, back.fate) == ({}, Fate.KEPT)
    assert back.kept == {"status": CHANGED, "raw_status": CHANGED, "region": "back.person"}


def test_bookkeeping_goes_back_or_stays_in_silence():
    told = {"exported_at": [None, "x"], "courier": ["", "圆通"]}
    for now, fields in (("x", {"exported_at": None, "courier": ""}), ("y", {"courier": ""})):
        back = decide(told, {"exported_at": now, "courier": "圆通"}, {}, (), NONE)
        assert (back.fields, back.kept, back.count, back.fate) == (fields, {}, 1, Fate.BACK)


def test_goods_go_back_as_one_and_refunds_for_themselves():
    values = [LINE[name] for name in LINE_VALUES]
    told = {LINES: {"1": {"title": ["全单", "围巾"], "refunded": [0, 500]}, "2": {ADDED: values}}}
    lines = {1: line(refunded=500), 2: line()}
    back = decide(told, {}, lines, (), NONE)
    assert (back.gone, back.lines, back.kept) == ([2], {1: {"refunded": 0, "title": "全单"}}, {})
    assert back.count == 3

    for held, theirs, code in (
        ({2}, NONE, IN_USE),
        ((), {key_of(2, "paid"): "back.later"}, "back.later"),
        ((), {LINES: "back.later"}, "back.later"),
    ):
        back = decide(told, {}, lines, held, theirs)
        assert (back.gone, back.lines, back.kept) == ([], {1: {"refunded": 0}}, {LINES: code})
    back = decide(told, {}, {1: line(refunded=500), 2: line(refunded=1)}, (), NONE)
    assert back.kept == {LINES: CHANGED}
    back = decide(told, {}, lines, {1}, NONE)
    assert (back.lines, back.kept) == ({}, {LINES: IN_USE, key_of(1, "refunded"): IN_USE})


def test_two_differences_of_one_subject_become_one():
    first = {"status": ["a", "b"], "paid": [1, 2], LINES: {"1": {"paid": [1, 2]}, "2": {ADDED: [5]}}}
    then = {
        "status": ["b", "c"],
        "paid": [2, 1],
        LINES: {"1": {"paid": [2, 1]}, "2": {"paid": [5, 6]}, "3": {ADDED: [7]}},
    }
    assert joined(first, then) == {
        "status": ["a", "c"],
        LINES: {"2": {ADDED: [5], "paid": [5, 6]}, "3": {ADDED: [7]}},
    }


def test_what_was_taken_back_adds_up_over_runs():
    tally = Tally()
    tally.add("1", 1, Ending(Fate.GONE))
    tally.add("2", 2, Ending(Fate.PART, 2, {"paid": "x", "total": "x", "status": "y"}))
    tally.add("", 3, Ending(Fate.BACK))
    assert (tally.gone, tally.back, tally.fields, tally.stays) == (1, 1, 2, 1)
    assert (dict(tally.reasons), tally.examples) == ({"x": 1, "y": 1}, [["2", 2, "x"]])
    assert Tally.of(tally.to_json()) == tally
    again = Tally()
    again.add("2", 2, Ending(Fate.BACK, 3))
    whole = again.after(tally)
    assert (whole.gone, whole.back, whole.fields, whole.stays, dict(whole.reasons)) == (1, 2, 5, 0, {})
