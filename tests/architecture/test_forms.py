"""Enter in a field presses the first button of its form: where several decide, nothing is decided by it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted((ROOT / "src" / "aftercare").rglob("templates"))
INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"[^%]*%}')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
PRESSED = re.compile(r"<button\b[^>]*>")
# One line of text, or a box: Enter sends from all of these; not from a text area, a list, a file.
ONE_LINE = re.compile(r'<input\b(?![^>]*type="(?:hidden|file)")|{% field ')
# The first button is what a person means by Enter, and decides nothing about money or people.
MEANT = {
    ("cases/_move_form.html", "fill"),  # opens the other form
    ("cases/pack.html", "pdf"),
    ("confirmation/order.html", "save"),
    ("customers/data.html", ""),  # one button or the other
    ("dispatch/_packing.html", ""),  # closes the box that is full; one that is not is refused
    ("dispatch/stock.html", "date"),
    ("receiving/_receive.html", "{{ parcel.receive_move }}"),  # the scanner's Enter; turning away is a press of its own
    ("shifts/patterns.html", "yes"),
    ("training/course.html", "save"),
}
NOTHING, BEFORE_ALL = "disabled hidden", 'class="ac-said" tabindex="-1" aria-hidden="true"'


def whole(text: str, seen: tuple[str, ...] = ()) -> str:
    """The text of a template with the pieces that it includes by name."""

    def piece(part: re.Match[str]) -> str:
        found = [folder / part[1] for folder in FOLDERS if (folder / part[1]).exists()]
        return whole(found[0].read_text(encoding="utf-8"), (*seen, part[1])) if found and part[1] not in seen else ""

    return INCLUDED.sub(piece, text)


def first_of_several() -> dict[tuple[str, str], str]:
    """{(template, value of the first button): that button} of forms with a field of one line and several buttons."""
    forms = {}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            for form in map(whole, FORM.findall(path.read_text(encoding="utf-8"))):
                buttons = [tag for tag in PRESSED.findall(form) if 'type="button"' not in tag and ' form="' not in tag]
                if len(buttons) > 1 and ONE_LINE.search(form):
                    value = re.search(r' value="([^"]*)"', buttons[0])
                    forms[name, value[1] if value else ""] = buttons[0]
    return forms


def test_enter_in_a_note_never_takes_the_first_button_that_happens_to_stand_there():
    forms = first_of_several()
    left = {key for key, first in forms.items() if NOTHING not in first and BEFORE_ALL not in first}
    assert left == MEANT
    shut = {name for (name, _value), first in forms.items() if NOTHING in first}
    assert {
        "approvals/_request.html",
        "approvals/_price.html",
        "couriers/_penalties.html",
        "quality/sample.html",
    } < shut
