"""The page of the evidence pack in Chromium: what is ticked is weighed at once, and the file comes down."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.judge import findings, overflow, set_form
from tests.files.pictures import jpeg, mp4
from tests.pages.stage import move
from tests.people import People, make_case, make_order, make_people, person

from aftercare.cases.actions.add_evidence import add_evidence
from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.send_message import send_message
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.files.actions.store_file import Upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]


def make_scene() -> tuple[People, Case]:
    """Given a case of a Taobao shop with three pictures, a film (which Taobao does not take), a message and a note."""
    people = make_people()
    agent = person(people.owner)
    case = make_case(people.owner, make_order(people.shop))
    files = {"全景.jpg": jpeg(900, 700), "裂纹.jpg": jpeg(700, 900), "面单.jpg": jpeg(640, 480), "开箱.mp4": mp4()}
    for name, content in files.items():
        add_evidence(number=case.number, upload=Upload(io.BytesIO(content), name, len(content)), person=agent)
    add_note(number=case.number, text="买家是老客户，先不要拒绝，等主管看过照片再说。" * 3, person=agent)
    move(case, "agree", people.owner)
    send_message(number=case.number, message_id=case.messages.get().pk, person=agent)
    move(case, "intervene", people.owner, note="平台单号见旺旺")
    return people, case


@pytest.mark.row("B8")
def test_the_film_is_unticked_and_the_pdf_comes_down(open_page: OpenPage, tmp_path: Path) -> None:
    people, case = make_scene()
    page = open_page(people.owner, language="en")
    page.goto(f"/cases/{case.number}/")
    page.get_by_role("link", name="Evidence pack").click()
    sentence = "“开箱.mp4”: Taobao does not take files of this kind. Untick it."
    expect(page.locator("#pack-weight .ac-notice")).to_have_text(sentence)
    expect(page.locator("button[name=format]")).to_have_count(0)

    page.get_by_label("Application · 1 KB").uncheck()

    expect(page.locator("#pack-weight .ac-notice")).to_have_count(0)
    expect(page.locator("#pack-weight")).to_contain_text("3 files")
    with page.expect_download() as coming:
        page.get_by_role("button", name="PDF").click()
    coming.value.save_as(tmp_path / "pack.pdf")
    assert coming.value.suggested_filename == f"举证材料-{case.number}.pdf"
    assert len(PdfReader(tmp_path / "pack.pdf").pages) >= 2
    assert Event.objects.get(kind="case.pack_made").data["evidence"] == 3
    expect(page.get_by_role("heading", name="Evidence pack")).to_be_visible()


def test_it_is_sound_in_both_languages_narrow_and_wide(open_page: OpenPage) -> None:
    people, case = make_scene()
    page, judged = open_page(people.owner), open_page(people.owner, bypass_csp=True)
    address = f"/cases/{case.number}/pack/"
    for width, language, theme in ((360, "zh-hans", "light"), (360, "en", "dark"), (1440, "en", "light")):
        set_form(page, width, language, theme)
        page.goto(address)
        assert overflow(page) == 0, (width, language)
        set_form(judged, width, language, theme)
        judged.goto(address)
        assert findings(judged) == [], (width, language)
