"""Groups of buyers: made, put away; notices begun and stopped (U3)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction

from aftercare.accounts.terms import Role
from aftercare.chat.writing import TEXT_MOST
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.regulars.access import WRONG_ROLE
from aftercare.regulars.grouping import COUNT_TO, SENDERS, access_group, access_notice, members
from aftercare.regulars.groups import GroupRule
from aftercare.regulars.models import BuyerGroup, Notice, NoticeRow
from aftercare.regulars.news import JOB
from aftercare.regulars.terms import NoticeState
from aftercare.shops.access import Person

KEEPERS: Final = (Role.SUPERVISOR, Role.OPERATIONS)
MOST_NAME: Final = 40
NAME_TAKEN: Final = Refusal("group_name_taken", _("The shop has a group of this name already."))
PUT_AWAY: Final = Refusal("group_put_away", _("This group has been put away."))
NOBODY: Final = Refusal("group_empty", _("Nobody is in this group now."))
SAID: Final = Refusal("notice_said", _("This group got these very words within the last seven days."))
SAME_NEWS: Final = timedelta(days=7)  # the same words again within it are a mistake
TOO_MANY: Final = Refusal("group_too_large", _("More than 10,000 buyers: make the rule narrower."))


@dataclass(frozen=True)
class Draft:
    """A notice as it was typed; `key` is the form's own number."""

    text: str
    key: str


def make_group(*, shop_id: int, name: str, rule: GroupRule, person: Person) -> BuyerGroup:
    """Keep a rule under a name. Raises InvalidInput `name`, Refused."""
    said = clean(name)
    if not said or len(said) > MOST_NAME:
        raise InvalidInput({"name": _("Give the group a name of at most 40 characters.")})
    if not person.has(shop_id, *KEEPERS):
        raise Refused(WRONG_ROLE)
    assert person.staff_id is not None
    try:
        with transaction.atomic():
            values = {"name": said, "rule": rule.to_json(), "made_by_id": person.staff_id, "made_at": now()}
            group = BuyerGroup.objects.create(shop_id=shop_id, **values)
            _event("group.made", group, person, {"name": said})
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None
    return group


def put_group_away(*, group_id: int, person: Person) -> BuyerGroup:
    """Not in use any more; its notices stay. Raises NotFound, Refused."""
    with transaction.atomic():
        group = access_group(person, group_id)
        if not person.has(group.shop_id, *KEEPERS):
            raise Refused(WRONG_ROLE)
        if BuyerGroup.objects.filter(pk=group.pk, archived_at=None).update(archived_at=now()):
            _event("group.put_away", group, person, {"name": group.name})
    return group


def begin_notice(*, group_id: int, draft: Draft, person: Person) -> Notice:
    """Freeze who is in the group now, and have the worker write to each within the limits. The same form again is the
    same notice. Raises NotFound, InvalidInput `text`, Refused."""
    text = clean(draft.text)
    if not 5 <= len(text) <= min(TEXT_MOST, 500):
        raise InvalidInput({"text": _("Write 5 to 500 characters.")})
    if not draft.key or len(draft.key) > 40:
        raise InvalidInput({"key": _("Load the page again and repeat this step.")})
    with transaction.atomic():
        group, at = access_group(person, group_id), now()
        if not person.has(group.shop_id, *SENDERS):
            raise Refused(WRONG_ROLE)
        list(BuyerGroup.objects.select_for_update(no_key=True).filter(pk=group.pk).values_list("pk"))
        if group.archived_at is not None:
            raise Refused(PUT_AWAY)
        assert person.staff_id is not None
        values = {"group": group, "text": text, "by_id": person.staff_id, "at": at}
        notice, made = Notice.objects.get_or_create(shop_id=group.shop_id, key=draft.key, defaults=values)
        if not made:
            return notice
        if _said_lately(notice):
            raise Refused(SAID)
        rows = members(group.shop_id, GroupRule.from_json(group.rule), at).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[: COUNT_TO + 1])
        if not ids:
            raise Refused(NOBODY)
        if len(ids) > COUNT_TO:
            raise Refused(TOO_MANY)
        NoticeRow.objects.bulk_create((NoticeRow(notice=notice, customer_id=pk) for pk in ids), batch_size=1000)
        notice.total = len(ids)
        notice.save(update_fields=["total"])
        _event("notice.begun", group, person, {"notice": notice.pk, "buyers": len(ids)})
        enqueue(JOB, lock=f"notice-{notice.pk}", notice_id=notice.pk)
    return notice


def _said_lately(notice: Notice) -> bool:
    """Whether the group was sent these words already; what was stopped does not count. The texts are sealed."""
    rows = Notice.objects.filter(group=notice.group_id, at__gt=notice.at - SAME_NEWS).exclude(pk=notice.pk)
    return any(row.text == notice.text for row in rows.exclude(state=NoticeState.STOPPED))


def stop_notice(*, notice_id: int, person: Person) -> Notice:
    """Nobody else is written to. Raises NotFound, Refused."""
    with transaction.atomic():
        notice = access_notice(person, notice_id)
        if not person.has(notice.shop_id, *SENDERS):
            raise Refused(WRONG_ROLE)
        running = Notice.objects.filter(pk=notice.pk, state=NoticeState.RUNNING)
        if running.update(state=NoticeState.STOPPED, ended_at=now()):
            _event("notice.stopped", notice.group, person, {"notice": notice.pk})
    return notice


def note_export(*, notice_id: int, rows: int, person: Person) -> None:
    """Somebody takes the list of those to be written to on the platform. Raises NotFound, Refused."""
    with transaction.atomic():
        notice = access_notice(person, notice_id)
        if not person.has(notice.shop_id, *SENDERS):
            raise Refused(WRONG_ROLE)
        _event("notice.exported", notice.group, person, {"notice": notice.pk, "rows": rows})


def _event(kind: str, group: BuyerGroup, person: Person, data: dict[str, object]) -> None:
    subject = ("shop", group.shop_id)
    record(kind=kind, subject=subject, shop_id=group.shop_id, actor_id=person.staff_id, at=now(), data=data)
