"""The roster through its pages: a week, cells, swaps, files, calendars, who is on now (P3, X1)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_people, make_staff
from tests.shifts.scene import held, put, put_now, today_of

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Duty
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shifts.models import Assignment, CalendarFeed
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


def sheet(rows: list[list[object]]) -> SimpleUploadedFile:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("排班.xlsx", file.getvalue())


@pytest.mark.row("P3")
def test_a_press_on_a_day_sets_what_is_chosen():
    people = make_people()
    day = today_of(people.shop, 1)
    address = f"/shifts/{people.shop.slug}/cells/{people.owner.pk}/{day}/"
    boss = browser(people.supervisor)
    page = boss.get(f"/shifts/?week={day}").content.decode()
    assert address in page and "08:30-16:30" in page and people.teammate.name in page
    answer = boss.post(address, {"brush": "late", "absence": "annual", "note": "", "version": "0"}, headers=PART)
    assert answer.status_code == 200
    assert ">Evening</button>" in answer.content.decode() and 'value="1"' in answer.content.decode()
    assert held(people.shop, people.owner, day) == "late"
    old = boss.post(address, {"brush": "rest", "version": "0"}, headers=PART)
    assert (old.status_code, held(people.shop, people.owner, day)) == (409, "late")
    assert people.supervisor.name in old.content.decode()
    for form in ({}, {"brush": "", "version": "1"}, {"brush": "leave", "version": "1"}, {"brush": "x", "version": "1"}):
        assert boss.post(address, form, headers=PART).status_code == 422
    left = boss.post(address, {"brush": "leave", "absence": "sick", "note": "发烧", "version": "1"}, headers=PART)
    assert "Sick leave" in left.content.decode()
    seen = browser(people.teammate).get(f"/shifts/?week={day}").content.decode()
    assert "Leave" in seen and "Sick leave" not in seen and "发烧" not in seen  # a colleague's reason is not told
    assert "hx-post" not in seen.split("<tbody>")[1].split("</tbody>")[0]
    assert "Sick leave" in browser(people.owner).get(f"/shifts/?week={day}").content.decode()
    assert boss.post(f"/shifts/{people.shop.slug}/cells/{people.stranger.pk}/{day}/", {}).status_code == 404
    assert boss.post(f"/shifts/{people.shop.slug}/cells/{people.owner.pk}/yesterday/", {}).status_code == 400


@pytest.mark.row("P3")
def test_a_week_is_copied_and_rotated_and_shifts_are_changed_on_their_pages():
    people = make_people()
    shop, day = people.shop, today_of(people.shop)
    put(people.supervisor, shop, people.owner, day)
    boss = browser(people.supervisor)
    into = day + timedelta(days=7)
    answer = boss.post(f"/shifts/{shop.slug}/copy/", {"week": into.isoformat()})
    assert answer.status_code == 303 and f"week={into}" in answer["Location"]
    assert held(shop, people.owner, into) == "early"
    form = {"staff": [people.owner.pk, people.teammate.pk], "cycle": "Early，Evening 休", "first": into, "weeks": "1"}
    assert boss.post(f"/shifts/{shop.slug}/rotation/", {**form, "shift_by": "1"}).status_code == 303
    assert held(shop, people.teammate, into) == "late"
    wrong = boss.post(f"/shifts/{shop.slug}/rotation/", {**form, "cycle": "Early Nights"})
    assert wrong.status_code == 422 and "Nights" in wrong.content.decode()
    far = today_of(shop, 40)
    facts = {"code": "early", "name": "早班", "hours": "09:00-17:00", "since": far.isoformat(), "used": "yes"}
    assert boss.post(f"/shifts/{shop.slug}/patterns/", facts).status_code == 303
    shown = boss.get(f"/shifts/{shop.slug}/patterns/").content.decode()
    assert "08:30-16:30" in shown and "09:00-17:00" in shown
    assert boss.post(f"/shifts/{shop.slug}/patterns/", {**facts, "hours": "nine"}).status_code == 422
    agent = browser(people.owner)
    for address in ("copy", "rotation", "patterns", "import"):
        assert agent.post(f"/shifts/{shop.slug}/{address}/", {}).status_code == 404


@pytest.mark.row("P3")
def test_a_swap_goes_through_its_pages():
    people = make_people()
    shop, mine, theirs = people.shop, today_of(people.shop, 2), today_of(people.shop, 3)
    put(people.supervisor, shop, people.owner, mine)
    put(people.supervisor, shop, people.teammate, theirs, "late")
    agent, mate, boss = (browser(one) for one in (people.owner, people.teammate, people.supervisor))
    form = agent.get(f"/shifts/{shop.slug}/swap/?day={mine}").content.decode()
    wanted = f"{people.teammate.pk}.{theirs}"
    assert f'value="{wanted}"' in form
    told = {"day": mine.isoformat(), "with": wanted, "reason": "看病"}
    assert agent.post(f"/shifts/{shop.slug}/swap/", told).status_code == 303
    address = f"/shifts/swaps/{mate.get('/shifts/').content.decode().split('/shifts/swaps/')[1].split('/')[0]}/"
    assert agent.post(address, {"do": "approve"}).status_code == 409
    assert mate.post(address, {"do": "agree"}).status_code == 303
    assert 'value="approve"' in boss.get("/shifts/").content.decode()
    assert boss.post(address, {"do": "maybe"}).status_code == 422
    assert boss.post(address, {"do": "approve"}).status_code == 303
    assert held(shop, people.owner, theirs) == "late"
    other = make_staff("", Role.AGENT, shop=shop)
    assert browser(other).post(address, {"do": "withdraw"}).status_code == 404


@pytest.mark.row("P3")
@pytest.mark.attack("E1", "E10")
def test_a_month_goes_out_to_excel_and_comes_back():
    people = make_people()
    shop, day = people.shop, today_of(people.shop, 1)
    Staff.objects.filter(pk=people.owner.pk).update(name="=cmd|'/c calc'!A1")
    put(people.supervisor, shop, people.owner, day)
    put(people.supervisor, shop, people.teammate, day, absence="sick", note="发烧")
    boss = browser(people.supervisor)
    answer = boss.get(f"/shifts/{shop.slug}/{day:%Y-%m}.xlsx")
    content = b"".join(answer.streaming_content)
    cells = load_workbook(BytesIO(content)).active
    rows = {row[1].value: row for row in cells.iter_rows(min_row=2, max_row=5)}
    column = [cell.value for cell in cells[1]].index(day.isoformat())
    assert rows[people.owner.username][column].value == "Early"
    assert rows[people.teammate.username][column].value == "Leave"
    assert (rows[people.owner.username][0].value, rows[people.owner.username][0].data_type) == (
        "=cmd|'/c calc'!A1",
        "s",
    )
    assert "发烧" not in str(content) and "发烧" not in "".join(str(cell.value) for row in cells for cell in row)
    assert Event.objects.filter(kind="roster.exported", actor_id=people.supervisor.pk).count() == 1
    file = SimpleUploadedFile("排班.xlsx", content)
    again = boss.post(f"/shifts/{shop.slug}/import/", {"file": file})
    assert again.status_code == 303
    assert Event.objects.filter(kind="roster.changed").count() == 2  # what it said stands there already
    header = ["姓名", "账号", day.isoformat()]
    changed = sheet([header, ["x", people.owner.username, "Evening"], ["x", people.teammate.username, "休"]])
    assert boss.post(f"/shifts/{shop.slug}/import/", {"file": changed}).status_code == 303
    assert (held(shop, people.owner, day), held(shop, people.teammate, day)) == ("late", "")


@pytest.mark.attack("E1")
def test_a_file_with_one_wrong_row_changes_nothing():
    people = make_people()
    shop, day = people.shop, today_of(people.shop, 1)
    boss = browser(people.supervisor)
    header = ["姓名", "账号", day.isoformat()]
    good = ["", people.owner.username, "Early"]
    for rows, says in (
        ([header, good, ["", people.stranger.username, "Early"]], "Row 3"),
        ([header, good, ["", people.teammate.username, "夜班"]], "Row 3"),
        ([["谁", "哪天"], ["a", "b"]], "nothing was changed"),
    ):
        answer = boss.post(f"/shifts/{shop.slug}/import/", {"file": sheet(rows)})
        assert answer.status_code == 422, rows
        assert says in answer.content.decode()
    assert boss.post(f"/shifts/{shop.slug}/import/", {"file": SimpleUploadedFile("a.xlsx", b"no")}).status_code == 422
    assert Assignment.objects.count() == 0


@pytest.mark.row("P3")
def test_a_calendar_reads_shifts_at_a_secret_address_until_it_is_renewed():
    people = make_people()
    shop = people.shop
    shop.name = "店铺, 一; 行\r\nBEGIN:VEVENT " + "长" * 40
    shop.save()
    put(people.supervisor, shop, people.owner, today_of(shop, 1))
    put(people.supervisor, shop, people.teammate, today_of(shop, 1), "late")
    agent = browser(people.owner)
    page = agent.post("/shifts/feed/").content.decode()
    address = "/roster/" + page.split("/roster/")[1].split('"')[0]
    answer = browser().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert text.count("BEGIN:VEVENT\r\n") == 1 and "\\, 一\\; 行 BEGIN" in text.replace("\r\n ", "")
    assert "Early" in text and people.owner.name not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert address.split("/")[2][:20] not in CalendarFeed.objects.get().token_hash
    agent.post("/shifts/feed/")
    assert browser().get(address).status_code == 404
    fresh = "/roster/" + agent.post("/shifts/feed/").content.decode().split("/roster/")[1].split('"')[0]
    Staff.objects.filter(pk=people.owner.pk).update(is_active=False)
    assert browser().get(fresh).status_code == 404


@pytest.mark.row("P3", "X1")
def test_who_is_on_now_and_who_is_planned_and_not_there():
    people = make_people()
    put_now(people.supervisor, people.shop, people.owner)
    put_now(people.supervisor, people.shop, people.teammate)
    Duty.objects.create(staff=people.teammate, state="on", since=now(), seen_at=now())
    Duty.objects.create(staff=people.supervisor, state="on", since=now(), seen_at=now())
    assert 'hx-get="/shifts/now/"' in browser(people.supervisor).get("/").content.decode()
    shown = browser(people.supervisor).get("/shifts/now/", headers=PART).content.decode()
    lines = [line for line in shown.split("<li") if "ac-pill" in line]
    assert people.owner.name in lines[1] and "Planned, not there" in lines[1]
    assert people.teammate.name in lines[2] and "On duty" in lines[2]
    assert people.supervisor.name in lines[3] and "not planned" in lines[3]
    assert "1 missing" in shown
    assert people.owner.name not in browser(people.stranger).get("/shifts/now/").content.decode()


@pytest.mark.row("P3")
def test_the_week_and_who_is_on_cost_the_same_at_ten_and_at_three_hundred_people():
    people = make_people()
    client = browser(people.supervisor)
    day = today_of(people.shop)

    def more(count: int) -> None:
        tag = Staff.objects.count()
        made = Staff.objects.bulk_create(
            Staff(username=f"many{tag + one}", name=f"员工{tag + one}") for one in range(count)
        )
        Membership.objects.bulk_create(Membership(staff=one, shop=people.shop, role=Role.AGENT) for one in made)
        at = now()
        span = {"starts_at": at - timedelta(hours=1), "ends_at": at + timedelta(hours=1)}
        Assignment.objects.bulk_create(
            Assignment(shop=people.shop, staff=one, day=day, code="early", **span) for one in made
        )

    more(10)
    ten = [queries_of(lambda: client.get("/shifts/")), queries_of(lambda: client.get("/shifts/now/"))]
    more(990)
    assert [queries_of(lambda: client.get("/shifts/")), queries_of(lambda: client.get("/shifts/now/"))] == ten
    assert ten[0] <= 9 and ten[1] <= 8
