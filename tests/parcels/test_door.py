"""The door of the aggregators: what is refused before anything is read, what is kept together, what a fault spoils."""

import asyncio
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.faults.processes import until
from tests.parcels.door import Answered, Asked, Here, ask, asked_in_thread, asked_together, post, request
from tests.parcels.scene import ACCOUNT, KEY, SALT, Road, kdniao, kuaidi100

from aftercare.config import pushes as door
from aftercare.config.asgi import Door
from aftercare.config.pushes import MOST_BYTES, MOST_FIELDS, Pushes
from aftercare.connectors.couriers.kuaidi100 import push_sign
from aftercare.parcels.actions.apply_inbox import apply_inbox
from aftercare.parcels.models import CourierLink, InboxItem, TrackingEvent

AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


def course(number: str) -> dict[str, str]:
    return kuaidi100(number, [(AT, "103", "【杭州市】已揽收，揽件员：王师傅(13900001234)")])


def path_of(road: Road, provider: str = "kuaidi100") -> str:
    return f"/parcels/push/{road.links[provider].token}/"


def pushes_of(road: Road, count: int) -> list[Asked]:
    return [request(path_of(road), course(f"YT70000000{index:03d}")) for index in range(count)]


@pytest.mark.parametrize(
    ("path", "is_push"),
    [
        ("/parcels/push/abc/", True), ("/parcels/push/签名/", True),
        ("/parcels/push/", False), ("/parcels/push//", False), ("/parcels/push/abc", False),
        ("/parcels/push/a/b/", False), ("/parcels/pushes/abc/", False), ("/x/parcels/push/abc/", False),
    ],
)  # fmt: skip
def test_only_the_addresses_of_aggregators_pass_the_pages_by(path: str, is_push: bool):
    went: list[str] = []

    async def pages(*_call: Any) -> None:
        went.append("page")

    async def pushes(*_call: Any) -> None:
        went.append("push")

    scope: Any = {"type": "http", "path": path}
    asyncio.run(Door(pages, None, pushes)(scope, None, None))  # type: ignore[arg-type]
    assert went == ["push" if is_push else "page"]


@pytest.mark.django_db
@pytest.mark.attack("F10", "F11", "A2")
def test_what_is_no_form_of_an_aggregator_is_refused_and_nothing_is_kept():
    road = Road()
    form, path = course(road.order.tracking_no), path_of(road)
    long = kuaidi100("YT00000001", [(AT, "103", "揽收" * 100_000)])
    trace = {"time": "2026-11-20 10:00:00", "context": "\ud800"}
    half = json.dumps({"lastResult": {"nu": "YT00000001", "data": [trace]}})
    fields = {**form, **{f"field{index}": "" for index in range(MOST_FIELDS)}}
    tries = [
        (request(path, form, content_length=None), 413),
        (request(path, form, content_length="²"), 413),
        (request(path, form, content_length=str(MOST_BYTES + 1)), 413),
        (request(path, long), 413),
        (request(path, long, content_length="10", pieces=40), 413),
        (request(path, fields), 400),
        (request(path, form, content_type="application/x-www-form-urlencoded; charset=gbk"), 400),
        (request(path, {"param": half, "sign": push_sign(half, SALT)}), 400),
        (request(path, form, host="elsewhere.test"), 400),
        (request(path, form, host=None), 400),
        (request(path, json.dumps(form).encode(), content_type="application/json"), 401),
        (request(path, b"\xff%ff=\x00&&=;"), 401),
        (request(path, b""), 401),
        (request("/parcels/push/\0/", form), 404),
        (request("/parcels/push/' OR 1=1 --/", form), 404),
    ]
    for asked, status in tries:
        assert asked_together([asked])[0].status_code == status, asked[0]
    assert InboxItem.objects.count() == 0
    good = post(path, form, content_type="Application/X-WWW-Form-Urlencoded; charset=UTF-8")
    assert good.status_code == 200 and InboxItem.objects.count() == 1


