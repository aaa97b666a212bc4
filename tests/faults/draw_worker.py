"""Draws a week of a shop in a process of its own, when it is told to; to be killed at any time."""

import sys
from datetime import date

import django

django.setup()

from aftercare.quality.actions.draw_week import draw_week  # noqa: E402 Django comes first
from aftercare.shops.models import Shop  # noqa: E402


def main(shop_id: str, monday: str) -> None:
    shop = Shop.objects.get(pk=int(shop_id))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    draw_week(shop=shop, monday=date.fromisoformat(monday))


if __name__ == "__main__":
    main(*sys.argv[1:])
