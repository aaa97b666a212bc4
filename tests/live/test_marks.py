"""Marks of reading: told to the other side at once, written together, never lost, and never a burden (S1, B17, G7)."""

import asyncio
from typing import Any

import pytest
from tests.live.test_sockets import PATIENCE, Scene, Wire, enter, in_database, opened, play
from tests.people import person

from aftercare.chat.actions.mark_read import mark_read_by_agent, mark_read_by_buyer
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.models import Conversation
from aftercare.config.sockets import Sockets
from aftercare.core.errors import NotFound
from aftercare.live.marks import APART, MOST, Marks
from aftercare.live.socket import BURST

pytestmark = pytest.mark.django_db(transaction=True)


class Read(Scene):
    """The owner has the conversation."""

    def __init__(self) -> None:
        super().__init__()
        take_conversation(conversation_id=self.talk, agent_seen=None, person=person(self.people.owner))

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.talk)


def counted(door: Sockets) -> list[Any]:
    """What its threads are given from now on: everything that touches the database."""
    given: list[Any] = []
    run = door._threads.run

    def noting(work: Any, /, *arguments: Any, **options: Any) -> Any:
        given.append(work)
        return run(work, *arguments, **options)

    door._threads.run = noting  # type: ignore[method-assign]
    return given


async def watching(door: Sockets, cookie: str, talk: int) -> Wire:
    wire = await enter(door, cookie)
    wire.say(do="list")
    await wire.hear("listed")
    wire.say(do="watch", talk=talk, after=0)
    await wire.hear("messages")
    return wire


@pytest.mark.row("S1", "B17")
def test_a_mark_comes_by_itself_asks_nothing_of_whoever_watches_and_stands_in_the_row():
    scene = Read()

    async def story(door: Sockets) -> None:
        async with opened() as elsewhere:  # another web process
            reader = await watching(door, scene.cookie, scene.talk)
            colleague, second = [
                await watching(elsewhere, cookie, scene.talk) for cookie in (scene.other, scene.cookie)
            ]
            given = counted(elsewhere)
            reader.say(do="read", talk=scene.talk, seq=3)
            mark = {"is": "read", "talk": scene.talk, "staff": scene.people.owner.pk, "seq": 3}
            for wire in (colleague, second, reader):
                assert await wire.hear("read") == mark
            await in_database(mark_of_buyer, scene, 3)
            assert await colleague.hear("read") == mark | {"staff": 0}
            with pytest.raises(TimeoutError):  # nor does any list look different by it
                await asyncio.wait_for(second.hear("changed"), 1)
            assert given == []
            row = await in_database(lambda: scene.row)
            assert (row.agent_read, row.buyer_read) == (3, 3)

    play(story)


def mark_of_buyer(scene: Read, seq: int) -> None:
    mark_read_by_buyer(visitor=scene.visitor, conversation_id=scene.talk, seq=seq)


@pytest.mark.row("S1")
def test_only_the_reading_of_whoever_has_the_conversation_counts_and_only_forward():
    scene = Read()
    owner, teammate, stranger = map(person, (scene.people.owner, scene.people.teammate, scene.people.stranger))
    mark_read_by_agent(conversation_id=scene.talk, seq=2, person=teammate)
    assert scene.row.agent_read == 0
    mark_read_by_agent(conversation_id=scene.talk, seq=2**62, person=owner)
    mark_read_by_agent(conversation_id=scene.talk, seq=1, person=owner)
    mark_read_by_agent(conversation_id=scene.talk, seq=-5, person=owner)
    assert scene.row.agent_read == scene.row.last_seq == 3
    with pytest.raises(NotFound):
        mark_read_by_agent(conversation_id=scene.talk, seq=1, person=stranger)
    with pytest.raises(NotFound):
        mark_read_by_buyer(visitor=Read().visitor, conversation_id=scene.talk, seq=3)
    assert scene.row.buyer_read == 1


@pytest.mark.attack("G7")
def test_a_mark_for_every_message_closes_no_socket_and_the_last_number_wins():
    scene = Read()
    for number in range(4, 3 * BURST):
        scene.buyer(f"第 {number} 条", f"n{number}")

    async def story(door: Sockets) -> None:
        wire = await watching(door, scene.cookie, scene.talk)
        given = counted(door)
        last = (await in_database(lambda: scene.row)).last_seq
        for seq in range(1, last + 1):
            wire.say(do="read", talk=scene.talk, seq=seq)
        while (await wire.hear("read"))["seq"] < last:
            pass
        assert len(given) <= 3  # not one for each
        wire.say(do="send", talk=scene.talk, id="a1", text="都看到了", seen=last)
        assert (await wire.hear("kept"))["seq"] == last + 1

    play(story)
    assert scene.row.agent_read == scene.row.last_seq


@pytest.mark.row("B17")
def test_what_was_read_just_before_the_screen_went_is_kept():
    scene = Read()

    async def story(door: Sockets) -> None:
        wire = await watching(door, scene.cookie, scene.talk)
        for seq in (1, 2, 3):
            wire.say(do="read", talk=scene.talk, seq=seq)
        wire.cut()
        await asyncio.wait_for(wire.task, PATIENCE)
        assert (await in_database(lambda: scene.row)).agent_read == 3

    play(story)


@pytest.mark.attack("G1", "G3")
def test_a_mark_in_a_foreign_conversation_is_refused_and_the_others_are_kept():
    scene, other = Read(), Scene()

    async def story(door: Sockets) -> None:
        wire = await watching(door, scene.cookie, scene.talk)
        wire.say(do="read", talk=scene.talk, seq=1)
        wire.say(do="read", talk=other.talk, seq=1)
        wire.say(do="read", talk=scene.talk, seq=3)
        assert (await wire.hear("refused"))["code"] == "not_found"
        wire.say(do="read", talk=scene.talk, seq="3")
        assert "problems" in await wire.hear("refused")

    play(story)
    assert scene.row.agent_read == 3
    assert Conversation.objects.get(pk=other.talk).agent_read == 0


def test_marks_of_a_second_go_together_and_are_bounded():
    kept: list[dict[int, int]] = []

    async def keep(marks: Any) -> bool:
        kept.append(dict(marks))
        return len(kept) != 2  # the database was away for a moment

    async def story() -> None:
        marks = Marks(keep, apart=0.05)
        marks.put(1, 5)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for talk in range(1, MOST + 50):
            marks.put(talk, 6)
        marks.put(1, 9)
        marks.put(1, 7)
        await asyncio.sleep(0.2)
        marks.put(2, 8)
        await marks.close()
        assert [len(one) for one in kept] == [1, MOST, MOST, 1]
        assert (kept[0], kept[1][1], kept[2], kept[3]) == ({1: 5}, 9, kept[1], {2: 8})

    asyncio.run(story())
    assert APART == 1.0
