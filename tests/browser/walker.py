"""Walks cases through their charts in real Chromium: each step as the role that makes it, in a window of its own.

A `Road` is a `Story` whose steps are made on pages: the case page, the approvals page, the finance page. So a walk of
`tests/cases` says the same here. What no person does is caused as there: linked cases end, limits run out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.judge import findings, overflow
from tests.cases.story import USUAL, Step, Story, World, begin, preferred, take
from tests.files.pictures import jpeg

from aftercare.accounts.models import Staff
from aftercare.cases.flows.spec import CLOCK, Move, Place
from aftercare.cases.models import Case
from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.models import Deadline
from aftercare.core.time import now

ONLOOKERS = ("agent", "warehouse", "supervisor", "refund_clerk")
BLANK = "about:blank"
PATIENCE = 8_000  # milliseconds, on a busy machine


def chinese(label: Any) -> str:
    with override("zh-hans"):
        return str(label)


@dataclass
class Walker:
    """One browser, one shop, and a window for everybody in it."""

    open_page: OpenPage
    ignore: tuple[str, ...] = ()  # what the console may say, see `open_page`
    world: World = field(default_factory=World)
    shown: dict[int, tuple[str, int]] = field(default_factory=dict)  # by person: number and version in their window
    looked_over: set[tuple[str, str]] = field(default_factory=set)  # kinds and states that an onlooker has seen
    judged: set[tuple[str, str]] = field(default_factory=set)  # kinds and ends
    _windows: dict[int, Page] = field(default_factory=dict)
    _judge: Page | None = None

    def window(self, staff: Staff) -> Page:
        if staff.pk not in self._windows:
            self._windows[staff.pk] = self.open_page(staff, ignore=self.ignore, start=BLANK)
            self._windows[staff.pk].set_default_timeout(PATIENCE)
        return self._windows[staff.pk]

    @property
    def onlookers(self) -> list[str]:
        """Those first whose window is there already."""
        return sorted(ONLOOKERS, key=lambda role: self.world.staff[role].pk not in self._windows)

    def judge(self, address: str) -> None:
        """The page has no serious finding, and is not too wide for a phone."""
        if self._judge is None:
            self._judge = self.open_page(self.world.people.supervisor, bypass_csp=True, listen=False, start=BLANK)
        page = self._judge
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address, wait_until="domcontentloaded")
        found = findings(page)
        page.set_viewport_size({"width": 360, "height": 780})
        assert (found, overflow(page)) == ([], 0), address

    def walk(self, kind: str, *steps: Step, end: str, known: tuple[Step, ...] = (), **scene: Any) -> "Road":
        """Go that way with a new case of that kind, to its end. `known` steps come first, without the browser: another
        walk has shown them."""
        story = begin(kind, self.world, **scene)
        for step in known:
            take(story, step)
        road = Road(self.world, story.number, self)
        road.look(road.whose_turn)
        road.go(*steps)
        assert road.state == end
        if (kind, end) not in self.judged:
            self.judge(road.address)
            self.judged.add((kind, end))
        return road


@dataclass
class Road(Story):
    """A case on its way, as those who work on it see it."""

    walker: Walker

    @property
    def address(self) -> str:
        return f"/cases/{self.number}/"

    @property
    def whose_turn(self) -> str:
        """Who usually makes the next step; the agent when nobody does."""
        moves = [move for move in self.flow.moves_from(self.state) if move.by != {CLOCK}]
        return preferred(next((move for move in moves if move.primary), moves[0])) if moves else "agent"

    def of(self, case: Case) -> "Road":
        return Road(self.world, case.number, self.walker)

    def _move(self, code: str) -> Move:
        move = self.flow.move(code)
        assert move is not None, f"{self.flow.code} has no move {code}"
        return move

    def go(self, *steps: Step) -> "Road":
        for step in steps:
            take(self, step)
        return self

    # What people do.
    def do(self, code: str, /, by: str = "", **inputs: Any) -> "Road":
        """The step with its form, and once more where it asks; then the page says where the case stands."""
        move = self._move(code)
        role = by or preferred(move)
        given = self._filled(move, inputs)
        self._look_over(move)
        if decision_of(move):
            self._decide(by or "supervisor", move, given)
        else:
            page = self.at(role)
            self._open(page, move)
            self._leave(page, self._fill_in(page, move, given), role)
        self.work()
        return self

    def instead(self, code: str, other: str, /, by: str = "", **inputs: Any) -> "Road":
        """The form of `code` comes back with the refusal, whose button leads on to the other step's form; what was
        typed is in it."""
        move = self._move(other)
        role = by or preferred(move)
        page, given = self._send(code, by, inputs), self._filled(move, inputs)
        page.locator("#move-form [role=alert] button[name=step]").click()
        expect(page.locator(f"#move-form form[data-move='{other}']")).to_be_visible()
        for name, value in flat({name: given[name] for name in inputs}):
            expect(page.locator(f"#move-form [name='{name}']")).to_have_value(value)
        missing = {name: value for name, value in given.items() if name not in inputs}
        self._leave(page, self._fill_in(page, move, missing), role)
        return self

    def turned_back(self, field_name: str, code: str, /, by: str = "", **inputs: Any) -> str:
        """The form comes back: that field says what is wrong with it, everything else is as it was typed."""
        page, before = self._send(code, by, inputs), self.case.version
        wrong = page.locator("#move-form .ac-wrong")
        expect(wrong).to_have_count(1)
        expect(wrong).to_have_attribute("data-field", field_name)
        assert self.case.version == before
        self.walker.shown.clear()
        return wrong.locator(".ac-error").inner_text()

    def refused(self, refusal: str, code: str, /, by: str = "", **inputs: Any) -> "Road":
        """The form comes back with the refusal."""
        page, before = self._send(code, by, inputs), self.case.version
        expect(page.locator("#move-form [role=alert]")).to_have_attribute("data-code", refusal)
        assert self.case.version == before
        self.walker.shown.clear()
        return self

    def greyed(self, code: str, reason: str, /, by: str = "") -> "Road":
        """The button is there for its role, and says why it cannot be used yet."""
        page = self.look(by or preferred(self._move(code)))
        expect(page.locator(f".ac-movebar [aria-describedby='no-{code}']")).to_have_attribute("aria-disabled", "true")
        expect(page.locator(f"#no-{code}")).to_contain_text(reason)
        return self

    def show(self) -> "Road":
        """Whose turn it is adds a picture."""
        page = self.at(self.whose_turn)
        there = page.locator(".ac-evidence-item").count()
        picture = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
        with page.expect_response(lambda answer: answer.url.endswith(self.address)):  # the bar of steps comes anew
            page.set_input_files("input[data-evidence-input]", [picture])
        expect(page.locator(".ac-evidence-item")).to_have_count(there + 1)
        return self

    def pay(self) -> "Road":
        """Finance pays on the platform, and enters the voucher in the queue."""
        page = self._queue()
        row = page.locator("tr", has_text=self.number)
        row.locator("input[name=voucher]").fill(f"V-{self.number}")
        row.locator("button[data-confirm]").click()
        page.locator("#confirm [data-confirm-yes]").click()
        expect(row.locator("input[name=voucher]")).to_have_count(0)
        return self._told()

    def turn_down(self) -> "Road":
        """Finance could not pay, and says why."""
        page = self._queue()
        page.locator("tr", has_text=self.number).locator("a.ac-row-link").click()
        page.locator(".ac-aside-step summary").click()
        page.locator("form[action$='/refused/'] input[name=reason]").fill("账户异常")
        with page.expect_navigation(wait_until="domcontentloaded"):
            page.locator("form[action$='/refused/'] button").click()
            page.locator("#confirm [data-confirm-yes]").click()
        return self._told()

    # What nobody does.
    def ends(self, *, well: bool) -> "Road":
        """The linked case ends, without the browser: its own walk shows it."""
        Story(self.world, self.number).ends(well=well)
        self.look(self.whose_turn)
        return self

    def run_out(self) -> "Road":
        """The limit of the present state is set to now, for the server's time cannot be moved; the sweeper comes."""
        waiting = Deadline.objects.filter(kind="case.platform", state="pending", subject_id=self.case.pk)
        assert waiting.update(due_at=now()) == 1, f"{self.number} has no limit in {self.state}"
        fire_due()
        return self._told()

    # Pages.
    def look(self, role: str) -> Page:
        """The case as that role sees it now."""
        staff = self.world.staff[role]
        page = self.walker.window(staff)
        page.goto(self.address, wait_until="domcontentloaded")
        self._see(page, staff)
        return page

    def at(self, role: str) -> Page:
        """That role's window, opened anew when it shows something else."""
        staff = self.world.staff[role]
        is_shown = self.walker.shown.get(staff.pk) == (self.number, self.case.version)
        return self.walker.window(staff) if is_shown else self.look(role)

    def _see(self, page: Page, staff: Staff) -> None:
        """The page says where the case stands, and which case it waits for."""
        case = self.case
        expect(page.locator("h1")).to_have_text(self.number)
        expect(page.locator(".ac-head > .ac-pill")).to_have_text(chinese(self.flow.state(case.state).label))
        if case.waits_for == "linked":
            expect(page.locator(".ac-waits a")).to_have_text(self.child.number)
        self.walker.shown[staff.pk] = (self.number, case.version)

    def _told(self) -> "Road":
        self.work()
        self.look(self.whose_turn)
        return self

    def _look_over(self, move: Move) -> None:
        """Somebody whose step it is not sees it greyed with the reason, or not at all; once for each state."""
        here = (self.flow.code, self.state)
        if here in self.walker.looked_over:
            return
        self.walker.looked_over.add(here)
        page = self.look(next(role for role in self.walker.onlookers if role not in move.by))
        expect(page.locator(f"[hx-get='{self.address}moves/{move.code}/']")).to_have_count(0)
        greyed = page.locator(f".ac-movebar [aria-describedby='no-{move.code}'][aria-disabled=true]")
        expect(greyed).to_have_count(1 if move.primary else 0)

    def _filled(self, move: Move, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """What is typed: what the walk says, and the usual for everything else that is needed."""
        given = {name: value(self) if callable(value) else value for name, value in inputs.items()}
        return {**{name: USUAL[name](self, self.case) for name in move.needs if name not in given}, **given}

    def _open(self, page: Page, move: Move) -> None:
        button = page.locator(f".ac-movebar .ac-moves [hx-get='{self.address}moves/{move.code}/']")
        if move.place is Place.MORE:
            page.locator(".ac-more-moves > summary").click()
        button.click()
        expect(page.locator(f"#move-form form[data-move='{move.code}']")).to_be_visible()

    def _type(self, page: Page, given: Mapping[str, Any]) -> None:
        form = page.locator("#move-form form")
        for name, value in flat(given):
            fill(form, name, value)

    def _fill_in(self, page: Page, move: Move, given: Mapping[str, Any]) -> Locator:
        """Fill the form in; gives the button that makes the step."""
        self._type(page, given)
        send = page.locator("#move-form .ac-form-actions button[name=step]")
        if not move.costs:
            return send
        send.click()
        return page.locator("#move-form form.ac-confirm button[value=do]")

    def _leave(self, page: Page, button: Locator, role: str) -> None:
        """Press; the case page comes anew."""
        with page.expect_navigation(wait_until="domcontentloaded"):
            button.click()
        self._see(page, self.world.staff[role])

    def _send(self, code: str, by: str, inputs: Mapping[str, Any]) -> Page:
        """Fill the form in and send it; gives the page, where it comes back."""
        move = self._move(code)
        page = self.at(by or preferred(move))
        self._open(page, move)
        self._type(page, self._filled(move, inputs))
        page.locator("#move-form .ac-form-actions button[name=step]").click()
        return page

    def _decide(self, role: str, move: Move, given: Mapping[str, Any]) -> None:
        """On the approvals page."""
        page = self.walker.window(self.world.staff[role])
        page.goto("/approvals/", wait_until="domcontentloaded")
        wish = page.locator("article.ac-request", has_text=self.number)
        if "note" in given:
            wish.locator("input[name=note]").fill(given["note"])
        wish.locator(f"button[value={decision_of(move)}]").click()
        if move.primary:
            page.locator("#confirm [data-confirm-yes]").click()
        expect(page.locator("article.ac-request-done", has_text=self.number)).to_be_visible()
        self.walker.shown.clear()
        self.look(self.whose_turn)

    def _queue(self) -> Page:
        self.walker.shown.pop(self.world.cashier.pk, None)
        page = self.walker.window(self.world.cashier)
        page.goto("/payouts/", wait_until="domcontentloaded")
        return page


def decision_of(move: Move) -> str:
    """The button of the approvals page that makes the move; '' for steps that are made elsewhere."""
    return next((effect for effect in ("approve", "endorse", "deny") if effect in move.effects), "")


def flat(given: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Inputs as the fields of the form: 'granted_lines-12-pieces'."""
    fields: list[tuple[str, str]] = []
    for name, value in given.items():
        nested = isinstance(value, Mapping)
        fields += flat(value, f"{prefix}{name}-") if nested else [(f"{prefix}{name}", str(value))]
    return fields


def fill(form: Locator, name: str, value: str) -> None:
    """One field, as its kind wants it."""
    entry = form.locator(f"[name='{name}']")
    kind = entry.first.evaluate("entry => entry.type")
    if kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif kind == "select-one":
        entry.select_option(value)
    elif kind == "number":
        step_to(entry, int(value))
    else:
        entry.fill(value)


def step_to(entry: Locator, pieces: int) -> None:
    """By the buttons beside the number."""
    there = int(entry.input_value())
    button = entry.locator(f"xpath=..//button[@data-step='{1 if pieces > there else -1}']")
    for _press in range(abs(pieces - there)):
        button.click()
    expect(entry).to_have_value(str(pieces))
