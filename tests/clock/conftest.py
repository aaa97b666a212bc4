from collections.abc import Iterator

import pytest
from tests.clock import firing

from aftercare.shops.models import Shop


@pytest.fixture(scope="session", autouse=True)
def handlers_of_the_tests() -> None:
    firing.register_all()


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop.objects.create(slug="lan", name="蓝天家居")


@pytest.fixture
def other_shop(db: None) -> Shop:
    return Shop.objects.create(slug="hong", name="红叶服饰")


@pytest.fixture
def subjects(db: None) -> Iterator[None]:
    """The bare tables that deadlines of the tests move."""
    firing.execute(firing.TABLES)
    yield
    firing.execute(firing.DROP)
