"""The evidence pack over HTTP: what is in the PDF and the ZIP, what never is, and who may make one."""

import hashlib
import io
import tracemalloc
from datetime import timedelta
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext, override
from PIL import Image
from pypdf import PdfReader
from tests.files.pictures import exif_jpeg, heic_that_says, jpeg, mp4, pdf
from tests.pages.stage import PART, asked, browser, move, queries_of, received
from tests.people import People, make_case, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.send_message import send_message
from aftercare.cases.flows.registry import all_flows, flow_of
from aftercare.cases.models import Case, Evidence, Note
from aftercare.cases.pack.contents import MOST_TEXTS
from aftercare.cases.pack.course import MOST_STEPS
from aftercare.cases.pack.told import EVENTS
from aftercare.cases.terms import Channel, ContactResult
from aftercare.core.events import EventRow, record_many
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.files.storage import remove
from aftercare.shops.models import ReturnAddress
from aftercare.shops.terms import Platform

pytestmark = pytest.mark.django_db

NAME, PHONE, STREET, NICK = "王小明", "13812345678", "文三路 99 号 3 幢 402 室", "清风明月88"
BUYER = {
    "receiver_name": NAME,
    "receiver_name_mask": "王**",
    "receiver_phone": PHONE,
    "receiver_phone_mask": "138****5678",
    "receiver_address": STREET,
    "region": "浙江省 杭州市 西湖区",
}
CARD = "330106199001011234"
HEAVY = pdf().replace(b"trailer", b"%" + b"0" * 11 * 1024 * 1024 + b"\ntrailer")
ASKED = f"杯口有裂纹。我是{NAME},电话 138 1234 5678,旺旺 {NICK},住{STREET}"


def attach(case: Case, staff: Staff, content: bytes, name: str = "王小明的凭证.jpg") -> Evidence:
    sent = browser(staff).post(
        f"/cases/{case.number}/evidence/", {"file": SimpleUploadedFile(name, content)}, headers=PART
    )
    assert sent.status_code == 200, sent.content
    return Evidence.objects.select_related("file").latest("pk")


def story(people: People) -> Case:
    """Given a return whose goods came back broken, which the shop refused, and the platform decides."""
    order = make_order(people.shop, paid="129.90", quantity=2, courier="圆通速递", tracking_no="YT9900112233", **BUYER)
    order.customer.nick = NICK
    order.customer.save()
    case = make_case(people.owner, order, description=ASKED)
    attach(case, people.owner, exif_jpeg())
    move(case, "agree", people.owner)
    letter = case.messages.get()
    send_message(number=case.number, message_id=letter.pk, person=person(people.owner))
    line = case.lines.get()
    parcel = {"courier": "顺丰速运", "tracking_no": "SF1234567890"}
    move(case, "receive", people.warehouse, received_lines={str(line.pk): "2"}, **parcel)
    seen = {
        "good": "1",
        "defective": "1",
        "good_to": "restock",
        "defective_to": "defective",
        "note": f"缺口有使用痕迹,电询 {PHONE}",
    }
    move(case, "doubt", people.warehouse, inspected_lines={str(line.pk): seen}, note="内部:怀疑调包")
    attach(case, people.warehouse, jpeg(320, 240))
    attach(case, people.warehouse, jpeg(240, 320))
    move(case, "intervene", people.supervisor, note="平台单号见旺旺")
    return Case.objects.get(pk=case.pk)


def ticks(case: Case, **changed: Any) -> dict[str, Any]:
    """The form as the page sends it when nothing was changed."""
    usual = {
        "chosen": "1",
        "evidence": [one.file.token for one in case.evidence.select_related("file")],
        "message": [letter.pk for letter in case.messages.exclude(sent_at=None)],
        "note": [],
    }
    return {**usual, **changed}


def make(staff: Staff, case: Case, form: str, **changed: Any) -> HttpResponse:
    return browser(staff).post(f"/cases/{case.number}/pack/", {**ticks(case, **changed), "format": form})


def content_of(answer: HttpResponse) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def read(answer: HttpResponse) -> PdfReader:
    return PdfReader(io.BytesIO(content_of(answer)))


def text_of(answer: HttpResponse) -> str:
    """All words of a PDF, without its line breaks."""
    return "".join("".join(page.extract_text() for page in read(answer).pages).split())


