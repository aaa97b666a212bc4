"""A family is made known once; rows are cut so that what belongs together goes in together."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from aftercare.intake.chunks import cut
from aftercare.intake.families import all_profiles, family_of, profile_label, register
from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import ReadRow


def test_every_profile_can_be_what_it_says():
    """Required fields are fields, codes fit their column, and no header stands for two fields of one form."""
    for profile in all_profiles():
        codes = [field.code for field in profile.fields]
        names = [name for field in profile.fields for name in field.names]
        assert profile.required <= set(codes), profile.code
        assert profile.required, profile.code
        assert len(set(codes)) == len(codes), profile.code
        assert len(set(names)) == len(names), profile.code
        assert len(profile.code) <= 40
        assert profile_label(profile.code) == profile.label


def test_a_family_or_a_profile_that_is_known_is_refused():
    orders = family_of("classic_orders")
    assert orders is not None
    before = all_profiles()
    for again in (
        orders,
        replace(orders, code="other"),
        replace(orders, code="other", profiles=(), sentences={"id.missing": ""}),
    ):
        with pytest.raises(ImproperlyConfigured):
            register(again)
    assert all_profiles() == before
    assert (family_of("gone"), profile_label("gone")) == (None, "gone")


def row(line: int, group: str, is_counted: bool = False) -> ReadRow:
    return ReadRow(line, None, group, group, is_counted)


def test_rows_of_one_group_go_in_together_and_a_resumed_file_counts_as_before():
    rows = [
        row(1, "a"),
        row(2, "b", True),
        row(3, "b", True),
        row(4, "b", True),
        RowProblem(5, "", "", "x"),
        row(6, "b", True),
    ]
    chunks = list(cut(iter(rows), skip=0, size=2))
    assert [[each.line for each in chunk.good] for chunk in chunks] == [[1, 2, 3, 4], [6]]
    assert [[each.line for each in chunk.problems] for chunk in chunks] == [[], [5]]
    assert [each.nth for chunk in chunks for each in chunk.good] == [0, 0, 1, 2, 3]
    (rest,) = cut(iter([row(1, "a"), *(row(n, "b", True) for n in (2, 3, 4))]), skip=3, size=2)
    assert [(each.line, each.nth) for each in rest.good] == [(4, 2)]
    assert [chunk.rows for chunk in cut((row(n, "a") for n in range(9)), skip=0, size=2)] == [4, 4, 1]
