"""A roster, a handover that waits and a draft, a promise: for the pages of the department's day."""

from datetime import timedelta

from tests.people import person

from aftercare.chat.models import Conversation
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.roster import plan_shifts
from aftercare.core.time import now
from aftercare.handover.actions.build_draft import build_draft
from aftercare.handover.actions.edit_draft import OwnLine, add_line, send
from aftercare.handover.actions.keep_promises import make_promise
from aftercare.handover.actions.take_over import refuse_item
from aftercare.handover.models import HandoverItem

LONG = "顾客反馈花瓶瓶口缺一小块，已拍照登记，等仓库核对库存后补发；" * 6


def make_shifts(people: DemoPeople) -> None:
    """The agent's draft, and what the supervisor handed over, of which one line was refused."""
    plan_shifts(people, now())
    agent, boss = person(people.staff["agent"]), person(people.staff["supervisor"])
    shop = people.shops[0]
    sent = build_draft(slug=shop.slug, person=boss)
    item = add_line(handover_id=sent.pk, line=OwnLine(LONG, LONG, buyer="abcdefghijklmnopqrst"), person=boss)
    sent.refresh_from_db()
    send(handover_id=sent.pk, seen_version=sent.version, person=boss)
    refuse_item(item_id=item.pk, reason=LONG, person=agent)
    talk = Conversation.objects.filter(shop=shop, agent_id=agent.staff_id).order_by("pk")[0]
    make_promise(conversation_id=talk.pk, due_at=now() + timedelta(hours=1), text=LONG[:180], person=agent)
    draft = build_draft(slug=shop.slug, person=agent)
    add_line(handover_id=draft.pk, line=OwnLine("下班前回电"), person=agent)
    assert HandoverItem.objects.filter(handover=draft).exists()
