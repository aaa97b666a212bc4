"""Quality sampling through its pages: from the list to the appeal, for reviewers, supervisors and agents (K2)."""

import pytest
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff, person
from tests.quality.scene import POOR, Quality, talked

from aftercare.accounts.terms import Role
from aftercare.quality.actions.answer_score import appeal
from aftercare.quality.actions.calibrate import ask_calibration
from aftercare.quality.actions.score_sample import score_sample
from aftercare.quality.models import Comment, DrawnLayer, Sample, Scoring
from aftercare.quality.weeks import WEEK

pytestmark = pytest.mark.django_db
CARD = {"script": "25", "solving": "40", "emotion": "30", "deduction": "vague", "note": "语气可以更暖"}


@pytest.mark.row("K2")
def test_from_the_drawing_to_the_decided_appeal():
    quality = Quality()
    sample = quality.sample()
    qa, agent, boss = (browser(one) for one in (quality.qa, quality.people.owner, quality.people.supervisor))
    address = f"/quality/{sample.pk}/"
    assert agent.get(address).status_code == 404
    assert address not in agent.get("/quality/").content.decode()
    assert address in qa.get("/quality/").content.decode()
    home = qa.get("/").content.decode()
    assert 'href="/quality/?view=to_score"' in home
    page = qa.get(address).content.decode()
    assert "您好，我来查" in page and "Scorecard" in page and 'id="m-2"' in page
    said = qa.post(f"{address}comments/2/", {"text": "少了<称呼>"}, headers=PART)
    part = said.content.decode()
    assert said.status_code == 200 and "少了&lt;称呼&gt;" in part and "Scorecard" not in part
    wrong = qa.post(f"{address}score/", {**CARD, "emotion": "31"})
    assert wrong.status_code == 422 and "Emotion: Between 0 and 30 points." in wrong.content.decode()
    assert qa.post(f"{address}score/", {**CARD, "critical": "nothing"}).status_code == 422
    assert qa.post(f"{address}score/", {**CARD, "total": "100"}).status_code == 422
    assert Scoring.objects.count() == 0
    assert qa.post(f"{address}score/", CARD).status_code == 303
    home = agent.get("/").content.decode()
    assert 'href="/quality/?view=mine"' in home
    page = agent.get(address).content.decode()
    assert "95" in page and "Vague words" in page and "少了&lt;称呼&gt;" in page and "语气可以更暖" in page
    assert "Give the score" not in page and "Decide the appeal" not in page
    assert agent.post(f"{address}appeal/", {"reason": ""}).status_code == 422
    assert agent.post(f"{address}appeal/", {"reason": "买家没说清"}).status_code == 303
    assert agent.post(f"{address}accept/").status_code == 409
    assert 'href="/quality/?view=appeals"' in boss.get("/").content.decode()
    assert address in boss.get("/quality/").content.decode()
    assert "Decide the appeal" not in qa.get(address).content.decode()
    page = boss.get(address).content.decode()
    assert "买家没说清" in page and "Decide the appeal" in page
    assert boss.post(f"{address}decide/", {"do": "x", "answer": "好"}).status_code == 422
    changed = {**CARD, "do": "changed", "answer": "补回来", "script": "30"}
    changed.pop("note")
    assert boss.post(f"{address}decide/", changed).status_code == 422  # a reason, and no points off
    changed.pop("deduction")
    assert boss.post(f"{address}decide/", changed).status_code == 303
    page = agent.get(address).content.decode()
    assert "补回来" in page and "Score changed" in page
    sample.refresh_from_db()
    assert (sample.state, sample.result.total) == ("decided", 100)
    shown = boss.get("/audit/?kind=quality").content.decode()
    assert "Changed a score after an appeal" in shown


@pytest.mark.row("K2")
def test_a_calibrated_score_is_on_no_page_before_both_are_there():
    quality = Quality()
    sample = quality.sample()
    boss, first, second = (browser(one) for one in (quality.people.supervisor, quality.qa, quality.qa2))
    address = f"/quality/{sample.pk}/"
    assert boss.post(f"{address}score/", CARD).status_code == 409  # a supervisor scores in calibrations only
    assert boss.post(f"{address}calibrate/", {"do": "ask"}).status_code == 303
    assert first.post(f"{address}comments/2/", {"text": "保密评语"}, headers=PART).status_code == 200
    assert first.post(f"{address}score/", CARD).status_code == 303
    for blind in (second, boss):
        for url in (address, "/quality/?view=all", "/quality/figures/", "/quality/drawings/"):
            page = blind.get(url).content.decode()
            assert "保密评语" not in page and "语气可以更暖" not in page and "95 /" not in page and ">95<" not in page
    page = first.get(address).content.decode()
    assert "语气可以更暖" in page and "until both are there" in page
    assert second.post(f"{address}score/", {**CARD, "script": "20", "note": "第二人"}).status_code == 303
    page = boss.get(address).content.decode()
    assert "语气可以更暖" in page and "第二人" in page
    page = browser(quality.people.owner).get(address).content.decode()
    assert "语气可以更暖" in page and "第二人" not in page
    month = f"/quality/figures/?month={(quality.monday + WEEK).strftime('%Y-%m')}"
    if (quality.monday + WEEK).day > 6:
        month = f"/quality/figures/?month={quality.monday.strftime('%Y-%m')}"
    assert "Agreement: Script" in boss.get(month).content.decode()


