"""The particulars of an event, from data that is no personal data: amounts, moves, states, roles, rules, counts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.terms import Reason
from aftercare.core.money import Money
from aftercare.customers.terms import Personal, Purpose
from aftercare.money.channels import channel_of, is_known
from aftercare.shops.policies import definition_of, is_defined
from aftercare.web.audit.kinds import kind_of
from aftercare.web.costs.words import change_words

Data = Mapping[str, Any]
MOST_TEXT = 80


def particulars(kind: str, data: Data, flow: Flow | None = None) -> str:
    """One line, '' when the kind says it all. Data of another shape than today's is left out, never an error."""
    write = _BY_KIND.get(kind) or _BY_PREFIX.get(kind.partition(".")[0])
    try:
        return write(data, flow) if write else ""
    except (KeyError, TypeError, ValueError):
        return ""


def _opened(data: Data, _flow: Flow | None) -> str:
    return f"¥{_yuan(data['asked'])} · {Reason(data['reason']).label}"


def headline(kind: str, data: Data, flow: Flow | None) -> Any:
    """What happened in two or three words: a move by its own name, anything else by its kind."""
    if kind == "case.moved":
        move = (flow or newest_flow("return")).move(str(data.get("move", "")))
        if move is not None:
            return move.label
    return kind_of(kind).label


def _moved(data: Data, flow: Flow | None) -> str:
    table = flow or newest_flow("return")
    if data["from"] == data["to"]:
        return ""
    return f"{table.state(data['from']).label} → {table.state(data['to']).label}"


def _granted(data: Data, _flow: Flow | None) -> str:
    return f"¥{_yuan(data['amount'])}"


def _evidence(data: Data, _flow: Flow | None) -> str:
    count = len(data["evidence"])
    return ngettext("%(count)s file", "%(count)s files", count) % {"count": count}


def _approval(data: Data, _flow: Flow | None) -> str:
    parts = [f"¥{_yuan(data['amount'])}"]
    if "needs_role" in data:
        parts.append(str(Role(data["needs_role"]).label))
    return " · ".join(parts)


def _payout(data: Data, _flow: Flow | None) -> str:
    parts = [f"¥{_yuan(data['amount_fen'])}", _channel(data["channel"])]
    if data.get("voucher"):
        parts.append(_("voucher %(voucher)s") % {"voucher": str(data["voucher"])[:MOST_TEXT]})
    if data.get("attempt"):
        parts.append(_("attempt %(number)s") % {"number": int(data["attempt"])})
    return " · ".join(parts)


def _read(data: Data, _flow: Flow | None) -> str:
    new = int(data["new"])
    found = ngettext("%(new)s new entry", "%(new)s new entries", new) % {"new": new}
    return f"{_channel(data['channel'])} · {found}"


def _import(data: Data, _flow: Flow | None) -> str:
    parts = [_("dry run")] if data.get("dry_run") else []
    names = (
        ("added", _("added")),
        ("updated", _("updated")),
        ("refused", _("refused")),
        ("gone", _("orders removed")),
        ("fields", _("values put back")),
        ("stays", _("orders that stay")),
    )
    parts += [f"{label} {int(data[name]):,}" for name, label in names if name in data]
    return " · ".join(parts)


def _personal(data: Data, _flow: Flow | None) -> str:
    return f"{Personal(data['field']).label} · {Purpose(data['purpose']).label}"


def _exported(data: Data, _flow: Flow | None) -> str:
    rows = int(data["rows"])
    count = ngettext("%(rows)s row", "%(rows)s rows", rows) % {"rows": f"{rows:,}"}
    return f"{str(data['from'])[:10]} – {str(data['to'])[:10]} · {count}"


def _reassigned(data: Data, _flow: Flow | None) -> str:
    return f"¥{_yuan(data['cost'])} · {change_words(data['from'], data['to'])}"


def _role(data: Data, _flow: Flow | None) -> str:
    return str(Role(data["role"]).label)


def _price(data: Data, _flow: Flow | None) -> str:
    return f"¥{_yuan(data['listed'])} → ¥{_yuan(data['offered'])}"


def _substitute(data: Data, _flow: Flow | None) -> str:
    return f"{str(data['from'])[:10]} – {str(data['until'])[:10]}"


def _policy(data: Data, _flow: Flow | None) -> str:
    key = str(data["key"])
    label = str(definition_of(key).label) if is_defined(key) else key
    return _("%(rule)s, from %(day)s on") % {"rule": label, "day": str(data["valid_from"])[:10]}


def _day(data: Data, _flow: Flow | None) -> str:
    return str(data["day"])[:10]


def _yuan(fen: Any) -> str:
    return f"{Money(fen).yuan}"


def _channel(code: Any) -> str:
    return str(channel_of(code).label) if is_known(code) else str(code)


_BY_KIND: dict[str, Callable[[Data, Flow | None], str]] = {
    "case.opened": _opened,
    "case.moved": _moved,
    "case.granted": _granted,
    "case.evidence_added": _evidence,
    "case.cost_reassigned": _reassigned,
    "channel.read": _read,
    "policy.set": _policy,
}
_BY_PREFIX: dict[str, Callable[[Data, Flow | None], str]] = {
    "approval": _approval,
    "payout": _payout,
    "price": _price,
    "import": _import,
    "journal": _exported,
    "costs": _exported,
    "personal": _personal,
    "role": _role,
    "substitute": _substitute,
    "holiday": _day,
}
