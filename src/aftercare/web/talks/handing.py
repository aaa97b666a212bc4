"""The form that hands a conversation over: who is on duty, with how many."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from uuid import uuid4

from aftercare.chat.access import access_conversation
from aftercare.chat.board import Agent, agents_of
from aftercare.chat.terms import DutyState, Topic
from aftercare.shops.access import Person
from aftercare.web.shifts.now import shift_ends
from aftercare.web.talks.words import TOPICS


class HandingContext:
    """Colleagues on duty or away, the least busy first, and the queues."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.talk = access_conversation(person, pk)
        self.client_id = str(uuid4())  # the same step sent twice is one

    @cached_property
    def colleagues(self) -> Sequence[Agent]:
        """Who can be given it: not whoever has it."""
        here = (DutyState.ON.value, DutyState.AWAY.value)
        able = [one for one in agents_of(self.person, [self.talk.shop_id], self.at) if one.state in here]
        able = [one for one in able if one.staff_id != self.talk.agent_id]
        return sorted(able, key=lambda one: (one.state != DutyState.ON, one.load / max(one.capacity, 1), one.name))

    @property
    def rows(self) -> list[tuple[Agent, str]]:
        """Each colleague with when their shift ends, '' for whoever is not planned."""
        ends = shift_ends(self.person, [self.talk.shop_id], self.at)
        return [(one, ends.get(one.staff_id, "")) for one in self.colleagues]

    @property
    def queues(self) -> list[tuple[str, str, bool]]:
        """(topic, label, is its own)."""
        return [(topic.value, str(TOPICS[topic]), topic == self.talk.topic) for topic in Topic]
