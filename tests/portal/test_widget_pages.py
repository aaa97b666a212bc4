"""The script tag and the frame: for the shop's own sites, small, and nobody else's (S1, C12)."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.scene import Stage

from aftercare.portal import parts
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db
HEAVIEST = 30_000  # bytes of everything that a buyer's browser loads, packed


def policy_of(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


@pytest.mark.row("S1")
def test_one_script_tag_opens_a_frame_that_only_the_shops_sites_may_show():
    stage = Stage(sites="https://shop.example https://m.shop.example:8443")
    answer = Client().get(f"/widget/{stage.shop.slug}/")
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    policy = policy_of(answer)
    assert policy["frame-ancestors"] == ["'self'", "https://shop.example", "https://m.shop.example:8443"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert "shop.example" in answer.content.decode()
    script = Client().get(f"/widget/{stage.shop.slug}.js")
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.content.decode().rstrip().endswith(");")
    assert stage.shop.name not in script.content.decode()  # it travels as ASCII, whatever the page's encoding is
    other = Client().get(f"/widget/{stage.people.other_shop.slug}/")
    assert policy_of(other)["frame-ancestors"] == ["'self'"]


@pytest.mark.attack("C12")
def test_no_other_page_can_be_shown_in_a_frame():
    stage = Stage()
    for address in ("/account/login/", f"/widget/{stage.shop.slug}.js", "/nothing/"):
        answer = Client().get(address)
        assert answer["X-Frame-Options"] == "DENY"
        assert policy_of(answer)["frame-ancestors"] == ["'none'"]


@pytest.mark.row("S1")
def test_a_closed_shop_has_no_button_and_no_frame():
    stage = Stage()
    Shop.objects.filter(pk=stage.shop.pk).update(is_active=False)
    for slug in (stage.shop.slug, "no-such-shop"):
        assert Client().get(f"/widget/{slug}.js").status_code == 404
        assert Client().get(f"/widget/{slug}/").status_code == 404
        assert Client().post(f"/widget/{slug}/enter/", "{}", content_type="application/json").status_code == 404


@pytest.mark.row("S1")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everything_that_a_buyers_browser_loads_weighs_at_most_thirty_kilobytes(language: str):
    stage = Stage()
    client = Client(headers={"Accept-Encoding": "gzip, br"})
    frame = client.get(f"/widget/{stage.shop.slug}/", {"language": language})
    text = gzip.decompress(frame.content).decode()
    named = re.findall(r'(?:href|src)="(/[^"]+\.(?:js|css))"', text)
    answers = [client.get(f"/widget/{stage.shop.slug}.js"), frame, *(client.get(name) for name in sorted(set(named)))]
    for answer in answers:
        assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert {Path(name).name for name in named} == {path.name for path in scripts()} - {"loader.js"}
    weight = sum(len(answer.content) for answer in answers)
    assert weight <= HEAVIEST, weight


def scripts() -> list[Path]:
    return [path for path in parts.FOLDER.iterdir() if path.suffix in parts.TYPES]


@pytest.mark.row("S1")
def test_what_goes_out_is_what_was_written_and_is_kept_until_it_changes():
    for path in scripts():
        written, sent = path.read_text(encoding="utf-8"), parts.text_of(path.name)
        lines = [line.strip() for line in written.splitlines() if not line.strip().startswith(("//", "/*", "* "))]
        assert [line for line in sent.splitlines() if line] == [line for line in lines if line]
    address = reverse("widget_part", args=[parts.mark(), "frame.js"])
    assert "immutable" in Client().get(address)["Cache-Control"]
    assert Client().get(address.replace(parts.mark(), "0" * 12))["Cache-Control"] == "no-cache"
    for name in ("loader.js", "__init__.py", "none.js", "..%2fviews.py"):
        assert Client().get(address.replace("frame.js", name)).status_code == 404


@pytest.mark.row("S1")
def test_the_widget_asks_nothing_of_anybody_else_and_its_scripts_hold_no_words():
    for path in scripts():
        text = path.read_text(encoding="utf-8")
        found = set(re.findall(r"https?://[a-z0-9.]+", text)) - {"http://www.w3.org"}
        assert found == set(), path.name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), path.name
        assert path.suffix == ".css" or not re.search(r"[\u4e00-\u9fff]", text), path.name


@pytest.mark.row("S1", "X2")
def test_the_frame_speaks_chinese_unless_the_page_asks_for_english():
    address = f"/widget/{Stage().shop.slug}/"
    assert 'lang="zh-Hans"' in Client().get(address).content.decode()
    assert 'lang="zh-Hans"' in Client().get(address, {"language": "../en"}).content.decode()
    english = Client().get(address, {"language": "en"})
    assert 'lang="en"' in english.content.decode()
    assert english["Content-Language"] == "en"


@pytest.mark.row("S1")
def test_a_page_asks_what_a_product_looks_like_before_the_buyer_asks_about_it():
    stage = Stage()
    file = stage.file()
    stage.product(picture=file)
    stage.product("OLD", is_active=False)
    address = reverse("widget_product", args=[stage.shop.slug])
    told = Client().get(address, {"code": "MZ-101"}).json()
    assert (told["title"], told["price"]) == ("原木小鹿摆件", 5900)
    assert Client().get(told["picture"]).status_code == 200
    for code in ("OLD", "none", "", "\0", "x" * 500):
        assert Client().get(address, {"code": code}).status_code == 404
    elsewhere = reverse("widget_product", args=[stage.people.other_shop.slug])
    assert Client().get(elsewhere, {"code": "MZ-101"}).status_code == 404
