"""A screen does not look again for what it has written itself, and for everything else it does (S1, B17)."""

import asyncio
from typing import Any

import pytest
from tests.live.test_sockets import Scene, enter, in_database, play

from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.hints import Hint
from aftercare.chat.models import Message
from aftercare.config.sockets import Sockets
from aftercare.live.echoes import Echoes
from aftercare.shops.access import person_of
from aftercare.web.talks.desk import StaffDesk


def told(seq: int, *, before: int = 0, talk: int = 1) -> Hint:
    return Hint(1, talk, seq, 1, 1, before)


def test_the_own_hint_is_dropped_whether_it_comes_before_or_after_the_answer():
    late, early = Echoes(), Echoes()
    late.begin(1)
    assert not late.end(1, 5)
    assert late.takes(1, told(5))
    assert not late.takes(1, told(5))  # once: the next one is of something else
    early.begin(1)
    assert early.takes(1, told(5))
    assert not early.end(1, 5)
    assert not early.takes(1, told(5))


def test_an_own_hint_that_comes_while_the_next_message_is_written_is_dropped_too():
    echoes = Echoes()
    echoes.begin(1)
    assert not echoes.end(1, 4)
    echoes.begin(1)
    assert echoes.takes(1, told(4))
    assert not echoes.end(1, 5)
    echoes.begin(1)
    assert not echoes.end(1, 6)
    assert echoes.takes(1, told(5))
    assert echoes.takes(1, told(6))
    assert not echoes.takes(1, told(6))


@pytest.mark.parametrize("other", [told(4), told(6), told(5, before=7)])
def test_what_others_did_meanwhile_is_looked_for(other: Hint):
    echoes = Echoes()
    echoes.begin(1)
    assert echoes.takes(1, told(5))
    assert echoes.takes(1, other)
    assert echoes.end(1, 5)


def test_what_was_held_back_is_looked_for_when_nothing_was_sent():
    echoes = Echoes()
    echoes.begin(1)
    assert echoes.takes(1, told(5))
    assert not echoes.takes(2, told(5, talk=2))
    assert echoes.end(1, None)
    echoes.begin(1)
    assert not echoes.end(1, None)


def test_a_break_of_the_hints_forgets_what_was_awaited():
    echoes = Echoes()
    echoes.begin(1)
    echoes.end(1, 5)
    assert not echoes.takes(1, None)
    assert not echoes.takes(1, told(5))


async def hearing(door: Sockets) -> None:
    """Until the hints are heard, and what was asked for at their beginning is answered: everybody looks then."""
    while not door.hub.is_hearing:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S1", "B17")
def test_an_own_message_is_shown_without_a_look_and_a_later_change_with_one(monkeypatch: pytest.MonkeyPatch):
    scene = Scene()
    looks: list[int] = []
    missed = StaffDesk.missed

    def counted(self: StaffDesk, talk: int, after: int) -> Any:
        looks.append(after)
        return missed(self, talk, after)

    monkeypatch.setattr(StaffDesk, "missed", counted)

    async def story(door: Sockets) -> None:
        agent = await enter(door, scene.cookie)
        agent.say(do="watch", talk=scene.talk, after=0)
        await agent.hear("messages")
        await hearing(door)
        before = len(looks)
        for number in range(3):
            agent.say(do="send", talk=scene.talk, id=f"a-{number}", text=f"您好，{number}", seen=2 + number)
            shown = await agent.hear("messages")
            assert [(one["seq"], one["id"], one["name"]) for one in shown["messages"]] == [
                (3 + number, f"a-{number}", scene.people.owner.name)
            ]
            assert (shown["last"], shown["state"]["answered"]) == (3 + number, 3 + number)
            assert (await agent.hear("kept"))["seq"] == 3 + number
        with pytest.raises(TimeoutError):  # nothing of it comes twice
            await asyncio.wait_for(agent.hear("messages"), 1)
        assert len(looks) == before
        person = await in_database(person_of, scene.people.owner)
        await in_database(lambda: close_conversation(conversation_id=scene.talk, person=person))
        closed = await agent.hear("messages")
        assert (closed["state"]["stage"], [one["kind"] for one in closed["messages"]]) == ("closed", ["notice"])

    play(story)


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("G6")
def test_a_message_that_comes_again_is_kept_once_and_shown_once():
    scene = Scene()

    async def story(door: Sockets) -> None:
        agent = await enter(door, scene.cookie)
        agent.say(do="watch", talk=scene.talk, after=0)
        await agent.hear("messages")
        for _time in range(3):
            agent.say(do="send", talk=scene.talk, id="a-1", text="您好", seen=2)
        frames = [await agent.hear() for _frame in range(4)]
        assert [one["is"] for one in frames] == ["messages", "kept", "kept", "kept"]
        assert await in_database(Message.objects.filter(client_id="a-1").count) == 1

    play(story)
