"""Front-end files are copied from what npm fetched, as `package.json` lists them; of styles what pages use."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from aftercare.config.assets import CLASSES, FONTS, SOURCES, VENDOR, is_current, update_assets
from aftercare.config.environment import Unusable


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Given a checkout whose packages npm has fetched already."""
    package = tmp_path / "node_modules" / "pretty" / "dist"
    (package / "fonts").mkdir(parents=True)
    (package / "pretty.js").write_text("pretty();\n//# sourceMappingURL=pretty.js.map\n")
    (package / "pretty.css").write_text("a{}\n/*# sourceMappingURL=pretty.css.map */")
    (package / "fonts" / "pretty.woff2").write_bytes(b"\0\1")
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / "node_modules" / ".stamp").write_text(hashlib.sha256(b"{}").hexdigest())
    return tmp_path


def list_files(checkout: Path, *names: str, fonts: tuple[str, ...] = (), styles: tuple[str, ...] = ()) -> None:
    lists = {"aftercareAssets": names, "aftercareFonts": fonts, "aftercareStyles": styles}
    (checkout / "package.json").write_text(json.dumps(lists))


def write_source(checkout: Path, name: str, text: str) -> None:
    path = checkout / SOURCES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def style(checkout: Path, sheet: str) -> None:
    """Given a style sheet that is listed as one of which pages get what they can use."""
    (checkout / "node_modules" / "pretty" / "dist" / "pretty.css").write_text(sheet)
    list_files(checkout, styles=("pretty/dist/pretty.css",))


def test_listed_files_and_folders_are_copied_without_source_maps(checkout: Path) -> None:
    list_files(checkout, "pretty/dist/pretty.js", "pretty/dist/pretty.css", "pretty/dist/fonts")

    assert [update_assets(checkout), update_assets(checkout)] == [3, 0]

    assert (checkout / VENDOR / "pretty.js").read_text() == "pretty();\n"
    assert (checkout / VENDOR / "pretty.css").read_text() == "a{}\n"
    assert (checkout / VENDOR / "fonts" / "pretty.woff2").read_bytes() == b"\0\1"


def test_what_is_worth_it_lies_there_packed_as_well(checkout: Path) -> None:
    large = "a{color:red}\n" * 1000
    (checkout / "node_modules" / "pretty" / "dist" / "pretty.css").write_text(f"{large}/*# sourceMappingURL=x.map */")
    list_files(checkout, "pretty/dist/pretty.js", "pretty/dist/pretty.css")

    assert update_assets(checkout) == 2

    assert gzip.decompress((checkout / VENDOR / "pretty.css.gz").read_bytes()).decode() == large
    assert not (checkout / VENDOR / "pretty.js.gz").exists()


def test_fonts_of_papers_lie_where_no_browser_asks(checkout: Path) -> None:
    list_files(checkout, "pretty/dist/pretty.css", fonts=("pretty/dist/fonts/pretty.woff2",))

    assert update_assets(checkout) == 2

    assert [path.name for path in (checkout / FONTS).iterdir()] == ["pretty.woff2"]
    assert sorted(path.name for path in (checkout / VENDOR).iterdir()) == [".classes", ".stamp", "pretty.css"]


def test_licences_bear_the_names_of_their_packages(checkout: Path) -> None:
    for package in ("pretty", "@nice/thing"):
        (checkout / "node_modules" / package).mkdir(parents=True, exist_ok=True)
        (checkout / "node_modules" / package / "LICENSE").write_text(package)
    list_files(checkout, "pretty/LICENSE", "@nice/thing/LICENSE")

    assert update_assets(checkout) == 2

    names = sorted(path.name for path in (checkout / VENDOR).iterdir() if path.name[0] != ".")
    assert names == ["nice-thing-LICENSE", "pretty-LICENSE"]


def test_a_file_that_is_no_longer_listed_goes_away(checkout: Path) -> None:
    list_files(checkout, "pretty/dist/pretty.js", "pretty/dist/pretty.css")
    update_assets(checkout)
    list_files(checkout, "pretty/dist/pretty.css")

    assert update_assets(checkout) == 1
    assert sorted(path.name for path in (checkout / VENDOR).iterdir()) == [".classes", ".stamp", "pretty.css"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["pretty/dist/absent.js"], "absent.js"),
        (["pretty/dist/pretty.js", "pretty/dist/pretty.js"], "two files named pretty.js"),
    ],
)
def test_a_list_that_does_not_fit_is_one_sentence(checkout: Path, names: list[str], sentence: str) -> None:
    list_files(checkout, *names)

    with pytest.raises(Unusable, match=sentence):
        update_assets(checkout)


