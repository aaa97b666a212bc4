"""The page of a case: what must be done, what runs out, what has happened; nothing of it is markup."""

import re

import pytest
from django.test import Client
from tests.pages.stage import PART, agreed, asked, browser, copies, move, paying, queries_of, received
from tests.people import People, make_case, make_order, make_people, person

from aftercare.cases.actions.add_note import add_note
from aftercare.cases.around import PARTS
from aftercare.cases.models import BuyerMessage, Case, CaseLink, Contact, Evidence, Note
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.files.models import StoredFile, new_token
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>\"'&{{ 7*7 }}"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


def page_of(staff, case: Case) -> str:
    answer = browser(staff).get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.row("C1", "B1")
def test_the_page_shows_the_next_step_both_clocks_and_the_chart():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))

    page = page_of(people.owner, case)

    assert f'hx-get="/cases/{case.number}/moves/agree/"' in page
    assert page.index("Agree to the return") < page.index("Refuse")
    assert "agreed automatically in" in page
    assert 'aria-current="step"' in page
    assert "Seven days, no reason: yes" in page


def test_what_is_not_possible_is_greyed_with_the_refusal_of_the_write():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    page = page_of(people.owner, case)
    assert 'aria-describedby="no-agree"' in page
    assert "¥900.00 is above your limit of ¥200.00. Ask for approval." in page
    assert f'hx-get="/cases/{case.number}/moves/ask_approval/"' in page


@pytest.mark.row("C16")
def test_freight_that_the_buyer_bears_does_not_shut_the_agent_out():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop), reason="no_reason", freight=Money(1000))
    assert f'hx-get="/cases/{case.number}/moves/agree/"' in page_of(people.owner, case)


def test_who_waits_for_another_role_sees_its_main_step_greyed():
    people = make_people()
    case = received(people.owner, people.warehouse, people.shop)
    page = page_of(people.owner, case)
    assert 'aria-describedby="no-inspect"' in page
    assert "This step belongs to another role." in page
    assert "no-receive_more" not in page


@pytest.mark.row("C1", "X8")
def test_the_timeline_tells_the_whole_story_in_the_shops_words():
    people = make_people()
    case = paying(people.owner, people.warehouse, people.shop)
    mark_paid(payout=Payout.objects.get(), voucher="V-1", person=person(people.refund_clerk))

    page = page_of(people.owner, case)

    words = ["The refund has been paid", "Inspected: all in order", "The parcel has come", "Agreed to the return"]
    places = [page.index(word, page.index('id="timeline"')) for word in [*words, "The buyer applied"]]
    assert places == sorted(places)
    assert people.warehouse.name in page
    assert "refund-" in page
    assert "V-1" in page


def test_the_page_is_chinese_by_default_and_speaks_the_shops_words():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    client.cookies.clear()
    client.force_login(people.owner)
    page = client.get(f"/cases/{case.number}/").content.decode()
    assert "同意退货" in page
    assert "待商家处理" in page
    assert "支持七天无理由" in page


@pytest.mark.attack("C2", "C14")
def test_no_text_of_buyer_staff_or_platform_becomes_markup():
    people = make_people()
    order = make_order(people.shop, raw_status=NASTY[:60], buyer_message=NASTY, seller_memo=NASTY, courier=NASTY)
    order.lines.update(title=NASTY, sku=NASTY)
    order.customer.nick_mask = "<b>x"
    order.customer.save()
    case = make_case(people.owner, order, description=NASTY, note=NASTY, platform_case_no="<i>1")
    add_note(number=case.number, text=NASTY, person=person(people.owner))
    people.owner.name = NASTY
    people.owner.save()
    client = browser(people.owner)

    for address in (
        f"/cases/{case.number}/",
        f"/cases/{case.number}/peek/",
        f"/cases/{case.number}/moves/agree/",
        "/cases/?view=open",
        f"/orders/{order.pk}/",
        "/orders/",
        f"/search/?q={case.number}",
        f"/cases/new/?order={order.pk}",
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<b>x" not in page, address
        assert "49" not in page or "{{ 7*7 }}" in page or address.startswith("/search"), address
    assert SAFE in client.get(f"/cases/{case.number}/").content.decode()


def test_a_very_long_text_and_a_case_without_anything_do_not_break_the_page():
    people = make_people()
    order = make_order(people.shop)
    order.lines.update(title="超长标题" * 70, sku="规格" * 60)
    case = make_case(people.owner, order, description="字" * 1000)
    assert "字" * 1000 in page_of(people.owner, case)


def test_a_note_is_kept_and_comes_back_in_the_timeline():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.teammate)

    answer = client.post(f"/cases/{case.number}/notes/", {"text": " 买家赶时间 "}, headers=PART)

    assert answer.status_code == 200
    assert "买家赶时间" in answer.content.decode()
    note = Note.objects.get()
    assert (note.text, note.by_id, note.move) == ("买家赶时间", people.teammate.pk, "")
    event = Event.objects.get(kind="case.noted")
    assert event.data == {"note": note.pk}  # the words themselves stay erasable


