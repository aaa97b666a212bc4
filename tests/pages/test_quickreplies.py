"""The pages of quick replies and what the reply box asks for, through the front door."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.knowledge.phrases import make_reply, stored
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.knowledge.actions.count_use import count_use
from aftercare.knowledge.models import QuickReply
from aftercare.shops.access import person_of

pytestmark = [pytest.mark.django_db, pytest.mark.row("S12")]
ROOT = "/quick-replies/"
FORM = {"title": "发货时间", "text": "亲，48 小时内发货", "group": "物流", "shortcut": "fh", "questions": ""}


def text_of(answer: HttpResponse) -> str:
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def reader(people: People, role: Role = Role.QA) -> Staff:
    return make_staff("", role, shop=people.shop)


def listed(answer: HttpResponse) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-row="/quick-replies/(\d+)/"', text_of(answer))]


def upload(client: Client, people: People, data: bytes, scope: str = "shared", name: str = "短语.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    return client.post(f"{ROOT}import/", {"shop": people.shop.pk, "scope": scope, "file": file})


@pytest.mark.attack("B1", "B3")
def test_who_opens_the_list_and_the_record() -> None:
    people = make_people()
    shared, own = make_reply(people.supervisor, people.shop), make_reply(people.owner, people.shop, shared=False)
    chief = make_staff("chief", is_administrator=True)
    inside = (people.owner, people.teammate, people.supervisor, people.administrator, reader(people), chief)
    assert [browser(staff).get(ROOT).status_code for staff in inside] == [200] * 6
    assert [browser(staff).get(f"{ROOT}{shared.pk}/").status_code for staff in inside] == [200] * 6
    assert [browser(staff).get(f"{ROOT}{own.pk}/").status_code for staff in inside] == [200] + [404] * 5
    assert browser(people.stranger).get(ROOT).status_code == 200
    assert listed(browser(people.stranger).get(ROOT)) == []
    assert browser(people.stranger).get(f"{ROOT}{shared.pk}/").status_code == 404
    assert browser(people.warehouse).get(ROOT).status_code == 404
    assert browser().get(ROOT).status_code == 302
    assert set(listed(browser(people.owner).get(ROOT))) == {shared.pk, own.pk}
    assert listed(browser(people.teammate).get(ROOT)) == [shared.pk]


@pytest.mark.attack("B1", "B19")
def test_a_post_by_somebody_else_changes_nothing() -> None:
    people = make_people()
    shared, own = make_reply(people.supervisor, people.shop), make_reply(people.owner, people.shop, shared=False)
    before = stored()
    for staff, reply, status in (
        (people.owner, shared, 409),
        (reader(people), shared, 409),
        (people.stranger, shared, 404),
        (people.teammate, own, 404),
        (people.supervisor, own, 404),
        (people.warehouse, shared, 404),
    ):
        client = browser(staff)
        assert client.post(f"{ROOT}{reply.pk}/", {**FORM, "version": 1}).status_code == status
        assert client.post(f"{ROOT}{reply.pk}/archive/").status_code == status
        assert client.post(f"{ROOT}{reply.pk}/restore/").status_code == status
    assert browser(people.stranger).post(f"{ROOT}{shared.pk}/used/").status_code == 404
    assert browser(people.teammate).post(f"{ROOT}{own.pk}/used/").status_code == 404
    assert stored() == before


def test_a_reply_is_written_changed_archived_and_brought_back() -> None:
    people = make_people()
    client = browser(people.supervisor)
    answer = client.post(f"{ROOT}new/", {**FORM, "scope": "shared", "shop": people.shop.pk})
    assert (answer.status_code, answer["Location"]) == (303, ROOT)
    reply = QuickReply.objects.get()
    assert (reply.shop, reply.owner, reply.text, reply.shortcut) == (people.shop, None, FORM["text"], "fh")
    page = text_of(client.get(f"{ROOT}{reply.pk}/"))
    assert "亲，48 小时内发货" in page and 'name="version" value="1"' in page
    assert client.post(f"{ROOT}{reply.pk}/", {**FORM, "text": "24 小时", "version": 1}).status_code == 303
    reply.refresh_from_db()
    assert (reply.text, reply.version) == ("24 小时", 2)
    assert client.post(f"{ROOT}{reply.pk}/archive/").status_code == 303
    assert listed(client.get(ROOT)) == []
    assert listed(client.get(f"{ROOT}?state=archived")) == [reply.pk]
    assert client.post(f"{ROOT}{reply.pk}/", {**FORM, "version": 3}).status_code == 409
    assert client.post(f"{ROOT}{reply.pk}/restore/").status_code == 303
    assert listed(client.get(ROOT)) == [reply.pk]


def test_agents_write_their_own_and_are_not_offered_more() -> None:
    people = make_people()
    client = browser(people.owner)
    page = text_of(client.get(f"{ROOT}new/"))
    assert 'type="radio"' not in page and 'name="is_faq"' not in page
    assert client.post(f"{ROOT}new/", {**FORM, "scope": "own", "shop": people.shop.pk}).status_code == 303
    assert QuickReply.objects.get().owner == people.owner
    before = stored()
    assert client.post(f"{ROOT}new/", {**FORM, "scope": "shared", "shop": people.shop.pk}).status_code == 409
    assert client.post(f"{ROOT}new/", {**FORM, "scope": "own", "shop": people.other_shop.pk}).status_code == 404
    assert browser(reader(people)).get(f"{ROOT}new/").status_code == 404
    assert stored()[0] == before[0]


@pytest.mark.attack("B8")
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays() -> None:
    people = make_people()
    client = browser(people.supervisor)
    before = stored()
    answer = client.post(
        f"{ROOT}new/", {**FORM, "text": "你好{买嫁}", "shortcut": "a b", "scope": "shared", "shop": people.shop.pk}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "There is no variable {买嫁}." in page and "你好{买嫁}" in page and 'value="a b"' in page
    foreign = {**FORM, "scope": "shared", "shop": people.shop.pk, "owner": people.owner.pk}
    assert client.post(f"{ROOT}new/", foreign).status_code == 422
    assert stored() == before


@pytest.mark.attack("B12")
def test_two_write_the_same_reply_and_neither_text_is_lost() -> None:
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    first, second = browser(people.administrator), browser(people.supervisor)
    assert (
        first.post(f"{ROOT}{reply.pk}/", {**FORM, "title": "甲的标题", "text": "甲的文字", "version": 1}).status_code
        == 303
    )
    answer = second.post(f"{ROOT}{reply.pk}/", {**FORM, "text": "乙的文字", "version": 1})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "甲的文字" in page and "乙的文字" in page and people.administrator.name in page
    theirs = dict(re.findall(r"<dt>([^<]+)</dt><dd class=\"ac-pre\">([^<]*)</dd>", page))
    assert theirs == {"Text": "甲的文字", "Title": "甲的标题"}  # what reads the same on both sides is left out
    reply.refresh_from_db()
    assert reply.text == "甲的文字"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version and version[1] == "2"
    assert second.post(f"{ROOT}{reply.pk}/", {**FORM, "text": "乙的文字", "version": 2}).status_code == 303
    reply.refresh_from_db()
    assert reply.text == "乙的文字"


@pytest.mark.attack("C9", "C14")
def test_texts_are_shown_as_text() -> None:
    people = make_people()
    text = "<script>alert(1)</script>{{7*7}}"
    reply = make_reply(people.supervisor, people.shop, "<img src=x>", text=text, group="<hr>")
    client = browser(people.supervisor)
    for address in (ROOT, f"{ROOT}{reply.pk}/", f"{ROOT}?group=%3Chr%3E"):
        page = text_of(client.get(address))
        assert "<script>alert(1)" not in page and "<img src=x>" not in page and "<hr>" not in page
        assert "{{7*7}}" in page
    found = client.get(f"{ROOT}find.json", {"shop": people.shop.pk, "q": "7*7"})
    assert found["Content-Type"] == "application/json"
    assert found.json()[0]["text"] == text


def test_the_box_is_answered_with_what_it_may_use() -> None:
    people = make_people()
    shared = make_reply(people.supervisor, people.shop, shortcut="fh", group="物流", text="{买家}，48 小时")
    own = make_reply(people.owner, people.shop, "我的发货", shared=False)
    answer = browser(people.owner).get(f"{ROOT}find.json", {"shop": people.shop.pk, "q": "fh"})
    assert answer.json() == [
        {
            "id": shared.pk,
            "title": "发货时间",
            "text": "{买家}，48 小时",
            "shortcut": "fh",
            "group": "物流",
            "own": False,
        },
        {"id": own.pk, "title": "我的发货", "text": "亲，我的发货的说明", "shortcut": "", "group": "", "own": True},
    ]
    assert answer["Cache-Control"] == "no-store"
    asked = {"shop": people.shop.pk, "q": "fh"}
    assert [row["id"] for row in browser(people.teammate).get(f"{ROOT}find.json", asked).json()] == [shared.pk]
    assert browser(people.stranger).get(f"{ROOT}find.json", asked).status_code == 404
    assert browser(people.warehouse).get(f"{ROOT}find.json", asked).status_code == 404
    assert browser(people.owner).get(f"{ROOT}find.json", {"shop": "0"}).status_code == 404
    for shop in ("", "²", "x", "9" * 40):
        assert browser(people.owner).get(f"{ROOT}find.json", {"shop": shop}).status_code == 422


def test_a_use_is_counted_and_shown() -> None:
    people = make_people()
    reply = make_reply(people.supervisor, people.shop)
    client = browser(people.owner)
    assert [client.post(f"{ROOT}{reply.pk}/used/").status_code for _ in range(3)] == [204] * 3
    assert client.get(f"{ROOT}{reply.pk}/used/").status_code == 405
    assert re.search(r'data-label="Used in 30 days">3<', text_of(client.get(ROOT)))


def test_filters_and_search() -> None:
    people = make_people()
    boss = browser(people.supervisor)
    sending = make_reply(people.supervisor, people.shop, "发货时间", group="物流")
    faq = make_reply(people.supervisor, people.shop, "退货", group="售后", is_faq=True, questions=("能退吗",))
    own = make_reply(people.supervisor, people.shop, "我的", shared=False)

    def found(query: str) -> list[int]:
        return sorted(listed(boss.get(f"{ROOT}?{query}")))

    everything = sorted((sending.pk, faq.pk, own.pk))
    assert found("group=物流") == [sending.pk]
    assert found("whose=own") == [own.pk]
    assert found("whose=shared") == sorted((sending.pk, faq.pk))
    assert found("faq=yes") == [faq.pk]
    assert found("q=fhsj") == found("q=发货") == [sending.pk]
    assert found(f"shop={people.shop.pk}") == everything
    assert found("whose=x&state=y&shop=²&after=-1&faq=no&group=") == everything
    assert found(f"shop={people.other_shop.pk}") == everything  # not theirs: filters nothing
    assert found("q=zzz") == []
    assert "No reply fits" in text_of(boss.get(f"{ROOT}?q=zzz"))


def test_the_next_page_goes_on_where_this_one_ended_at_the_same_cost() -> None:
    people = make_people()
    client = browser(people.supervisor)
    one = make_reply(people.supervisor, people.shop, "回复 000")
    like = {field.attname: getattr(one, field.attname) for field in QuickReply._meta.concrete_fields}

    def add(numbers: range) -> None:
        QuickReply.objects.bulk_create(
            QuickReply(**{**like, "id": None, "title": f"回复 {n:03d}", "group": "甲乙"[n % 2]}) for n in numbers
        )

    add(range(1, 10))
    few = queries_of(lambda: client.get(ROOT))
    add(range(10, 1000))
    assert queries_of(lambda: client.get(ROOT)) == few
    seen: list[int] = []
    address = ROOT
    for _page in range(3):
        answer = client.get(address, headers=PART)
        seen += listed(answer)
        more = re.search(r'hx-get="([^"]+)"', text_of(answer))
        assert more is not None
        address = more[1].replace("&amp;", "&")
    wanted = list(QuickReply.objects.order_by("group", "title", "pk").values_list("pk", flat=True)[:150])
    assert seen == wanted


@pytest.mark.row("S4")
def test_a_question_is_tried_out_before_it_is_saved() -> None:
    people = make_people()
    make_reply(people.supervisor, people.shop, "发货", is_faq=True, questions=("什么时候发货",))
    client = browser(people.supervisor)
    form = {**FORM, "shop": people.shop.pk, "scope": "shared", "is_faq": "on", "questions": "能退吗\n可以退货吗"}

    def verdict(question: str, **changed: str) -> str:
        return text_of(client.post(f"{ROOT}try/", {**form, **changed, "question": question}, headers=PART))

    before = stored()
    assert "This reply would be sent." in verdict("亲，能不能退呀")
    assert "Another reply would be sent: 发货" in verdict("啥时候发货")
    assert "no question here says the same" in verdict("不能退吗")
    assert "several things" in verdict("能退吗？什么时候发货？")
    assert "longer than 60" in verdict("退" * 61)
    assert "two replies" in verdict("什么时候发货", questions="多久发货")
    assert "no question here says the same" in verdict("能退吗", is_faq="")
    assert browser(people.stranger).post(f"{ROOT}try/", {**form, "question": "能退吗"}).status_code == 404
    assert stored() == before


@pytest.mark.attack("E1")
def test_what_is_exported_can_be_taken_in_again_and_is_no_formula() -> None:
    people = make_people()
    texts = {"=1+1": "=HYPERLINK(1)", "普通": '第一行\n第二行，"引号"', "-减号": "@x", "撇号": "'早"}
    for title, text in texts.items():
        make_reply(people.supervisor, people.shop, title, text=text, group="组", questions=("什么时候发货",))
    make_reply(people.owner, people.shop, "别人的", shared=False)
    answer = browser(people.supervisor).get(f"{ROOT}export/?whose=shared")
    data = b"".join(answer)
    assert data.startswith(b"\xef\xbb\xbf")
    assert 'filename="quick-replies.csv"' in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["标题", "分组", "快捷编码", "快捷短语", "问法"]
    assert len(rows) == 5
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "-", "@", "+"))]
    other = browser(people.stranger)
    done = other.post(
        f"{ROOT}import/",
        {"shop": people.other_shop.pk, "scope": "shared", "file": SimpleUploadedFile("x.csv", data)},
    )
    assert "4 replies added" in text_of(done)
    taken = QuickReply.objects.filter(shop=people.other_shop)
    assert dict(taken.values_list("title", "text")) == texts
    assert set(taken.values_list("group", "is_faq", "questions")) == {("组", False, "什么时候发货")}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_the_phrases_of_another_program_come_in(encoding: str) -> None:
    people = make_people()
    lines = ("快捷编码,快捷短语,分组", "fh,亲，48 小时内发货哦～,物流", ",在的,", '"a b",带空格的短码,', "tk,,")
    client = browser(people.supervisor)
    data = "\r\n".join(line.replace("，", "，") for line in lines).encode(encoding)
    page = text_of(upload(client, people, data))
    assert "2 replies added" in page
    assert list(QuickReply.objects.order_by("pk").values_list("title", "text", "shortcut", "group")) == [
        ("亲", "亲，48 小时内发货哦～", "fh", "物流"),
        ("在的", "在的", "", ""),
    ]
    told = re.findall(r'<tr><td class="ac-num">(\d+)</td><td>([^<]+)</td></tr>', page)
    assert [line for line, _reason in told] == ["4", "5"]
    assert "Letters, digits" in told[0][1]
    assert "0 replies added" in text_of(upload(client, people, data))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        ("标题,分组\n发货,物流".encode(), "no column for the text"),
        (b"PK\x03\x04broken", "damaged"),
        (b"%PDF-1.7", "neither"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data: bytes, sentence: str) -> None:
    people = make_people()
    before = stored()
    answer = upload(browser(people.supervisor), people, data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert stored() == before


@pytest.mark.attack("B1")
def test_a_file_goes_only_where_its_sender_may_write() -> None:
    people = make_people()
    data = "快捷短语\n你好".encode()
    assert upload(browser(people.owner), people, data).status_code == 409
    assert upload(browser(people.stranger), people, data).status_code == 404
    assert upload(browser(reader(people, Role.TRAINER)), people, data).status_code == 404
    assert QuickReply.objects.count() == 0
    assert upload(browser(people.owner), people, data, scope="own").status_code == 200
    assert QuickReply.objects.get().owner == people.owner
    assert b"".join(browser(people.teammate).get(f"{ROOT}export/")).count(b"\r\n") == 1


def test_the_record_of_a_reader_shows_and_offers_nothing() -> None:
    people = make_people()
    reply = make_reply(people.supervisor, people.shop, shortcut="fh", is_faq=True, questions=("什么时候发货",))
    count_use(person=person_of(people.owner), reply_id=reply.pk)
    page = text_of(browser(reader(people)).get(f"{ROOT}{reply.pk}/"))
    assert "/fh" in page and "什么时候发货" in page
    assert 'id="reply-form"' not in page and "Archive" not in page
