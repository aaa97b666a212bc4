"""One step for many cases, row by row, each by the case's own action (B11)."""

from collections import Counter

import pytest
from tests.money.scene import jobs
from tests.pages.stage import move
from tests.people import make_people, person
from tests.promotions.scene import asked, began

from aftercare.cases.models import BuyerMessage, Case
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.promotions.actions.start_bulk import Wish, start_bulk
from aftercare.promotions.actions.stop_bulk import stop_bulk
from aftercare.promotions.actions.work_bulk import work_bulk, work_unfinished
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.terms import JOB, BulkKind
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


def states_of(run: BulkRun) -> Counter[str]:
    return Counter(run.rows.values_list("state", flat=True))


@pytest.mark.row("B11")
def test_each_case_takes_its_own_step_and_one_that_fails_stops_none():
    people = make_people()
    fine, gone, dear = asked(people, 3)
    dearer = asked(people, 1, paid="900.00")[0]  # above the agent's limit
    run = began(people, BulkKind.AGREE)
    assert jobs(JOB)[0]["args"] == {"run_id": run.pk}
    move(gone, "withdraw", people.owner, note="不退了")
    move(dear, "contact", people.owner, channel="chat", talk_stage="listen", contact_result="talked")
    assert work_bulk(run_id=run.pk) == 4
    told = {row.case_id: (row.state, row.code) for row in run.rows.all()}
    assert told == {
        fine.pk: ("done", ""),
        gone.pk: ("refused", "version_changed"),
        dear.pk: ("refused", "version_changed"),
        dearer.pk: ("refused", "above_authority"),
    }
    assert all(row.said for row in run.rows.filter(state="refused"))
    assert dict(Case.objects.values_list("pk", "state")) == {
        fine.pk: "agreed", gone.pk: "withdrawn", dear.pk: "asked", dearer.pk: "asked",
    }  # fmt: skip
    moved = Event.objects.filter(kind="case.moved", subject_id=fine.pk).latest("pk")
    assert (moved.actor_id, moved.data["move"]) == (people.owner.pk, "agree")
    run.refresh_from_db()
    assert run.ended_at is not None
    assert Event.objects.get(kind="bulk.ended").data == {"done": 1, "others": 3}
    assert work_bulk(run_id=run.pk) == 0 == work_unfinished()


@pytest.mark.row("B11")
def test_refusing_many_with_one_reason_and_its_clause():
    people = make_people()
    cases = asked(people, 2)
    words = {"refusal": "unproven", "clause": "凭证看不出问题", "words": "已逐单核对"}
    for wrong in ("refusal", "clause", "words"):
        with pytest.raises(InvalidInput):
            began(people, BulkKind.REFUSE, **{**words, wrong: ""})
    assert BulkRun.objects.count() == 0
    run = began(people, BulkKind.REFUSE, **words)
    work_bulk(run_id=run.pk)
    assert states_of(run) == {"done": 2}
    assert {case.state for case in Case.objects.all()} == {"refused"}
    assert {case.refusal_clause for case in Case.objects.filter(pk__in=[one.pk for one in cases])} == {"凭证看不出问题"}


@pytest.mark.row("B11")
def test_the_law_is_asked_for_each_case():
    people = make_people()
    asked(people, 1, paid="30.00")
    make = asked(people, 1)[0]
    Case.objects.filter(pk=make.pk).update(reason="no_reason")  # within the seven days nobody refuses
    run = began(people, BulkKind.REFUSE, refusal="unproven", clause="不支持", words="批量")
    work_bulk(run_id=run.pk)
    assert states_of(run) == {"done": 1, "refused": 1}


@pytest.mark.row("B11")
def test_writing_to_many_buyers_and_giving_many_cases_away():
    people = make_people()
    asked(people, 3)
    with pytest.raises(Refused) as error:
        began(people, BulkKind.MESSAGE, words="改好评返现5元")
    assert error.value.refusal.code == "promise_for_review"
    with pytest.raises(InvalidInput):
        began(people, BulkKind.MESSAGE, words=" ")
    run = began(people, BulkKind.MESSAGE, words="大促期间退件较多，三天内处理完，请您稍等。", most=2)
    work_bulk(run_id=run.pk)
    assert states_of(run) == {"done": 2}
    assert set(BuyerMessage.objects.filter(template="written").values_list("text", flat=True)) == {
        "大促期间退件较多，三天内处理完，请您稍等。"
    }
    again = began(people, BulkKind.MESSAGE, words=run.words)  # by a second press, or by a colleague
    work_bulk(run_id=again.pk)
    assert states_of(again) == {"refused": 2, "done": 1}
    assert set(again.rows.filter(state="refused").values_list("code", flat=True)) == {"same_words"}
    with pytest.raises(InvalidInput):
        began(people, BulkKind.ASSIGN, owner_id=people.warehouse.pk)
    away = began(people, BulkKind.ASSIGN, by=people.supervisor, owner_id=people.teammate.pk)
    work_bulk(run_id=away.pk)
    assert set(Case.objects.values_list("owner_id", flat=True)) == {people.teammate.pk}