@pytest.mark.parametrize("text", ["", "  \u200b ", "长" * 1001])
def test_an_unusable_note_is_refused_and_nothing_is_written(text: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    answer = browser(people.owner).post(f"/cases/{case.number}/notes/", {"text": text}, headers=PART)
    assert answer.status_code == 422
    assert not Note.objects.exists()
    assert not Event.objects.filter(kind="case.noted").exists()


def test_a_message_is_marked_as_sent_once():
    people = make_people()
    case = agreed(people.owner, people.shop)
    message = BuyerMessage.objects.get()
    client = browser(people.owner)
    assert "亲，您好" in page_of(people.owner, case)
    for _ in range(2):
        answer = client.post(f"/cases/{case.number}/messages/{message.pk}/sent/", headers=PART)
        assert answer.status_code == 200
        assert "Mark as sent" not in answer.content.decode()
    message.refresh_from_db()
    assert message.sent_by_id == people.owner.pk
    assert Event.objects.filter(kind="case.told").count() == 1


@pytest.mark.attack("B5")
def test_a_message_of_another_case_cannot_be_marked_through_mine():
    people = make_people()
    theirs = agreed(people.owner, people.shop)
    mine = make_case(people.stranger, make_order(people.other_shop))
    message = BuyerMessage.objects.get(case=theirs)
    answer = browser(people.stranger).post(f"/cases/{mine.number}/messages/{message.pk}/sent/")
    assert answer.status_code == 404
    message.refresh_from_db()
    assert message.sent_at is None


def test_the_quiet_mark_appears_for_changes_of_others_only():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    seen = Event.objects.order_by("-pk").first().pk
    address = f"/cases/{case.number}/changes/?since={seen}"
    client = browser(people.owner)
    add_note(number=case.number, text="我写的", person=person(people.owner))
    assert client.get(address, headers=PART).status_code == 204
    move(case, "refuse", people.teammate, refusal="unproven", clause="凭证不足", note="请补图")
    answer = client.get(address, headers=PART)
    assert answer.status_code == 200
    assert "This case has changed" in answer.content.decode()
    assert browser(people.stranger).get(address).status_code == 404


@pytest.mark.attack("B2")
def test_other_cases_of_the_buyer_are_shown_only_from_my_shops():
    people = make_people()
    order = make_order(people.shop, lines=2)
    first, second = order.lines.order_by("pk")
    one = make_case(people.owner, order, lines={first.pk: (1, first.paid)})
    two = make_case(people.owner, order, lines={second.pk: (1, second.paid)})
    foreign = make_case(people.stranger, make_order(people.other_shop))
    Case.objects.filter(pk=foreign.pk).update(customer=order.customer)
    page = page_of(people.owner, one)
    assert two.number in page
    assert foreign.number not in page


def test_the_page_costs_the_same_queries_whatever_the_case_has_been_through():
    people = make_people()
    order = make_order(people.shop, lines=2)
    short = make_case(people.owner, order, lines={order.lines.first().pk: (1, order.lines.first().paid)})
    long = paying(people.owner, people.warehouse, people.shop, paid="150.00")
    for index in range(20):
        add_note(number=long.number, text=f"第 {index} 条", person=person(people.owner))
    client = browser(people.owner)
    before = queries_of(lambda: client.get(f"/cases/{short.number}/"))  # one of them for the proposals
    move(short, "agree", people.owner)
    few = queries_of(lambda: client.get(f"/cases/{short.number}/"))
    many = queries_of(lambda: client.get(f"/cases/{long.number}/"))
    assert few == many <= 8
    assert before == few + 1


def test_approvals_and_their_reason_stand_beside_the_case():
    people = make_people()
    case = asked(people.owner, people.shop, note="老客户")
    page = page_of(people.supervisor, case)
    assert "Waiting for a decision" in page
    assert "Proposed and waiting for approval: ¥900.00" in page


def long_case(people: People, count: int) -> Case:
    """A case with so many notes, letters, contacts, files and links."""
    order = make_order(people.shop, quantity=4)
    line, owner = order.lines.get(), people.owner
    cases = [make_case(owner, order, lines={line.pk: (1, Money(100))}) for _ in range(2)]
    case, other = cases
    file = StoredFile(shop=people.shop, media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=owner)
    for index in range(count):
        add_note(number=case.number, text=f"第{index}条备注", person=person(owner))
        at = now()
        BuyerMessage.objects.create(case=case, template="paid", text=f"第{index}封信", at=at)
        Contact.objects.create(case=case, channel="chat", stage="listen", result="talked", by=owner, at=at)
        file.pk, file.token, file.name = None, new_token(), f"第{index}份.pdf"
        file.save(force_insert=True)
        Evidence.objects.create(case=case, file=file, by=owner, at=at)
    linked = copies(other, count)
    CaseLink.objects.bulk_create(CaseLink(source=case, target=one, kind="related") for one in linked)
    return case


def all_of(client: Client, case: Case) -> tuple[str, int]:
    """The page with every "show earlier" pressed until there is none, and how often that was."""
    page = client.get(f"/cases/{case.number}/").content.decode()
    told, pressed, waiting = page, 0, re.findall(r'hx-get="([^"]*\?earlier=[^"]+)"', page)
    while waiting:
        answer = client.get(waiting.pop(), headers=PART)
        assert answer.status_code == 200
        part = answer.content.decode()
        assert "<html" not in part
        told, pressed = told + part, pressed + 1
        waiting += re.findall(r'hx-get="([^"]*\?earlier=[^"]+)"', part)
    return told, pressed


def test_a_long_case_is_shown_in_parts_and_nothing_of_it_is_out_of_reach():
    people = make_people()
    case, count = long_case(people, 130), 130
    client = browser(people.owner)
    page = page_of(people.owner, case)
    assert page.count('class="ac-letter') == PARTS["messages"]
    assert page.count("ac-evidence-item") == PARTS["evidence"]
    assert page.count('class="ac-entry ') + page.count('class="ac-entry"') <= PARTS["history"]
    assert f"{count} to send" in page

    told, pressed = all_of(client, case)

    assert pressed >= 5
    for index in range(count):
        for words in (f"第{index}条备注", f"第{index}封信", f"第{index}份.pdf"):
            assert words in told, words
    for link in case.links_out.select_related("target"):
        assert told.count(f'href="/cases/{link.target.number}/"') == 1
    assert told.count("Talked, nothing agreed yet") == count


def test_the_page_of_a_long_case_costs_as_much_as_that_of_a_short_one():
    people = make_people()
    short, long = long_case(people, 2), long_case(people, 70)
    client = browser(people.owner)
    few = queries_of(lambda: client.get(f"/cases/{short.number}/"))
    assert queries_of(lambda: client.get(f"/cases/{long.number}/")) == few
    earlier = f"/cases/{long.number}/?earlier=messages.{long.messages.order_by('pk')[50].pk}"
    assert queries_of(lambda: client.get(earlier, headers=PART)) <= few


@pytest.mark.attack("B2", "F2")
def test_earlier_rows_are_asked_for_by_a_part_and_a_key_and_only_of_ones_own_case():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    for wrong in ("nothing.1", "history", "history.", "history.²", "history.-1", f"messages.{'9' * 5000}", ".1"):
        assert client.get(f"/cases/{case.number}/", {"earlier": wrong}, headers=PART).status_code == 400, wrong
    assert browser(people.stranger).get(f"/cases/{case.number}/?earlier=history.9", headers=PART).status_code == 404
