"""Every text for people is translated; nothing in the catalogues is dead, doubtful or lost a placeholder."""

import gettext
import re
from pathlib import Path

import polib
import pytest

from aftercare.config import messages
from aftercare.config.message_ids import MessageId, ids_of_python, ids_of_template
from aftercare.config.messages import CATALOGUE, check_catalogues, compile_catalogues, update_catalogues

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext as many, pgettext
from django.utils import translation
from elsewhere import something
A = _("Agree")
B = _("in two "
      "pieces")
C = many("%(n)s case", "%(n)s cases", 3)
D = pgettext("verb", "Order")
E = translation.gettext("Refuse")
F = _(A)
G = something("not for people")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Given two packages; the first marks two texts."""
    for name in ("cases", "money"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "apps.py").touch()
    write_code(tmp_path, '_("Agree"), _("%(count)d of %(total)s")')
    return tmp_path


def write_code(root: Path, expression: str) -> None:
    (root / "cases" / "terms.py").write_text(f"from x import _\nWORDS = [{expression}]\n")


def translate(root: Path, package: str, **words: str) -> None:
    path = root / package / CATALOGUE
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = words.get(entry.msgid.split()[0].strip("%()d"), entry.msgstr)
    catalogue.save()


def test_texts_are_found_in_python_under_any_imported_name() -> None:
    assert sorted(ids_of_python(CODE)) == [
        MessageId("%(n)s case", "%(n)s cases"),
        MessageId("Agree"),
        MessageId("Order", context="verb"),
        MessageId("Refuse"),
        MessageId("in two pieces"),
    ]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "Agree" %}', MessageId("Agree")),
        ("{% trans 'Agree' as word %}", MessageId("Agree")),
        ('{% translate "Order" context "verb" %}', MessageId("Order", context="verb")),
        ('{% translate "100% sure" %}', MessageId("100%% sure")),
        ('{{ name|default:_("nobody") }}', MessageId("nobody")),
        ('{% piece title=_("Cases") %}', MessageId("Cases")),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", MessageId("Hello %(name)s")),
        (
            "{% blocktranslate trimmed count n=x %}\n One\n case\n{% plural %}\n{{ n }} cases {% endblocktranslate %}",
            MessageId("One case", "%(n)s cases"),
        ),
        ('{% blocktranslate context "verb" %}Order{% endblocktranslate %}', MessageId("Order", context="verb")),
    ],
)
def test_texts_are_found_in_templates(template: str, expected: MessageId) -> None:
    assert list(ids_of_template(template)) == [expected]


def test_a_variable_and_a_comment_hold_no_text() -> None:
    assert list(ids_of_template('{% translate word %}{# {% translate "no" %} #}{{ word }}')) == []


def test_a_missing_text_is_named_and_update_adds_it_untranslated(root: Path) -> None:
    assert check_catalogues(root) == [
        "cases: missing: '%(count)d of %(total)s' (terms.py)",
        "cases: missing: 'Agree' (terms.py)",
    ]

    changes = update_catalogues(root)

    assert (changes.added, changes.dropped, changes.untranslated) == (2, 0, 2)
    assert check_catalogues(root) == [
        "cases: untranslated: '%(count)d of %(total)s'",
        "cases: untranslated: 'Agree'",
    ]
    assert not (root / "money" / CATALOGUE).exists()


def test_a_translated_catalogue_is_in_order_and_stays_as_it_is(root: Path) -> None:
    update_catalogues(root)
    translate(root, "cases", Agree="同意", count="共 %(total)s 件，已办 %(count)d 件")
    before = (root / "cases" / CATALOGUE).read_text()

    changes = update_catalogues(root)

    assert (changes.added, changes.dropped, changes.untranslated) == (0, 0, 0)
    assert check_catalogues(root) == []
    assert "同意" in before
    assert update_catalogues(root) == changes


@pytest.mark.parametrize("words", ["共 %(total)s 件", "%(count)s / %(total)s", "%(count)d / %(totl)s"])
def test_a_translation_with_other_placeholders_is_named(root: Path, words: str) -> None:
    update_catalogues(root)
    translate(root, "cases", Agree="同意", count=words)

    assert check_catalogues(root) == ["cases: placeholders differ: '%(count)d of %(total)s'"]


def test_a_dead_text_is_named_and_update_drops_it(root: Path) -> None:
    update_catalogues(root)
    translate(root, "cases", Agree="同意", count="%(count)d / %(total)s")
    write_code(root, '_("Agree")')
    assert check_catalogues(root) == ["cases: dead: '%(count)d of %(total)s'"]

    assert update_catalogues(root).dropped == 1
    assert check_catalogues(root) == []


def test_a_doubtful_text_is_named(root: Path) -> None:
    write_code(root, '_("Agree")')
    update_catalogues(root)
    translate(root, "cases", Agree="同意")
    catalogue = polib.pofile(str(root / "cases" / CATALOGUE))
    catalogue[0].flags.append("fuzzy")
    catalogue.save()

    assert check_catalogues(root) == ["cases: fuzzy: 'Agree'"]


def test_a_text_that_moves_to_another_package_takes_its_words_along(root: Path) -> None:
    write_code(root, '_("Agree")')
    update_catalogues(root)
    translate(root, "cases", Agree="同意")
    (root / "cases" / "terms.py").rename(root / "money" / "terms.py")

    changes = update_catalogues(root)

    assert (changes.added, changes.dropped, changes.untranslated) == (1, 1, 0)
    assert check_catalogues(root) == []
    assert not (root / "cases" / CATALOGUE).exists()


def test_two_packages_must_not_have_different_words_for_one_text(root: Path) -> None:
    write_code(root, '_("Agree")')
    (root / "money" / "terms.py").write_text((root / "cases" / "terms.py").read_text())
    update_catalogues(root)
    translate(root, "cases", Agree="同意")
    translate(root, "money", Agree="赞成")

    assert check_catalogues(root) == ["money: other words than in cases: 'Agree'"]


def test_only_changed_catalogues_are_compiled_and_gettext_reads_them(root: Path) -> None:
    write_code(root, '_("Agree")')
    update_catalogues(root)
    translate(root, "cases", Agree="同意")

    assert [compile_catalogues(root), compile_catalogues(root)] == [1, 0]
    with (root / "cases" / CATALOGUE).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Agree") == "同意"


def test_chinese_texts_have_chinese_commas() -> None:
    half = re.compile(r"[\u4e00-\u9fff], ?[\u4e00-\u9fff]")
    package = Path(messages.__file__).resolve().parents[1]

    found = [entry.msgstr for path in package.glob(f"*/{CATALOGUE}") for entry in polib.pofile(str(path))]

    assert len(found) > 1000
    assert [text for text in found if half.search(text)] == []
