"""One step for many selected cases: what is offered, what is confirmed, a result for each row (B11)."""

import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.stage import PART, agreed, asked, browser, copies, move
from tests.people import People, make_case, make_case_of, make_order, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.models import Case, Note
from aftercare.core.events import record
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.models import Payout
from aftercare.shops.policies import policies_of
from aftercare.web.cases.bulkrows import AT_A_TIME, MOST, is_for_many

pytestmark = [pytest.mark.django_db, pytest.mark.row("B11")]
ADDRESS = "/cases/steps/"


def page(client: Client, status: int = 200, **sent: Any) -> str:
    answer = client.post(ADDRESS, sent, follow=True)  # what is only looked at is a page of its own
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def offered(client: Client, *cases: Case) -> dict[str, str]:
    """Code of each offered step -> how many cases."""
    found = page(client, row=[case.number for case in cases])
    return dict(re.findall(r'name="move" value="(\w+)".*?(\d+) cases?</span>', found))


def sealed(text: str) -> list[str]:
    """The rows of a confirmation as they are sent back."""
    return [html.unescape(value) for value in re.findall(r'name="row" value="({[^"]*)"', text)]


def check(client: Client, code: str, *cases: Case) -> str:
    return page(client, row=[case.number for case in cases], step="check", move=code)


def results(text: str) -> list[str]:
    return re.findall(r'data-result="(\w+)"', text)


def states(*cases: Case) -> list[str]:
    by_pk = dict(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "state"))
    return [by_pk[case.pk] for case in cases]


def test_returns_are_agreed_to_at_once_each_as_its_form_proposes():
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop, paid=paid)) for paid in ("30.00", "45.50")]
    other = agreed(people.owner, people.shop)
    client = browser(people.owner)

    assert offered(client, *cases, other)["agree"] == "2"
    confirmation = check(client, "agree", *cases, other)
    assert "2 cases: this will happen" in confirmation
    assert "1 case stays as it is" in confirmation
    assert "¥75.50" in re.sub("<[^>]+>", "", confirmation)
    assert "is promised ¥45.50" in confirmation
    assert "This step is not possible now: the case is in" in confirmation
    assert states(*cases) == ["asked", "asked"]

    done = page(client, row=sealed(confirmation), step="do", move="agree", note="大促统一处理")
    assert results(done) == ["done", "done"]
    assert "2 cases done" in done
    assert states(*cases) == ["agreed", "agreed"]
    assert [Case.objects.get(pk=case.pk).granted for case in cases] == [Money(3000), Money(4550)]
    assert [note.text for note in Note.objects.filter(case__in=cases)] == ["大促统一处理"] * 2


def test_money_of_several_kinds_is_named_case_by_case_and_sent_once():
    people = make_people()
    case = make_case_of("refund_only", people.owner, make_order(people.shop, paid="20.00"))
    exchange = make_case_of("exchange", people.owner, make_order(people.shop))
    client = browser(people.owner)

    confirmation = check(client, "agree", case, exchange)
    assert "¥20.00 goes back to" in confirmation
    assert "is promised ¥0.00" not in confirmation
    form = {"row": sealed(confirmation), "step": "do", "move": "agree"}
    assert results(page(client, **form)) == ["done", "done"]
    assert results(page(client, **form)) == ["done", "done"]  # the very same form again (H1)
    assert states(case, exchange) == ["paying", "agreed"]
    assert Payout.objects.count() == 1
    assert Event.objects.filter(kind="case.moved").count() == 2


def test_only_steps_that_need_no_look_at_each_case_are_offered():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    assert set(offered(browser(people.owner), case)) == {"agree", "intervene"}
    assert set(offered(browser(people.warehouse), case)) == set()
    assert "None of these cases has a step" in page(browser(people.warehouse), row=[case.number])
    for flow in FLOWS:
        for one in filter(is_for_many, flow.moves):
            assert set(one.needs) <= {"note"}
            assert not one.costs or one.code == "agree"


@pytest.mark.attack("B5")
@pytest.mark.parametrize("code", ["refuse", "withdraw", "receive", "assess", "approve", "magic", "agree_by_time"])
def test_no_other_step_is_taken_by_a_form_that_was_made_by_hand(code: str):
    people = make_people()
    staff = make_staff("", *Role, shop=people.shop)
    case = make_case(staff, make_order(people.shop))
    client = browser(staff)
    assert sealed(check(client, code, case)) == []
    forged = json.dumps({"number": case.number, "version": 1, "note": "needs", "inputs": {"note": "伪造"}})
    answer = page(client, row=[forged], step="do", move=code, note="伪造")
    assert results(answer) == ["refused"]
    assert states(case) == ["asked"]
    assert not Event.objects.filter(kind="case.moved").exists()


@pytest.mark.attack("B1", "B5")
def test_a_step_of_another_role_is_refused_row_by_row():
    people = make_people()
    waits = asked(people.owner, people.shop)
    form = {"row": sealed(check(browser(people.supervisor), "deny", waits)), "step": "do", "move": "deny"}
    assert len(form["row"]) == 1
    assert "This step belongs to another role." in check(browser(people.owner), "deny", waits)
    refused = page(browser(people.owner), **form, note="我来")
    assert results(refused) == ["refused"]
    assert "This step belongs to another role." in refused
    assert states(waits) == ["approving"]
    assert results(page(browser(people.supervisor), **form, note="请补照片")) == ["done"]
    assert states(waits) == ["asked"]


