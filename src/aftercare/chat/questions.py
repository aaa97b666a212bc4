"""Answer a frequent question by itself (S4): once a conversation each, from the quick replies that are marked so."""

from datetime import datetime

from aftercare.chat.automatic import send_once
from aftercare.chat.models import Conversation, Message
from aftercare.chat.policies import QUESTIONS
from aftercare.chat.terms import Auto, Kind
from aftercare.knowledge.queries import automatic_answer
from aftercare.shops.policies import policies_of


def answer_question(conversation: Conversation, message: Message, at: datetime) -> None:
    """When the buyer's message is one of the shop's frequent questions, send its answer. It counts as no answer of a
    person: the clock goes on."""
    shop = conversation.shop
    if message.kind != Kind.TEXT or not policies_of(shop, at).get(QUESTIONS):
        return
    answer = automatic_answer(shop, message.text, at)
    if answer is not None:
        send_once(conversation, f"{Auto.QUESTION.value}-{answer.reply_id}", answer.text, at)
