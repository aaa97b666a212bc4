"""Applies rows that tell of whole orders: one decision per row."""

from collections.abc import Sequence
from dataclasses import replace

from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Change, Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.orders.imports.erased import orders_to_keep
from aftercare.orders.imports.facts import OrderFacts
from aftercare.orders.imports.kept import KeptOrders
from aftercare.orders.imports.lines import placeholder, resettle
from aftercare.orders.imports.merge import gaps, is_older, news, only_gaps_of_money, raises_paid
from aftercare.orders.imports.profiles import OrderProfile
from aftercare.orders.imports.stored import (
    Held,
    insert_lines,
    insert_orders,
    lines_in_use,
    read_buyers,
    read_lines,
    read_orders,
    update_lines,
    update_orders,
)


def apply_orders(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update orders; an order without items gets its placeholder line."""
    told = orders_to_keep(scope, [(row.line, row.facts) for row in rows])
    orders = read_orders(scope, (facts.platform_no for _line, facts in told))
    buyers = read_buyers(scope, (facts for _line, facts in told))
    outcome = Outcome()
    for line, facts in told:
        buyer = buyers.get(facts.nick or "")
        held = orders.get(facts.platform_no)
        if held is None:
            orders[facts.platform_no] = Held(facts, None, buyer, scope.exported_at)
            outcome.verdicts[line] = Verdict.ADDED
        elif _is_own(scope) and raises_paid(held.facts, facts):
            outcome.problems.append(_raised(line, held.facts))
        else:
            outcome.verdicts[line] = tell(scope, held, facts, buyer)
    if scope.writes:
        outcome.changes = _write(scope, list(orders.values()))
    return outcome


def _is_own(scope: Scope) -> bool:
    return isinstance(scope.profile, OrderProfile) and scope.profile.is_own


def _raised(line: int, known: OrderFacts) -> RowProblem:
    params = {"order": known.platform_no, "known": known.paid.yuan if known.paid else ""}
    return RowProblem(line, "", "", "orders.own_paid", params)


def tell(scope: Scope, held: Held, told: OrderFacts, buyer: int | None) -> Verdict:
    """Bring the order up to date with the row: a newer one decides, an older one only fills what nobody told yet."""
    stored = held.facts
    older = is_older(stored, told, scope.columns, stored_export=held.exported_at, told_export=scope.exported_at)
    changes = gaps(stored, told) if older else news(stored, told)
    if _is_own(scope):
        changes = only_gaps_of_money(stored, changes)
    if changes and held.pk is None:  # these are still an earlier row's own facts
        stored = held.facts = replace(stored)
    for name, value in changes.items():
        setattr(stored, name, value)
    names = set(changes)
    if buyer is not None and held.customer_id is None:
        held.customer_id = buyer
        names.add("customer")
    held.changed |= names
    if not older and scope.exported_at is not None and held.exported_at != scope.exported_at:
        held.exported_at, held.is_seen = scope.exported_at, True
    if names:
        return Verdict.UPDATED
    return Verdict.OLDER if older else Verdict.UNCHANGED


def _write(scope: Scope, orders: Sequence[Held]) -> list[Change]:
    kept = KeptOrders({held.pk: held.facts.platform_no for held in orders if held.pk is not None})
    new, known = [held for held in orders if held.pk is None], [held for held in orders if held.pk is not None]
    insert_orders(scope, new, kept)
    insert_lines(((held.pk or 0, placeholder(held.facts)) for held in new), kept)
    changed = update_orders(scope, known, kept)
    if changed:
        lines = read_lines([held.pk for held in changed if held.pk], kept)
        in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
        settled = [line for held in changed for line in resettle(held.facts, lines[held.pk or 0], in_use)]
        update_lines(scope, settled, kept)
    return kept.as_changes()
