"""Buyers of an own site review what they bought: the signed link, the form, what comes of it, who gets nothing."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.pages.stage import queries_of
from tests.people import make_order, make_staff, person
from tests.portal.scene import Stage
from tests.races import racetrack

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.chat.models import IdentityKey
from aftercare.core.crypto import keyed_hash
from aftercare.core.models import Event
from aftercare.core.text import fold
from aftercare.core.time import now, travel
from aftercare.customers.models import Customer
from aftercare.files.models import StoredFile
from aftercare.files.storage import path_of
from aftercare.files.terms import Copy
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.portal.limits import FORMS_AN_HOUR, STRANGE_LINKS_AN_HOUR
from aftercare.reviews.access import Buyer
from aftercare.reviews.actions.judge_addition import judge_addition
from aftercare.reviews.actions.open_cases import open_cases
from aftercare.reviews.actions.review_as_buyer import Said, add_as_buyer, review_as_buyer
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.bought import MOST_LINES
from aftercare.reviews.models import Review, ReviewChange, ReviewDay, ReviewPicture, ShopReply
from aftercare.reviews.policies import FIRST_DAY, LAST_ADDITION
from aftercare.reviews.queries import replies_to_show
from aftercare.reviews.terms import Answer, Direction, ReplyState, Result, Standing
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.row("R1")]
BAD = "东西质量太差，根本没有说的那么好"
SCRIPT = "<script>alert(1)</script>"


class OwnSite:
    """An own site whose server signs its buyers."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.shop = self.stage.shop
        Shop.objects.filter(pk=self.shop.pk).update(platform=Platform.OWN)
        self.shop.refresh_from_db()
        self.root = f"/r/{self.shop.slug}/"
        self.writer = person(make_staff("", Role.REVIEW_SPECIALIST, shop=self.shop))

    def order(self, done: timedelta = timedelta(days=5), **fields: Any) -> Order:
        """An order that was finished that long ago, of a buyer whom their nick finds."""
        order = make_order(self.shop, **{"completed_at": now() - done, **fields})
        digest = keyed_hash(fold(order.customer.nick))
        Customer.objects.filter(pk=order.customer_id).update(nick_hash=digest)
        return order

    def more(self, order: Order, count: int) -> None:
        """So many more orders of the same buyer, one line each."""
        rows = [_like(order, f"Z{order.pk}-{count}-{index}") for index in range(count)]
        made = Order.objects.bulk_create(rows)
        OrderLine.objects.bulk_create(
            OrderLine(order=one, line_no=f"{one.platform_no}-1", title="摆件") for one in made
        )

    def address(self, line: OrderLine, part: str = "") -> str:
        return f"{self.root}{line.pk}/{part}"

    def buyer(self, order: Order) -> Buyer:
        return Buyer(self.shop, order.customer_id)

    def signed(self, order: Order) -> dict[str, Any]:
        """What the form on the site's own pages says."""
        return self.stage.buyer(f"u-{order.customer_id}", nick=order.customer.nick, name="小鱼")

    def phone(self, order: Order, **more: Any) -> Client:
        """The buyer's browser, once it has come by the form."""
        client = Client()
        client.cookies.load({"language": "en"})
        answer = client.post(self.root, {**self.signed(order), **more})
        assert (answer.status_code, answer["Location"]) == (303, self.root)
        return client


@pytest.fixture
def site() -> OwnSite:
    return OwnSite()


def _like(order: Order, number: str) -> Order:
    shared = {name: getattr(order, name) for name in ("shop", "customer", "status", "ordered_at", "completed_at")}
    return Order(platform_no=number, **shared)


def line_of(order: Order) -> OrderLine:
    line = order.lines.order_by("pk").first()
    assert line is not None
    return line