@pytest.mark.row("K2")
def test_the_drawing_is_shown_with_its_number_and_drawn_again():
    quality = Quality()
    quality.talks(quality.people.owner, 30)
    drawing = quality.draw()
    qa = browser(quality.qa)
    assert f"/quality/drawings/{drawing.pk}/" in qa.get("/quality/drawings/").content.decode()
    page = qa.get(f"/quality/drawings/{drawing.pk}/").content.decode()
    assert drawing.seed in page and "the same conversations" in page
    other = DrawnLayer.objects.get().frame
    taken = set(Sample.objects.values_list("conversation_id", flat=True))
    Sample.objects.filter(pk=Sample.objects.first().pk).update(conversation=next(pk for pk in other if pk not in taken))
    assert "somebody has changed them" in qa.get(f"/quality/drawings/{drawing.pk}/").content.decode()
    assert browser(quality.people.owner).get("/quality/drawings/").status_code == 404


def test_agents_see_their_own_scores_and_nothing_else():
    quality = Quality()
    sample = quality.scored()
    address = f"/quality/{sample.pk}/"
    assert browser(quality.people.owner).get(address).status_code == 200
    for staff in (quality.people.teammate, quality.people.stranger, quality.people.warehouse):
        assert browser(staff).get(address).status_code == 404
        assert browser(staff).post(f"{address}appeal/", {"reason": "x"}).status_code == 404
    mine = browser(quality.people.owner)
    for view in ("all", "to_score", "appeals", "x"):
        assert mine.get(f"/quality/?view={view}").status_code == 400
    for wrong in ("after=x", "agent=x", "sort=total"):
        assert mine.get(f"/quality/?{wrong}").status_code == 400
    page = mine.get("/quality/?view=mine").content.decode()
    assert address in page and ": 65.0 on average, 1 score" in page
    assert browser(quality.qa).get(f"{address}?after=x").status_code == 400


def test_messages_after_the_drawing_are_not_shown():
    quality = Quality()
    sample = quality.sample()
    Sample.objects.filter(pk=sample.pk).update(until_seq=2)
    page = browser(quality.qa).get(f"/quality/{sample.pk}/").content.decode()
    assert "您好，我来查" in page and "谢谢" not in page and "after the drawing" in page
    assert browser(quality.qa).post(f"/quality/{sample.pk}/comments/3/", {"text": "x"}).status_code == 404
    assert not Comment.objects.exists()


@pytest.mark.attack("B17")
def test_pages_cost_the_same_at_ten_and_at_a_thousand():
    quality = Quality()
    staff = [quality.people.owner, quality.people.teammate]
    clients = {one: browser(one) for one in (quality.qa, quality.people.supervisor, quality.people.owner)}
    first = quality.scored()
    long = Sample.objects.get(pk=first.pk).drawing_id

    def more(count: int, weeks: int) -> None:
        for one in staff:
            talked(quality.shop, [one], count, quality.wednesday - weeks * WEEK, flagged_at=quality.wednesday)
        drawing = quality.draw(quality.monday - weeks * WEEK)
        layers = {row.agent_id: row for row in DrawnLayer.objects.filter(drawing=drawing)}
        drawn = set(Sample.objects.values_list("agent_id", "conversation_id"))
        rows = Sample.objects.bulk_create(
            Sample(drawing=drawing, layer=layer, shop=quality.shop, agent_id=agent, conversation_id=talk, until_seq=3)
            for agent, layer in layers.items()
            for talk in layer.frame
            if (agent, talk) not in drawn
        )
        for row in rows[: len(rows) // 2]:
            facts = {"by": quality.qa, "agent_id": row.agent_id, "script": 30, "solving": 40, "emotion": 30}
            row.result = Scoring.objects.create(sample=row, turn="first", total=100, at=quality.wednesday, **facts)
            row.state, row.told_at = "scored", quality.wednesday
        Sample.objects.bulk_update(rows, ["result", "state", "told_at"])

    def costs() -> list[int]:
        qa, boss, owner = clients.values()
        asked = [
            *((qa, f"/quality/?view={view}") for view in ("to_score", "appeals", "waiting", "all")),
            *((qa, url) for url in (f"/quality/{first.pk}/", "/quality/figures/", "/quality/drawings/")),
            (boss, "/quality/"),
            (owner, "/quality/"),
            (qa, f"/quality/drawings/{long}/"),
        ]
        return [queries_of(lambda client=client, url=url: client.get(url)) for client, url in asked]

    more(5, 1)
    ten = costs()
    more(500, 2)
    assert costs() == ten
    assert max(ten) <= 11
    assert clients[quality.qa].get("/quality/?view=all").content.decode().count("data-row=") == 50


def test_home_costs_no_more_for_what_quality_says():
    quality = Quality()
    sample = quality.scored()
    appeal(sample_id=sample.pk, reason="不公平", person=person(quality.people.owner))
    quality.talks(quality.people.teammate, 30, at=quality.wednesday - WEEK)
    quality.draw(quality.monday - WEEK)
    ask_calibration(sample_id=Sample.objects.latest("pk").pk, person=person(quality.qa))
    both = make_staff("", Role.QA, Role.SUPERVISOR, Role.AGENT, shop=quality.shop)
    for staff in (quality.qa, quality.people.supervisor, quality.people.owner, both):
        client = browser(staff)
        assert queries_of(lambda client=client: client.get("/")) <= 12
    page = browser(both).get("/").content.decode()
    assert "view=to_score" in page and "view=appeals" in page
    score_sample(sample_id=Sample.objects.latest("pk").pk, card=POOR, note="", person=person(both))
