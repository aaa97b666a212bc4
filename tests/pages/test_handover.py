"""Handovers through their pages and files: build, send, take over; Excel, paper, the command line (P5, P6)."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.handover.scene import draft_of, line_of, open_case, sent_of
from tests.pages.stage import browser, queries_of
from tests.people import make_order, make_people, person

from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.handover.actions.edit_draft import OwnLine, Typed, keep_typed, send
from aftercare.handover.actions.take_over import accept_item
from aftercare.handover.models import Handover, HandoverItem
from aftercare.orders.models import Order
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import settings_changed

pytestmark = pytest.mark.django_db
NINE = ["买家ID", "订单号", "订单状态", "订单价格", "订单描述", "交接处理", "交接人", "承接人", "时间"]
LONG = "顾客反馈花瓶瓶口缺一小块，已拍照登记，等仓库核对库存后补发；" * 20
NASTY = "=cmd|'/c calc'!A1 🎁👩‍👩‍👧 电话13812345678 \x00\x0b尾"


def content_of(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def sheet_of(answer):
    return load_workbook(BytesIO(content_of(answer))).active


def told_handover(people) -> Handover:
    """A case with long words, and a line of one's own that would be a formula; the case is taken over."""
    case = open_case(people.owner, people.shop)
    Order.objects.filter(pk=case.order_id).update(receiver_name="欧阳明月", receiver_phone="13911112222")
    draft, me = draft_of(people.owner, people.shop), person(people.owner)
    words = f"欧阳明月 13911112222 订单 {case.order.platform_no}\n{LONG}"
    typed = Typed({line_of(draft, "case").pk: ("原木摆件", words)}, OwnLine(NASTY, "+1+1", buyer="=1+1"))
    keep_typed(handover_id=draft.pk, typed=typed, person=me)
    draft.refresh_from_db()
    handover = send(handover_id=draft.pk, seen_version=draft.version, person=me)
    accept_item(item_id=line_of(handover, "case").pk, person=person(people.teammate))
    return handover


@pytest.mark.row("P6")
@pytest.mark.attack("E1", "J1")
def test_the_excel_file_is_the_shops_sheet_ready_to_print():
    people = make_people()
    Shop.objects.filter(pk=people.shop.pk).update(name="青禾家居旗舰店")
    handover = told_handover(people)
    page = sheet_of(browser(people.teammate).get(f"/handovers/{handover.pk}/sheet.xlsx"))
    assert page["A1"].value == "青禾家居旗舰店客服工作交接表"
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:I1"]
    assert [cell.value for cell in page[2]] == NINE
    assert page.max_row == 4
    case = line_of(handover, "case")
    first, own = list(page.iter_rows(min_row=3, max_row=4, values_only=True))
    assert first[:5] == (case.buyer, case.order_no, case.order_status, case.price.fen / 100, "原木摆件")
    assert first[6:8] == (people.owner.name, people.teammate.name)
    when = handover.sent_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert first[8] == f"{when:%Y-%m-%d %H:%M}"
    assert LONG in first[5] and case.order_no in first[5]
    assert "欧阳明月" not in first[5] and "13911112222" not in first[5]  # what we know of the buyer
    assert "13812345678" not in own[5] and "138****5678" in own[5] and "🎁" in own[5]
    assert own[7] is None or own[7] == ""  # nobody has taken it
    for row in page.iter_rows(min_row=3, max_row=4):
        for place, cell in enumerate(row):
            assert cell.data_type == ("n" if place == 3 and cell.value is not None else "s") or cell.value is None
            assert cell.border.left.style == cell.border.bottom.style == "thin"
    assert page["F3"].alignment.wrap_text and page["E3"].alignment.wrap_text
    assert page.row_dimensions[3].height > 60  # long words are seen without a hand on the row
    widths = [page.column_dimensions[letter].width for letter in "ABCDEFGHI"]
    assert min(widths) >= 9 and widths[5] == max(widths)
    assert page.print_area.replace("$", "").endswith("A1:I4")
    assert page.print_title_rows.replace("$", "") == "1:2"
    assert (page.page_setup.orientation, str(page.page_setup.paperSize)) == ("landscape", "9")
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) in ((1, 0), (None, 0))
    assert people.teammate.name in page.oddFooter.left.text
    event = Event.objects.get(kind="handover.exported")
    assert (event.actor_id, event.data["rows"], event.data["form"]) == (people.teammate.pk, 2, "xlsx")


