"""Somebody who works while the database dies: threads that commit numbered notes and remember which were acknowledged.

Started on a data folder as a process of its own. Each line on its standard input is answered by one JSON line:
"wait" when every thread has had a further note acknowledged, "end" with the comparison of memory and database.
"""

import json
import sys
from itertools import count
from threading import Condition, Event, Thread
from typing import Any

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from tests.people import make_case, make_order, make_people, person  # noqa: E402

from aftercare.cases.actions.add_note import add_note  # noqa: E402
from aftercare.cases.models import Case, Note  # noqa: E402
from aftercare.core.models import Event as EventRow  # noqa: E402
from aftercare.shops.access import Person  # noqa: E402

THREADS = 4
PATIENCE = 60.0  # seconds


class Writer(Thread):
    """Writes on one case until told to end; a note whose answer was lost is neither acknowledged nor written again."""

    def __init__(self, name: str, case: Case, agent: Person, news: Condition, ending: Event) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: list[str] = []
        self.unanswered: list[str] = []
        self._case, self._agent, self._news, self._ending = case, agent, news, ending

    def run(self) -> None:
        for number in count(1):
            if self._ending.is_set():
                break
            text = f"{self.name}-{number}"
            try:
                add_note(number=self._case.number, text=text, person=self._agent)
            except (OperationalError, InterfaceError):
                self.unanswered.append(text)
                connection.close()
                self._ending.wait(0.02)
                continue
            with self._news:
                self.acknowledged.append(text)
                self._news.notify_all()
        connection.close()


def wait_for_all(writers: list[Writer], news: Condition) -> bool:
    """A further note of each thread is acknowledged: the database serves everybody again."""
    before = {writer.name: len(writer.acknowledged) for writer in writers}
    with news:
        return news.wait_for(lambda: all(len(w.acknowledged) > before[w.name] for w in writers), PATIENCE)


def compare(writers: list[Writer]) -> dict[str, Any]:
    """What was acknowledged against what is there; each note with its event and the other way round."""
    stored = list(Note.objects.values_list("text", flat=True))
    acknowledged = {text for writer in writers for text in writer.acknowledged}
    unanswered = {text for writer in writers for text in writer.unanswered}
    told = EventRow.objects.filter(kind="case.noted").values_list("data__note", flat=True)
    return {
        "acknowledged": len(acknowledged),
        "unanswered": len(unanswered),
        "unanswered_stored": len(unanswered & set(stored)),
        "lost": sorted(acknowledged - set(stored)),
        "twice": len(stored) - len(set(stored)),
        "never_sent": sorted(set(stored) - acknowledged - unanswered),
        "half": sorted(set(told) ^ set(Note.objects.values_list("pk", flat=True))),
    }


def main() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    news, ending = Condition(), Event()
    writers = [Writer(f"line{n}", case, person(people.owner), news, ending) for n in range(THREADS)]
    connection.close()  # of this thread: it would be a dead one after the first kill
    for writer in writers:
        writer.start()
    for line in sys.stdin:
        answer: Any = wait_for_all(writers, news)
        if line.strip() == "end":
            ending.set()
            for writer in writers:
                writer.join()
            answer = compare(writers)
        sys.stdout.write(f"{json.dumps(answer)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
