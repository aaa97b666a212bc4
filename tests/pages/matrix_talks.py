"""Things of conversations for the authorization matrix: arguments of every route that takes some."""

from io import BytesIO

from PIL import Image
from tests.knowledge.phrases import make_reply
from tests.people import People, person

from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.offer_price import Bid, offer_price
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.write_picture import write_picture_as_buyer
from aftercare.chat.terms import FollowUpKind
from aftercare.core.money import Money
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Product

OF_TALK = (
    *("talk", "talk_messages", "talk_pictures", "talk_products", "talk_orders", "talk_take", "talk_transfer"),
    *("talk_close", "talk_watch", "talk_flag", "talk_panel", "talk_opt_out", "talk_customer", "talk_needs"),
    *("talk_offers", "talk_follow_up", "talk_buyer_type", "talk_repeated", "talk_unlink"),
)
OF_SHOP = (
    *("shop_widget", "widget_sites", "widget_key", "reply_rules", "reply_hits", "reply_rule_switch"),
    *("reply_rule_remove", "reply_rules_restore", "widget_loader", "widget_frame", "widget_enter", "widget_talk"),
    *("widget_pictures", "widget_product", "storefront"),
)
OF_REPLY = ("quick_reply", "quick_reply_archive", "quick_reply_restore", "quick_reply_used")
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "reply_rule_switch": {"code": "vague.maybe", "on": "no"},
    "reply_rule_remove": {"code": "vague.maybe"},
    "reply_rules_restore": {"row": "default"},
    "talk_messages": {"after": "0"},
    "talk_take": {"agent": ""},
    "talk_offer_decide": {"grant": "yes"},
    "approvals_price": {"grant": "yes"},
}
# Not there although the page is theirs: another's request that is taken back, rules without a shop that is named, and
# pages of buyers, who are somebody else.
MAY_BE_ABSENT = (
    *("talk_offer_withdraw", "reply_rules_wire", "quick_reply_find", "widget_picture", "widget_part", "storefront"),
    *("widget_pictures", "widget_product", "talk_follow_up_drop"),
)


def talk_things(people: People) -> dict[str, dict[str, object]]:
    """A conversation of the shop with a picture, a price that is asked for, and somebody to contact again."""
    agent, shop = person(people.owner), people.shop
    file = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(file, "PNG")
    upload = Upload(file=file, name="裂纹.png", size=file.tell())
    message = write_picture_as_buyer(visitor=greet_visitor(shop=shop).visitor, upload=upload, client_id="p-1")
    assert message.file is not None
    talk = message.conversation_id
    product = Product.objects.create(shop=shop, code="MX-1", title="原木摆件", price=Money(10000))
    offer = offer_price(conversation_id=talk, bid=Bid(product.pk, Money(8500)), person=agent)
    task = plan_follow_up(conversation_id=talk, plan=Plan(FollowUpKind.UNDECIDED), person=agent)
    reply, in_shop = make_reply(people.supervisor, shop), {"slug": shop.slug}
    of_talk, of_offer, of_task = {"talk": talk}, {"offer": offer.pk}, {"pk": task.pk}
    of_reply, of_product = {"pk": reply.pk}, {"pk": product.pk}
    return {
        **dict.fromkeys(OF_TALK, of_talk),
        **dict.fromkeys(OF_SHOP, in_shop),
        **dict.fromkeys(OF_REPLY, of_reply),
        **dict.fromkeys(("talk_offer_decide", "talk_offer_withdraw", "approvals_price"), of_offer),
        **dict.fromkeys(("talk_follow_up_drop", "follow_up"), of_task),
        **dict.fromkeys(("product", "product_change", "product_picture"), of_product),
        "product_picture_file": {"pk": product.pk, "copy": "thumb"},
        "talk_panel_block": {"talk": talk, "code": "buyer"},
        "talk_picture": {"talk": talk, "token": message.file.token},
        "reply_rule": {**in_shop, "code": "vague.maybe"},
        "reply_rule_new": {**in_shop, "kind": "vague"},
        "widget_picture": {**in_shop, "signed": "nothing"},
        "widget_part": {"mark": "0", "name": "nothing.js"},
    }
