"""Each chart of source A is walked in the browser, box by box, by the roles of its boxes (docs/charts.md)."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.conftest import OpenPage
from tests.browser.walker import Road, Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def walker(open_page: OpenPage) -> Walker:
    return Walker(open_page)


def linked(*steps: Any) -> Callable[[Road], Any]:
    """The linked case that was opened last goes that way, on its own pages."""

    def walk(road: Road) -> None:
        road.child.go(*steps)
        road.look(road.whose_turn)

    return walk


SECOND_DISPATCH = linked("dispatch", "arrive")


@pytest.mark.row("C2", "C19")
def test_chart_7_2_exchange(walker: Walker) -> None:
    import time
    t = time.time()
    walker.walk(
        "exchange", "contact", "agree", "register_parcel", "receive", "inspect", SECOND_DISPATCH, end="exchanged",
        inputs={"new_variant": "尺码:XL"},
    )
    print("ROAD", time.time() - t)
