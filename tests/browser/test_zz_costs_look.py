import os
from datetime import timedelta
import pytest
from tests.browser.judge import findings, overflow, set_form
from tests.browser.scene import make_scene, LONG
from tests.people import make_case, make_case_of, make_order
from aftercare.cases.models import Case, Cost, Verdict
from aftercare.cases.terms import CostKind, Responsible, Reason
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import OrderLine, Product
from aftercare.shops.models import Shop
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OUT = "/tmp/costs_look"

def test_look(open_page):
    os.makedirs(OUT, exist_ok=True)
    staff = make_scene()
    shops = list(Shop.objects.order_by("pk"))
    at = now()
    parties = [("courier", "顺丰速运"), ("courier", "圆通速递"), ("courier", ""), ("supplier", "浙江某某家居用品有限公司义乌分公司"), ("warehouse", ""), ("shop", ""), ("buyer", ""), ("undecided", "")]
    kinds = list(CostKind)
    for i in range(70):
        shop = shops[i % 2]
        order = make_order(shop, paid="129.90")
        case = make_case(staff["agent"], order, reason=list(Reason)[(i*i) % 4 + 1] if False else [Reason.QUALITY, Reason.DAMAGED, Reason.SIZE][i % 3])
        product, _ = Product.objects.get_or_create(shop=shop, code=f"QH-{i%5:03d}", defaults={"title": LONG if i % 5 == 0 else f"原木收纳盒 {i%5} 号"})
        order.lines.update(product=product)
        party, name = parties[i % len(parties)]
        for k in (kinds[i % len(kinds)], CostKind.REFUND):
            fen = 12990 * (i + 1) % 99991 + 500
            Cost.objects.create(case=case, shop=shop, kind=k, amount=Money(-fen if k is CostKind.RECOVERED else fen), party=party, counterparty=name, product=product if i % 7 else None, at=at)
        if i % 6 == 0:
            Case.objects.filter(pk=case.pk).update(flow="minor_flaw", state="settled", closed_at=at, details={"quality_list": True, "flaw": ["右下角有一道约三厘米长的划痕，漆面起泡，靠近合页处", "抽屉滑轨偏紧", "包边开胶"][i // 6 % 3]})
        if i % 4 == 1:
            Verdict.objects.create(case=case, shop=shop, department=["service", "warehouse"][i % 8 == 1], person=[staff["agent"], staff["warehouse"], None][i % 3], penalty=Money(i * 100), result="装箱未按清单核对，计入当月考核，部门例会说明", by=staff["supervisor"], at=at)
    for i in range(8):
        claim = make_case_of("claim", staff["agent"], make_order(shops[0], courier="圆通速递"))
        done = i > 4
        Case.objects.filter(pk=claim.pk).update(state=["preparing", "filed", "chasing", "accepted", "filed", "recovered", "turned_down", "dropped"][i], opened_at=at - timedelta(days=i * 3), closed_at=at if done else None,
            details={"claim_amount": 12990, **({"claim_no": "YT-LP-2026112200"} if i else {}), **({"recovered_amount": 8800} if i == 5 else {})})
    problems = []
    page = open_page(staff["supervisor"], listen=True, ignore=("404",)); judged = open_page(staff["supervisor"], bypass_csp=True, listen=False)
    case = Cost.objects.latest("pk").case.number
    for name, address in {"charges": "/costs/charges/", "bookings": "/costs/bookings/?party=courier&counterparty=顺丰速运", "all": "/costs/bookings/", "claims": "/costs/claims/", "ended": "/costs/claims/?view=ended", "products": "/costs/products/", "quality": "/costs/products/?list=quality", "assessment": "/costs/assessment/", "empty": "/costs/charges/?month=2024-01", "reassign": f"/costs/cases/{case}/reassign/"}.items():
        for width, language, theme in ((360, "zh-hans", "light"), (360, "en", "dark"), (768, "zh-hans", "light"), (1440, "zh-hans", "light"), (1440, "en", "dark")):
            set_form(page, width, language, theme)
            answer = page.goto(address, wait_until="domcontentloaded")
            if answer.status >= 400: problems.append((name, answer.status))
            if over := overflow(page): problems.append((name, width, language, over))
            page.wait_for_timeout(100)
            page.screenshot(path=f"{OUT}/{name}-{width}-{language}-{theme}.png")
        for width, theme in ((1440, "light"), (360, "dark")):
            set_form(judged, width, "zh-hans", theme); judged.goto(address, wait_until="domcontentloaded")
            problems += [(name, width, f) for f in findings(judged)]
    set_form(page, 1440, "zh-hans", "light"); page.goto("/costs/bookings/")
    page.locator("main .ac-cost-act a").first.click(); page.wait_for_selector(".ac-reassign"); page.wait_for_timeout(200)
    page.screenshot(path=f"{OUT}/inline-1440.png")
    set_form(page, 360, "zh-hans", "light"); page.goto("/costs/bookings/")
    page.locator("main .ac-cost-act a").first.click(); page.wait_for_selector(".ac-reassign"); page.wait_for_timeout(200)
    page.screenshot(path=f"{OUT}/inline-360.png")
    page.locator(".ac-reassign select").select_option("supplier"); page.locator(".ac-reassign input[name=counterparty]").fill(""); page.locator(".ac-reassign textarea").fill("x")
    page.locator(".ac-reassign button").click(); page.wait_for_timeout(600); page.screenshot(path=f"{OUT}/inline-error-360.png")
    for who in ("agent", "warehouse"):
        p = open_page(staff[who]); p.goto("/costs/"); p.wait_for_timeout(150); p.screenshot(path=f"{OUT}/root-{who}.png")
    for x in problems: print(x)
    assert not problems