@pytest.mark.row("P6")
@pytest.mark.attack("J1")
def test_the_paper_says_the_same_on_a4_across():
    people = make_people()
    handover = told_handover(people)
    file = PdfReader(BytesIO(content_of(browser(people.owner).get(f"/handovers/{handover.pk}/sheet.pdf"))))
    text = "".join(page.extract_text() for page in file.pages).replace("\n", "")
    box = file.pages[0].mediabox
    assert box.width > box.height and f"{people.shop.name}客服工作交接表" in text
    assert all(name in text for name in NINE)
    assert "欧阳明月" not in text and "13911112222" not in text and "13812345678" not in text
    assert browser(people.owner).get(f"/handovers/{handover.pk}/sheet.docx").status_code == 404


@pytest.mark.row("P6")
def test_the_sheet_of_a_day_holds_all_that_was_sent():
    people = make_people()
    handover = told_handover(people)
    open_case(people.supervisor, people.shop)
    sent_of(people.supervisor, people.shop)
    draft_of(people.owner, people.shop)  # a draft is in no sheet
    address = f"/handovers/{people.shop.slug}/{handover.day}/sheet.xlsx"
    page = sheet_of(browser(people.teammate).get(address))
    assert [row[6].value for row in page.iter_rows(min_row=3)] == [people.owner.name] * 2 + [people.supervisor.name]
    assert browser(people.stranger).get(address).status_code == 404
    assert browser(people.owner).get(f"/handovers/{people.shop.slug}/someday/sheet.xlsx").status_code == 400


@pytest.mark.row("P5")
def test_from_open_work_to_the_last_line():
    people = make_people()
    shop = people.shop
    case = open_case(people.owner, shop)
    agent, mate = browser(people.owner), browser(people.teammate)
    answer = agent.post(f"/handovers/{shop.slug}/build/")
    address = answer["Location"]
    page = agent.get(address).content.decode()
    assert case.number in page and case.order.platform_no in page and "Hand over now" in page
    assert mate.get(address).status_code == 404  # a draft is seen by nobody else
    item = HandoverItem.objects.get()
    saved = {f"description_{item.pk}": "摆件", f"handling_{item.pk}": "等仓库回复"}
    assert agent.post(f"{address}lines/", saved).status_code == 303
    order = make_order(shop)
    assert agent.post(f"{address}lines/", {"handling": "回电", "order_no": order.platform_no}).status_code == 303
    assert agent.post(f"{address}lines/", {"handling": "", "do": "add"}).status_code == 422
    assert agent.post(f"{address}lines/", {"handling": "x", "state": "accepted"}).status_code == 422
    version = Handover.objects.get().version
    assert agent.post(f"{address}send/", {"version": version - 1}).status_code == 409
    assert agent.post(f"{address}send/", {"version": version}).status_code == 303
    home = mate.get("/").content.decode()
    assert 'href="/handovers/"' in home
    shown = mate.get(address).content.decode()
    assert "等仓库回复" in shown and "Take all 2 lines over" in shown
    assert mate.post(f"/handovers/items/{item.pk}/", {"do": "refuse", "reason": ""}).status_code == 422
    assert mate.post(f"/handovers/items/{item.pk}/", {"do": "refuse", "reason": "缺照片"}).status_code == 303
    assert "缺照片" in agent.get(address).content.decode()
    assert agent.post(f"/handovers/items/{item.pk}/", {"do": "offer", "handling": "补了"}).status_code == 303
    assert agent.post(f"/handovers/items/{item.pk}/", {"do": "accept"}).status_code == 409
    assert mate.post(f"/handovers/items/{item.pk}/", {"do": "keep"}).status_code == 422
    assert mate.post(f"{address}take/").status_code == 303
    case.refresh_from_db()
    assert (case.owner_id, Handover.objects.get().state) == (people.teammate.pk, "done")
    assert "Nothing is to be taken over" in mate.get("/handovers/").content.decode()
    assert people.owner.name in browser(people.supervisor).get("/handovers/?view=all").content.decode()
    for wrong in ("view=x", "after=1", "sort=day"):
        assert mate.get(f"/handovers/?{wrong}").status_code == 400