def text_of(answer: HttpResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def picture(name: str = "杯口.png", shade: int = 9) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, 120, 77)).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_a_bad_review_goes_the_way_of_one_by_file(site: OwnSite):
    order = site.order(lines=2)
    line, phone = line_of(order), site.phone(order)
    listed = text_of(phone.get(site.root))
    assert listed.count("Write a review") == 2 and order.platform_no[-6:] in listed
    assert 'name="stars"' in text_of(phone.get(site.address(line)))
    form = {"stars": "1", "dsr_service": "2", "text": BAD, "pictures": [picture(), picture("盒子.png", 30)]}
    answer = phone.post(site.address(line), form)
    assert (answer.status_code, answer["Location"]) == (303, site.address(line))
    review = Review.objects.get()
    assert (review.order_id, review.order_line_id, review.customer_id) == (order.pk, line.pk, order.customer_id)
    assert (review.result, review.stars, review.dsr_service, review.dsr_description) == (Result.BAD, 1, 2, None)
    assert (review.content, review.on_own_page, review.title) == (BAD, True, line.title)
    assert review.dispute_type == "product.quality"
    assert ReviewDay.objects.values_list("bad", "service_sum", "service_count").get() == (1, 2, 1)
    assert ReviewChange.objects.get().verdict == "added"
    assert Event.objects.filter(kind="review.by_buyer", subject_id=review.pk, actor_id=None).count() == 1
    assert review.standing == Standing.PENDING
    assert open_cases(shop_id=site.shop.pk) == 1
    case = Case.objects.get(flow="review")
    assert case.order_id == order.pk and case.reviews.get() == review
    page = text_of(phone.get(site.address(line)))
    assert BAD in page and page.count("<img ") == 2 and 'name="stars"' not in page
    assert text_of(phone.get(site.root)).count("Write a review") == 1


def test_what_was_signed_is_put_away_and_nothing_is_kept_anywhere(site: OwnSite):
    order = site.order()
    phone = site.phone(order)
    kept = phone.cookies["buyer"]
    assert kept["httponly"] and kept["samesite"] == "Lax" and kept["path"] == site.root
    assert 0 < int(kept["max-age"]) <= 3600
    assert order.customer.nick not in kept.value
    answer = phone.get(site.root)
    assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"
    assert answer["X-Frame-Options"] == "DENY" and answer["Referrer-Policy"] == "same-origin"
    assert order.platform_no not in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()
    assert '<html lang="zh-hans">' in text_of(site.phone(order, language="zh-hans").get(site.root))


@pytest.mark.attack("J4")
def test_no_address_keeps_who_the_buyer_is(site: OwnSite):
    order = site.order()
    assert Client().get(site.root, site.signed(order)).status_code == 404


@pytest.mark.attack("G4", "A7")
def test_nobody_comes_in_without_what_the_shop_has_signed(site: OwnSite):
    order, other = site.order(), site.order()
    told = site.stage.buyer("u-1", nick=order.customer.nick)
    forged = (
        {**told, "nick": other.customer.nick},
        {**told, "signature": ""},
        {**told, "expires": str(told["expires"] + 1)},
        {**told, "expires": "1e9"},
        {**told, "expires": "²"},
        {**told, "id": "单" * 200},
        {**told, "id": "\ud800"},
        site.stage.buyer("u-1", nick=order.customer.nick, secret="another"),
        site.stage.buyer("u-1", nick=order.customer.nick, expires=timedelta(seconds=-1)),
    )
    for one in forged:
        client = Client()
        sent = urlencode(one, errors="surrogatepass")
        answer = client.post(site.root, sent, content_type="application/x-www-form-urlencoded")
        assert "buyer" not in client.cookies and answer.status_code == 404, one
    gone = text_of(Client().get(site.root), 404)
    for value in ("", "x", "eyJ4IjoxfQ:1:2"):
        client = Client()
        client.cookies["buyer"] = value
        assert text_of(client.get(site.address(line_of(order))), 404) == gone
    phone, next_door = site.phone(order), site.stage.people.other_shop
    Shop.objects.filter(pk=next_door.pk).update(platform=Platform.OWN)
    make_identity_key(shop_id=next_door.pk, person=person(make_staff("", is_administrator=True)))
    stranger = Client()
    stranger.cookies["buyer"] = phone.cookies["buyer"].value
    assert stranger.get(site.root).status_code == 200
    assert stranger.get(f"/r/{next_door.slug}/").status_code == 404  # another shop has signed it
    with travel(timedelta(hours=2)):
        assert phone.get(site.root).status_code == 404  # the time of what was signed is over
    IdentityKey.objects.update(ended_at=now())
    assert phone.get(site.root).status_code == 404
    assert phone.post(site.address(line_of(order)), {"stars": "5"}).status_code == 404
    assert Review.objects.count() == 0