@pytest.mark.attack("B2", "B3")
def test_a_strangers_case_looks_like_one_that_does_not_exist():
    people = make_people()
    mine = make_case(people.owner, make_order(people.shop))
    theirs = make_case(people.stranger, make_order(people.other_shop, paid="77.70"))
    client = browser(people.owner)
    nowhere = "TH99999999"

    confirmation = page(client, row=[mine.number, theirs.number, nowhere], step="check", move="agree")
    rows = confirmation.split("stay as they are")[1].split("</ul>")[0]
    assert rows.replace(theirs.number, "#").count("#") == 1
    assert rows.split("<li>")[1].replace(theirs.number, "#") == rows.split("<li>")[2].replace(nowhere, "#")
    assert "77.70" not in confirmation and f"/cases/{theirs.number}/" not in confirmation

    (good,) = sealed(confirmation)
    line = theirs.lines.get().pk
    forged = [
        json.dumps({"number": number, "version": 1, "note": "takes", "inputs": {"granted_lines": {str(line): {}}}})
        for number in (theirs.number, nowhere)
    ]
    done = page(client, row=[forged[0], good, forged[1]], step="do", move="agree")
    assert results(done) == ["refused", "done", "refused"]
    first, _good, last = done.split('data-result="')[1:]
    assert first.split("</li>")[0].replace(theirs.number, "#") == last.split("</li>")[0].replace(nowhere, "#")
    assert states(mine, theirs) == ["agreed", "asked"]


def test_a_case_that_was_changed_meanwhile_is_left_alone_and_the_others_go_on():
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop)) for _index in range(3)]
    client = browser(people.owner)
    rows = sealed(check(client, "agree", *cases))
    move(cases[1], "intervene", people.teammate, note="买家已申请介入")
    done = page(client, row=rows, step="do", move="agree")
    assert results(done) == ["done", "refused", "done"]
    assert "Somebody changed this case meanwhile." in done
    assert "2 cases done" in done and "1 case refused" in done
    assert states(*cases) == ["agreed", "evidence", "agreed"]


def test_what_was_confirmed_is_what_is_done_even_if_another_form_was_sent_by_the_same_person():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    rows = sealed(check(client, "agree", case))
    line = str(case.lines.get().pk)
    move(case, "agree", people.owner, granted_lines={line: {"pieces": "1", "amount": "10.00"}})
    assert results(page(client, row=rows, step="do", move="agree")) == ["refused"]
    case.refresh_from_db()
    assert case.granted == Money(1000)


@pytest.mark.attack("H8")
def test_the_daily_limit_counts_the_rows_above():
    """As the writes will: the last rows are named before they fail."""
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop, paid="150.00")) for _index in range(3)]
    record(
        kind="case.granted", subject=("case", cases[0].pk), shop_id=people.shop.pk, actor_id=people.owner.pk, at=now(),
        data={"amount": daily_limit(people) - 30_000},
    )  # fmt: skip
    client = browser(people.owner)
    confirmation = check(client, "agree", *cases)
    assert len(sealed(confirmation)) == 2
    assert "this would pass your daily limit" in confirmation
    done = page(client, row=sealed(confirmation), step="do", move="agree")
    assert results(done) == ["done", "done"]


def daily_limit(people: People) -> int:
    return policies_of(people.shop, now()).get("authority.agent_daily").fen


def test_a_note_that_is_needed_is_asked_for_and_kept_with_each_case():
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop)) for _index in range(2)]
    client = browser(people.owner)
    rows = sealed(check(client, "intervene", *cases))
    again = page(client, 422, row=rows, step="do", move="intervene", note="  ")
    assert "This is needed." in again
    assert sealed(again) == rows
    assert page(client, 422, row=rows, step="do", move="intervene", note="长" * 1001)
    assert states(*cases) == ["asked", "asked"]
    page(client, row=rows, step="do", move="intervene", note="买家已申请介入")
    assert Note.objects.filter(text="买家已申请介入").count() == 0  # texts are encrypted
    assert [note.text for note in Note.objects.filter(case__in=cases)] == ["买家已申请介入"] * 2


def test_a_row_whose_inputs_do_not_fit_is_named_and_the_others_are_done():
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop)) for _index in range(3)]
    client = browser(people.owner)
    rows = [json.loads(row) for row in sealed(check(client, "agree", *cases))]
    rows[1]["inputs"]["granted_lines"] = {"nonsense": {}}
    done = page(client, row=[json.dumps(row) for row in rows], step="do", move="agree")
    assert results(done) == ["done", "refused", "done"]
    assert "This line does not belong to the case." in done
    assert states(*cases) == ["agreed", "asked", "agreed"]


BREAKS = """
    CREATE FUNCTION break_one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''broken''; END';
    CREATE TRIGGER break_one BEFORE UPDATE ON cases_case FOR EACH ROW WHEN (NEW.number = '{number}')
        EXECUTE FUNCTION break_one();
"""


