"""The shape of a flow: states, moves, and what is wrong with a table (design.md, "A flow")."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aftercare.cases.terms import Party

CLOCK = "clock"  # the actor of moves that the engine makes: a deadline, or the result of a payout


class Place(StrEnum):
    """Where the page of a case offers a step."""

    BAR = "bar"  # a button of its own
    MORE = "more"  # in the menu behind the buttons: what is needed now and then
    PANEL = "panel"  # another part of the page offers it


@dataclass(frozen=True)
class State:
    """One state of a flow.

    `waits_for` is whoever must act now. `platform_limit` and `own_target` name policy values (lengths of time); a state
    that names the same one as the state before keeps its running clock. `on_timeout` is the move that the engine makes
    when the platform's clock runs out. A `final` state has no moves and no clocks; `done` says that what the case was
    for has happened, `frees_goods` that the goods stayed with the buyer: their pieces are free for another case.
    """

    code: str
    label: Any
    waits_for: Party
    platform_limit: str = ""
    own_target: str = ""
    on_timeout: str = ""
    final: bool = False
    milestone: bool = True  # shown in the slim chart of the case page
    done: bool = False
    frees_goods: bool = False


@dataclass(frozen=True)
class Move:
    """One step: from which states to which, who may take it, what it asks for, what must hold, what it causes.

    `by` holds role codes and CLOCK. `needs` are required inputs, `takes` optional ones; `guards` and `effects` are
    names of registered functions. `target` empty means that the case stays in its state.
    """

    code: str
    label: Any
    source: tuple[str, ...]
    target: str
    by: frozenset[str]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    primary: bool = False
    costs: bool = False  # asks before it is done: it costs money or cannot be taken back
    place: Place = Place.BAR
    by_report: bool = False  # the engine makes it because a platform's report says so (B2)


@dataclass(frozen=True)
class Flow:
    """One course of after-sales. `version` stays with each case until its last case is closed.

    A case on an order that has left the house begins in `initial_sent` when the table names it. `openers` are the roles
    that open one, `reasons` the codes they choose from, `opening` optional inputs of the application. `asks_money`: the
    buyer names an amount. `holds_goods`: no other case can have the same pieces meanwhile. `ships`: the goods leave as
    an order of their own (C19).
    """

    code: str
    label: Any
    prefix: str
    version: int
    initial: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    source: str = ""  # the chart or paragraph of the source document
    initial_sent: str = ""
    openers: frozenset[str] = frozenset()
    reasons: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    asks_money: bool = False
    holds_goods: bool = False
    free_reasons: tuple[str, ...] = ()  # for these the pieces stay with the buyer, and free for another case
    ships: bool = False

    def holds_pieces(self, reason: str) -> bool:
        """Whether a case for that reason takes its pieces from every other case."""
        return self.holds_goods and reason not in self.free_reasons

    @property
    def brings_goods_back(self) -> bool:
        """Whether the buyer sends something in its course."""
        return any("received_lines" in move.needs for move in self.moves)

    @property
    def asks_freight(self) -> bool:
        """Whether return freight may be asked for when it is opened: some step grants it."""
        return self.asks_money and any("granted_freight" in (*move.needs, *move.takes) for move in self.moves)

    def first_state(self, *, is_sent: bool) -> State:
        """Where a new case begins; `is_sent`: the order has left the house."""
        return self.state(self.initial_sent if is_sent and self.initial_sent else self.initial)

    def state(self, code: str) -> State:
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(f"flow {self.code} has no state {code}")

    def move(self, code: str) -> Move | None:
        return next((move for move in self.moves if move.code == code), None)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if state in move.source)

    def timeout_move(self, state: State) -> Move | None:
        return self.move(state.on_timeout) if state.on_timeout else None


@dataclass(frozen=True)
class Vocabulary:
    """The names that tables may use: a table that uses another one stops the start."""

    roles: Collection[str]
    inputs: Collection[str]
    guards: Collection[str]
    effects: Collection[str]
    policies: Collection[str]
    reasons: Collection[str]


def problems(flow: Flow, words: Vocabulary) -> list[str]:
    """What is wrong with a table, one sentence each; empty when it can run."""
    found = [*_structure(flow), *_names(flow, words)]
    if not found:
        found += [*_unreachable(flow), *_dead_ends(flow), *_timeouts(flow)]
    return [f"flow {flow.code}: {problem}" for problem in found]


def _structure(flow: Flow) -> Iterator[str]:
    codes = [state.code for state in flow.states]
    names = [move.code for move in flow.moves]
    yield from (f"state {code} is defined twice" for code in sorted({c for c in codes if codes.count(c) > 1}))
    yield from (f"move {name} is defined twice" for name in sorted({n for n in names if names.count(n) > 1}))
    for initial in (flow.initial, *((flow.initial_sent,) if flow.initial_sent else ())):
        if initial not in codes:
            yield f"the initial state {initial} is not defined"
    if not flow.openers:
        yield "nobody may open it"
    if not flow.reasons:
        yield "it has no reason to choose"
    for move in flow.moves:
        for state in (*move.source, *((move.target,) if move.target else ())):
            if state not in codes:
                yield f"move {move.code} names the unknown state {state}"
        if not move.by:
            yield f"move {move.code} may be taken by nobody"
        if not move.source:
            yield f"move {move.code} starts nowhere"
        if set(move.needs) & set(move.takes):
            yield f"move {move.code} both needs and takes the same input"


def _names(flow: Flow, words: Vocabulary) -> Iterator[str]:
    for move in flow.moves:
        yield from (
            f"move {move.code} names the unknown role {r}" for r in sorted(move.by - set(words.roles) - {CLOCK})
        )
        yield from (
            f"move {move.code} names the unknown input {n}" for n in (*move.needs, *move.takes) if n not in words.inputs
        )
        yield from (f"move {move.code} names the unknown guard {n}" for n in move.guards if n not in words.guards)
        yield from (f"move {move.code} names the unknown effect {n}" for n in move.effects if n not in words.effects)
    yield from (f"it is opened by the unknown role {r}" for r in sorted(flow.openers - set(words.roles)))
    yield from (f"it has the unknown reason {r}" for r in flow.reasons if r not in words.reasons)
    yield from (f"it frees goods for the unknown reason {r}" for r in flow.free_reasons if r not in flow.reasons)
    yield from (f"opening it names the unknown input {n}" for n in flow.opening if n not in words.inputs)
    for state in flow.states:
        for key in (state.platform_limit, state.own_target):
            if key and key not in words.policies:
                yield f"state {state.code} names the unknown policy {key}"


def _unreachable(flow: Flow) -> Iterator[str]:
    begins = {flow.initial, flow.initial_sent} - {""}
    reached, frontier = set(begins), sorted(begins)
    while frontier:
        code = frontier.pop()
        new = {move.target for move in flow.moves_from(code) if move.target} - reached
        reached |= new
        frontier += new
    yield from (f"state {state.code} cannot be reached" for state in flow.states if state.code not in reached)


def _dead_ends(flow: Flow) -> Iterator[str]:
    """Every state that is not final must have a way to a final one; a final one has no way out and no clock."""
    ends = {state.code for state in flow.states if state.final}
    while True:
        new = {s for move in flow.moves if move.target in ends for s in move.source} - ends
        if not new:
            break
        ends |= new
    for state in flow.states:
        if state.final and (flow.moves_from(state.code) or state.platform_limit or state.own_target):
            yield f"state {state.code} is final and must have no moves and no clocks"
        if (state.done or state.frees_goods) and not state.final:
            yield f"state {state.code} is not final and cannot be done or free goods"
        if state.final != (state.waits_for == Party.NOBODY):
            yield f"state {state.code}: nobody is waited for in final states and only there"
        if state.code not in ends:
            yield f"state {state.code} has no way to an end"


def _timeouts(flow: Flow) -> Iterator[str]:
    for state in flow.states:
        if bool(state.on_timeout) != bool(state.platform_limit):
            yield f"state {state.code}: a platform limit and a timeout move come together"
        move = flow.timeout_move(state)
        if state.on_timeout and (move is None or state.code not in move.source or CLOCK not in move.by or move.needs):
            yield f"state {state.code}: its timeout leads nowhere"
