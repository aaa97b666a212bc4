"""The bell: work that ended in the background, for the person who started it and nobody else."""

import pytest
from tests.people import People, make_people
from tests.web.people import entered

from aftercare.accounts.models import Staff
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def ended(people: People, staff: Staff, name: str, state: ImportState = ImportState.DONE, refused: int = 0) -> None:
    ImportBatch.objects.create(
        shop=people.shop,
        state=state,
        file_name=name,
        file_size=1,
        file_sha256="0" * 64,
        position=100,
        added=100 - refused,
        refused=refused,
        started_by=staff,
        started_at="2026-11-22T01:00:00Z",
        finished_at="2026-11-22T01:05:00Z",
    )


def rung(staff: Staff) -> str:
    return entered(staff).get("/notices/").content.decode()


def test_an_import_that_ended_is_told_to_the_one_who_started_it(people: People) -> None:
    ended(people, people.supervisor, "十一月订单.csv")
    assert "十一月订单.csv：100 行已全部导入" in rung(people.supervisor)


@pytest.mark.attack("B2")
def test_nobody_else_hears_of_it(people: People) -> None:
    ended(people, people.supervisor, "十一月订单.csv")
    for other in (people.teammate, people.administrator, people.stranger):
        assert "没有新通知" in rung(other)


@pytest.mark.attack("B13")
def test_who_left_the_shop_hears_nothing_more_of_it(people: People) -> None:
    ended(people, people.supervisor, "十一月订单.csv")
    people.supervisor.memberships.all().delete()
    assert "没有新通知" in rung(people.supervisor)


def test_refused_rows_and_stopped_files_are_said_so(people: People) -> None:
    ended(people, people.supervisor, "a.csv", refused=3)
    ended(people, people.supervisor, "b.csv", ImportState.FAILED)
    text = rung(people.supervisor)
    assert "a.csv：导入 97 行，3 行未通过" in text
    assert "b.csv：导入中断" in text


@pytest.mark.attack("C11")
def test_a_hostile_file_name_is_only_text(people: People) -> None:
    ended(people, people.supervisor, "<script>alert(1)</script>.csv")
    assert "<script" not in rung(people.supervisor)
