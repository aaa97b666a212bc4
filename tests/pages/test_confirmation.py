"""The pages of orders before dispatch: queue, one order, many at once, audit of the shift (O2, O3, O10, X9)."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from tests.confirmation.scene import Check, seen
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Message
from aftercare.confirmation.actions.note_overdue import note_overdue
from aftercare.confirmation.models import Confirmation, Correction, OrderNote
from aftercare.confirmation.queries import PAGE
from aftercare.confirmation.terms import State
from aftercare.core.time import now, travel
from aftercare.customers.models import Disclosure
from aftercare.customers.policies import CONTACTS_MOST
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db
URL = "/confirmation/"


class Pages(Check):
    """The same shop through its browser."""

    def page(self, query: str = "", staff: Staff | None = None) -> str:
        return browser(staff or self.people.owner).get(f"{URL}{query}").content.decode()

    def act(self, row: Confirmation, do: str, staff: Staff | None = None, **fields: str) -> HttpResponse:
        fields = {"do": do, "version": str(seen(row).version), **fields}
        return browser(staff or self.people.owner).post(f"{URL}{row.pk}/act/", fields, headers=PART)


def test_agents_and_supervisors_open_it_and_nobody_else():
    desk = Pages()
    row = desk.checked()
    for staff, status in (
        (desk.people.owner, 200),
        (desk.people.supervisor, 200),
        (desk.presale, 200),
        (desk.people.warehouse, 404),
        (desk.qa, 404),
    ):
        for address in ("", "shift/", f"{row.pk}/"):
            assert browser(staff).get(f"{URL}{address}").status_code == status, (staff, address)
    assert browser(desk.people.stranger).get(f"{URL}{row.pk}/").status_code == 404
    assert row.order.platform_no in desk.page() and row.order.platform_no not in desk.page(staff=desk.people.stranger)
    for query in ("?view=odd", "?level=9", "?order_by=pk", "?after=x", "?after=1.²"):
        assert browser(desk.people.owner).get(f"{URL}{query}").status_code == 400, query


@pytest.mark.row("O2", "X1")
def test_the_queue_says_what_is_odd_and_shows_no_personal_data():
    desk = Pages()
    urgent = desk.checked("浙江省杭州市西湖区翠湖南路", ago=timedelta(minutes=50), buyer_message="放丰巢柜")
    clean = desk.checked()
    stop = desk.checked("浙江省杭州市", phone="1391234")
    page = desk.page()
    assert page.index(urgent.order.platform_no) < page.index(clean.order.platform_no)
    assert "No house number" in page and "No street" in page and "Wrong phone" in page and "Nothing odd" in page
    assert "1 note to mind" in page and "翠湖南路" not in page and "王小明" not in page and "王**" in page
    assert clean.order.platform_no not in desk.page("?level=3") and stop.order.platform_no in desk.page("?level=3")
    home = browser(desk.people.owner).get("/").content.decode()
    assert "Paid, nobody has looked yet" in home and 'href="/confirmation/"' in home
    with travel(timedelta(hours=1)):
        home = browser(desk.people.owner).get("/").content.decode()
        assert "Orders to confirm" in home and urgent.order.platform_no in home


@pytest.mark.row("O2")
def test_one_press_in_the_list_confirms_and_the_row_goes():
    desk = Pages()
    row, stop = desk.checked(), desk.checked("浙江省杭州市")
    assert desk.act(row, "confirm", desk.people.warehouse).status_code == 404
    assert desk.act(row, "confirm", desk.people.stranger).status_code == 404
    answer = desk.act(row, "confirm", **{"from": "list"})
    assert answer.status_code == 200 and answer.content == b"" and "ac:toast" in answer["HX-Trigger"]
    assert row.order.platform_no not in desk.page() and row.order.platform_no in desk.page("?view=done")
    assert desk.act(row, "confirm").status_code == 409
    refused = desk.act(stop, "confirm", **{"from": "list"})
    assert refused.status_code == 409 and "Something here must be cleared first" in refused.content.decode()
    stop.refresh_from_db()
    assert stop.state == State.WAITING
    assert desk.act(stop, "odd").status_code == 422 and desk.act(stop, "confirm", odd="1").status_code == 422
    assert desk.act(stop, "confirm", version="").status_code == 422


@pytest.mark.row("O2")
def test_asking_in_the_chat_from_the_list_or_with_a_copied_text():
    desk = Pages()
    row, plain = desk.checked(), desk.checked()
    desk.at_chat(row)
    page = desk.page()
    assert page.count('"do":"send"') == 1 and "No chat with this buyer" in page
    assert desk.act(row, "send", client_id="c-1", **{"from": "list"}).status_code == 200
    talk = Message.objects.get(client_id="c-1").conversation
    asked = desk.page("?view=asked")
    assert row.order.platform_no in asked and "Buyer has answered" not in asked
    desk.writes(talk.visitor, "确认")
    assert "Buyer has answered" in desk.page("?view=asked")
    whole = browser(desk.people.owner).post(f"{URL}{plain.pk}/text/", headers=PART).content.decode()
    assert "文三路" in whole and Disclosure.objects.count() == 1
    record = desk.page(f"{plain.pk}/")
    assert "文三路" not in record and "This buyer has no chat with us" in record
    assert desk.act(plain, "asked", way="platform").headers["HX-Redirect"] == f"{URL}{plain.pk}/"
    assert desk.act(plain, "asked", way="pigeon").status_code == 422
    assert "asked 1 time, by" in desk.page(f"{plain.pk}/")
    desk.rule(CONTACTS_MOST, 1)
    assert "that is the shop&#x27;s limit" in desk.page(f"{plain.pk}/")
    assert desk.act(plain, "asked", way="phone").status_code == 409


@pytest.mark.row("O2", "O3")
def test_the_page_of_one_order_corrects_notes_and_holds():
    desk = Pages()
    row = desk.checked("浙江省杭州市西湖区", buyer_message="送礼品袋")
    client = browser(desk.people.owner)
    page = desk.page(f"{row.pk}/")
    assert "With a gift bag or box" in page and "Ask for street and house number" in page
    fields = {"field": "receiver_address", "value": "浙江省 杭州市 西湖区 文一路 7 号", "words": "旺旺", "version": "1"}
    assert client.post(f"{URL}{row.pk}/correct/", {**fields, "field": "paid"}, headers=PART).status_code == 422
    assert browser(desk.people.stranger).post(f"{URL}{row.pk}/correct/", fields, headers=PART).status_code == 404
    assert Correction.objects.count() == 0
    assert client.post(f"{URL}{row.pk}/correct/", fields, headers=PART).status_code == 204
    page = desk.page(f"{row.pk}/")
    assert "Corrected the receiver of an order" in page and "文一路" not in page
    note = OrderNote.objects.get()
    changed = {"reader": "warehouse", "text": "红色礼品袋", "version": "1", "do": "save", "check": str(row.pk)}
    assert client.post(f"{URL}notes/{note.pk}/", changed, headers=PART).status_code == 204
    assert client.post(f"{URL}notes/{note.pk}/", changed, headers=PART).status_code == 409
    assert (
        client.post(f"{URL}{row.pk}/notes/", {"reader": "courier", "text": "放门卫"}, headers=PART).status_code == 204
    )
    assert client.post(f"{URL}{row.pk}/notes/", {"reader": "boss", "text": "放门卫"}, headers=PART).status_code == 422
    keeper = browser(desk.people.warehouse).get(f"/orders/{row.order_id}/").content.decode()
    assert "红色礼品袋" in keeper and "放门卫" in keeper and f"{URL}{row.pk}/" not in keeper
    assert f"{URL}{row.pk}/" in browser(desk.people.owner).get(f"/orders/{row.order_id}/").content.decode()
    assert desk.act(row, "hold", reason="买家要晚点发").status_code == 204
    assert "买家要晚点发" in desk.page(f"{row.pk}/") and row.order.platform_no in desk.page("?view=held")


@pytest.mark.row("X9")
def test_many_at_once_with_progress_and_the_refused_named():
    desk = Pages()
    rows = [desk.checked() for _number in range(23)]
    odd, foreign = desk.checked("浙江省杭州市西湖区翠湖南路"), Confirmation.objects.none()
    other = desk.order(shop=desk.people.other_shop)
    tokens = [f"{row.pk}.{row.version}" for row in rows]
    client = browser(desk.people.owner)
    looked = client.post(f"{URL}bulk/", {"row": [*tokens, f"{odd.pk}.1"]})
    assert looked.status_code == 303  # a page to which Back leads
    check = client.get(looked["Location"]).content.decode()
    assert "23 orders will be confirmed" in check and "1 order stays as it is" in check
    assert "open it and look at it by itself" in check and not foreign and other
    desk.confirm(rows[0], desk.people.teammate)  # meanwhile
    first = client.post(f"{URL}bulk/", {"row": tokens, "step": "do"}).content.decode()
    assert first.count('data-result="done"') == 19 and first.count('data-result="refused"') == 1
    assert "20 / 23" in first.replace("&#x27;", "'") and rows[0].order.platform_no in first
    rest = {"row": tokens[20:], "step": "do", "total": "23", "done": "19", "refused": "1"}
    last = client.post(f"{URL}bulk/", rest, headers=PART).content.decode()
    assert "22 orders confirmed" in last and "1 order refused" in last
    assert Confirmation.objects.filter(state=State.CONFIRMED).count() == 23
    assert client.post(f"{URL}bulk/", {"row": [f"{odd.pk}.1"], "step": "do"}).content.decode().count("refused") >= 1
    odd.refresh_from_db()
    assert odd.state == State.WAITING
    assert client.get(f"{URL}bulk/", {"row": [f"{odd.pk}.1"], "step": "do"}).status_code == 400
    for wrong, status in (({}, 422), ({"row": ["x"]}, 400), ({"row": tokens, "step": "x"}, 400)):
        assert client.post(f"{URL}bulk/", wrong).status_code == status
    stranger = browser(desk.people.stranger).post(f"{URL}bulk/", {"row": [f"{odd.pk}.1"], "step": "do"})
    assert odd.order.platform_no not in stranger.content.decode()


@pytest.mark.row("O10")
def test_the_audit_of_a_shift_counts_outcomes_and_who_looked():
    desk = Pages()
    rows = [desk.checked() for _number in range(4)]
    desk.confirm(rows[0])
    desk.confirm(rows[1], desk.people.teammate)
    desk.act(rows[2], "hold", reason="缺货")
    with travel(timedelta(hours=1)):
        note_overdue()
    desk.changes(rows[3].order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    desk.follow()
    page = desk.page("shift/")
    for words in (desk.people.owner.name, desk.people.teammate.name, "Left before it was confirmed", "1 not at all"):
        assert words in page, words
    assert "Shift before" in page
    assert browser(desk.people.owner).get(f"{URL}shift/?at=2026-01-01T00:00:00%2B00:00").status_code == 200
    assert browser(desk.people.owner).get(f"{URL}shift/?at=yesterday").status_code == 400
    assert desk.shop.name not in desk.page("shift/", desk.people.stranger)


def test_pages_follow_each_other_without_gap_and_cost_the_same():
    desk = Pages()
    make_staff("", Role.AGENT, shop=desk.shop)
    like = desk.checked(buyer_message="放丰巢柜")
    client = browser(desk.people.owner)
    few = queries_of(lambda: client.get(URL))
    orders = [desk.order() for _number in range(PAGE + 15)]
    values = {field.attname: getattr(like, field.attname) for field in Confirmation._meta.concrete_fields}
    values = {name: value for name, value in values.items() if name not in ("id", "order_id")}
    Confirmation.objects.bulk_create(Confirmation(**{**values, "order_id": order.pk}) for order in orders)
    assert queries_of(lambda: client.get(URL)) == few
    numbers, url = [], URL
    while url:
        part = client.get(url, headers=PART).content.decode()
        numbers += [one.partition('"')[0] for one in part.split('id="check-')[1:]]
        more = part.partition('class="ac-more"')[2]
        url = more.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(numbers) == len(set(numbers)) == PAGE + 16
