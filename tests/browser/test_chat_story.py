"""The whole story of a conversation in real browsers at once: a buyer in the widget on a shop's page, two agents and
their supervisor in the workbench. Every step says what each side sees (S1–S4, S7, S11, S13, S16, G8)."""

import json
import re

import pytest
from playwright.sync_api import expect
from tests.browser.chat_cast import BUBBLES, STAGE, TEXT, Cast
from tests.browser.house import House, house
from tests.files.pictures import exif_jpeg

from aftercare.chat.models import Duty, Message, PriceOffer, Wait

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["house"]
LEFT = re.compile(r"^0:\d\d left$")
BRIBE, OTHER_BRIBE = "五星好评返现 5 元", "改好评给您返现 5 元"
HANDING, WHY, NOTE = "买家嫌贵，我去吃饭了", "老客户，要两件", "可以，下不为例"
GOODBYE, PRAISE = "感谢光临，祝您生活愉快", "两位客服都很耐心"
AWAY = "小张 is away for a moment (去仓库核实) and back in about 10 min. Please leave your question."
GRANTED = re.compile(r"^I have got you 原木小鹿摆件 for ¥50\.00 instead of ¥59\.00\. It is good until [\d -]+:\d\d\.$")
OFFER = "原木小鹿摆件 ¥59.00 → ¥50.00"
LOADED = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"


