"""Of Tabler's style sheet the pages get what they can use; a class that is used is there."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from tests.web.tabler import kept_classes, known_classes, left_out_classes

from aftercare.config.assets import is_current

SOURCE = Path(settings.SOURCE)
CLASS = re.compile(r"""\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)\"""", re.DOTALL)
TAG = r"\{\{.*?\}\}|\{%.*?%\}"


def class_attributes() -> Iterator[tuple[Path, str]]:
    for path in sorted(SOURCE.rglob("*.html")):
        yield from ((path, found) for found in CLASS.findall(path.read_text(encoding="utf-8")))


def test_the_sheet_of_the_pages_was_made_of_what_is_written_now() -> None:
    assert is_current(), "the style sheet is older than what is written. Run: make setup"


def test_every_class_of_a_template_that_tabler_knows_is_in_the_sheet() -> None:
    written = {word for _, names in class_attributes() for word in re.sub(TAG, " ", names).split()}
    assert {"btn", "btn-primary", "form-control"} <= written & kept_classes()
    assert written & left_out_classes() == set()


def test_no_class_of_tabler_is_put_together_in_a_template() -> None:
    """`bg-{{ tone }}` names no class that could be found: it has to be written out."""
    parts = re.compile(rf"([\w-]*)(?:{TAG})+([\w-]*)")
    found = 0
    for path, names in class_attributes():
        for before, after in parts.findall(re.sub(r"\{% (?:if|el|end|for|empty|with).*?%\}", " ", names)):
            if not before and not after:
                continue  # a whole name, which stands in Python
            found += 1
            could_be = [one for one in known_classes() if one.startswith(before) and one.endswith(after)]
            assert not could_be, (path.name, f"{before}{{}}{after}", sorted(could_be)[:5])
    assert found > 20


def test_most_of_tabler_is_left_out() -> None:
    assert len(known_classes()) > 3000
    assert len(kept_classes()) < 300
