import argparse
from pathlib import Path
import pytest
from tests.browser import test_shots as T
from tests.browser.shots import SHOTS, find_address
from aftercare.accounts.models import Staff
from aftercare.config.commands import demo
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

def test_addresses(open_page):
    demo.run(argparse.Namespace(if_empty=False))
    T.FOLDER = Path("/tmp/walker_shots"); T.FOLDER.mkdir(exist_ok=True)
    people = {s.username: s for s in Staff.objects.all()}
    page = open_page(people["supervisor"], listen=False)
    bad = []
    for shot in SHOTS:
        if shot.username != "supervisor" or not shot.name.startswith("case"): continue
        try:
            a = find_address(page, shot)
        except AssertionError as e:
            bad.append(str(e)); continue
        for form in ((1440, "zh-hans", "light"), (360, "zh-hans", "light")):
            T.take(page, shot, a, form)
    assert not bad, bad
