"""What tests say they prove exists."""

from tests.rows import listed_rows, marked_rows


def test_every_marked_row_is_a_row_of_the_requirements() -> None:
    assert marked_rows() - listed_rows().keys() == set()