@pytest.mark.row("B11")
def test_a_case_that_has_left_its_state_is_neither_written_to_nor_given_away():
    people = make_people()
    here, gone = asked(people, 2)
    runs = [
        began(people, BulkKind.MESSAGE, words="您的申请还在排队，今天内答复。"),
        began(people, BulkKind.ASSIGN, by=people.supervisor, owner_id=people.teammate.pk),
    ]
    move(gone, "agree", people.owner)
    for run in runs:
        work_bulk(run_id=run.pk)
        told = {row.case_id: (row.state, row.code) for row in run.rows.all()}
        assert told == {here.pk: ("done", ""), gone.pk: ("refused", "moved_on")}
    assert set(BuyerMessage.objects.filter(template="written").values_list("case_id", flat=True)) == {here.pk}
    assert dict(Case.objects.values_list("pk", "owner_id")) == {here.pk: people.teammate.pk, gone.pk: people.owner.pk}


@pytest.mark.row("B11")
def test_begun_twice_it_is_one_run_and_a_colleague_hears_of_it():
    people = make_people()
    asked(people, 2)
    run = began(people, BulkKind.MESSAGE, words="今天内答复。")
    assert began(people, BulkKind.MESSAGE, words="今天内答复。 ").pk == run.pk
    for other in ({"words": "明天答复。"}, {"words": run.words, "by": people.supervisor}):
        with pytest.raises(Refused) as error:
            began(people, BulkKind.MESSAGE, **other)
        assert error.value.refusal.code == "run_goes_on"
    began(people, BulkKind.AGREE, by=people.supervisor)  # of another kind
    work_bulk(run_id=run.pk)
    assert began(people, BulkKind.MESSAGE, words="明天答复。").pk != run.pk
    assert BulkRun.objects.count() == 3


@pytest.mark.row("B11")
def test_a_step_that_does_not_exist_there_is_no_run():
    people = make_people()
    (case,) = asked(people, 1)
    move(case, "agree", people.owner)
    refusal = {"refusal": "unproven", "clause": "凭证看不出问题", "words": "已核对"}
    for kind, fields in ((BulkKind.AGREE, {}), (BulkKind.REFUSE, refusal)):
        with pytest.raises(InvalidInput) as error:
            start_bulk(
                slug=people.shop.slug, wish=Wish(kind, "return", "agreed", **fields), person=person(people.owner)
            )
        assert list(error.value.problems) == ["kind"]
    assert BulkRun.objects.count() == 0


@pytest.mark.row("B11")
@pytest.mark.attack("B1", "B19")
def test_rights_are_those_of_the_moment_of_each_row():
    people = make_people()
    asked(people, 2)
    for staff in (people.stranger, people.warehouse):
        with pytest.raises((NotFound, Refused)):
            began(people, BulkKind.AGREE, by=staff)
    run = began(people, BulkKind.AGREE)
    Membership.objects.filter(staff=people.owner).delete()
    work_bulk(run_id=run.pk)
    assert states_of(run) == {"refused": 2}
    assert set(run.rows.values_list("code", flat=True)) == {"not_found"}
    assert set(Case.objects.values_list("state", flat=True)) == {"asked"}


@pytest.mark.row("B11")
def test_a_stopped_run_leaves_what_waits_alone():
    people = make_people()
    asked(people, 2)
    run = began(people, BulkKind.AGREE)
    with pytest.raises(NotFound):
        stop_bulk(run_id=run.pk, person=person(people.stranger))
    stop_bulk(run_id=run.pk, person=person(people.teammate))
    assert work_bulk(run_id=run.pk) == 0
    assert states_of(run) == {"stopped": 2}
    with pytest.raises(Refused) as error:
        stop_bulk(run_id=run.pk, person=person(people.owner))
    assert error.value.refusal.code == "bulk_ended"


@pytest.mark.row("B11")
def test_nothing_to_do_is_no_run():
    people = make_people()
    with pytest.raises(Refused) as error:
        began(people, BulkKind.AGREE)
    assert error.value.refusal.code == "nothing_there"
    asked(people, 1)
    with pytest.raises(InvalidInput):
        began(people, BulkKind.AGREE, most=0)
    assert BulkRow.objects.count() == 0
