"""Errors say what happened and what to do, as a page or as a box, and never show the inside."""

import pytest
from django.test import Client, override_settings
from tests.people import make_people
from tests.web.people import entered

from aftercare.accounts.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("test_routes")]
BOX = {"HX-Request": "true"}


@pytest.fixture
def test_routes() -> object:
    with override_settings(ROOT_URLCONF="tests.web.routes_for_tests"):
        yield


@pytest.fixture
def agent() -> Staff:
    return make_people().owner


def test_a_refusal_is_409_with_its_sentence_and_code(agent: Staff) -> None:
    answer = entered(agent).post("/test/refuse/")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "T1&lt;b&gt; was paid already." in text
    assert "payout.done" in text
    assert "<html" in text


def test_a_refusal_of_a_fragment_is_only_a_box(agent: Staff) -> None:
    answer = entered(agent).post("/test/refuse/", headers=BOX)
    text = answer.content.decode()
    assert (answer.status_code, answer["AC-Problem"]) == (409, "payout.done")
    assert "<html" not in text
    assert 'role="alert"' in text


def test_wrong_input_is_422_with_a_line_per_field(agent: Staff) -> None:
    answer = entered(agent).post("/test/invalid/", headers=BOX)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.index("Enter an amount in yuan.") < text.index("Choose a reason.")


def test_missing_and_unknown_and_foreign_look_the_same(agent: Staff) -> None:
    client = entered(agent)
    missing, unknown, foreign = (client.get(f"/test/{name}/") for name in ("missing", "no-such-page", "clerks"))
    assert {missing.status_code, unknown.status_code, foreign.status_code} == {404}
    assert {len(answer.content) for answer in (missing, unknown, foreign)} == {len(missing.content)}
    assert "页面不存在" in missing.content.decode()


def test_a_crash_shows_nothing_of_the_inside(agent: Staff) -> None:
    client = entered(agent)
    client.raise_request_exception = False
    answer = client.get("/test/broken/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错了" in text
    assert "secret detail" not in text and "Traceback" not in text and "RuntimeError" not in text


def test_a_form_without_a_token_is_403_in_our_words(agent: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = entered(agent).cookies
    answer = client.post("/test/refuse/")
    assert answer.status_code == 403
    assert "页面已失效" in answer.content.decode()


@pytest.mark.attack("B19")
def test_a_verb_that_the_address_does_not_know_is_405_and_says_which_it_knows(agent: Staff) -> None:
    client = entered(agent)
    for address, sent, known in (("/test/refuse/", client.get, "POST"), ("/test/missing/", client.post, "GET, HEAD")):
        answer = sent(address)
        assert (answer.status_code, answer["Allow"]) == (405, known)
        assert "<h1>这个地址不能直接打开</h1>" in answer.content.decode()


def test_a_fragment_by_a_wrong_verb_is_only_a_box(agent: Staff) -> None:
    answer = entered(agent).get("/test/refuse/", headers=BOX)
    text = answer.content.decode()
    assert (answer.status_code, answer["Allow"], answer["AC-Problem"]) == (405, "POST", "405")
    assert "<html" not in text
    assert "没有改动任何内容" in text


def test_errors_speak_english_when_the_person_does(agent: Staff) -> None:
    client = entered(agent)
    client.cookies["language"] = "en"
    text = client.get("/test/missing/").content.decode()
    assert "This page is not here" in text
    assert '<html lang="en"' in text


def test_a_visitor_sees_the_same_404_page() -> None:
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert "页面不存在" in answer.content.decode()


@pytest.mark.attack("F2")
@pytest.mark.parametrize("address", ["/cases/?nick=x", "/orders/?sort=paid", "/audit/?actor__password=x"])
@override_settings(ROOT_URLCONF="aftercare.config.urls")
def test_an_unknown_key_is_400_and_one_line_in_the_log(address: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = entered(make_people().supervisor).get(address)
    assert answer.status_code == 400
    assert "请求无法识别" in answer.content.decode()
    (line,) = caplog.records
    assert (line.exc_info, line.getMessage()) == (None, f"Bad Request: {address.partition('?')[0]}")


@pytest.mark.attack("F11")
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/cases/%00/", 404),
        ("get", "/cases/a%00/moves/agree/", 404),
        ("post", "/receiving/a%00/", 404),
        ("get", "/cases/new/?q=a%00", 200),
        ("get", "/search/?q=a%00", 200),  # cleaned before it is looked for
    ],
)
def test_a_nul_is_no_error_of_ours(agent: Staff, method: str, address: str, status: int) -> None:
    assert getattr(entered(agent), method)(address).status_code == status


@pytest.mark.attack("F11")
def test_a_nul_that_reaches_the_database_is_a_bad_request() -> None:
    people = make_people()
    form = {"row": "a\0", "owner": str(people.teammate.pk), "back": "/cases/"}

    assert entered(people.supervisor).post("/cases/assign/", form).status_code == 400
    assert entered(people.administrator).get("/people/?q=%00").status_code == 400
