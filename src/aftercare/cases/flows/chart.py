"""A flow table as a page for people: a Mermaid chart and two tables. Pure; `docs/flows/` holds what it writes."""

from collections.abc import Callable, Iterator

from aftercare.cases.flows.spec import CLOCK, Flow, Move


def chart_page(flow: Flow, label_of_role: Callable[[str], str]) -> str:
    """Markdown with the chart, the states and the moves of a flow, in the language that is active."""
    parts = [
        f"# {flow.label} (`{flow.code}`, version {flow.version}, numbers {flow.prefix}…)",
        f"Source: {flow.source}. Generated from `cases/flows/` by `make flows`; do not edit.",
        "```mermaid\n" + "\n".join(_mermaid(flow)) + "\n```",
        _opening(flow, label_of_role),
        "\n".join(_states(flow)),
        "\n".join(_moves(flow, label_of_role)),
        *_reported(flow),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(flow: Flow, label_of_role: Callable[[str], str]) -> str:
    """Who opens it, for which reasons, and what it does with money and pieces."""
    openers = ", ".join(label_of_role(role) for role in sorted(flow.openers))
    reasons = ", ".join(f"`{reason}`" for reason in flow.reasons)
    traits = [
        text
        for text, holds in (
            ("the buyer names an amount", flow.asks_money),
            ("no other case can have the same pieces meanwhile", flow.holds_goods),
            ("the goods leave as an order of their own", flow.ships),
        )
        if holds
    ]
    asked = ", ".join(f"`{name}`" for name in flow.opening) or "nothing further"
    told = f" Of it: {'; '.join(traits)}." if traits else ""
    return f"Opened by: {openers}. Reasons: {reasons}. Asked on opening: {asked}.{told}"


def _mermaid(flow: Flow) -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in flow.states:
        yield f'    state "{state.label}" as {state.code}'
    if flow.initial_sent:
        yield f"    [*] --> {flow.initial}: not sent yet"
        yield f"    [*] --> {flow.initial_sent}: sent"
    else:
        yield f"    [*] --> {flow.initial}"
    for move in flow.moves:
        for source in () if move.by_report else move.source:  # from nearly everywhere: they would hide the chart
            mark = " ⏱" if move.by == frozenset({CLOCK}) else ""
            yield f"    {source} --> {move.target or source}: {move.label}{mark}"
    for state in flow.states:
        if state.final:
            yield f"    {state.code} --> [*]"


def _states(flow: Flow) -> Iterator[str]:
    yield "| state | label | waits for | platform's limit | own target | at zero |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for state in flow.states:
        timeout = flow.timeout_move(state)
        cells = (
            f"`{state.code}`",
            state.label,
            state.waits_for.label,
            state.platform_limit and f"`{state.platform_limit}`",
            state.own_target and f"`{state.own_target}`",
            timeout.label if timeout else "",
        )
        yield "| " + " | ".join(str(cell) for cell in cells) + " |"


def _moves(flow: Flow, label_of_role: Callable[[str], str]) -> Iterator[str]:
    yield "| move | label | from | to | who | needs | guards | effects |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for move in flow.moves:
        if move.by_report:
            continue
        cells = (
            f"`{move.code}`",
            str(move.label),
            ", ".join(f"`{code}`" for code in move.source),
            f"`{move.target}`" if move.target else "stays",
            _who(move, label_of_role),
            ", ".join(move.needs),
            ", ".join(move.guards),
            ", ".join(move.effects),
        )
        yield "| " + " | ".join(cells) + " |"


def _reported(flow: Flow) -> Iterator[str]:
    """What a platform's refund report does (B2), in a table of its own."""
    moves = [move for move in flow.moves if move.by_report]
    if not moves:
        return
    yield "When the platform's refund report says so:"
    rows = ["| move | label | from | to | effects |", "| --- | --- | --- | --- | --- |"]
    for move in moves:
        source = ", ".join(f"`{code}`" for code in move.source)
        target = f"`{move.target}`" if move.target else "stays"
        rows.append(f"| `{move.code}` | {move.label} | {source} | {target} | {', '.join(move.effects)} |")
    yield "\n".join(rows)


def _who(move: Move, label_of_role: Callable[[str], str]) -> str:
    return ", ".join("the clock" if role == CLOCK else label_of_role(role) for role in sorted(move.by))
