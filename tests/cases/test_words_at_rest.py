"""Whatever people type into a case stands nowhere in plain: not in a column, an event or a job (J3, J7).

The canary of each input is followed through every table of the database, in every flow.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from tests.cases.story import USUAL, Story, Walks, Way, begin, take
from tests.pages.stage import browser
from tests.people import person

from aftercare.cases.flows.registry import FLOWS, all_flows
from aftercare.cases.flows.spec import CLOCK, Flow
from aftercare.cases.inputs import INPUTS, Widget
from aftercare.cases.models import Note
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.models import Payout

pytestmark = [pytest.mark.django_db, pytest.mark.attack("J3", "J7")]
CANARY = "金丝雀"
SUNG = "|".join((CANARY, CANARY.encode().hex(), r"\\\\u91d1"))  # as it is, as bytes, as JSON escapes it
# Texts that are no words: numbers and names of companies, read as such, and the letter of a plan.
TERMS = {"courier", "courier_name", "tracking_no", "claim_no", "dispute_no", "refund_no", "other_case", "plan"}
# What the order of a second dispatch packs is printed as goods: the variant and the gift stand in its lines.
GOODS = {"orders_orderline.sku", "orders_orderline.title", "orders_order.item_summary"}
WORDS = sorted(
    name for name, entry in INPUTS.items() if entry.widget in (Widget.TEXT, Widget.LONG_TEXT) and name not in TERMS
)


def canary(name: str) -> str:
    return f"{CANARY}{name}"


def plain_columns() -> Iterator[tuple[str, str]]:
    """Every column of every table that can hold text."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public'
                AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')
        """)
        yield from cursor.fetchall()


def found_in_plain() -> set[str]:
    """`table.column` of every one in which a canary sings."""
    found = set()
    with connection.cursor() as cursor:
        for table, column in list(plain_columns()):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}"::text ~ %s)', [SUNG])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def walks_of(flow: Flow) -> Walks:
    walks: Walks = import_module(f"tests.cases.test_{flow.code}_story").WALKS
    return walks


def inputs_of(flow: Flow, path: Way) -> set[str]:
    """Words that people type on that way."""
    moves = (flow.move(step if isinstance(step, str) else step[0]) for step in path.steps if not callable(step))
    return {name for move in moves if move and move.by != {CLOCK} for name in (*move.needs, *move.takes)} & {*WORDS}


def ways(flow: Flow) -> list[Way]:
    """As few walks as are enough to type everything that the flow asks for."""
    waiting = {name for move in flow.moves for name in (*move.needs, *move.takes)} & {*WORDS}
    chosen, walks = [], list(walks_of(flow).values())
    while waiting and walks:
        best = max(walks, key=lambda path: (len(inputs_of(flow, path) & waiting), -len(path.steps)))
        if not inputs_of(flow, best) & waiting:
            break
        chosen.append(best)
        waiting -= inputs_of(flow, best)
    assert not waiting, f"no walk of {flow.code} asks for {waiting}"
    return chosen


def typing(story: Story, step: Any) -> None:
    """The step with a canary in every input of words that its move takes."""
    if callable(step):
        take(story, step)
        return
    code, given = (step, {}) if isinstance(step, str) else step
    move = story.flow.move(code)
    assert move is not None
    if move.by == {CLOCK}:
        take(story, step)
        return
    words = {name: canary(name) for name in (*move.needs, *move.takes) if name in WORDS}
    if "gift" in words and "gift_worth" not in move.needs and given.get("compensation_form") != "goods":
        del words["gift"]
    lines = {}
    if "inspected_lines" in (*move.needs, *move.takes):
        usual = given.get("inspected_lines", lambda told: USUAL["inspected_lines"](told, told.case))
        lines = {"inspected_lines": lambda told: _with_notes(usual(told))}
    take(story, (code, {**words, **given, **lines}))


def _with_notes(lines: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {pk: {**seen, "note": canary("finding")} for pk, seen in lines.items()}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_nothing_that_is_typed_into_a_case_stands_in_plain(flow: Flow):
    typed = set()
    for path in ways(flow):
        words = {name: canary(name) for name in flow.opening if name in WORDS}
        story = begin(flow.code, description=canary("description"), note=canary("opening"), inputs=words, **path.scene)
        story.show(name=f"{CANARY}.jpg")
        for step in path.steps:
            typing(story, step)
        typed |= {note.name or "note" for note in Note.objects.all() if CANARY in note.text}
    kept = {name for path in ways(flow) for name in inputs_of(flow, path) if INPUTS[name].kept}
    assert typed >= {"note", *kept - {"gift"}}
    assert found_in_plain() <= GOODS


def test_what_finance_says_of_a_payment_stands_nowhere_in_plain_and_on_both_pages():
    story = begin("refund_only").do("agree", by="supervisor")
    payout = Payout.objects.get(subject_kind="case", subject_id=story.case.pk)
    with story.world.time():
        mark_refused(payout=payout, reason=canary("reason"), person=person(story.world.cashier))
    assert found_in_plain() == set()
    for staff, address in ((story.world.cashier, f"/payouts/{payout.pk}/"), ("agent", f"/cases/{story.number}/")):
        reader = story.world.staff.get(staff) if isinstance(staff, str) else staff
        assert canary("reason") in browser(reader).get(address).content.decode(), address


def test_the_scan_hears_a_canary_wherever_it_sits():
    story = begin("exchange", inputs={"new_variant": canary("variant")})
    story.case.order.lines.update(title=CANARY)
    case = story.case
    case.details, case.platform_case_no = {"x": [CANARY]}, CANARY
    case.save()
    record(kind="case.noted", subject=("case", 1), shop_id=None, actor_id=None, at=now(), data={"a": {"b": CANARY}})
    assert found_in_plain() == {
        "cases_case.details", "cases_case.platform_case_no", "core_event.data", "orders_orderline.title",
    }  # fmt: skip


def test_every_input_of_words_is_asked_by_some_flow():
    asked = {name for flow in FLOWS for move in flow.moves for name in (*move.needs, *move.takes)}
    asked |= {name for flow in all_flows() for name in flow.opening}
    assert set(WORDS) <= asked