def files_of(answer: HttpResponse) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content_of(answer))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.row("B8")
@pytest.mark.attack("E10")
def test_the_pdf_tells_the_platform_the_whole_story_in_chinese():
    people = make_people()
    case = story(people)
    Case.objects.filter(pk=case.pk).update(platform_case_no="2026112200001")

    answer = make(people.supervisor, case, "pdf")

    words = text_of(answer)
    for part in (
        "举证材料", case.number, "2026112200001", case.order.platform_no, "原木摆件1号", "¥129.90",
        "质量问题", "杯口有裂纹", "圆通速递YT9900112233", "顺丰速运SF1234567890", "次品", "缺口有使用痕迹",
        people.warehouse.name, people.supervisor.name, "01-申请-1.jpg", "02-验货-1.jpg", "03-验货-2.jpg",
        "举证截止", "浙江省杭州市某区某路1号",
    ):  # fmt: skip
        assert part in words, part
    for one in case.evidence.select_related("file"):
        assert one.file.sha256 in words
    due = case.platform_due_at or case.own_due_at
    assert f"{due.astimezone(ZoneInfo(people.shop.timezone)):%Y-%m-%d%H:%M}" in words
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_every_font_in_the_pdf_is_embedded_with_no_more_than_it_needs():
    people = make_people()
    answer = make(people.owner, story(people), "pdf")
    document = read(answer)
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1] for name in fonts} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    for font in fonts.values():
        assert 1000 < len(font["/FontDescriptor"]["/FontFile2"].get_data()) < 300_000


@pytest.mark.attack("J1", "J4")
def test_the_buyer_is_masked_wherever_somebody_wrote_their_name_or_phone():
    people = make_people()
    case = story(people)
    note = add_note(number=case.number, text=f"{NAME} １３８１２３４５６７８ {CARD}", person=person(people.owner))

    answer = make(people.owner, case, "pdf", note=[note.pk])

    words = text_of(answer)
    for clear in (NAME, PHONE, "13812345678", "文三路99号", NICK, CARD, "王小明的凭证"):
        assert clear not in words, clear
    assert words.count("138****5678") >= 4  # the receiver, the application, the inspection, the note
    assert "王**" in words
    assert "330106********" in words
    assert NAME not in answer.headers["Content-Disposition"]
    assert "%E7%8E%8B%E5%B0%8F%E6%98%8E" not in answer.headers["Content-Disposition"]


def test_the_shops_own_phone_stays_that_the_buyer_was_told():
    people = make_people()
    ReturnAddress.objects.filter(shop=people.shop).update(phone="13900001111")
    assert "13900001111" in text_of(make(people.owner, story(people), "pdf"))


def test_a_note_is_in_it_only_when_it_was_ticked():
    people = make_people()
    case = story(people)
    internal = add_note(number=case.number, text="老客户,给个台阶", person=person(people.owner))
    before = text_of(make(people.owner, case, "pdf"))
    after = text_of(make(people.owner, case, "pdf", note=[internal.pk]))
    assert ("老客户" in before, "怀疑调包" in before, "平台单号" in before) == (False, False, False)
    assert ("老客户,给个台阶" in after, "怀疑调包" in after) == (True, False)


def test_what_is_between_colleagues_is_not_told():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    move(case, "ask_approval", people.owner, note="超权限")
    move(case, "deny", people.supervisor, note="再谈谈")
    move(case, "refuse", people.owner, refusal="unproven", clause="请补充照片", note="无凭证")
    words = text_of(make(people.owner, case, "pdf"))
    assert "请补充照片" in words
    assert ("申请审批" in words, "退回客服" in words) == (False, False)
    inner = case.notes.get(move="deny")
    assert (
        f'name="note" value="{inner.pk}"'
        not in browser(people.owner).get(f"/cases/{case.number}/pack/").content.decode()
    )
    assert make(people.owner, case, "pdf", note=[inner.pk]).status_code == 404


def test_an_approval_is_told_as_what_the_buyer_was_told():
    people = make_people()
    case = asked(people.owner, people.shop)
    waiting = text_of(make(people.owner, case, "pdf"))
    move(case, "approve", people.supervisor)
    words = text_of(make(people.owner, case, "pdf"))
    assert ("待审批" in waiting, "等待审批" in waiting) == (False, False)
    assert "同意退货" in words
    assert ("批准" in words, "审批" in words) == (False, False)