class Story(Cast):
    """Each step is a part of the story, in the order of the test."""

    def greeted(self) -> None:
        """S3, S4: who is on duty gets the buyer, who reads both names at once."""
        self.come_on_duty(self.first)
        assert Duty.objects.get(staff=self.yu).state == "on"
        self.buyer = self.come()
        expect(self.buyer.locator("#status")).to_have_text("Here for you")
        self.says("在吗？小鹿摆件有现货吗")
        greeting = f"Hello 小鱼, this is 小雨 of {self.house.stage.shop.name}. How can I help you?"
        expect(self.buyer.locator(".notice")).to_have_text(["小雨 is with you now"])
        expect(self.buyer.locator(".theirs .bubble")).to_have_text([greeting])
        expect(self.buyer.locator("#status")).to_have_text("小雨 is with you")

    def answered_in_time(self) -> None:
        """S2: it comes by itself, with what is left of its 30 seconds, until it is answered."""
        row = self.first.locator(f"#row-{self.talk.pk}")
        expect(row.locator(".tk-name")).to_have_text("小鱼")
        expect(row.locator(".tk-unread")).to_contain_text("1")
        chip = row.locator("[data-countdown]")
        expect(chip).to_have_text(LEFT)
        before = chip.inner_text()
        expect(chip).not_to_have_text(before)  # it ticks
        expect(self.first).to_have_title(re.compile(r"^\(1\) "))
        row.locator("a").click()
        expect(self.first.locator(STAGE)).to_have_text("With you")
        expect(self.first.locator("[data-head-due]")).to_have_text(LEFT)
        expect(self.buyer.locator(".mark.read")).to_be_visible()
        self.first.mouse.move(900, 500)
        self.answers(self.first, "有现货的，今天下单明天就能发出")
        expect(self.first.locator("[data-head-due]")).to_be_hidden()
        expect(row.locator("[data-countdown]")).to_have_count(0)
        expect(self.first).to_have_title(re.compile("^小鱼"))
        expect(self.first.locator(".tk-read").last).to_have_text("Read")
        expect(self.buyer.locator(".from").last).to_have_text("小雨")

    def shown(self) -> None:
        """S1: the buyer's picture, then a card with its reason; without a picture of its own it has its price."""
        photo = {"name": "桌面.jpg", "mimeType": "image/jpeg", "buffer": exif_jpeg()}
        self.buyer.locator("#file").set_input_files([photo])
        self.buyer.locator("#send").click()
        expect(self.buyer.locator(".mark.sending")).to_have_count(0)
        picture = self.first.locator("[data-messages] .tk-picture img")
        expect(picture).to_have_count(1)
        assert picture.evaluate(LOADED) == [40, 80]  # upright, as the phone was held
        self.first.click("[data-pick='#tk-products']")
        self.first.fill("[data-pick-reason]", "和您照片里的桌面很配")
        self.first.locator("[data-card-product]").click()
        card = self.buyer.locator(".theirs .card.product")
        expect(card.locator(".card-title")).to_have_text("原木小鹿摆件")
        expect(card.locator(".price")).to_have_text("¥59.00")
        expect(card.locator(".reason")).to_have_text("和您照片里的桌面很配")
        expect(card.locator("img")).to_have_count(0)
        expect(card.locator(".card-picture svg")).to_be_visible()
        expect(self.first.locator(".tk-card .tk-price")).to_have_text("¥59.00")
        expect(self.first.locator(".tk-card-note")).to_have_text("Why this one: 和您照片里的桌面很配")
        expect(self.first.locator(".tk-pending")).to_have_count(0)

    def together(self) -> None:
        """S13, G8: both look; one answers while the other types, who is told and loses nothing; both answers stand."""
        self.second = self.sit(self.zhang, f"/talks/{self.talk.pk}/")
        first, second, draft = self.first, self.second, "这款还送礼盒哦"
        expect(second.locator(STAGE)).to_have_text("With 小雨")
        expect(first.locator("[data-others]")).to_contain_text("小张 is looking")
        expect(second.locator("[data-others]")).to_contain_text("小雨 is looking")
        first.locator(TEXT).press_sequentially(draft)
        expect(second.locator("[data-signs]")).to_have_text("小雨 is writing…")
        expect(self.buyer.locator("#writes-name")).to_have_text("小雨 is writing…")
        self.answers(second, "我是小张，礼盒需要另购")
        warning = first.locator("[data-meanwhile]")
        expect(warning).to_contain_text("小张 answered while you were writing.")
        first.press(TEXT, "Enter")
        expect(first.locator(TEXT)).to_have_value(draft)
        expect(warning).to_be_visible()
        assert Message.objects.filter(staff=self.yu, side="agent", kind="text").count() == 1  # the first answer
        first.fill(TEXT, "礼盒以小张说的为准")
        warning.locator("[data-send-anyway]").click()
        expect(warning).to_be_hidden()
        self.arrives(first, "礼盒以小张说的为准")
        both = ["我是小张，礼盒需要另购", "礼盒以小张说的为准"]
        expect(second.locator(BUBBLES).last).to_have_text(both[1])
        assert first.locator(BUBBLES).all_inner_texts()[-2:] == second.locator(BUBBLES).all_inner_texts()[-2:] == both
        assert self.buyer.locator(".theirs .bubble").all_inner_texts()[-2:] == both

    def handed_over(self) -> None:
        """S13: a note goes with it, which the buyer never sees."""
        self.come_on_duty(self.second)
        self.first.click("[data-ask]")
        self.first.check(f"input[value=staff-{self.zhang.pk}]")
        self.first.fill("#tk-handing-note", HANDING)
        self.first.locator("[data-transfer-form] .btn-primary").click()
        expect(self.first.locator(STAGE)).to_have_text("With 小张")
        expect(self.second.locator(STAGE)).to_have_text("With you")
        for page in (self.first, self.second):
            note = page.locator("[data-look=whisper]")
            expect(note.locator(".tk-bubble")).to_have_text([HANDING])
            expect(note).to_contain_text("Only colleagues see this")
        expect(self.second.locator(f"#row-{self.talk.pk}")).to_be_visible()
        expect(self.first.locator(f"#row-{self.talk.pk}")).to_have_count(0)
        expect(self.buyer.locator(".notice").last).to_have_text("小张 goes on from here")
        expect(self.buyer.locator("#status")).to_have_text("小张 is with you")

    def away(self) -> None:
        """S4: who is away says why and for how long; that is no answer, and the clock goes on."""
        duty = self.second.locator("#tk-duty")
        duty.locator("summary").click()
        self.second.fill("#tk-away-reason", "去仓库核实")
        self.second.fill("#tk-away-minutes", "10")
        self.second.get_by_role("button", name="Away", exact=True).click()
        expect(duty).to_have_attribute("data-duty", "away")
        expect(duty).to_contain_text("去仓库核实")
        self.says("包装结实吗")
        expect(self.buyer.locator(".theirs .bubble").last).to_have_text(AWAY)
        expect(self.second.locator(".tk-auto").last).to_have_text("Sent by itself: Agent is away")
        expect(self.second.locator("[data-head-due]")).to_be_visible()
        self.second.get_by_role("button", name="I am back").click()
        expect(duty).to_have_attribute("data-duty", "on")
        self.second.mouse.move(900, 500)
        self.answers(self.second, "刚去仓库看过，泡沫加纸箱")
        expect(self.second.locator("[data-head-due]")).to_be_hidden()

    def haggled(self) -> None:
        """S7: above the agent's authority the supervisor is asked, who hears of it at the bell and answers there."""
        lead = self.sit(self.lin, "/")
        self.says("两件能便宜点吗")
        price = self.second.locator("#side-price")
        price.locator("summary").click()
        price.locator("[data-offered]").fill("50")
        expect(price.locator("[data-says]")).to_contain_text("Above your authority")
        price.locator("[name=reason]").fill(WHY)
        price.locator("button.btn-primary").click()
        expect(price.locator("summary")).to_contain_text("Waits for the supervisor")
        expect(self.second.locator(BUBBLES).last).to_contain_text(OFFER)

        lead.locator("[data-bell] summary").click()
        lead.locator("[data-bell] a", has_text="小张 asks for ¥50.00 for 原木小鹿摆件").click()
        expect(lead.locator(STAGE)).to_have_text("With 小张")
        expect(lead.locator(BUBBLES).last).to_contain_text(WHY)
        theirs = lead.locator("#side-price")
        theirs.locator("summary").click()
        expect(theirs).to_contain_text(WHY)
        theirs.locator("[name=note]").fill(NOTE)
        theirs.get_by_role("button", name="Grant ¥50.00").click()
        expect(theirs.locator(".ts-offer")).to_contain_text("Price granted")

        expect(price.locator(".ts-offer")).to_contain_text("Price granted")  # it has heard of it
        expect(price).to_contain_text(f"林主管: {NOTE}")
        price.get_by_role("button", name="Put into reply").click()
        expect(self.second.locator(TEXT)).to_have_value(GRANTED)
        self.second.press(TEXT, "Enter")
        expect(self.buyer.locator(".theirs .bubble").last).to_have_text(GRANTED)
        expect(self.second.locator(TEXT)).to_have_value("")
        lead.locator("[data-bell] summary").click()
        expect(lead.locator("[data-bell]")).to_contain_text("No news.")

    def refused(self) -> None:
        """S11: it is seen while it is typed, comes back when it is sent, and no other door lets it through."""
        page = self.second
        page.fill(TEXT, BRIBE)
        expect(page.locator("[data-rules] li")).to_have_count(1)
        expect(page.locator("[data-rules] li")).to_contain_text("Cannot be sent")
        page.press(TEXT, "Enter")
        expect(page.locator("[data-check]")).to_contain_text("Not sent.")
        expect(page.locator(TEXT)).to_have_value(BRIBE)
        expect(page.locator(".tk-pending")).to_have_count(0)
        assert self.hits() == ["review.praise"]
        assert self.post(BRIBE, "by-hand-1") == "blocked_words"
        assert self.hits() == ["review.praise"]  # the same attempt, as the minute is not over
        assert self.post(OTHER_BRIBE, "by-hand-2") == "blocked_words"
        assert self.hits() == ["review.praise", "review.change"]
        page.fill(TEXT, "")
        expect(page.locator("[data-check]")).to_be_hidden()

    def ended(self) -> None:
        """S16: a farewell, the end on every screen, and five stars with words that the agents read."""
        self.second.click("[data-open='#tk-close']")
        self.second.fill("#tk-farewell", GOODBYE)
        self.second.locator("#tk-close .btn-primary").click()
        for page in (self.first, self.second):
            expect(page.locator(STAGE)).to_have_text("Ended · Not rated")
            expect(page.locator(BUBBLES).last).to_have_text(GOODBYE)
        expect(self.buyer.locator(".theirs .bubble").last).to_have_text(GOODBYE)
        expect(self.buyer.locator(".notice").last).to_have_text("The conversation has ended. Thank you!")
        rate = self.buyer.locator(".rate")
        rate.get_by_role("radio", name="Very content").check(force=True)
        rate.get_by_role("textbox").fill(PRAISE)
        rate.get_by_role("button", name="Send rating").click()
        expect(rate).to_contain_text("Thank you for your rating!")
        expect(rate.locator(".star.lit")).to_have_count(5)
        for page in (self.first, self.second):
            expect(page.locator(STAGE)).to_have_text("Ended · Rated 5 of 5")
            expect(page.locator("[data-rated]")).to_have_text(PRAISE)

    def kept(self) -> None:
        """What the database holds: every message once, numbered without a gap, and every wait answered."""
        talk, yu, zhang, lin = self.talk, self.yu.pk, self.zhang.pk, self.lin.pk
        rows = list(Message.objects.filter(conversation=talk).order_by("seq"))
        greeting = f"Hello 小鱼, this is 小雨 of {self.house.stage.shop.name}. How can I help you?"
        assert [(one.side, one.kind, one.staff_id, one.text, one.auto) for one in rows if one.seq != 17] == [
            ("buyer", "text", None, "在吗？小鹿摆件有现货吗", ""),
            ("system", "notice", yu, "routed", ""),
            ("system", "text", yu, greeting, "greeting"),
            ("agent", "text", yu, "有现货的，今天下单明天就能发出", ""),
            ("buyer", "picture", None, "", ""),
            ("agent", "card", yu, "原木小鹿摆件", ""),
            ("agent", "text", zhang, "我是小张，礼盒需要另购", ""),
            ("agent", "text", yu, "礼盒以小张说的为准", ""),
            ("agent", "whisper", yu, HANDING, ""),
            ("system", "notice", zhang, "transferred", ""),
            ("buyer", "text", None, "包装结实吗", ""),
            ("system", "text", zhang, AWAY, "away"),
            ("agent", "text", zhang, "刚去仓库看过，泡沫加纸箱", ""),
            ("buyer", "text", None, "两件能便宜点吗", ""),
            ("agent", "whisper", zhang, f"{OFFER} · Waits for the supervisor\n{WHY}", ""),
            ("agent", "whisper", lin, f"{OFFER} · Price granted\n{NOTE}", ""),
            ("agent", "text", zhang, GOODBYE, ""),
            ("system", "notice", zhang, "closed", ""),
        ]
        assert [one.seq for one in rows] == list(range(1, 20))
        assert (rows[16].side, rows[16].staff_id) == ("agent", zhang)
        assert GRANTED.match(rows[16].text)
        assert (Message.objects.count(), talk.last_seq) == (19, 19)
        assert (talk.stage, talk.ending, talk.agent_id, talk.rating, talk.rating_text) == (
            *("closed", "answered", zhang, 5, PRAISE),
        )
        waits = Wait.objects.order_by("seq").values_list("seq", "answered_by", "breached_at")
        assert list(waits) == [(1, yu, None), (5, yu, None), (11, zhang, None), (14, zhang, None)]
        offer = PriceOffer.objects.get()
        assert (offer.state, offer.asked_by_id, offer.decided_by_id, offer.note) == ("granted", zhang, lin, NOTE)
        assert (offer.offered.yuan, offer.approved_alone) == ("50.00", False)

    def told_nothing_inside(self) -> None:
        """S13: no frame that the buyer's browser got holds what colleagues told one another."""
        told = "\n".join(json.dumps(json.loads(one), ensure_ascii=False) for one in self.told)
        assert "我是小张" in told
        for secret in (HANDING, WHY, NOTE, "whisper", OFFER, BRIBE):
            assert secret not in told


@pytest.mark.row("S1", "S2", "S3", "S4", "S7", "S11", "S13", "S16")
@pytest.mark.attack("G8")
def test_a_buyer_two_agents_and_their_supervisor(house: House) -> None:
    story = Story(house)
    story.greeted()
    story.answered_in_time()
    story.shown()
    story.together()
    story.handed_over()
    story.away()
    story.haggled()
    story.refused()
    story.ended()
    story.kept()
    story.told_nothing_inside()
