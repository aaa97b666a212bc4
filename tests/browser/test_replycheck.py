"""The reply check in a real browser: the same hits as the server, a list that helps, its pages (S11)."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.judge import unsound
from tests.chat.replycheck.examples import OTHER_ORDER, OTHER_PHONE, OWN_ADDRESS, OWN_ORDER, OWN_PHONE, TEXTS
from tests.chat.scene import Desk
from tests.people import make_people

from aftercare.chat.models import ReplyHit
from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.folding import bare
from aftercare.chat.replycheck.rulebook import Rulebook
from aftercare.chat.replycheck.rules import Context, check_reply
from aftercare.chat.replycheck.wire import as_wire
from aftercare.core.time import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
GLUE = (
    "",
    " ",
    "  ",
    "。",
    "，",
    "\n",
    "😀",
    "\u200b",
    "·",
    "*",
    ".",
    "-",
    "X",
    "a",
    "５",
    "⑤",
    "㎡",
    "½",
    "İ",
    "é",
    "一",
    "٣",
    "\t",
)
OWN = (OWN_PHONE, OWN_ORDER, bare(OWN_ADDRESS))
COMPARE = """async ([rules, cases]) => {
    const { checkReply } = await import(document.querySelector("script[src*=replycheck]").src);
    const row = (hit) => [hit.rule, hit.start, hit.end, hit.isBlocked];
    return cases.map(([text, context]) => checkReply(text, rules, context).map(row));
}"""


def cases(book: Rulebook, count: int) -> list[tuple[str, dict[str, list[str]]]]:
    """The examples, and texts put together of them, of the rules' own words, of digits and of odd signs."""
    lot = random.Random(11)
    words = [word for rule in book.rules for word in (*rule.phrases, *rule.partners, *rule.unless)]
    texts = list(TEXTS)
    for _one in range(count):
        parts: list[str] = []
        for _part in range(lot.randint(1, 6)):
            digits = "".join(lot.choice("0123456789一二 -") for _digit in range(lot.randint(3, 22)))
            parts += [lot.choice((lot.choice(TEXTS), lot.choice(words), lot.choice(words), digits)), lot.choice(GLUE)]
        signs = list("".join(parts))
        for _sign in range(lot.choice((0, 0, 3))):
            signs.insert(lot.randint(0, len(signs)), lot.choice(GLUE))
        texts.append("".join(signs)[:2000])
    found = []
    for at, text in enumerate(texts):
        earlier = [lot.choice(texts) for _one in range(lot.randint(0, 3))] + ([f"{text}哦"] if at % 7 == 0 else [])
        known = {"own": list(OWN) if at % 3 else [], "others": [OTHER_PHONE, OTHER_ORDER] if at % 2 else []}
        mine = [lot.choice(texts) for _one in range(lot.randint(0, 3))] if at % 2 else _pieces(lot, text)
        found.append((text, {"earlier": earlier, "mine": mine, "ours": ["057100000000"], **known}))
    return found


def _pieces(lot: random.Random, text: str) -> list[str]:
    """Beginnings of the same words, as somebody says them who wants to get around the check."""
    other = lot.choice((text, *TEXTS))
    edges = sorted(lot.randint(0, len(other)) for _edge in range(2))
    return [other[: edges[0]], other[edges[0] : edges[1]]]


def expected(text: str, known: dict[str, list[str]]) -> list[list[Any]]:
    sets = {name: frozenset(known[name]) for name in ("own", "ours", "others")}
    hits = check_reply(text, DEFAULT_RULEBOOK, Context(tuple(known["earlier"]), tuple(known["mine"]), **sets))
    return [[hit.rule, hit.start, hit.end, hit.is_blocked] for hit in hits]


@pytest.mark.row("S3", "S11")
def test_the_browser_finds_what_the_server_finds(open_page: OpenPage) -> None:
    people = make_people()
    page = open_page(people.owner, start=f"/shops/{people.shop.slug}/reply-check/")
    tried = cases(DEFAULT_RULEBOOK, 500)
    found = page.evaluate(COMPARE, [as_wire(DEFAULT_RULEBOOK, [], str), tried])
    different = [
        (text, ours, theirs)
        for (text, known), theirs in zip(tried, found, strict=True)
        if (ours := expected(text, known)) != theirs
    ]
    assert different == []
    assert sum(map(bool, found)) > 300