def test_remedies_assessments_and_links_stay_in_the_house():
    people = make_people()
    order = make_order(people.shop, quantity=2)
    case, other = (make_case(people.owner, order, lines={order.lines.get().pk: (1, Money(100))}) for _ in range(2))
    move(case, "assess", people.owner, urgent="yes", note="急件")
    move(case, "link", people.owner, other_case=other.number)
    move(case, "contact", people.owner, channel="chat", talk_stage="listen", contact_result="talked", note="已致电")
    words = text_of(make(people.owner, case, "pdf"))
    assert other.number not in words
    flow = flow_of(case.flow, case.flow_version)
    with override("zh-hans"):
        for code in ("assess", "link"):
            assert str(flow.move(code).label) not in words
        assert (
            "".join(f"{flow.move('contact').label}{Channel.CHAT.label}·{ContactResult.TALKED.label}".split()) in words
        )


def test_what_was_not_ticked_is_not_mentioned():
    people = make_people()
    case = story(people)
    with_all, without = (
        text_of(make(people.owner, case, "pdf", **more)) for more in ({}, {"evidence": [], "message": []})
    )
    with override("zh-hans"):
        for label in EVENTS["case.evidence_added"], EVENTS["case.told"]:
            assert (str(label) in with_all, str(label) in without) == (True, False)


def course(case: Case, steps: int) -> None:
    """So many contacts, as events alone: what the pack reads of them."""
    data = {"move": "contact", "from": "asked", "to": "asked", "channel": "chat", "contact_result": "talked"}
    record_many(
        EventRow("case.moved", ("case", case.pk), case.shop_id, None, now() - timedelta(minutes=steps - nth), data)
        for nth in range(steps)
    )


def test_the_course_of_a_long_case_is_complete():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    move(case, "refuse", people.owner, refusal="unproven", clause="请补充照片", note="无凭证")
    course(case, 400)
    words = text_of(make(people.owner, case, "pdf"))
    assert words.count("平台聊天") == 400
    assert "拒绝" in words
    assert "2000" not in words


def test_more_steps_than_a_paper_takes_are_counted_on_it():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    course(case, MOST_STEPS + 7)
    answer = make(people.owner, case, "pdf")
    words = text_of(answer)
    assert words.count("平台聊天") == MOST_STEPS
    with override("zh-hans"):
        sentence = gettext("The newest %(most)s steps are listed; %(count)s earlier ones are left out.")
    assert "".join((sentence % {"most": MOST_STEPS, "count": 8}).split()) in words


@pytest.mark.row("C7")
def test_a_rights_complaint_shows_the_platforms_deadline_and_the_reply_when_ticked():
    people = make_people()
    specialist = make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop)
    case = make_case_of("rights", specialist, make_order(people.shop))
    assert "举证截止" not in text_of(make(specialist, case, "pdf"))
    move(case, "reply", specialist, shop_reply="已按约定时间发货，请核实")
    case = move(case, "object", specialist, note="物流记录可查")
    reply = case.notes.get(name="shop_reply")

    words = text_of(make(specialist, case, "pdf", note=[reply.pk]))

    zone = ZoneInfo(people.shop.timezone)
    assert f"举证截止{case.platform_due_at.astimezone(zone):%Y-%m-%d%H:%M}" in words
    assert ("已按约定时间发货" in words, "物流记录可查" in words) == (True, False)
    page = browser(specialist).get(f"/cases/{case.number}/pack/").content.decode()
    assert "Reply to the complaint" in page


@pytest.mark.parametrize("kind", [flow.code for flow in all_flows()])
def test_there_is_a_pack_for_every_kind_of_case(kind: str):
    people = make_people()
    everybody = make_staff("", *Role, shop=people.shop)
    case = make_case_of(kind, everybody, make_order(people.shop), description="买家说明")
    assert case.number in text_of(make(everybody, case, "pdf"))


@pytest.mark.attack("C15")
def test_markup_in_a_text_is_printed_and_fetches_nothing():
    people = make_people()
    hostile = '<img src="file:///etc/passwd" width="9"/> <a href="http://127.0.0.1:1/">x</a> <font color="[1]">&amp;'
    case = make_case(people.owner, make_order(people.shop), description=hostile)
    words = text_of(make(people.owner, case, "pdf"))
    assert "".join(hostile.split()) in words


