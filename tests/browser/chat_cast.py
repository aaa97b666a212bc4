"""Who plays in the story of a conversation: a buyer before a shop's page, two agents, their supervisor; each with a
browser."""

from playwright.sync_api import FrameLocator, Page, expect
from tests.browser.conftest import session_of
from tests.browser.house import House, open_chat, write

from aftercare.accounts.models import Staff
from aftercare.chat.models import Conversation, ReplyHit

TEXT, BUBBLES, STAGE = "textarea[data-text]", "[data-messages] .tk-bubble", ".tk-facts [data-stage]"


class Cast:
    """小雨 and 小张 answer, 林主管 leads, 小鱼 buys."""

    def __init__(self, house: House) -> None:
        house.go_home()  # nobody is on duty yet
        self.house, people = house, house.stage.people
        self.yu, self.zhang, self.lin = people.owner, people.teammate, people.supervisor
        for staff, name in ((self.yu, "小雨"), (self.zhang, "小张"), (self.lin, "林主管")):
            Staff.objects.filter(pk=staff.pk).update(name=name)
        house.stage.product()
        self.told: list[str] = []  # every frame that the buyer's browser got
        self.first = self.sit(self.yu)

    def sit(self, staff: Staff, address: str = "/talks/") -> Page:
        """A browser of that person in the workbench, or elsewhere in our pages."""
        near = self.house.here.near
        context = self.house.browser(base_url=near)
        cookies = {"language": "en", "sessionid": session_of(staff)}
        context.add_cookies([{"name": name, "value": value, "url": near} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: self.house.complaints.append(f"{staff.username}: {message.text}"))
        page.on("pageerror", lambda error: self.house.complaints.append(f"{staff.username}: {error}"))
        page.goto(address)
        return page

    def come(self) -> FrameLocator:
        """The buyer, whom the shop's page names, opens the chat."""

        def listen(page: Page) -> None:
            page.on("websocket", lambda socket: socket.on("framereceived", lambda told: self.told.append(str(told))))

        context = self.house.browser()
        context.on("page", listen)
        return open_chat(self.house.visit(self.house.site({"buyer": self.house.stage.buyer()}), context))

    @property
    def talk(self) -> Conversation:
        return Conversation.objects.get()

    def says(self, text: str) -> None:
        """The buyer writes, and it is kept."""
        write(self.buyer, text)
        expect(self.buyer.locator(".own .bubble").last).to_have_text(text)
        expect(self.buyer.locator(".mark.sending")).to_have_count(0)

    def answers(self, page: Page, text: str) -> None:
        """An agent writes, and both sides have it."""
        page.fill(TEXT, text)
        page.press(TEXT, "Enter")
        self.arrives(page, text)

    def arrives(self, page: Page, text: str) -> None:
        expect(page.locator(BUBBLES).last).to_have_text(text)
        expect(page.locator(TEXT)).to_have_value("")
        expect(page.locator(".tk-pending")).to_have_count(0)
        expect(self.buyer.locator(".theirs .bubble").last).to_have_text(text)

    def come_on_duty(self, page: Page) -> None:
        expect(page.locator("#tk-duty")).to_contain_text("You are off duty: no conversation comes to you.")
        page.get_by_role("button", name="Come on duty").click()
        expect(page.locator("#tk-duty")).to_have_attribute("data-duty", "on")
        page.mouse.move(900, 500)  # rows come and go while nobody points at them

    def post(self, text: str, own: str) -> str:
        """Past every script of ours, with the session of 小张. Returns the code of the refusal."""
        frame = {
            "do": "send",
            "id": own,
            "talk": self.talk.pk,
            "kind": "text",
            "text": text,
            "seen": self.talk.last_seq,
        }
        headers = {"X-CSRFToken": str(self.second.evaluate("document.body.dataset.csrf"))}
        answer = self.second.request.post("/talks/frames/", data=frame, headers=headers)
        told = answer.json()
        assert (answer.status, told["is"], told["id"]) == (200, "refused", own)
        return str(told["code"])

    def hits(self) -> list[str]:
        rows = ReplyHit.objects.filter(staff=self.zhang, message=None, is_blocked=True).order_by("pk")
        return list(rows.values_list("rule", flat=True))
