"""The page of a shop's chat widget: the tag, the sites, the key (S1, G4)."""

import re
import subprocess
import sys

import pytest
from django.test import Client
from tests.people import make_staff
from tests.portal.scene import Stage

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.identity import Identity, signature_of
from aftercare.chat.models import IdentityKey
from aftercare.chat.policies import SITES
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.policies import policies_of
from aftercare.web.widget.samples import SAMPLES

pytestmark = pytest.mark.django_db


def browser(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def sites_now(stage: Stage) -> str:
    stage.shop.refresh_from_db()
    return str(policies_of(stage.shop, now()).get(SITES))


@pytest.mark.row("S1")
def test_the_tag_is_there_to_copy_and_leads_to_the_script():
    stage = Stage()
    client = browser(stage.people.administrator)
    text = client.get(f"/shops/{stage.shop.slug}/widget/").content.decode()
    found = re.search(r"async src=&quot;http://testserver(/[^&]+\.js)&quot;", text)
    assert found
    assert client.get(found[1]).status_code == 200
    assert "https://shop.example" in text
    assert stage.secret not in text


@pytest.mark.row("S1")
@pytest.mark.attack("C12")
def test_sites_are_set_by_administrators_and_count_at_once():
    stage = Stage()
    address = f"/shops/{stage.shop.slug}/widget/sites/"
    client = browser(stage.people.administrator)
    answer = client.post(address, {"sites": "https://A.example/\r\nhttp://b.example:8080"})
    assert answer.status_code == 303
    assert sites_now(stage) == "https://a.example http://b.example:8080"
    frame = Client().get(f"/widget/{stage.shop.slug}/")["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://a.example http://b.example:8080" in frame
    for wrong in ("*", "https://*.example", "javascript:alert(1)", "https://a.example; script-src *", "a.example",
                  "https://a.example/shop", " ".join(f"https://s{n}.example" for n in range(21))):  # fmt: skip
        answer = client.post(address, {"sites": wrong})
        assert answer.status_code == 422, wrong
        assert "https://www.example.com" in answer.content.decode()
    assert sites_now(stage) == "https://a.example http://b.example:8080"
    assert client.post(address, {"sites": ""}).status_code == 303
    assert sites_now(stage) == ""
    supervisor = browser(stage.people.supervisor)
    assert supervisor.get(f"/shops/{stage.shop.slug}/widget/").status_code == 200
    assert supervisor.post(address, {"sites": "https://evil.example"}).status_code == 404
    assert sites_now(stage) == ""


@pytest.mark.attack("G4", "A14")
def test_the_key_is_shown_once_and_a_second_click_makes_no_second_one():
    stage = Stage()
    client = browser(stage.people.administrator)
    address = f"/shops/{stage.shop.slug}/widget/key/"
    old = str(IdentityKey.objects.get(shop=stage.shop, ended_at=None).pk)
    answer = client.post(address, {"old": old})
    made = IdentityKey.objects.get(shop=stage.shop, ended_at=None)
    assert made.secret != stage.secret
    assert made.secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert client.post(address, {"old": old}).status_code == 409
    assert made.secret not in client.get(f"/shops/{stage.shop.slug}/widget/").content.decode()
    assert IdentityKey.objects.filter(shop=stage.shop).count() == 2
    events = Event.objects.filter(kind="widget.key_made").order_by("id")
    assert events.count() == 2
    assert made.secret not in str(list(events.values()))


@pytest.mark.attack("B1", "B19")
def test_nobody_else_makes_a_key():
    stage = Stage()
    address = f"/shops/{stage.shop.slug}/widget/key/"
    others = (stage.people.owner, stage.people.supervisor, stage.people.stranger,
              make_staff("", Role.ADMINISTRATOR, shop=stage.people.other_shop))  # fmt: skip
    for staff in others:
        assert browser(staff).post(address, {"old": ""}).status_code == 404
        assert browser(staff).get(address).status_code in (404, 405)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(stage.people.administrator)
    assert strict.post(address, {"old": ""}).status_code == 403
    assert IdentityKey.objects.filter(shop=stage.shop).count() == 1


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_the_sample_that_shops_copy_signs_as_we_check():
    """The Python sample as it is printed, run by itself, with Chinese names."""
    text = next(sample.text for sample in SAMPLES if sample.name == "Python")
    script = (
        "class buyer: id = 'u-7'; name = '江小鱼'; nick = '清风 & <明月>'\n"
        f"{text}\nprint(told['expires'], told['signature'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={"AFTERCARE_SECRET": "s3cret"}, capture_output=True, text=True, check=True
    )
    expires, signature = done.stdout.split()
    assert signature == signature_of("s3cret", Identity("u-7", "江小鱼", "清风 & <明月>"), int(expires))
    for sample in SAMPLES:
        assert re.search("hmac", sample.text, re.IGNORECASE), sample.name
        assert "AFTERCARE_SECRET" in sample.text
