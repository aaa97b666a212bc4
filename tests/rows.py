"""`make rows`: the rows of docs/requirements.md that no test proves through its real door."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ROW = re.compile(r"^\| ([A-Z]+\d+) \| (.+) \|$", re.MULTILINE)


def listed_rows() -> dict[str, str]:
    """What each row asks for, by its id."""
    return dict(_ROW.findall((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")))


def marked_rows() -> set[str]:
    """Ids that stand in a `pytest.mark.row(...)` of any test."""
    return {row for path in (ROOT / "tests").rglob("*.py") for row in _rows_of(path.read_text(encoding="utf-8"))}


def _rows_of(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.row"):
            yield from (argument.value for argument in node.args if isinstance(argument, ast.Constant))


def main() -> None:
    """Print them, with the beginning of what they ask for."""
    rows, proven = listed_rows(), marked_rows()
    open_rows = [f"{row:<4} {what[:100]}" for row, what in rows.items() if row not in proven]
    sys.stdout.write("\n".join([*open_rows, f"{len(open_rows)} of {len(rows)} rows have no test yet.", ""]))


if __name__ == "__main__":
    main()
