"""Every flow table: what is wrong with it is found; each move from each state by each role does what the table says."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from aftercare.accounts.terms import Role
from aftercare.cases.actions.move_case import check_move
from aftercare.cases.checks import vocabulary
from aftercare.cases.facts import Actor, Attempt, CaseFacts, Grant, Limits, LineFacts
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import CLOCK, Flow, Move, State, problems
from aftercare.cases.terms import Party, Reason, Responsible
from aftercare.core.money import ZERO, Money

ACTORS = (*Role.values, CLOCK)
TABLE_CODES = {"unknown_move", "wrong_state", "wrong_role"}


def facts(flow: Flow, state: str) -> CaseFacts:
    line = LineFacts(
        id=1,
        order_line_id=1,
        title="摆件",
        bought=2,
        asked=1,
        authorised=1,
        received=1,
        good=0,
        defective=0,
        asked_amount=Money(1000),
        granted_amount=Money(1000),
        paid=Money(2000),
        room=Money(2000),
        return_class="normal",
    )
    limits = Limits(
        authority={"agent": Money(20000), "supervisor": Money(500000)},
        daily_authority=Money(200000),
        freight_ceiling=Money(2500),
    )
    return CaseFacts(
        id=1,
        number="TH1",
        flow=flow.code,
        state=state,
        version=3,
        reason=Reason.QUALITY,
        responsible=Responsible.SHOP,
        asked_freight=ZERO,
        granted=Grant({1: (1, Money(1000))}),
        proposal=None,
        lines=(line,),
        payee="2100",
        limits=limits,
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )


def actor(role: str) -> Actor:
    return Actor(None, frozenset(), is_clock=True) if role == CLOCK else Actor(7, frozenset({role}))


def due(move: Move, state: str, role: str) -> set[str]:
    """What the table says to that move from that state by that role; empty where it lets the move through."""
    if state not in move.source:
        return {"wrong_state"}
    return set() if role in move.by else {"wrong_role"}


@pytest.mark.row("P2", "C1")
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_each_move_from_each_state_by_each_role(flow: Flow):
    wrong = []
    for state in flow.states:
        at = facts(flow, state.code)
        for move, role in product(flow.moves, ACTORS):
            refusal = check_move(flow, move.code, Attempt(at, actor(role)))
            said = {refusal.code} & TABLE_CODES if refusal is not None else set()
            if said != due(move, state.code, role):
                wrong.append(f"{move.code} from {state.code} by {role}: {said}")
    assert wrong == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_the_tables_of_the_product_have_no_problem(flow: Flow):
    assert problems(flow, vocabulary()) == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_every_flow_has_its_stories(flow: Flow):
    """They walk every arrow of the chart for real; a new arrow without a walk fails there."""
    stories = Path(__file__).with_name(f"test_{flow.code}_story.py").read_text(encoding="utf-8")
    assert "go_along(" in stories
    assert ("let_run_out(" in stories) == any(state.on_timeout for state in flow.states)


TINY = Flow(
    code="tiny",
    label="Tiny",
    prefix="XX",
    version=1,
    initial="open",
    states=(
        State("open", "Open", Party.AGENT, "return.answer", on_timeout="shut"),
        State("closed", "Closed", Party.NOBODY, final=True),
    ),
    moves=(Move("shut", "Shut", ("open",), "closed", frozenset({"agent", CLOCK})),),
    openers=frozenset({"agent"}),
    reasons=("quality",),
)
OPEN, CLOSED = TINY.states
(SHUT,) = TINY.moves
BROKEN = {
    "unknown initial state": replace(TINY, initial="nowhere"),
    "nobody may open it": replace(TINY, openers=frozenset()),
    "opened by an unknown role": replace(TINY, openers=frozenset({"wizard"})),
    "no reason": replace(TINY, reasons=()),
    "unknown reason": replace(TINY, reasons=("magic",)),
    "unknown opening input": replace(TINY, opening=("magic",)),
    "unknown second initial state": replace(TINY, initial_sent="nowhere"),
    "open state that is done": replace(TINY, states=(replace(OPEN, done=True), CLOSED)),
    "open state that frees goods": replace(TINY, states=(replace(OPEN, frees_goods=True), CLOSED)),
    "state twice": replace(TINY, states=(OPEN, CLOSED, CLOSED)),
    "move twice": replace(TINY, moves=(SHUT, SHUT)),
    "unknown target": replace(TINY, moves=(replace(SHUT, target="nowhere"),)),
    "unknown role": replace(TINY, moves=(replace(SHUT, by=frozenset({"wizard", CLOCK})),)),
    "unknown guard": replace(TINY, moves=(replace(SHUT, guards=("magic",)),)),
    "unknown effect": replace(TINY, moves=(replace(SHUT, effects=("magic",)),)),
    "unknown input": replace(TINY, moves=(replace(SHUT, takes=("magic",)),)),
    "unknown policy": replace(TINY, states=(replace(OPEN, platform_limit="magic"), CLOSED)),
    "nobody may": replace(TINY, moves=(replace(SHUT, by=frozenset()),)),
    "starts nowhere": replace(TINY, moves=(SHUT, replace(SHUT, code="x", source=()))),
    "unreachable state": replace(TINY, states=(OPEN, CLOSED, State("lost", "Lost", Party.NOBODY, final=True))),
    "dead end": replace(
        TINY,
        states=(OPEN, CLOSED, State("trap", "Trap", Party.AGENT)),
        moves=(SHUT, replace(SHUT, code="fall", target="trap")),
    ),
    "final with a move": replace(TINY, moves=(SHUT, replace(SHUT, code="undo", source=("closed",), target="open"))),
    "timeout that the clock may not make": replace(TINY, moves=(replace(SHUT, by=frozenset({"agent"})),)),
    "timeout that asks for something": replace(TINY, moves=(replace(SHUT, needs=("note",)),)),
    "limit without a timeout": replace(TINY, states=(replace(OPEN, on_timeout=""), CLOSED)),
    "final that waits for somebody": replace(TINY, states=(OPEN, replace(CLOSED, waits_for=Party.BUYER))),
}


def test_a_good_table_has_no_problem():
    assert problems(TINY, vocabulary()) == []


@pytest.mark.parametrize("flow", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_table_is_found(flow: Flow):
    assert problems(flow, vocabulary()) != []