def test_a_row_at_which_the_database_fails_is_named_and_the_others_are_done():
    people = make_people()
    cases = [make_case(people.owner, make_order(people.shop)) for _index in range(3)]
    client = browser(people.owner)
    rows = sealed(check(client, "agree", *cases))
    with connection.cursor() as cursor:
        cursor.execute(BREAKS.format(number=cases[1].number))
    done = page(client, row=rows, step="do", move="agree")
    assert results(done) == ["done", "refused", "done"]
    assert "nothing was changed. Try this one again." in done
    assert states(*cases) == ["agreed", "asked", "agreed"]
    assert Event.objects.filter(kind="case.moved").count() == 2


def test_fifty_rows_go_in_parts_and_the_page_says_how_far_it_is():
    people = make_people()
    cases = copies(make_case(people.owner, make_order(people.shop)), 24)
    client = browser(people.owner)
    rows = sealed(check(client, "intervene", *cases))
    sent = {"row": rows, "step": "do", "move": "intervene", "note": "介入", "back": "/cases/?view=open"}

    text = page(client, **sent)
    seen = results(text)
    while rest := sealed(text):
        assert f'<progress value="{len(seen)}" max="24"' in text
        counts = dict(re.findall(r'name="(total|done|refused)" value="(\d+)"', text))
        answer = client.post(ADDRESS, {**sent, **counts, "row": rest}, headers=PART)
        text = answer.content.decode()
        assert "<html" not in text
        assert 'hx-swap-oob="beforeend:#bulk-results"' in text
        assert 0 < len(results(text)) <= AT_A_TIME
        seen += results(text)
    assert seen == ["done"] * 24
    assert "24 cases done" in text
    assert 'href="/cases/?view=open"' in text
    assert set(states(*cases)) == {"evidence"}


def test_looking_at_fifty_cases_costs_one_query_each_and_a_few_for_all():
    people = make_people()
    cases = copies(make_case(people.owner, make_order(people.shop)), MOST)
    client = browser(people.owner)

    def queries(step: str, count: int) -> int:
        sent = {"row": [case.number for case in cases[:count]], "step": step, "move": "agree"}
        client.get(ADDRESS, sent)
        with CaptureQueriesContext(connection) as found:
            assert client.get(ADDRESS, sent).status_code == 200
        return len(found)

    for step in ("choose", "check"):
        few, many = queries(step, 5), queries(step, MOST)
        assert many - few == MOST - 5
        assert few <= 5 + 8


def test_back_leads_to_a_page_and_not_to_a_form_that_was_sent():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)
    board = {"row": [case.number], "owner": people.owner.pk, "back": "/cases/?view=open"}
    for sent in (board, {**board, "step": "check", "move": "agree"}):
        answer = client.post(ADDRESS, sent)
        assert answer.status_code == 303
        text = client.get(answer["Location"]).content.decode()
        assert case.number in text and "/cases/?view=open" in text
    assert client.get(ADDRESS, {"row": sealed(text), "step": "do", "move": "agree"}).status_code == 400
    assert states(case) == ["asked"]


@pytest.mark.attack("F11")
@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"row": ["TH00000001"] * 51}, 422),
        ({"row": ["TH00000001"], "step": "approve"}, 400),
        ({"row": ["TH00000001"], "step": "check"}, 400),
        ({"row": ["TH00000001"], "step": "do", "move": "agree"}, 400),
        ({"row": ["[]"], "step": "do", "move": "agree"}, 400),
        ({"row": ["[" * 5000], "step": "do", "move": "agree"}, 400),
        ({"row": ['{"number": 1, "version": 1, "note": "", "inputs": {}}'], "step": "do", "move": "agree"}, 400),
        ({"row": ['{"number": "a", "version": true, "note": "", "inputs": {}}'], "step": "do", "move": "agree"}, 400),
        ({"row": ['{"number": "a", "version": 1, "note": "", "inputs": {}, "x": 1}'], "step": "do", "move": "a"}, 400),
        ({"row": ["TH00000001"], "back": "https://evil.example/"}, 400),
        ({"row": ["TH00000001"], "approved": "1"}, 422),
    ],
)
def test_what_the_page_does_not_send_is_refused(sent: dict[str, Any], status: int):
    people = make_people()
    assert browser(people.owner).post(ADDRESS, sent).status_code == status


def test_the_board_offers_the_next_step_to_whoever_takes_steps():
    people = make_people()
    make_case(people.owner, make_order(people.shop))
    for staff, offers in ((people.owner, True), (people.warehouse, True)):
        found = browser(staff).get("/cases/?view=open").content.decode()
        assert (f'formaction="{ADDRESS}"' in found) == offers
        assert f'data-bulk-most="{MOST}"' in found
    trader = make_staff("", Role.PRESALE_AGENT, shop=people.shop)
    assert f'formaction="{ADDRESS}"' not in browser(trader).get("/cases/?view=open").content.decode()
    assert f'formaction="{ADDRESS}"' not in browser(people.owner).get("/cases/?view=closed").content.decode()
