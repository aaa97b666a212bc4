"""The timeline of a case: its events in words, with the notes and evidence that belong to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.accounts.terms import Department
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.inputs import INPUTS, SHORT_WORDS
from aftercare.cases.queries import CaseRecord
from aftercare.cases.seen import Happening
from aftercare.cases.terms import LINK_BACK, Link, Reason, Responsible, where_to
from aftercare.core.money import Money
from aftercare.web.cases.details import shown
from aftercare.web.cases.sentences import EVENTS, LETTERS, SILENT, move_words
from aftercare.web.costs.words import change_words
from aftercare.web.pieces.marks import money
from aftercare.web.pieces.parts import TimelineEntry

TALK = ("channel", "talk_stage", "contact_result", "next_contact_at")
Lines = tuple[tuple[Any, Any], ...]


class Timeline:
    """Entries of one case, newest first."""

    def __init__(self, record: CaseRecord, people: Mapping[int, str]) -> None:
        self._standing, self._happenings = record.standing, record.around.happenings
        self._people = people
        self._sees_verdict = record.around.verdict is not None
        self._notes = {note.pk: note for note in record.around.notes}
        opened = (note.text for note in record.around.notes if note.move == "open" and not note.name)
        self._opening = next(opened, "")
        self._titles = {str(line.id): line.title for line in record.standing.attempt.facts.lines}
        self._files = record.around.names

    def entries(self) -> list[TimelineEntry]:
        """One entry per event that says something of its own."""
        shown = (self._entry(happening) for happening in self._happenings)
        return [entry for entry in shown if entry is not None]

    def _entry(self, one: Happening) -> TimelineEntry | None:
        if one.kind == "case.moved":
            title, icon_name, tone = move_words(self._standing.flow, one.data["move"])
            return self._made(one, title, icon_name, tone, self._move_lines(one.data))
        if one.kind in SILENT or one.kind not in EVENTS:
            return None
        title, icon_name, tone = EVENTS[one.kind]
        return self._made(one, title, icon_name, tone, tuple(self._event_lines(one)))

    def _made(self, one: Happening, title: Any, icon_name: str, tone: str, lines: Lines) -> TimelineEntry:
        note = self._notes.get(one.data.get("note", 0))
        kept = [self._notes[pk] for pk in one.data.get("texts", ()) if pk in self._notes]
        lines += tuple((INPUTS[each.name].label, each.text) for each in kept if each.name in SHORT_WORDS)
        words = [each.text for each in kept if each.name not in SHORT_WORDS]
        text = "\n".join([*words, *([note.text] if note else [])])
        if one.kind == "case.opened":
            text = "\n".join(part for part in (self._standing.case.description, self._opening) if part)
        who = one.actor or ("" if one.kind == "case.opened" else _("System"))
        return TimelineEntry(title, one.at, icon_name, tone, who, text, lines, is_note=one.kind == "case.noted")

    def _move_lines(self, data: Mapping[str, Any]) -> Lines:
        found: list[tuple[Any, Any]] = []
        if "proposed" in data:
            found.append((_("Proposed"), _amount(data["proposed"])))
        if "granted" in data:
            found.append((_("Goods money"), _amount(data["granted"])))
        if data.get("freight"):
            found.append((_("Return freight"), _amount(data["freight"])))
        if "responsible" in data:
            found.append((_("Responsible"), Responsible(data["responsible"]).label))
        if "refusal" in data:
            found.append((_("Reason"), RefusalReason(data["refusal"]).label))
        if "tracking_no" in data:
            found.append((_("Parcel"), f"{data.get('courier', '')} {data['tracking_no']}".strip()))
        found += [(self._title(line), _("%(count)s received") % {"count": n}) for line, n in _items(data, "received")]
        found += [(self._title(line), _inspected(seen)) for line, seen in _items(data, "inspected")]
        if "amount" in data:
            found.append((_("Amount"), _amount(data["amount"])))
        found += self._family_lines(data)
        talk = {name: data[name] for name in TALK if name in data}
        found += shown({**data.get("kept", {}), **talk}, self._standing.attempt.facts.at)
        return tuple(found)

    def _family_lines(self, data: Mapping[str, Any]) -> Iterable[tuple[Any, Any]]:
        """Other cases that the step made or named, what it waived, in whose place it was made, whom it judged."""
        for name in ("child", "follower", "other"):
            if name in data:
                yield _("Case"), data[name]
        if data.get("waived"):
            yield _("Waived"), _amount(data["waived"])
        if "for" in data:
            yield _("As substitute for"), self._people.get(data["for"], _("somebody who has left"))
        if "verdict" in data:
            yield _("Department"), Department(data["verdict"]["department"]).label
        if "verdict" in data and self._sees_verdict:  # whom it struck is not for every colleague to read
            yield _("Responsible person"), self._people.get(data["verdict"]["person"], _("Nobody"))
            yield _("Penalty"), _amount(data["penalty"])

    def _event_lines(self, one: Happening) -> Iterable[tuple[Any, Any]]:
        data = one.data
        if one.kind == "case.opened":
            if data["asked"]:
                yield _("Asked"), _amount(data["asked"])
            yield _("Reason"), Reason(data["reason"]).label
            if "from" in data:
                yield LINK_BACK[Link(data["link"])], data["from"]
        elif one.kind == "case.took_in":
            yield _("Case"), data["other"]
        elif one.kind.startswith("case.freight_") and "number" in data:
            yield _("Registration"), data["number"]
            if "amount" in data:
                yield _("Amount"), _amount(data["amount"])
        elif one.kind == "case.parcel_claimed":
            yield _("Parcel"), f"{data['parcel']} {data['courier']} {data['tracking_no']}".strip()
        elif one.kind == "case.parcel_released":
            yield _("Parcel"), data["parcel"]
            yield _("Pictures"), _("stay, but are not of these goods: the evidence pack leaves them out")
        elif one.kind == "case.assigned":
            yield _("Owner"), self._people.get(data["to"], _("somebody who has left"))
        elif one.kind in ("case.told", "case.written"):
            yield _("Message"), LETTERS.get(data.get("template", ""), data.get("template", ""))
        elif one.kind == "case.evidence_added":
            names = [self._files.get(pk, "") for pk in data.get("evidence", ())]
            yield _("Files"), ", ".join(name for name in names if name)
        elif one.kind == "case.pack_made":
            yield data["format"].upper(), _pack(data)
        elif one.kind == "case.cost_reassigned":
            yield _("Charged to"), change_words(data["from"], data["to"])

    def _title(self, line: str) -> str:
        return self._titles.get(line, "")


def _items(data: Mapping[str, Any], name: str) -> Iterable[tuple[str, Any]]:
    return data.get(name, {}).items()


def _pack(data: Mapping[str, Any]) -> str:
    return _("%(evidence)s files, %(messages)s messages, %(notes)s notes · SHA-256 %(sha256)s") % {
        **data,
        "sha256": data["sha256"][:16],
    }


def _amount(fen: int) -> Any:
    return money(Money(fen))


def _inspected(seen: list[Any]) -> str:
    good, defective, *places = seen  # before good and defective pieces went their own ways there was one for both
    values = {"good": good, "defective": defective, "where": where_to(*(places if len(places) > 1 else places * 2))}
    return _("%(good)s good, %(defective)s defective · %(where)s") % values
