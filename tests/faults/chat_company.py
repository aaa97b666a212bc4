"""A shop with agents on duty and visitors at its widget, for a test of sockets on a server of its own.

Started as a process on the server's data folder with the numbers of agents and visitors; prints one line of JSON.
"""

import json
import sys

import django

django.setup()

from django.test import Client  # noqa: E402
from tests.people import make_shop, make_staff, person  # noqa: E402

from aftercare.accounts.terms import Role  # noqa: E402
from aftercare.chat.actions.greet_visitor import greet_visitor  # noqa: E402
from aftercare.chat.actions.set_duty import Wish, set_duty  # noqa: E402
from aftercare.chat.models import Duty  # noqa: E402
from aftercare.chat.terms import DutyState  # noqa: E402

ROOM = 1000  # conversations of one agent: nobody waits for somebody else's to end


def main(agents: int, visitors: int) -> None:
    shop = make_shop("faults")
    staff = [make_staff(f"agent{number}", Role.PRESALE_AGENT, shop=shop) for number in range(agents)]
    for one in staff:
        set_duty(wish=Wish(DutyState.ON), person=person(one))
    Duty.objects.update(capacity=ROOM)
    cookies = []
    for one in staff:
        client = Client()
        client.force_login(one)
        cookies.append("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
    tokens = [greet_visitor(shop=shop).token for _number in range(visitors)]
    print(json.dumps({"shop": shop.slug, "cookies": cookies, "tokens": tokens}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