@pytest.mark.attack("B1", "B10")
def test_what_is_not_theirs_is_not_there(site: OwnSite):
    mine, foreign = site.order(), site.order()
    review_as_buyer(buyer=site.buyer(foreign), line_id=line_of(foreign).pk, said=Said(1, BAD, pictures=()))
    their_phone = site.phone(foreign)
    taken = ReviewPicture.objects.create(review=Review.objects.get(), file=site.stage.file())
    seen = f"{site.root}pictures/{taken.file.token}/thumb/"
    assert their_phone.get(seen).status_code == 200
    assert their_phone.get(seen.replace("thumb", "original")).status_code == 404
    phone = site.phone(mine)
    closed = make_order(site.shop, status=OrderStatus.CLOSED)
    Order.objects.filter(pk=closed.pk).update(customer=mine.customer)
    second = site.order(source_order=mine)
    Order.objects.filter(pk=second.pk).update(customer=mine.customer)
    nowhere = text_of(phone.get(f"{site.root}99999999/"), 404)
    for line in (line_of(foreign), line_of(closed), line_of(second)):
        assert text_of(phone.get(site.address(line)), 404) == nowhere
        assert text_of(phone.post(site.address(line), {"stars": "5"}), 404) == nowhere
        assert text_of(phone.post(site.address(line, "addition/"), {"text": "追评"}), 404) == nowhere
    assert phone.get(seen).status_code == 404
    assert phone.get(f"{site.root}{'9' * 30}/").status_code == 404
    listed = text_of(phone.get(site.root))
    assert listed.count("Order ending in") == 1 and BAD not in listed
    assert Review.objects.count() == 1


@pytest.mark.parametrize("platform", [one for one in Platform if one is not Platform.OWN])
def test_only_an_own_site_has_the_page(site: OwnSite, platform: Platform):
    order = site.order()
    signed, phone = site.signed(order), site.phone(order)
    Shop.objects.update(platform=platform)
    assert Client().post(site.root, signed).status_code == phone.get(site.root).status_code == 404
    assert phone.post(site.address(line_of(order)), {"stars": "5"}).status_code == 404
    Shop.objects.update(platform=Platform.OWN, is_active=False)
    assert Client().post(site.root, signed).status_code == phone.get(site.root).status_code == 404


def test_whose_time_runs_out_while_they_write_gets_their_words_back(site: OwnSite):
    order = site.order()
    phone, words = site.phone(order), "灯很好，<b>就是</b>线短了些"
    with travel(timedelta(hours=2)):
        page = text_of(phone.post(site.address(line_of(order)), {"stars": "4", "text": words}), 404)
    assert "was not saved" in page and "灯很好，&lt;b&gt;就是&lt;/b&gt;线短了些</textarea>" in page
    assert Review.objects.count() == 0


def test_somebody_without_orders_is_told_so(site: OwnSite):
    told = site.stage.buyer("u-9", nick="谁也不是")
    client = Client()
    client.cookies.load({"language": "en"})
    client.post(site.root, told)
    assert "no order of yours here yet" in text_of(client.get(site.root))


@pytest.mark.parametrize(
    ("done", "code", "says"),
    [
        (None, "no_deal", "not finished yet"),
        (timedelta(days=2, hours=23), "early", "a little early"),
        (timedelta(days=45, minutes=1), "over", "that is over"),
    ],
)
@pytest.mark.attack("I1")
def test_too_early_and_too_late_are_said(site: OwnSite, done: timedelta | None, code: str, says: str):
    order = site.order()
    at = None if done is None else now() - done
    status = OrderStatus.COMPLETED if at else OrderStatus.DISPATCHED
    Order.objects.filter(pk=order.pk).update(completed_at=at, status=status)
    phone, line = site.phone(order), line_of(order)
    page = text_of(phone.get(site.address(line)))
    assert says in page and 'name="stars"' not in page
    assert says in text_of(phone.post(site.address(line), {"stars": "5", "text": "很好"}), 409)
    assert Review.objects.count() == 0
    if code == "early":
        assert at
        opens = at + timedelta(days=3)
        assert f"{opens.astimezone(ZoneInfo(site.shop.timezone)):%Y-%m-%d}" in page
        set_policy(shop_id=site.shop.pk, key=FIRST_DAY, value=2, person=site.stage.boss)
        assert phone.post(site.address(line), {"stars": "5"}).status_code == 303


@pytest.mark.attack("H1", "G6")
def test_sent_twice_is_one_review_and_another_word_is_refused(site: OwnSite):
    order = site.order()
    phone, line = site.phone(order), line_of(order)
    form = {"stars": "4", "text": "很好\r\n下次还来"}
    assert phone.post(site.address(line), form).status_code == phone.post(site.address(line), form).status_code == 303
    other = text_of(phone.post(site.address(line), {"stars": "1", "text": BAD}), 409)
    assert "You have reviewed this already" in other and "下次还来" in other
    review = Review.objects.get()
    assert (review.stars, review.content, review.result) == (4, "很好\n下次还来", Result.GOOD)
    assert ReviewDay.objects.get().good == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("H1", "G6")
