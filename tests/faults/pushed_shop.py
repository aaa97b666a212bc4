"""A shop to which an aggregator pushes, made on a server's data folder by a process of the product.

Prints one line of JSON: the path of its address.
"""

import json

import django

django.setup()

from tests.parcels.scene import SALT  # noqa: E402
from tests.people import make_people, person  # noqa: E402

from aftercare.parcels.actions.save_link import LinkWish, save_link  # noqa: E402
from aftercare.parcels.addresses import push_path  # noqa: E402


def main() -> None:
    people = make_people()
    link = save_link(
        shop_id=people.shop.pk,
        provider="kuaidi100",
        wish=LinkWish("CUSTOMER", "", SALT),
        person=person(people.administrator),
    )
    print(json.dumps({"path": push_path(link.token)}))


if __name__ == "__main__":
    main()
