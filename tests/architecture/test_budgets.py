"""Budgets of design.md: what a linter does not count."""

import ast
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "aftercare"
MOST_FILE, MOST_FUNCTION, MOST_PARAMETERS = 300, 40, 6
# Programs beside the database: the stand-in of a payment provider has its own clock, a backup dates its folder.
OWN_CLOCK = ("connectors/simulator/", "config/backup")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LAYERS = [
    {name.strip() for name in layer.split("|")}
    for contract in CONTRACTS
    if contract["type"] == "layers"
    for layer in contract["layers"]
]


def sources() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1


def test_no_file_is_longer_than_it_can_be_read():
    long = {
        str(path.relative_to(ROOT)): n for path in sources() if (n := len(path.read_text().splitlines())) > MOST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines_of(node)}"
        for path in sources()
        for node in functions(path)
        if lines_of(node) > MOST_FUNCTION
    ]
    assert long == []


def test_no_function_takes_more_parameters_than_one_remembers():
    wide = []
    for path in sources():
        for node in functions(path):
            names = [argument.arg for argument in chain(node.args.posonlyargs, node.args.args, node.args.kwonlyargs)]
            count = len([name for name in names if name not in ("self", "cls")])
            if count > MOST_PARAMETERS:
                wide.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {count}")
    assert wide == []


def test_a_refusal_leaves_it_to_its_page_to_say_that_it_is_to_be_loaded_again():
    told_twice = []
    for path in sources():
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "Refusal":
                texts = [part.value for part in ast.walk(call) if isinstance(part, ast.Constant)]
                told_twice += [text for text in texts if re.search(r"(?i)\b(re)?load (it|the)\b", str(text))]
    assert told_twice == []


@pytest.mark.parametrize("name", ["utils.py", "signals.py", "helpers.py", "misc.py"])
def test_no_room_without_a_name(name: str):
    assert list(SOURCE.rglob(name)) == []


def test_doors_fetch_nothing_around_the_access_functions():
    offenders = []
    for door in ("web", "portal", "api"):
        for path in sorted((SOURCE / door).rglob("*.py")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if "objects.get(" in line or "get_object_or_404" in line:
                    offenders.append(f"{path.relative_to(ROOT)}:{number}")
    assert offenders == []


def test_only_the_one_place_asks_for_the_time():
    clocks = ("datetime.now(", "datetime.utcnow(", "timezone.now(", "time.time(")
    offenders = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if path != SOURCE / "core" / "time.py" and not str(path.relative_to(SOURCE)).startswith(OWN_CLOCK)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(clock in line for clock in clocks)
    ]
    assert offenders == []


def layer_of(label: str) -> int:
    """0 is the top. Packages of the same layer are siblings."""
    for rank, layer in enumerate(LAYERS):
        if label in layer:
            return rank
    return len(LAYERS)  # Django's own tables are below everything


def test_foreign_keys_point_down_only():
    upward = []
    ours = [model for model in apps.get_models() if model.__module__.startswith("aftercare.")]
    assert ours
    for model in ours:
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            mine, theirs = model._meta.app_label, field.related_model._meta.app_label
            if mine != theirs and layer_of(mine) >= layer_of(theirs):
                upward.append(f"{model.__name__}.{field.name} -> {theirs}")
    assert upward == []


def test_every_package_says_what_it_owns():
    silent = [
        path.parent.name
        for path in sorted(SOURCE.glob("*/__init__.py"))
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