def test_two_tabs_at_the_same_instant_make_one_review():
    site = OwnSite()
    order = site.order()
    buyer, line = site.buyer(order), line_of(order).pk

    def send(text: str) -> Review:
        return review_as_buyer(buyer=buyer, line_id=line, said=Said(5, text))

    with racetrack(2) as race:
        ends = race(lambda: send("很好"), lambda: send("非常好"))
        assert sorted(end.won for end in ends) == [False, True]
        assert all(end.won for end in race(*[lambda: add_as_buyer(buyer=buyer, line_id=line, text="一个月了")] * 2))
    assert Review.objects.count() == ReviewDay.objects.get().good == 1
    assert Event.objects.filter(kind="review.added_to").count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"stars": ""}, "Choose from one to five stars"),
        ({"stars": "0"}, "Choose from one to five stars"),
        ({"stars": "6"}, "Choose from one to five stars"),
        ({"stars": "5.5"}, "Choose from one to five stars"),
        ({"stars": "²"}, "Choose from one to five stars"),
        ({"dsr_service": "9"}, "Choose from one to five stars"),
        ({"text": "长" * 501}, "At most 500 characters"),
        ({"result": "good"}, "no such field"),
        ({"order_no": "1"}, "no such field"),
        ({"pictures": [picture()] * 4}, "At most 3 pictures"),
        ({"pictures": [SimpleUploadedFile("a.png", b"<html>")]}, "Only pictures can be added"),
        ({"pictures": [SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>")]}, "Only pictures can be added"),
        ({"pictures": [picture(), SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n<script>")]}, "damaged"),
    ],
)
@pytest.mark.attack("B8", "D1", "D3", "F11")
def test_what_cannot_be_taken_is_said_and_leaves_nothing(site: OwnSite, fields: dict[str, Any], says: str):
    order = site.order()
    for file in fields.get("pictures", []):
        file.seek(0)
    form = {"stars": "5", "text": "很好", **fields}
    answer = text_of(site.phone(order).post(site.address(line_of(order)), form), 422)
    assert says in answer and form["text"] in answer  # what was typed is not lost
    assert Review.objects.count() == StoredFile.objects.count() == ReviewDay.objects.count() == 0


@pytest.mark.attack("D3")
def test_no_bytes_stay_of_pictures_that_were_refused(site: OwnSite, settings: Any, tmp_path: Any):
    settings.FILES_ROOT = tmp_path
    order = site.order()
    broken = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    answer = site.phone(order).post(site.address(line_of(order)), {"stars": "5", "pictures": [picture(), broken]})
    assert answer.status_code == 422
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.attack("C2", "C6", "C10")
def test_a_script_in_the_words_is_text_everywhere(site: OwnSite):
    order = site.order()
    phone, line = site.phone(order), line_of(order)
    named = {"stars": "1", "text": SCRIPT, "pictures": [picture(f"{SCRIPT}.png")]}
    assert phone.post(site.address(line), named).status_code == 303
    assert phone.post(site.address(line, "addition/"), {"text": f"追{SCRIPT}"}).status_code == 303
    open_cases(shop_id=site.shop.pk)
    staff = Client()
    staff.force_login(make_staff("", Role.SUPERVISOR, Role.REVIEW_SPECIALIST, shop=site.shop))
    review = Review.objects.get()
    pages = ("/reviews/", f"/reviews/{review.pk}/", f"/orders/{order.pk}/", f"/cases/{review.case.number}/")
    shown = [text_of(staff.get(address)) for address in pages]
    shown += [text_of(phone.get(site.address(line))), text_of(phone.get(site.root))]
    assert not any(SCRIPT in page for page in shown)
    assert sum("&lt;script&gt;alert(1)" in page for page in shown) >= 4


def test_the_reply_is_shown_at_once_and_a_newer_one_takes_its_place(site: OwnSite):
    order = site.order()
    phone, line = site.phone(order), line_of(order)
    phone.post(site.address(line), {"stars": "2", "text": BAD})
    open_cases(shop_id=site.shop.pk)
    review = Review.objects.get()
    reply = write_reply(review_id=review.pk, draft=Draft("非常抱歉，我们马上处理"), person=site.writer)
    review.refresh_from_db()
    assert (reply.state, review.answer, review.reply_text) == (ReplyState.CONFIRMED, Answer.CONFIRMED, reply.text)
    assert review.replied_at == reply.confirmed_at == reply.written_at
    assert replies_to_show(site.shop.pk, 0) == ([], None)  # there is no platform to copy it to
    assert "非常抱歉" in text_of(phone.get(site.address(line)))
    assert "The shop has replied" in text_of(phone.get(site.root))
    better = write_reply(review_id=review.pk, draft=Draft("非常抱歉，已为您安排换新", reply.pk), person=site.writer)
    page = text_of(phone.get(site.address(line)))
    assert "安排换新" in page and "马上处理" not in page
    assert list(ShopReply.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "confirmed"]
    phone.post(site.address(line, "addition/"), {"text": "还没收到新的"})
    third = Draft("新的今天已发出，给您添麻烦了", better.pk)
    assert write_reply(review_id=review.pk, draft=third, person=site.writer).state == ReplyState.CONFIRMED
    assert "今天已发出" in text_of(phone.get(site.address(line)))


def test_a_case_that_waits_for_the_reply_goes_on_with_it(site: OwnSite):
    order = site.order()
    review_as_buyer(buyer=site.buyer(order), line_id=line_of(order).pk, said=Said(1, BAD))
    open_cases(shop_id=site.shop.pk)
    review = Review.objects.get()
    Case.objects.filter(pk=review.case_id).update(state="replying")
    write_reply(review_id=review.pk, draft=Draft("非常抱歉，我们马上处理"), person=site.writer)
    review.refresh_from_db()
    assert (review.case.state, review.standing) == ("replied", Standing.OPENED)


def test_a_step_of_the_case_publishes_and_corrects_the_reply(site: OwnSite):
    order = site.order()
    review_as_buyer(buyer=site.buyer(order), line_id=line_of(order).pk, said=Said(1, BAD))
    open_cases(shop_id=site.shop.pk)
    review = Review.objects.get()
    Case.objects.filter(pk=review.case_id).update(state="replying")
    for step, text in (("reply", "非常抱歉，我们马上处理"), ("correct_reply", "非常抱歉，新的已发出")):
        inputs = {"public_reply": text}
        move_case(number=review.case.number, move_code=step, person=site.writer, inputs=inputs)
        assert text in text_of(site.phone(order).get(site.address(line_of(order))))
    review.refresh_from_db()
    assert (review.case.state, review.answer) == ("replied", Answer.CONFIRMED)
    assert list(ShopReply.objects.order_by("pk").values_list("state", flat=True)) == ["replaced", "confirmed"]


def test_many_are_thanked_at_once_and_each_is_told_as_shown(site: OwnSite):
    orders = [site.order(), site.order()]
    for order in orders:
        review_as_buyer(buyer=site.buyer(order), line_id=line_of(order).pk, said=Said(5, "很好"))
    staff = Client()
    staff.cookies.load({"language": "en"})
    staff.force_login(Staff.objects.get(pk=site.writer.staff_id))
    rows = list(Review.objects.values_list("pk", flat=True))
    preview = text_of(staff.post("/reviews/replies/", {"row": rows}))
    assert preview.count("The buyer sees it at once") == len(rows)
    texts = {f"text-{pk}": "谢谢您的喜欢" for pk in rows}
    assert staff.post("/reviews/replies/store/", {"row": rows, **texts}).status_code == 303
    assert set(Review.objects.values_list("answer", flat=True)) == {Answer.CONFIRMED}
    for order in orders:
        assert "谢谢您的喜欢" in text_of(site.phone(order).get(site.address(line_of(order))))


def test_an_addition_comes_once_within_its_days_and_reaches_the_case(site: OwnSite):
    order = site.order()
    phone, line = site.phone(order), line_of(order)
    there = site.address(line, "addition/")
    assert "Review it first" in text_of(phone.post(there, {"text": "一个月了"}), 409)
    phone.post(site.address(line), {"stars": "2", "text": BAD})
    open_cases(shop_id=site.shop.pk)
    assert "Write something first" in text_of(phone.post(there, {"text": " \u200b "}), 422)
    assert "At most 500 characters" in text_of(phone.post(there, {"text": "长" * 501}), 422)
    assert phone.post(there, {"text": "用了两周开始掉漆"}).status_code == 303
    assert phone.post(there, {"text": "用了两周开始掉漆"}).status_code == 303
    assert "added to this review already" in text_of(phone.post(there, {"text": "又一句"}), 409)
    review = Review.objects.get()
    assert (review.append_text, review.is_added_to, review.addition) == ("用了两周开始掉漆", True, "")
    assert review.content == BAD and review.stars == 2
    page = text_of(phone.get(site.address(line)))
    assert "用了两周开始掉漆" in page and "addition/" not in page
    open_cases(shop_id=site.shop.pk)
    assert any("掉漆" in note.text for note in review.case.notes.all())
    judge_addition(review_id=review.pk, result=Result.BAD, person=site.writer)
    late = site.order(done=timedelta(days=20))
    review_as_buyer(buyer=site.buyer(late), line_id=line_of(late).pk, said=Said(5, "很好"))
    set_policy(shop_id=site.shop.pk, key=LAST_ADDITION, value=19, person=site.stage.boss)
    answer = text_of(site.phone(late).post(site.address(line_of(late), "addition/"), {"text": "追"}), 409)
    assert "that is over" in answer


def test_a_review_that_came_by_file_is_theirs_as_well(site: OwnSite):
    order = site.order()
    line = line_of(order)
    told = {"key": f"line:get:{line.line_no}", "order_no": order.platform_no, "line_no": line.line_no}
    Review.objects.create(
        shop=site.shop, order=order, direction=Direction.GET, result=Result.GOOD, content="文件里的好评",
        reviewed_at=now(), reply_text="谢谢您", **told,
    )  # fmt: skip
    page = text_of(site.phone(order).get(site.address(line)))
    assert "文件里的好评" in page and "谢谢您" in page
    assert site.phone(order).post(site.address(line), {"stars": "1", "text": BAD}).status_code == 409


@pytest.mark.attack("D9", "A9")
def test_a_flood_is_turned_away_and_nobody_else_suffers(site: OwnSite):
    order, other = site.order(), site.order()
    phone = site.phone(order)
    codes = [phone.post(site.address(line_of(order)), {"stars": "x"}).status_code for _try in range(FORMS_AN_HOUR + 1)]
    assert codes == [422] * FORMS_AN_HOUR + [429]
    assert phone.get(site.root).status_code == 200
    assert site.phone(other).post(site.address(line_of(other)), {"stars": "5"}).status_code == 303
    codes = [Client().get(site.root).status_code for _try in range(STRANGE_LINKS_AN_HOUR + 1)]
    assert codes[-2:] == [404, 429]


@pytest.mark.attack("C12", "B19")
def test_no_other_site_sends_the_form(site: OwnSite):
    order = site.order()
    strict = Client(enforce_csrf_checks=True)
    from_their_site = {"origin": "https://shop.example", "sec-fetch-site": "cross-site"}
    assert strict.post(site.root, site.signed(order), headers=from_their_site).status_code == 303
    assert strict.get(site.root).status_code == 200
    assert strict.post(site.address(line_of(order)), {"stars": "5"}).status_code == 403
    assert strict.get(site.address(line_of(order), "addition/")).status_code == 405
    assert Review.objects.count() == 0


def test_the_pages_cost_the_same_at_any_number_of_orders(site: OwnSite):
    order = site.order()
    phone, line = site.phone(order), line_of(order)
    review_as_buyer(buyer=site.buyer(order), line_id=line.pk, said=Said(5, "很好"))
    counts = []
    for more in (9, 990):
        site.more(order, more)
        counts.append([queries_of(lambda: phone.get(site.root)), queries_of(lambda: phone.get(site.address(line)))])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12
    assert text_of(phone.get(site.root)).count("Order ending in") == MOST_LINES  # the newest


@pytest.mark.attack("B10")
def test_staff_see_the_pictures_through_the_review(site: OwnSite, settings: Any, tmp_path: Any):
    settings.FILES_ROOT = tmp_path
    order = site.order()
    site.phone(order).post(site.address(line_of(order)), {"stars": "2", "text": BAD, "pictures": [picture()]})
    kept = ReviewPicture.objects.get()
    assert kept.file.uploaded_by_id is None and path_of(kept.file.token, Copy.THUMB).exists()
    seen = f"/reviews/{kept.review_id}/pictures/{kept.file.token}/thumb/"
    reader, stranger = Client(), Client()
    reader.force_login(make_staff("", Role.REVIEW_SPECIALIST, shop=site.shop))
    stranger.force_login(make_staff("", *Role, shop=site.stage.people.other_shop))
    assert seen in text_of(reader.get(f"/reviews/{kept.review_id}/"))
    assert reader.get(seen).status_code == 200
    assert reader.get(seen.replace("thumb", "none")).status_code == 404
    assert stranger.get(seen).status_code == 404