@pytest.mark.row("P5")
def test_whatever_is_pressed_on_a_draft_loses_nothing_that_was_typed():
    people = make_people()
    shop, agent = people.shop, browser(people.owner)
    cases = [open_case(people.owner, shop) for _one in range(2)]
    address = agent.post(f"/handovers/{shop.slug}/build/")["Location"]
    first, second = (HandoverItem.objects.get(case=case) for case in cases)

    def form(words: str, **more: object) -> dict[str, object]:
        typed = {f"description_{item.pk}": item.description for item in (first, second)}
        typed |= {f"handling_{item.pk}": f"{words}{place}" for place, item in enumerate((first, second))}
        return {"version": Handover.objects.get().version, **typed, **more}

    def words() -> list[str]:
        return list(Handover.objects.get().items.order_by("pk").values_list("handling", flat=True))

    assert agent.post(f"/handovers/{shop.slug}/build/", form("一")).status_code == 303
    assert words() == ["一0", "一1"]
    assert agent.post(f"{address}lines/", form("二", handling="下班前回电", do="add")).status_code == 303
    assert words() == ["二0", "二1", "下班前回电"]
    assert agent.post(f"{address}lines/{first.pk}/drop/", form("三")).status_code == 303
    assert words() == ["三1", "下班前回电"]
    stale = form("四", version=Handover.objects.get().version - 1)
    assert agent.post(f"{address}send/", stale).status_code == 409
    assert words() == ["三1", "下班前回电"]
    assert agent.post(f"{address}send/", form("五", handling="明早再看一眼")).status_code == 303
    assert words() == ["五1", "下班前回电", "明早再看一眼"]
    assert Handover.objects.get().state == "sent"
    assert agent.post(f"{address}lines/", form("六")).status_code == 409
    assert words()[0] == "五1"


@pytest.mark.row("P5")
def test_the_bell_reminds_whoever_has_open_work_and_has_handed_nothing_over():
    people = make_people()
    open_case(people.owner, people.shop)
    at = now().astimezone(ZoneInfo(people.shop.timezone))
    from_now = f"{max(at.hour - 1, 0):02d}:00"
    set_remind(people.shop, from_now)
    text = browser(people.owner).get("/notices/").content.decode()
    assert f"Hand over what is still open in {people.shop.name}" in text
    assert "Hand over what" not in browser(people.teammate).get("/notices/").content.decode()
    sent_of(people.owner, people.shop)
    assert "Hand over what" not in browser(people.owner).get("/notices/").content.decode()


def set_remind(shop: Shop, clock: str) -> None:
    since = now() - timedelta(days=1)
    PolicyValue.objects.create(shop=shop, key="handover.remind_at", value=clock, valid_from=since)
    settings_changed(shop.pk)


def test_the_list_and_one_handover_cost_the_same_at_ten_and_at_a_thousand():
    people = make_people()
    case = open_case(people.owner, people.shop)
    handover = sent_of(people.owner, people.shop)
    client = browser(people.teammate)
    line = line_of(handover, "case")

    def more(count: int) -> None:
        at = now()
        rows = Handover.objects.bulk_create(
            Handover(
                shop=people.shop, giver=people.owner, state="sent", day=handover.day, made_at=at, sent_at=at, due_at=at
            )
            for _one in range(count)
        )
        HandoverItem.objects.bulk_create(
            HandoverItem(handover=row, shop=people.shop, subject="case", case=case, price=line.price) for row in rows
        )
        own = {"handover": handover, "shop": people.shop, "subject": "own", "handling": "回电"}
        HandoverItem.objects.bulk_create(HandoverItem(**own) for _one in range(count // 4))

    def costs() -> list[int]:
        addresses = ("/handovers/", "/handovers/?view=all", f"/handovers/{handover.pk}/")
        return [queries_of(lambda address=address: client.get(address)) for address in addresses]

    more(10)
    ten = costs()
    more(990)
    assert costs() == ten
    assert max(ten) <= 9
    assert client.get("/handovers/").content.decode().count("data-row=") == 50