# What a style sheet holds, and what of it reaches the pages; one rule a line.
RULES = {
    ".used{a:b}": ".used{a:b}",
    ".gone{a:b}": "",
    ".gone,.used .inner,a{a:b}": ".used .inner,a{a:b}",
    "a,.used>.gone,.gone+a{a:b}": "a{a:b}",
    ".gone:hover,.used.gone::after{a:b}": "",
    "@media print{.gone{a:b}.used{a:b}}": "@media print{.used{a:b}}",
    "@media print{.gone{a:b}}": "",
    "@supports (a:b){@media print{.gone{a:b}}}": "",
    "@supports (a:b){@media print{.gone{a:b}}a{a:b}}": "@supports (a:b){a{a:b}}",
    "@layer first;@layer second{.gone{a:b}}": "@layer first;@layer second{}",
    "@keyframes gone{0%{a:b}to{a:c}}": "@keyframes gone{0%{a:b}to{a:c}}",
    "@font-face{font-family:gone;src:url(x.gone)}": "@font-face{font-family:gone;src:url(x.gone)}",
    ":root,:host{--gone:1}": ":root,:host{--gone:1}",
    ":focus-visible,#gone,gone,[gone]{a:b}": ":focus-visible,#gone,gone,[gone]{a:b}",
    '[class^=gone-],[href$=".gone"]{a:b}': '[class^=gone-],[href$=".gone"]{a:b}',
    ".used::after{content:'}.gone{'}": ".used::after{content:'}.gone{'}",
    ".used:not(.gone),:not(:is(.gone)){a:b}": ".used:not(.gone),:not(:is(.gone)){a:b}",
    ".used:is(.gone,#one,.inner){a:b}": ".used:is(.gone,#one,.inner){a:b}",  # an id weighs, wherever it matches
    ".used:is(.gone,.gone-too),:where(.gone) .used,.used:has(>.gone){a:b}": "",
    r".w-1\/2,.md\:inner{a:b}": r".w-1\/2,.md\:inner{a:b}",
    r".w-3\/4,.xl\:inner{a:b}": "",
}


def test_of_a_style_sheet_pages_get_what_can_match_an_element_of_theirs(checkout: Path) -> None:
    write_source(checkout, "web/templates/page.html", '<p class="used w-1/2 md:inner">')
    style(checkout, "\n".join(RULES))

    assert update_assets(checkout) == 1

    assert (checkout / VENDOR / "pretty.css").read_text().splitlines() == list(filter(None, RULES.values()))


def test_a_class_counts_wherever_we_write_it_and_only_there(checkout: Path) -> None:
    write_source(checkout, "web/templates/page.html", "{% include 'x' with look='in-template' %}")
    write_source(checkout, "web/static/own.js", 'element.classList.add("in-script")')
    write_source(checkout, "web/parts.py", 'attrs = {"class": "in-python other"}')
    write_source(checkout, "web/static/vendor/theirs.js", "in-vendor")
    write_source(checkout, "web/migrations/0001.py", "in-migration")
    write_source(checkout, "web/static/own.css", ".in-style{}")
    names = ("in-template", "in-script", "in-python", "in-vendor", "in-migration", "in-style")
    style(checkout, "".join(f".{name}{{a:b}}" for name in names))

    update_assets(checkout)

    assert (checkout / VENDOR / "pretty.css").read_text() == ".in-template{a:b}.in-script{a:b}.in-python{a:b}"
    assert (checkout / VENDOR / CLASSES).read_text().split() == sorted(names)


def test_a_class_that_is_written_later_comes_with_the_next_run(checkout: Path) -> None:
    write_source(checkout, "web/templates/page.html", '<p class="first">')
    style(checkout, ".first{a:b}.second{a:b}")
    assert [update_assets(checkout), update_assets(checkout)] == [1, 0]

    write_source(checkout, "web/templates/page.html", '<p class="first and words that are no class">')
    assert update_assets(checkout) == 0
    assert is_current(checkout)
    write_source(checkout, "web/templates/page.html", '<p class="first second">')
    assert not is_current(checkout)
    assert [update_assets(checkout), update_assets(checkout)] == [1, 0]

    assert (checkout / VENDOR / "pretty.css").read_text() == ".first{a:b}.second{a:b}"


def test_a_style_sheet_that_is_none_is_one_sentence(checkout: Path) -> None:
    style(checkout, ".used{a:b")

    with pytest.raises(Unusable, match=r"pretty.css could not be read"):
        update_assets(checkout)
