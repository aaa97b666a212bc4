"""What is said to the buyer in the demo shop: contacts by the day's hours, appointments."""

from datetime import datetime, timedelta
from typing import Final

from aftercare.cases.terms import Channel, ContactResult, TalkStage
from aftercare.config.demo import phrases
from aftercare.config.demo.acts import Act, Story
from aftercare.config.demo.schedule import ZONE
from aftercare.shops.access import Person

SAYS: Final = {
    ContactResult.NOT_REACHED: phrases.NOT_REACHED,
    ContactResult.CALL_LATER: phrases.LATER,
    ContactResult.TALKED: phrases.TALKED,
    ContactResult.DECLINED: phrases.DECLINED,
    ContactResult.AGREED: phrases.AGREED,
}
PHONING: Final = range(10, 21)  # hours


def contact(stage: TalkStage, result: ContactResult, hours: float = 0) -> Act:
    """One attempt: by phone when one may, else in the chat. `hours`: after which the buyer wants to hear from us."""

    def act(story: Story, person: Person, at: datetime) -> None:
        local = at.astimezone(ZONE)
        by_phone = local.hour in PHONING and story.rng.random() < 0.4
        inputs = {
            "channel": (Channel.PHONE if by_phone else Channel.CHAT).value,
            "talk_stage": stage.value,
            "contact_result": result.value,
            "note": story.rng.choice(SAYS[result]),
        }
        if hours:
            inputs["next_contact_at"] = _appointed(local + timedelta(hours=hours)).isoformat(timespec="minutes")
        story.move(person, "contact", inputs)

    return act


def _appointed(moment: datetime) -> datetime:
    """A half hour of the day, the next morning when it is late."""
    if moment.hour not in PHONING:
        day = moment if moment.hour < PHONING.start else moment + timedelta(days=1)
        return day.replace(hour=PHONING.start, minute=30, second=0, microsecond=0)
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


received = contact(TalkStage.RECEIVE, ContactResult.TALKED)
listened = contact(TalkStage.LISTEN, ContactResult.TALKED)
understood = contact(TalkStage.ACKNOWLEDGE, ContactResult.TALKED)
agreed = contact(TalkStage.AGREE, ContactResult.AGREED)
declined = contact(TalkStage.PROPOSE, ContactResult.DECLINED)
not_reached = contact(TalkStage.RECEIVE, ContactResult.NOT_REACHED)