def test_pictures_are_not_kept_decoded_while_the_paper_grows():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    for index in range(12):
        attach(case, people.owner, jpeg(1240, 900 + index))
    make(people.owner, case, "pdf", evidence=[])  # loads the fonts
    tracemalloc.start()
    paper = content_of(make(people.owner, case, "pdf"))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 2_000_000 < len(paper) < 12 * 400 * 1024 + 1_000_000
    assert peak < 5 * len(paper) + 5_000_000  # one decoded picture is 3.4 MB


def test_a_very_long_text_goes_on_on_the_next_page():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop), description="裂\n" * 400)
    note = add_note(number=case.number, text="长" * 1000, person=person(people.owner))
    assert text_of(make(people.owner, case, "pdf", note=[note.pk])).count("长") >= 1000


@pytest.mark.attack("D8", "D10", "J4")
def test_the_zip_holds_every_file_under_a_name_of_ours_without_place_and_camera():
    people = make_people()
    people.shop.platform = Platform.JD
    people.shop.save()
    case = story(people)
    attach(case, people.owner, pdf(), "../王小明.pdf")
    attach(case, people.owner, mp4(), "王小明 13812345678.mp4")

    answer = make(people.owner, case, "zip")

    assert answer["Content-Type"] == "application/zip"
    files = files_of(answer)
    assert list(files) == [
        "00-举证材料.pdf", "01-申请-1.jpg", "02-验货-1.jpg", "03-验货-2.jpg", "04-举证-1.pdf", "05-举证-2.mp4",
        "SHA256SUMS.txt",
    ]  # fmt: skip
    with Image.open(io.BytesIO(files["01-申请-1.jpg"])) as picture:
        assert (picture.size, dict(picture.getexif())) == ((40, 80), {})
    assert b"TestPhone" not in b"".join(files.values())
    assert files["04-举证-1.pdf"] == pdf()
    assert files["05-举证-2.mp4"] == mp4()
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS.txt").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert case.number in "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["00-举证材料.pdf"])).pages)


def test_a_picture_above_the_platforms_limit_is_made_smaller():
    people = make_people()  # Taobao: 500 KB
    case = make_case(people.owner, make_order(people.shop))
    attach(case, people.owner, jpeg(2400, 1800))
    picture = files_of(make(people.owner, case, "zip"))["01-申请-1.jpg"]
    assert len(picture) <= 500 * 1024
    with Image.open(io.BytesIO(picture)) as smaller:
        assert max(smaller.size) >= 600


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (mp4(), "开箱.mp4", "“开箱.mp4”: Taobao does not take files of this kind. Untick it."),
        (heic_that_says(8064, 6048), "大.heic", "“大.heic”: Taobao does not take files of this kind. Untick it."),
        (HEAVY, "报告.pdf", "“报告.pdf” has 11 MB; Taobao takes at most 10 MB for one file. Untick it."),
    ],
)
def test_what_the_platform_does_not_take_is_named_on_the_page_and_refused(content: bytes, name: str, sentence: str):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    attach(case, people.owner, content, name)

    page = browser(people.owner).get(f"/cases/{case.number}/pack/").content.decode()
    answer = make(people.owner, case, "zip")

    assert sentence in page
    assert '<button class="btn btn-primary" name="format"' not in page
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Event.objects.filter(kind="case.pack_made").exists()
    assert make(people.owner, case, "zip", evidence=[]).status_code == 200


def test_too_many_files_are_refused_with_both_numbers():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    for _ in range(21):
        attach(case, people.owner, jpeg())
    answer = make(people.owner, case, "pdf")
    assert answer.status_code == 422
    assert "21 files are ticked; Taobao takes at most 20. Untick some." in answer.content.decode()
    part = browser(people.owner).get(f"/cases/{case.number}/pack/", {"chosen": "1"}, headers=PART)
    assert "takes at most" not in part.content.decode()
    assert "0 files" in part.content.decode()


def test_a_file_that_is_gone_from_the_disk_is_named():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    gone = attach(case, people.owner, jpeg(), "缺口.jpg")
    remove(gone.file.token)
    answer = make(people.owner, case, "pdf")
    assert answer.status_code == 409
    assert "“缺口.jpg” could not be read from the disk." in answer.content.decode()
    assert not Event.objects.filter(kind="case.pack_made").exists()