@pytest.mark.row("S11")
def test_hits_are_shown_while_one_writes_and_one_press_takes_the_better_wording(open_page: OpenPage) -> None:
    people = make_people()
    page = open_page(people.owner, language="en", start=f"/shops/{people.shop.slug}/reply-check/")
    page.evaluate(
        """window.told = [];
        const note = ({ blocked, undecided }) => told.push([blocked.length, undecided.length]);
        document.addEventListener("replycheck", (event) => note(event.detail));"""
    )
    box, hits = page.get_by_label("Try an answer"), page.locator("#reply-try-hits > li")
    box.focus()
    page.keyboard.type("亲😀，这个不行，可能明天到")
    expect(hits).to_have_count(2)
    expect(hits.first).to_contain_text("Flat refusal")
    expect(hits.first).to_contain_text("不行")
    expect(page.locator("#reply-try-marked mark")).to_have_text(["不行", "可能"])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the second hit's button
    expect(box).to_have_value("亲😀，这个不行，预计明天到")
    expect(box).to_be_focused()
    expect(hits).to_have_count(1)
    page.keyboard.press("Control+Z")
    expect(box).to_have_value("亲😀，这个不行，可能明天到")
    assert page.evaluate("told.at(-1)") == [0, 0]

    box.fill("改好评返现5元，电话13912345678")
    expect(hits).to_have_count(2)
    expect(hits.first).to_contain_text("Cannot be sent")
    expect(hits.last).to_contain_text("The server checks whose it is")
    assert page.evaluate("told.at(-1)") == [1, 1]
    box.fill("您好，已经发货了")
    expect(page.locator("#reply-try-hits")).to_have_text("Nothing found.")
    box.fill("<img src=x onerror=alert(1)>可能")
    expect(page.locator("#reply-try-marked")).to_have_text("<img src=x onerror=alert(1)>可能")
    box.fill("")
    expect(page.locator("#reply-try-hits > li")).to_have_count(0)


@pytest.mark.row("S11")
def test_the_buyers_own_words_make_their_numbers_theirs(open_page: OpenPage) -> None:
    people = make_people()
    page = open_page(people.owner, start=f"/shops/{people.shop.slug}/reply-check/")
    found = page.evaluate(
        """async ([rules, said, text]) => {
            const { checkReply, ownWords } = await import(document.querySelector("script[src*=replycheck]").src);
            return [[], ownWords(said, rules)].map((own) => checkReply(text, rules, { own }).length);
        }""",
        [
            as_wire(DEFAULT_RULEBOOK, [], str),
            f"我电话 139-1234-5678，{OWN_ADDRESS}",
            f"电话{OTHER_PHONE}，{OWN_ADDRESS}",
        ],
    )
    assert found == [2, 0]


@pytest.mark.row("S11", "X1")
def test_the_pages_are_sound_in_every_form(open_page: OpenPage) -> None:
    desk = Desk()
    people = desk.people
    talk = desk.writes(desk.visitor(), "在吗")
    for rule, kind in (("vague.maybe", "vague"), ("review.change", "review_bought")):
        ReplyHit.objects.create(
            conversation=talk,
            shop=desk.shop,
            staff=people.owner,
            rule=rule,
            kind=kind,
            is_blocked=kind != "vague",
            at=now(),
        )
    root = f"/shops/{desk.shop.slug}/reply-check/"
    page = open_page(people.supervisor)

    def try_an_answer(page: Page) -> None:
        if page.locator("#reply-try").count():
            page.locator("#reply-try").fill("可能明天到，改好评返现5元，" + "很长" * 40)
            expect(page.locator("#reply-try-hits > li")).to_have_count(2)

    addresses = (root, f"{root}rules/review.change/", f"{root}new/vague/", f"{root}hits/")
    problems = [one for address in addresses for one in unsound(page, address, try_an_answer)]
    assert not problems, "\n".join(problems)