@pytest.mark.django_db
def test_answers_bear_the_headers_that_keep_browsers_out_and_say_their_length():
    road = Road()
    for answer in (post(path_of(road), course("YT1234567")), post(path_of(road), b""), post("/parcels/push/no/", b"")):
        told = answer.headers
        assert told["x-content-type-options"] == "nosniff" and told["x-frame-options"] == "DENY"
        assert told["content-security-policy"].startswith("default-src 'none'") and told["cache-control"] == "no-store"
        assert told["content-length"] == str(len(answer.content))


@pytest.mark.django_db
@pytest.mark.attack("G7")
def test_whoever_dribbles_is_let_go_and_whoever_goes_leaves_nothing():
    road = Road()
    scope, messages = request(path_of(road), course(road.order.tracking_no), pieces=3)
    slow, gone = (scope, messages[:1]), (scope, [messages[0], {"type": "http.disconnect"}])
    here = Here()

    async def story() -> tuple[list[Answered], int]:
        pushes = Pushes(here, sent_within=0.05)
        answers = [await ask(pushes, one) for one in (slow, gone, (scope, messages))]
        return answers, pushes._held

    (late, left, good), held = here.play(story)
    assert (late.status_code, late.headers["connection"]) == (408, "close")
    assert left.status_code == 0 and good.status_code == 200 and held == 0
    assert InboxItem.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.attack("G7")
def test_more_than_there_is_room_for_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch):
    road = Road()
    requests = pushes_of(road, 10)
    size = sum(len(message["body"]) for message in requests[0][1])
    monkeypatch.setattr(door, "MOST_HELD", 4 * size)
    answers = asked_together(requests)
    assert [answer.status_code for answer in answers] == [200] * 4 + [503] * 6
    assert answers[-1].headers["retry-after"] == "10"
    assert InboxItem.objects.count() == 4
    assert {answer.status_code for answer in asked_together(requests[:3])} == {200}


@pytest.mark.django_db
@pytest.mark.row("O5")
def test_pushes_that_come_together_are_kept_by_one_statement_and_each_has_its_own_answer(
    monkeypatch: pytest.MonkeyPatch,
):
    road = Road()
    good = pushes_of(road, 30)
    bird = [request(path_of(road, "kdniao"), kdniao("YT7100000001", [(AT, "1", "已揽收")])) for _time in range(3)]
    forged = request(path_of(road), {**course("YT7200000001"), "sign": "0" * 32})
    broken = request(path_of(road), {"param": "{", "sign": push_sign("{", SALT)})
    with CaptureQueriesContext(connection) as ran:
        answers = asked_together([*good, forged, *bird, broken, request("/parcels/push/none/", course("YT7300000001"))])
    assert [answer.status_code for answer in answers] == [200] * 30 + [401] + [200] * 3 + [400, 404]
    assert [answer.json()["EBusinessID"] for answer in answers[31:34]] == [ACCOUNT] * 3
    said = [query["sql"].split()[0] for query in ran]
    assert said.count("INSERT") == 1 and len(ran) <= 8, [query["sql"][:80] for query in ran]
    assert InboxItem.objects.count() == 33
    monkeypatch.setattr(door, "MOST_TOGETHER", 10)
    with CaptureQueriesContext(connection) as ran:
        assert {answer.status_code for answer in asked_together(good)} == {200}
    assert [query["sql"].split()[0] for query in ran].count("INSERT") == 3
    assert apply_inbox() == 63 and TrackingEvent.objects.count() == 31


