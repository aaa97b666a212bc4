"""The form of a rule as a tree: the rule holds conditions and plans, a plan conditions and extras, an extra conditions.

A field is posted as "plan-0-extra-1-when-0-fact": the place of its node, then its name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.web.numbers import read_number
from aftercare.web.posted import GUARD

# kind of node -> (its fields, the kinds of nodes in it)
SHAPE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rule": (("label", "label_stored", "source"), ("when", "plan")),
    "when": (("fact", "operator", "value", "value_stored"), ()),
    "plan": (
        (
            "kind",
            "clause",
            "clause_stored",
            "formula",
            "low",
            "high",
            "percent",
            "caps",
            "caps_stored",
            "limit",
            "freight_back",
            "freight_out",
            "refunds_freight",
            "goods_back",
            "deadline_amount",
            "deadline_unit",
            "approval",
            "tasks",
            "tasks_stored",
        ),
        ("when", "extra"),
    ),
    "extra": (("kind", "low", "high"), ("when",)),
}
BESIDE = ("act", "mark", GUARD)  # of the form, not of the rule
_STEP = re.compile(r"(when|plan|extra)-([0-9]{1,3})-")
_ACT = re.compile(r"(add|drop|up|down):([a-z0-9-]{1,60})")


@dataclass
class Node:
    """One part of the form with what stands in its fields. `name` is its place, '' for the rule itself."""

    kind: str
    name: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list["Node"]] = field(default_factory=dict)

    def named(self, part: str) -> str:
        """The posted name of a field or group of this node."""
        return f"{self.name}-{part}" if self.name else part

    def text(self, name: str) -> str:
        """What stands in a field of one value."""
        return (self.fields.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        """What is ticked in a field of several values, or chosen in one."""
        return self.fields.get(name, [])

    def group(self, kind: str) -> list["Node"]:
        return self.groups.setdefault(kind, [])

    def number(self) -> None:
        """Name all nodes below by their places."""
        for kind, nodes in self.groups.items():
            for place, node in enumerate(nodes):
                node.name = self.named(f"{kind}-{place}")
                node.number()


def read_posted(posted: QueryDict) -> Node:
    """The tree of a posted form, places closed up. Raises InvalidInput on a field that the form does not have."""
    root = Node("rule")
    places: dict[str, Node] = {"": root}
    unknown = []
    for name in sorted(posted, key=_by_place):
        if name in BESIDE:
            continue
        node, rest, where = root, name, ""
        while (step := _STEP.match(rest)) and step[1] in SHAPE[node.kind][1]:
            where, rest = where + step[0], rest[step.end() :]
            if where not in places:
                places[where] = Node(step[1])
                node.group(step[1]).append(places[where])
            node = places[where]
        if rest in SHAPE[node.kind][0]:
            node.fields[rest] = posted.getlist(name)
        else:
            unknown.append(name)
    if unknown:
        raise InvalidInput({name: _("This form has no such field.") for name in unknown})
    root.number()
    return root


def _by_place(name: str) -> list[tuple[int, str]]:
    """Parts of a name so that place 10 comes after place 9."""
    places = ((read_number(part), part) for part in name.split("-"))
    return [(-1, part) if place is None else (place, "") for place, part in places]


def reshape(root: Node, act: str) -> None:
    """Add, drop or move a node as a button of the form says ("add:plan-0-when", "up:plan-1"); anything else, and what
    is not there, leaves the form as it is."""
    found = _ACT.fullmatch(act)
    if found is None:
        return
    verb, name = found.groups()
    parent = _parent(root, name, is_group=verb == "add")
    if parent is None:
        return
    kind = name.rsplit("-", 1)[-1] if verb == "add" else name.rsplit("-", 2)[-2]
    nodes = parent.group(kind)
    if verb == "add":
        nodes.append(Node(kind))
    else:
        place = int(name.rsplit("-", 1)[-1])
        if place < len(nodes):
            node = nodes.pop(place)
            if verb != "drop":
                nodes.insert(max(0, place + (1 if verb == "down" else -1)), node)
    root.number()


def _parent(root: Node, name: str, *, is_group: bool) -> Node | None:
    parts = name.split("-")
    above = "-".join(parts[:-1] if is_group else parts[:-2])
    kind = parts[-1] if is_group else (parts[-2:-1] or [""])[0]
    if not is_group and read_number(parts[-1]) is None:
        return None
    parent = next((node for node in _all(root) if node.name == above), None)
    return parent if parent is not None and kind in SHAPE[parent.kind][1] else None


def _all(node: Node) -> Iterator[Node]:
    yield node
    for nodes in node.groups.values():
        for each in nodes:
            yield from _all(each)
