"""Open work of an agent, and handovers of it."""

from tests.chat.scene import Desk
from tests.people import make_case, make_order, person

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.models import Conversation
from aftercare.chat.terms import FollowUpKind
from aftercare.handover.actions.build_draft import build_draft
from aftercare.handover.actions.edit_draft import send
from aftercare.handover.models import Handover, HandoverItem
from aftercare.shops.models import Shop


def open_case(staff: Staff, shop: Shop, **fields: object) -> Case:
    """A return that the person looks after."""
    return make_case(staff, make_order(shop, **fields))


def open_talk(desk: Desk, staff: Staff) -> Conversation:
    """A conversation of theirs in which the buyer waits, and somebody to contact again."""
    talk = desk.writes(desk.visitor(name="小鱼"), "还没收到退款")
    desk.answers(talk, "我查一下", staff)
    plan_follow_up(conversation_id=talk.pk, plan=Plan(FollowUpKind.UNDECIDED, "明天问问她要不要"), person=person(staff))
    desk.writes(talk.visitor, "好的，等你")
    talk.refresh_from_db()
    return talk


def draft_of(staff: Staff, shop: Shop) -> Handover:
    return build_draft(slug=shop.slug, person=person(staff))


def sent_of(staff: Staff, shop: Shop) -> Handover:
    """Built and sent as it is."""
    draft = draft_of(staff, shop)
    return send(handover_id=draft.pk, seen_version=draft.version, person=person(staff))


def line_of(handover: Handover, subject: str) -> HandoverItem:
    """The only line of that sort."""
    return HandoverItem.objects.get(handover=handover, subject=subject)
