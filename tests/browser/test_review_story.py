"""A bad review from the file to the figures, in a real browser: typed, its case with the contact plan, a reply that is
stopped for what stands in it, the one that is stored and published (R1, R2, R3, R6, C6, C14)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import OpenPage
from tests.people import make_order, make_people, make_staff
from tests.reviews.scene import bring, review_of, told

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.reviews.models import Review, ShopReply
from aftercare.reviews.terms import ReplyState, Result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SLOW = "都多少天了还没到货，物流太慢了，催了也没人理"
SORRY = "非常抱歉让您久等了，包裹已由快递专人跟进，后续我们会改用更快的快递。"


@pytest.mark.row("R1", "R2", "R3", "R6", "C6", "C14")
def test_a_bad_review_is_typed_answered_and_counted(open_page: OpenPage) -> None:
    people = make_people()
    bring(people.shop, *(told(None, Result.GOOD, reviewed_at=now() - timedelta(days=day)) for day in range(2, 11)))
    page = open_page(make_staff("回评", Role.REVIEW_SPECIALIST, shop=people.shop), language="en", ignore=("409", "422"))
    page.goto("/reviews/figures/")
    expect(page.locator("main")).to_contain_text(re.compile(r"100(\.0+)?%"))

    order = make_order(people.shop)
    bring(people.shop, told(order, content=SLOW, dsr_logistics=1))
    review = review_of(order)
    page.goto("/reviews/")
    page.get_by_role("link", name=re.compile(SLOW[:8])).first.click()
    dispute = page.locator("#dispute")
    expect(dispute.locator("[data-dispute='logistics.timeliness']")).to_be_visible()
    expect(dispute.locator("q").first).to_be_visible()

    assert review.case is not None
    page.get_by_role("link", name=review.case.number).click()
    expect(page.locator("main")).to_contain_text("Playbook and contact plan")
    expect(page.locator("main")).to_contain_text(SLOW)
    page.go_back()

    reply = page.locator("#reply")
    for bad in ("亲，订单收件电话 13912345678 我们联系您", "亲，改成好评我们就返现 10 元"):
        reply.locator("textarea").fill(bad)
        reply.get_by_role("button", name="Store the reply").click()
        expect(page.locator("#reply [role=alert]")).to_be_visible()
        expect(reply.locator("textarea")).to_have_value(bad)
        assert not ShopReply.objects.exists()
    reply.locator("textarea").fill(SORRY)
    reply.get_by_role("button", name="Store the reply").click()
    expect(reply.locator(".rv-reply")).to_contain_text(SORRY)
    reply.get_by_role("button", name="It is on the platform").click()
    expect(reply).to_contain_text("says that it is on the platform")
    assert ShopReply.objects.get().state == ReplyState.PUBLISHED

    dispute.locator("summary", has_text="Correct it").click()
    dispute.locator("select").select_option("service.slow")
    dispute.get_by_role("button", name="Save").click()
    expect(dispute.locator("[data-dispute='service.slow']")).to_be_visible()
    assert Review.objects.get(pk=review.pk).dispute_type == "service.slow"

    page.goto("/reviews/figures/")
    expect(page.locator("main")).to_contain_text(re.compile(r"90(\.0+)?%"))
    expect(page.locator("[data-chart] canvas")).to_have_count(2)  # the rate, and what buyers complain of
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")  # drawn again without a word in the console
    page.locator("summary", has_text="As a table").last.click()
    expect(page.get_by_role("row", name=re.compile("原木摆件.* 1$"))).to_be_visible()
