"""The pages that `make shots` photographs, as one table. A new screen adds its line (docs/add-a-screen.md)."""

from dataclasses import dataclass
from itertools import product
from urllib.parse import urlsplit

from playwright.sync_api import Page

from aftercare.cases.flows.registry import all_flows

WIDTHS = (360, 768, 1440)
LANGUAGES = ("zh-hans", "en")
THEMES = ("light", "dark")
FORMS = tuple(product(WIDTHS, LANGUAGES, THEMES))


@dataclass(frozen=True)
class Shot:
    """One page as one person of the demo shop sees it. `follow`: press the first such link or button there, and take
    that page; `then`: the first such link of that one.

    `presses`, `keys`: then press these one after the other, or these keys, for menus, dialogs and the side peek.
    """

    name: str
    address: str
    username: str = ""
    follow: str = ""
    then: str = ""
    presses: tuple[str, ...] = ()
    keys: str = ""


ROW = "main a.ac-row-link"
IMPORT = ".ac-imports tr:nth-child({}) .ac-row-link"
OPEN, ASKED = "/cases/?view=open", "/cases/?view=open&flow=return&state=asked"
CHANGED = IMPORT.format(6)  # one that wrote
OWN_SITE, REVIEWING = (
    "/storefront/dengxia/?as=1",
    "main form.review button",
)  # the storefront is of the demo: its note is there
EXAM = "main a[href^='/training/exams/']"
SHOTS = (
    Shot("login", "/account/login/"),
    Shot("home-agent", "/", "agent"),
    Shot("home-supervisor", "/", "supervisor"),
    Shot("home-finance", "/", "finance"),
    Shot("home-warehouse", "/", "warehouse"),
    Shot("home-administrator", "/", "admin"),
    Shot("keys", "/", "agent", presses=("[data-open='#keys']",)),
    Shot("cases", "/cases/", "agent"),
    Shot("case", "/cases/", "agent", follow=ROW),
    Shot("case-peek", "/cases/", "agent", keys="jp"),
    *(Shot(f"case-{flow.code}", f"{OPEN}&flow={flow.code}", "supervisor", follow=ROW) for flow in all_flows()),
    Shot("case-remedies", ASKED, "supervisor", follow=ROW, then="#remedies .ac-card-head a"),
    Shot("case-playbook", ASKED, "supervisor", follow=ROW, presses=("#playbook .ac-book-others > summary",)),
    Shot("case-pack", ASKED, "supervisor", follow=ROW, then="#evidence .ac-card-head a"),
    Shot("cases-steps", OPEN, "supervisor", presses=("[data-select] >> nth=0", "[formaction='/cases/steps/']")),
    Shot("case-new", "/cases/new/", "agent"),
    Shot("case-new-kind", "/orders/", "agent", follow=ROW, then="main a[href^='/cases/new/']"),
    Shot("dispatch", "/dispatch/", "warehouse"),
    Shot("dispatch-order", "/dispatch/", "supervisor", follow=ROW),
    Shot("dispatch-stock", "/dispatch/stock/", "agent"),
    Shot("dispatch-freight", "/dispatch/freight/", "agent"),
    Shot("dispatch-packing", "/dispatch/packing/", "warehouse"),
    Shot("receiving", "/receiving/", "warehouse"),
    Shot("unclaimed", "/unclaimed/", "warehouse"),
    Shot("unclaimed-parcel", "/unclaimed/", "warehouse", follow=ROW),
    Shot("unclaimed-new", "/unclaimed/new/?code=SF9900000099", "warehouse"),
    Shot("freight", "/freight/", "agent"),
    Shot("freight-claim", "/freight/", "supervisor", follow=ROW),
    Shot("freight-case", "/cases/", "agent", follow=ROW, then="main aside a[href^='/freight/cases/']"),
    Shot("freight-files", "/freight/files/", "finance"),
    Shot("freight-file", "/freight/files/", "finance", follow=ROW),
    Shot("freight-gone", "/f/no-such-link/"),
    Shot("handovers", "/handovers/", "agent"),
    Shot("handover-draft", "/handovers/", "agent", follow="main .ho-shop a[href^='/handovers/']:not([href*='sheet'])"),
    Shot("handover", "/handovers/?view=all", "agent", follow=ROW),
    Shot("quality", "/quality/", "qa"),
    Shot("quality-score", "/quality/", "qa", follow=ROW),
    Shot("quality-own", "/quality/?view=mine", "agent", follow=ROW),
    Shot("quality-appeal", "/quality/?view=appeals", "supervisor", follow=ROW),
    Shot("quality-figures", "/quality/figures/", "supervisor"),
    Shot("quality-drawings", "/quality/drawings/", "qa"),
    Shot("quality-drawing", "/quality/drawings/", "qa", follow=ROW),
    Shot("promises", "/promises/", "agent"),
    Shot("callbacks", "/callbacks/?view=all", "agent"),
    Shot("callback", "/callbacks/?view=all", "agent", follow=ROW),
    Shot("callbacks-done", "/callbacks/?view=done", "supervisor"),
    Shot("callback-figures", "/callbacks/figures/", "supervisor"),
    Shot("points", "/assessment/", "supervisor"),
    Shot("points-agent", "/assessment/", "agent"),
    Shot("points-entry", "/assessment/", "supervisor2", follow=ROW),
    Shot("points-new", "/assessment/", "supervisor", follow="main a[href$='/new/']"),
    Shot("promotions", "/promotions/", "supervisor"),
    Shot("promotions-run", "/promotions/", "supervisor", follow=ROW),
    Shot("promotions-begin", "/promotions/", "supervisor", follow="main a[href$='/run/']"),
    Shot("promotions-help", "/promotions/", "manager", follow="main a[href$='/help/']"),
    Shot("checklist", "/shifts/checklist/", "supervisor"),
    Shot("shifts", "/shifts/", "supervisor"),
    Shot("logins", "/shifts/", "supervisor", follow="main a[href^='/logins/']"),
    Shot("shifts-agent", "/shifts/", "agent"),
    Shot("shifts-of-shop", "/shifts/", "supervisor", follow="main a[href$='/patterns/']"),
    Shot("shifts-swap", "/shifts/", "agent", follow="main a.sh-swap"),
    Shot("training", "/training/", "newcomer"),
    Shot("training-lesson", "/training/", "newcomer", follow="main .tr-day a"),
    Shot("training-exam", "/training/", "retaker", follow=EXAM),
    Shot("training-try", "/training/", "newcomer", follow=EXAM, then="main a[href^='/training/tries/']"),
    Shot("training-result", "/training/people/", "trainer", follow="main a[href^='/training/tries/']"),
    Shot("training-practice", "/training/marking/", "trainer", follow=ROW),
    Shot("training-courses", "/training/courses/", "trainer"),
    Shot("training-course", "/training/courses/", "trainer", follow=ROW),
    Shot("training-questions", "/training/courses/", "trainer", follow=ROW, then="main a[href$='/questions/']"),
    Shot("training-scripts", "/training/courses/", "trainer", follow=ROW, then="main a[href$='/scripts/']"),
    Shot("training-topics", "/training/topics/", "trainer"),
    Shot("training-marking", "/training/marking/", "trainer"),
    Shot("training-people", "/training/people/", "supervisor"),
    Shot("approvals", "/approvals/", "supervisor"),
    Shot("substitutes", "/approvals/substitutes/", "supervisor"),
    Shot("payouts", "/payouts/", "finance"),
    Shot("payout", "/payouts/", "finance", follow=ROW),
    Shot("books", "/payouts/books/", "finance"),
    Shot("cost-charges", "/costs/charges/", "supervisor"),
    Shot("cost-charges-warehouse", "/costs/charges/", "warehouse"),
    Shot("cost-bookings", "/costs/charges/", "supervisor", follow=ROW),
    Shot("cost-reassign", "/costs/charges/", "supervisor", follow=ROW, then="main .ac-cost-act a"),
    Shot("cost-claims", "/costs/claims/", "agent"),
    Shot("cost-products", "/costs/products/", "operations"),
    Shot("cost-assessment", "/costs/assessment/", "supervisor"),
    Shot("orders", "/orders/", "agent"),
    Shot("order", "/orders/", "agent", follow=ROW),
    Shot("order-reveal", "/orders/", "agent", follow=ROW, presses=("aside .ac-masked button >> nth=2",)),
    Shot("customers", "/customers/", "agent"),
    Shot("customers-value", "/customers/?sort=value", "supervisor"),
    Shot("customer", "/customers/?sort=value", "supervisor", follow=ROW),
    Shot("customer-duplicates", "/customers/duplicates/", "agent"),
    Shot("customer-data", "/customers/?sort=value", "supervisor", follow=ROW, then="a[href$='/data/']"),
    Shot("customer-requests", "/customers/requests/", "supervisor"),
    Shot("customer-groups", "/customers/groups/", "supervisor"),
    Shot("customer-group", "/customers/groups/", "supervisor", follow=ROW),
    Shot("customer-group-new", "/customers/groups/new/?within=90", "operations"),
    Shot("confirmation", "/confirmation/", "agent"),
    Shot("confirmation-order", "/confirmation/?level=3", "agent", follow=ROW),
    Shot("confirmation-shift", "/confirmation/shift/", "supervisor"),
    Shot("products", "/products/", "operations"),
    Shot("product", "/products/", "operations", follow=ROW),
    Shot("product-read", "/products/", "agent", follow=ROW),
    Shot("reviewers", "/reviewers/", "supervisor"),
    Shot("listings", "/listings/", "operations"),
    Shot("listing", "/listings/", "operations", follow=ROW),
    Shot("listing-read", "/listings/", "agent", follow=ROW),
    Shot("product-new", "/products/new/", "operations"),
    Shot("products-import", "/products/import/", "operations"),
    Shot("delivery", "/delivery/", "agent"),
    Shot("delivery-answer", "/delivery/answer/?address=四川甘孜州石渠县&grams=1500", "agent"),
    Shot("delivery-table", "/delivery/couriers/qinghe/", "operations"),
    Shot("parcels", "/parcels/", "agent"),
    Shot("parcels-stuck", "/parcels/?view=stuck", "supervisor"),
    Shot("parcel", "/parcels/", "agent", follow=ROW),
    Shot("parcels-to-tell", "/parcels/to-tell/", "agent"),
    Shot("parcels-tracking", "/parcels/settings/qinghe/", "admin"),
    Shot("courier-choices", "/couriers/", "agent"),
    Shot("courier-choice", "/couriers/", "supervisor", follow="main a[href^='/couriers/orders/']"),
    Shot("courier-coverage", "/couriers/coverage/", "operations"),
    Shot("courier-zones", "/couriers/zones/", "supervisor"),
    Shot("courier-settlements", "/couriers/settlement/", "finance"),
    Shot("courier-sheet", "/couriers/settlement/", "supervisor", follow=ROW),
    Shot("imports", "/imports/", "operations"),
    Shot("import-preview", "/imports/", "operations", follow=IMPORT.format(1)),
    Shot("import-result", "/imports/", "operations", follow=IMPORT.format(2)),
    Shot("import-own", "/imports/", "operations", follow=IMPORT.format(3)),
    Shot("import-unknown", "/imports/", "operations", follow=IMPORT.format(4)),
    Shot("import-columns", "/imports/", "operations", follow=IMPORT.format(4), then="main .ac-unmapped a"),
    Shot("import-sheet", "/imports/", "operations", follow=".ac-sheets .ac-row-link"),
    Shot("import-changes", "/imports/", "operations", follow=CHANGED),
    Shot("import-added", "/imports/", "operations", follow=CHANGED, then=".ac-tabs a"),
    Shot("import-updated", "/imports/", "operations", follow=CHANGED, then=".ac-tabs a >> nth=1"),
    Shot("people", "/people/", "admin"),
    Shot("person", "/people/", "admin", follow=ROW),
    Shot("person-new", "/people/new/", "admin"),
    Shot("shops", "/shops/", "manager"),
    Shot("shop", "/shops/", "manager", follow=ROW),
    Shot("remedy-rules", "/shops/qinghe/remedies/", "supervisor"),
    Shot("audit", "/audit/", "supervisor"),
    Shot("search", "/search/?q=TH", "agent"),
    Shot("search-nothing", "/search/?q=SF0000", "agent"),
    Shot("account", "/account/", "agent"),
    Shot("password", "/account/password/", "agent"),
    Shot("not-found", "/nothing-here/", "agent"),
    Shot("reply-rules", "/shops/qinghe/reply-check/", "supervisor"),
    Shot("reply-hits", "/shops/qinghe/reply-check/hits/", "supervisor"),
    Shot("quick-replies", "/quick-replies/", "supervisor"),
    Shot("quick-reply", "/quick-replies/", "supervisor", follow=ROW),
    Shot("quick-reply-new", "/quick-replies/new/", "agent"),
    Shot("quick-replies-import", "/quick-replies/import/", "supervisor"),
    Shot("refund-reports", "/refund-reports/", "supervisor"),
    Shot("refund-reports-open", "/refund-reports/?queue=open", "supervisor"),
    Shot("refund-report", "/refund-reports/?queue=open", "supervisor", follow=ROW),
    Shot("refund-conflict", "/refund-reports/", "supervisor", follow=ROW),
    Shot("reviews", "/reviews/", "reviews"),
    Shot("reviews-bad", "/reviews/?result=bad&answer=none&view=open", "supervisor"),
    Shot("review", "/reviews/?result=bad", "supervisor", follow=ROW),
    Shot("review-added", "/reviews/?view=added", "reviews", follow=ROW),
    Shot("reviews-bulk", "/reviews/?result=good&answer=none", "reviews", presses=("[data-select] >> nth=0",)),
    Shot("reply-templates", "/reviews/templates/", "reviews"),
    Shot("reply-template", "/reviews/templates/", "supervisor", follow=ROW),
    Shot("reply-template-new", "/reviews/templates/new/", "reviews"),
    Shot("review-figures", "/reviews/figures/", "supervisor"),
    Shot("buyer-orders", OWN_SITE, follow=REVIEWING),
    Shot("buyer-review", OWN_SITE, follow=REVIEWING, then="main li.us a"),
    Shot("buyer-reviewed", OWN_SITE, follow=REVIEWING, then="main li.done a"),
    Shot("talks", "/talks/?view=team", "agent"),
    Shot("talk", "/talks/?view=team", "supervisor", follow=".tk-row-link"),
    Shot("talks-board", "/talks/board/", "supervisor"),
    Shot("follow-ups", "/follow-ups/", "agent"),
    Shot("widget-settings", "/shops/qinghe/widget/", "admin"),
    Shot("api-keys", "/shops/qinghe/keys/", "admin"),
    Shot("gallery", "/gallery/", "admin"),
)


def find_address(page: Page, shot: Shot) -> str:
    """The address itself, or where the first links to follow lead, or buttons of forms that lead to a page."""
    address = shot.address
    for selector in filter(None, (shot.follow, shot.then)):
        page.goto(address)
        links = page.locator(selector)
        assert links.count(), f"{shot.name}: {selector} is not on {address}"
        leads_to = links.first.get_attribute("href")
        if leads_to is None:
            with page.expect_navigation():
                links.first.click()
            leads_to = urlsplit(page.url).path
        address = leads_to
    return address.partition("#")[0]  # a browser that is there already would load nothing
