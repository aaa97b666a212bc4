"""A shop with a widget, and buyers' browsers before it."""

import json
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.files.pictures import image
from tests.people import make_people, person, set_week

from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.chat.actions.mark_read import mark_read_by_agent
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.identity import Identity, signature_of
from aftercare.chat.models import Conversation, Message
from aftercare.chat.policies import SITES
from aftercare.chat.terms import DutyState, Kind
from aftercare.chat.writing import Words
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.models import StoredFile
from aftercare.orders.models import Product
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import Shop


class Stage:
    """A shop, its people, and the key by which its site signs."""

    def __init__(self, sites: str = "https://shop.example") -> None:
        self.people = make_people()
        self.shop: Shop = self.people.shop
        set_week(self.shop)
        self.boss = person(self.people.administrator)
        self.secret = make_identity_key(shop_id=self.shop.pk, person=self.boss).secret
        if sites:
            set_policy(shop_id=self.shop.pk, key=SITES, value=sites, person=self.boss)
        self.count = 0

    def buyer(self, number: str = "u-1", **fields: Any) -> dict[str, Any]:
        """What the shop's page says of its buyer, signed."""
        expires = int((now() + fields.pop("expires", timedelta(hours=1))).timestamp())
        identity = Identity(number, fields.pop("name", "小鱼"), fields.pop("nick", ""))
        signature = signature_of(fields.pop("secret", self.secret), identity, expires)
        told = {"id": number, "name": identity.name, "nick": identity.nick, "expires": expires, "signature": signature}
        return {**told, **fields}

    def product(self, code: str = "MZ-101", **fields: Any) -> Product:
        fields = {"title": "原木小鹿摆件", "price": Money(5900), "link": "https://shop.example/p/1", **fields}
        return Product.objects.create(shop=self.shop, code=code, **fields)

    def agent_says(self, text: str, kind: Kind = Kind.TEXT, **fields: Any) -> Message:
        """The owner answers in the newest conversation."""
        self.count += 1
        talk = Conversation.objects.latest("pk")
        words = Words(f"a{self.count}", text, kind, **fields)
        who = person(self.people.owner)
        return write_as_agent(conversation_id=talk.pk, words=words, seen_seq=talk.last_seq, person=who)

    def on_duty(self) -> None:
        set_duty(wish=Wish(DutyState.ON), person=person(self.people.owner))

    def reads(self, seq: int) -> None:
        """The owner looks at the newest conversation, which is theirs."""
        talk = Conversation.objects.latest("pk")
        Conversation.objects.filter(pk=talk.pk).update(agent=self.people.owner, agent_read=0)
        mark_read_by_agent(conversation_id=talk.pk, seq=seq, person=person(self.people.owner))

    def file(self) -> StoredFile:
        content = image("PNG")
        upload = Upload(SimpleUploadedFile("图.png", content), "图.png", len(content))  # type: ignore[arg-type]
        return store_file(upload=upload, shop_id=self.shop.pk, person=self.boss, at=now())


class BuyersBrowser:
    """What the widget's scripts send. It keeps its token."""

    def __init__(self, stage: Stage, slug: str = "") -> None:
        self.client, self.base = Client(), f"/widget/{slug or stage.shop.slug}/"
        self.token = ""
        self.count = 0

    def post(self, where: str, **told: Any) -> HttpResponse:
        return self.client.post(f"{self.base}{where}/", json.dumps(told), content_type="application/json")

    def enter(self, **told: Any) -> dict[str, Any]:
        answer = self.post("enter", **told)
        frame: dict[str, Any] = answer.json()
        self.token = frame.get("token") or self.token or told.get("token") or told.get("guest", "")
        return frame

    def say(self, *frames: dict[str, Any]) -> list[dict[str, Any]]:
        """Frames without a socket; what they are answered, without the first one's `entered`."""
        answer = self.post("talk", token=self.token, frames=list(frames))
        assert answer.status_code == 200, answer.content
        told: list[dict[str, Any]] = answer.json()["frames"]
        assert told[0]["is"] == "entered"
        return told[1:]

    def send(self, text: str = "", **frame: Any) -> dict[str, Any]:
        self.count += 1
        return self.say({"do": "send", "id": f"b{self.count}", "text": text, **frame})[0]

    def read(self, talk: int, after: int = 0) -> list[dict[str, Any]]:
        return [m for told in self.say({"do": "watch", "talk": talk, "after": after}) for m in told.get("messages", [])]

    def picture(self, content: bytes, name: str = "图.png", token: str | None = None, **fields: str) -> HttpResponse:
        self.count += 1
        form = {"id": f"b{self.count}", "file": SimpleUploadedFile(name, content), **fields}
        bearer = self.token if token is None else token
        return self.client.post(f"{self.base}pictures/", form, headers={"Authorization": f"Bearer {bearer}"})