@pytest.mark.django_db
@pytest.mark.attack("J3")
def test_nothing_of_a_push_stands_in_the_log(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    road = Road()
    caplog.set_level(logging.DEBUG)
    token, form = road.links["kuaidi100"].token, course(road.order.tracking_no)

    def stumbles(*_arguments: Any) -> str:
        raise ZeroDivisionError(form["param"])

    for body in (form, {**form, "sign": "wrong"}, {"param": "[", "sign": push_sign("[", SALT)}):
        post(path_of(road), body)
    post(f"/parcels/push/{'z' * 43}/", form)
    monkeypatch.setattr("aftercare.parcels.actions.take_pushes.as_json", stumbles)
    answers = asked_together([request(path_of(road), form), request(path_of(road), {**form, "sign": "wrong"})])
    assert [answer.status_code for answer in answers] == [500, 401] and answers[0].content == b""
    assert "ZeroDivisionError" in caplog.text and "stumbles" in caplog.text
    for secret in (token, "z" * 43, form["sign"], SALT, KEY, "13900001234", road.order.tracking_no):
        assert secret not in caplog.text


@contextmanager
def refusing(number: str) -> Iterator[None]:
    """The database refuses every row of that shop inside the block."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse_push() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER refuse_push BEFORE INSERT ON parcels_inboxitem "
            f"FOR EACH ROW WHEN (NEW.shop_id = {number}) EXECUTE FUNCTION refuse_push()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER refuse_push ON parcels_inboxitem")
            cursor.execute("DROP FUNCTION refuse_push()")


@pytest.mark.django_db(transaction=True)
def test_a_push_that_cannot_be_stored_spoils_no_other():
    road, spoilt = Road(), Road()
    requests = [*pushes_of(road, 5), *pushes_of(spoilt, 1), *pushes_of(road, 3)]
    with refusing(str(spoilt.shop.pk)):
        answers = asked_in_thread(requests)
    assert [answer.status_code for answer in answers] == [200] * 5 + [500] + [200] * 3
    assert InboxItem.objects.filter(shop=road.shop).count() == 8 == InboxItem.objects.count()
    assert [answer.status_code for answer in asked_in_thread(pushes_of(spoilt, 1))] == [200]


def waiting_for_inbox() -> list[int]:
    """Processes of the database that wait for the inbox."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE relation = 'parcels_inboxitem'::regclass AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return [pid for (pid,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("O5")
def test_a_push_is_answered_when_it_is_committed_and_not_before():
    road = Road()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE parcels_inboxitem IN SHARE MODE")
            answering = pool.submit(asked_in_thread, pushes_of(road, 4))
            until(lambda: bool(waiting_for_inbox()))
            assert not answering.done() and InboxItem.objects.count() == 0
        assert [answer.status_code for answer in answering.result()] == [200] * 4
    assert InboxItem.objects.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("X5")
def test_a_connection_that_is_cut_refuses_those_it_held_and_none_after_them():
    road = Road()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE parcels_inboxitem IN SHARE MODE")
            answering = pool.submit(asked_in_thread, pushes_of(road, 4))
            until(lambda: bool(waiting_for_inbox()))
            cursor.execute("SELECT pg_terminate_backend(%s)", waiting_for_inbox())
        assert [answer.status_code for answer in answering.result()] == [503] * 4
    assert InboxItem.objects.count() == 0
    assert {answer.status_code for answer in asked_in_thread(pushes_of(road, 4))} == {200}
    assert InboxItem.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_in_time_is_said_so_and_what_comes_again_is_known():
    road = Road()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE parcels_inboxitem IN SHARE MODE")
            late = Event()
            requests = pushes_of(road, 2)
            answering = pool.submit(lambda: asked_in_thread(requests, answered=late.set, stored_within=0.2))
            assert late.wait(30) and waiting_for_inbox()
        assert [answer.status_code for answer in answering.result()] == [503, 503]
    assert {answer.status_code for answer in asked_in_thread(requests)} == {200}
    assert InboxItem.objects.count() == 4
    apply_inbox()
    assert TrackingEvent.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_marks_of_a_link_wait_for_nobody():
    road = Road()
    with transaction.atomic():
        CourierLink.objects.select_for_update().get(pk=road.links["kuaidi100"].pk)
        with ThreadPoolExecutor(1) as pool:
            answers = pool.submit(asked_in_thread, pushes_of(road, 2)).result(30)
        assert {answer.status_code for answer in answers} == {200}
    assert CourierLink.objects.get(pk=road.links["kuaidi100"].pk).heard_at is None
    asked_in_thread(pushes_of(road, 1))
    first = CourierLink.objects.get(pk=road.links["kuaidi100"].pk).heard_at
    assert first is not None
    asked_in_thread(pushes_of(road, 1))
    assert CourierLink.objects.get(pk=road.links["kuaidi100"].pk).heard_at == first
    CourierLink.objects.update(heard_at=first - timedelta(minutes=2))
    asked_in_thread(pushes_of(road, 1))
    assert CourierLink.objects.get(pk=road.links["kuaidi100"].pk).heard_at >= first
