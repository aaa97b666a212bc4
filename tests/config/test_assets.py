"""Front-end files are copied from what npm fetched, as `package.json` lists them."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from aftercare.config.assets import FONTS, VENDOR, update_assets
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


def list_files(checkout: Path, *names: str, fonts: tuple[str, ...] = ()) -> None:
    (checkout / "package.json").write_text(json.dumps({"aftercareAssets": names, "aftercareFonts": fonts}))


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
    assert sorted(path.name for path in (checkout / VENDOR).iterdir()) == [".stamp", "pretty.css"]


def test_licences_bear_the_names_of_their_packages(checkout: Path) -> None:
    for package in ("pretty", "@nice/thing"):
        (checkout / "node_modules" / package).mkdir(parents=True, exist_ok=True)
        (checkout / "node_modules" / package / "LICENSE").write_text(package)
    list_files(checkout, "pretty/LICENSE", "@nice/thing/LICENSE")

    assert update_assets(checkout) == 2

    names = sorted(path.name for path in (checkout / VENDOR).iterdir() if path.name != ".stamp")
    assert names == ["nice-thing-LICENSE", "pretty-LICENSE"]


def test_a_file_that_is_no_longer_listed_goes_away(checkout: Path) -> None:
    list_files(checkout, "pretty/dist/pretty.js", "pretty/dist/pretty.css")
    update_assets(checkout)
    list_files(checkout, "pretty/dist/pretty.css")

    assert update_assets(checkout) == 1
    assert sorted(path.name for path in (checkout / VENDOR).iterdir()) == [".stamp", "pretty.css"]


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