@pytest.mark.attack("E10")
def test_each_making_is_an_event_with_counts_and_hash_and_stands_in_the_timeline():
    people = make_people()
    case = story(people)

    made = content_of(make(people.teammate, case, "pdf"))

    event = Event.objects.get(kind="case.pack_made")
    assert (event.subject_id, event.shop_id, event.actor_id) == (case.pk, people.shop.pk, people.teammate.pk)
    assert event.data == {
        "format": "pdf",
        "evidence": 3,
        "messages": 1,
        "notes": 0,
        "size": len(made),
        "sha256": hashlib.sha256(made).hexdigest(),
    }
    page = browser(people.owner).get(f"/cases/{case.number}/").content.decode()
    assert "Made the evidence pack" in page
    assert f"3 files, 1 messages, 0 notes · SHA-256 {event.data['sha256'][:16]}" in page
    audit = browser(people.supervisor).get("/audit/").content.decode()
    assert "Made the evidence pack" in audit


@pytest.mark.attack("B2", "B10")
def test_only_the_roles_that_argue_with_the_platform_and_only_in_their_own_shop():
    people = make_people()
    case = story(people)
    elsewhere = make_case(people.stranger, make_order(people.other_shop))
    theirs = attach(elsewhere, people.stranger, jpeg()).file.token
    specialist = make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop)
    both = make_staff("", Role.WAREHOUSE, shop=people.shop)
    both.memberships.create(shop=people.other_shop, role=Role.AGENT)
    place = f"/cases/{case.number}/pack/"
    for staff in (people.owner, people.teammate, people.supervisor, specialist):
        assert browser(staff).get(place).status_code == 200
        assert place in browser(staff).get(f"/cases/{case.number}/").content.decode()
    for staff in (people.stranger, people.warehouse, people.refund_clerk, people.administrator):
        assert browser(staff).get(place).status_code == 404
        assert make(staff, case, "pdf").status_code == 404
    assert place not in browser(people.warehouse).get(f"/cases/{case.number}/").content.decode()
    assert (browser(both).get(place).status_code, make(both, case, "zip").status_code) == (409, 409)
    assert make(people.owner, case, "pdf", evidence=[theirs]).status_code == 404
    assert make(people.owner, case, "zip", evidence=["../../etc/passwd"]).status_code == 404
    assert make(people.owner, case, "pdf", message=[elsewhere.pk + 10_000]).status_code == 404
    assert make(people.owner, case, "pdf", note=["x"]).status_code == 400
    assert make(people.owner, case, "exe").status_code == 400
    assert not Event.objects.filter(kind="case.pack_made").exists()


def test_the_page_shows_deadline_limits_and_weight_and_ticks_what_is_usual():
    people = make_people()
    case = story(people)
    note = add_note(number=case.number, text="内部", person=person(people.owner))
    page = browser(people.owner).get(f"/cases/{case.number}/pack/").content.decode()
    for one in case.evidence.select_related("file"):
        assert f'name="evidence" value="{one.file.token}" checked' in page
    assert f'name="message" value="{case.messages.exclude(sent_at=None).get().pk}" checked' in page
    assert f'name="note" value="{note.pk}">' in page
    assert "3 files" in page
    assert "500 KB" in page
    assert "Not all of these numbers are confirmed" in page
    assert "nobody asks for it yet" not in page
    early = make_case(people.owner, make_order(people.shop))
    assert "nobody asks for it yet" in browser(people.owner).get(f"/cases/{early.number}/pack/").content.decode()


def test_the_page_costs_the_same_with_one_file_and_with_many():
    people = make_people()
    case = received(people.owner, people.warehouse, people.shop)
    attach(case, people.owner, jpeg())
    client = browser(people.owner)
    few = queries_of(lambda: client.get(f"/cases/{case.number}/pack/"))
    for index in range(8):
        attach(case, people.owner, jpeg())
        add_note(number=case.number, text=f"第 {index} 条", person=person(people.owner))
    assert queries_of(lambda: client.get(f"/cases/{case.number}/pack/")) == few
    assert few <= 12


def test_a_page_with_very_many_notes_says_how_many_older_ones_are_not_on_it():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    Note.objects.bulk_create(
        Note(case=case, text=f"第 {nth} 条", by=people.owner, at=now()) for nth in range(MOST_TEXTS + 5)
    )
    page = browser(people.owner).get(f"/cases/{case.number}/pack/").content.decode()
    assert page.count('name="note" value="') == MOST_TEXTS
    assert "5 older files, messages and notes are not listed here." in page
    assert (f"第 {MOST_TEXTS + 4} 条" in page, "第 4 条" in page, "第 5 条" in page) == (True, False, True)
