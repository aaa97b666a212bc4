"""Simulated buyers against a running server: they write through the widget's door, wait, read, rate, and tell how it
went (S1, issue 4 point 10)."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from bench.ports import free_port
from tests.config.test_serve import Running, wait_for
from tests.people import make_shop, make_staff, person
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import Kind, Side, Stage, Topic
from aftercare.chat.writing import Words
from aftercare.connectors.buyers.player import ASKS_AGAIN
from aftercare.connectors.buyers.sessions import (
    AGENT,
    BUYER,
    UnusableSessions,
    filled,
    read_sessions,
    shipped_sessions,
)

REAL_SESSIONS = REAL_ORDER_REPORT.parents[1] / "dialogue" / "jd_sessions.csv"
FILE = """session,sender,text
a,buyer,{first}
a,agent,有的
a,buyer,[图片]
a,buyer,那就这样
a,agent,好的
"""


class Answering(Running):
    """A server on the database of the test; somebody of the shop answers whoever waits."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.home, self.port = Path(environment["AFTERCARE_HOME"]), free_port()
        command = [sys.executable, "-m", "aftercare", "serve"]
        variables = {**environment, "AFTERCARE_PORT": str(self.port), "AFTERCARE_WEB_PROCESSES": "1"}
        self.process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True)

    def answer(self, staff: Staff) -> None:
        """Everybody who waits; whoever has got two answers is done with."""
        for talk in Conversation.objects.exclude(stage=Stage.CLOSED).order_by("pk"):
            if talk.waiting_since is not None:
                number = talk.messages.filter(side=Side.AGENT).count()
                words = Words(f"a{talk.last_seq}", "有的亲" if not number else "好的，祝您生活愉快")
                with suppress(Exception):  # the buyer wrote at this moment
                    write_as_agent(conversation_id=talk.pk, words=words, seen_seq=talk.last_seq, person=person(staff))
            elif talk.messages.filter(side=Side.AGENT).count() >= 2:
                close_conversation(conversation_id=talk.pk, person=person(staff))


@pytest.fixture
def server(process_environment: dict[str, str]) -> Iterator[Answering]:
    running = Answering(process_environment)
    running.wait_until_ready()
    yield running
    family = psutil.Process(running.process.pid).children(recursive=True)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 0
    assert not [one for one in family if one.is_running()], "the next one finds the data folder free"
    assert running.process.stdout is not None
    running.process.stdout.close()


def command(server: Answering, *options: str) -> list[str]:
    address = f"http://127.0.0.1:{server.port}"
    return [sys.executable, "-m", "aftercare", "buyers", "--server", address, "--shop", "buyers", "--json", *options]


def played(server: Answering, agent: Staff, is_done: Callable[[], bool], *options: str) -> dict[str, Any]:
    """What the command tells after Ctrl-C, which comes when it is done; the agent answers meanwhile."""
    playing = subprocess.Popen(command(server, "--minutes", "5", *options), stdout=subprocess.PIPE, text=True)

    def go_on() -> bool:
        server.answer(agent)
        return is_done()

    wait_for(go_on)
    playing.send_signal(signal.SIGINT)
    told: dict[str, Any] = json.loads(playing.communicate(timeout=60)[0])
    assert (playing.returncode, told["errors"]) == (0, [])
    return told["counts"]  # type: ignore[no-any-return]


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
@pytest.mark.row("S1", "S16")
def test_buyers_write_are_answered_rate_and_tell_how_it_went(server: Answering, tmp_path: Path) -> None:
    agent = make_staff("answers", Role.AGENT, shop=make_shop("buyers"))
    kept, file = Message.objects.filter(side=Side.BUYER), tmp_path / "sessions.csv"
    pictures = kept.filter(kind=Kind.PICTURE)
    file.write_text(FILE.format(first="花瓶还有货吗"), encoding="utf-8")

    of_file = ("--count", "2", "--pace", "25", "--sessions", str(file))
    counts = played(server, agent, lambda: pictures.count() >= 2, *of_file)
    assert counts["sent"] == counts["acknowledged"] == kept.count()
    assert counts["pictures"] == pictures.count()
    assert counts["answered"] >= 2 and counts["longest_wait_seconds"] > 0
    assert {message.text for message in kept.all()} <= {"花瓶还有货吗", "", "那就这样", *ASKS_AGAIN}

    rated = Conversation.objects.exclude(rating=None)
    before = kept.count()
    counts = played(server, agent, lambda: rated.count() >= 2, "--count", "4", "--pace", "25")
    assert counts["sent"] == counts["acknowledged"] == kept.count() - before
    assert counts["rated"] >= rated.count() >= 2
    stars = {session.stars for session in shipped_sessions()}
    assert set(rated.values_list("rating", flat=True)) <= stars - {0}


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
def test_without_a_shop_or_a_server_it_says_so(server: Answering) -> None:
    done = subprocess.run(command(server), capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "no widget of a shop buyers" in json.loads(done.stdout)["errors"][0]

    nowhere = command(server)
    nowhere[nowhere.index("--server") + 1] = f"http://127.0.0.1:{free_port()}"
    done = subprocess.run(nowhere, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "Nobody answers at" in done.stderr) == (2, True)


def test_the_sessions_that_ship_are_whole_talks() -> None:
    sessions = shipped_sessions()
    assert len(sessions) >= 60
    assert len({session.name for session in sessions}) == len(sessions)
    for session in sessions:
        assert session.turns[0].sender == BUYER
        assert {turn.sender for turn in session.turns} <= {BUYER, AGENT}
        assert session.topic in Topic.values and 0 <= session.stars <= 5
        for turn in filled(session, Random(1)).turns:
            assert turn.text and "{" not in turn.text, session.name


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "session,sender,text\na,agent,你好\n", "session,sender,text\n", "session,sender,text\na,buyer,\n"],
)
def test_a_file_without_a_buyer_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sessions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableSessions):
        read_sessions(file)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sessions.csv"
    file.write_bytes(FILE.format(first="你好").encode("gbk"))
    with pytest.raises(UnusableSessions):
        read_sessions(file)


@pytest.mark.skipif(not REAL_SESSIONS.exists(), reason=NOT_HERE)
def test_real_sessions_can_be_played() -> None:
    found = read_sessions(REAL_SESSIONS)
    assert len(found) > 100
    assert all(session.turns[0].sender == BUYER for session in found)
