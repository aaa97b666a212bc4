"""Keys of the API for the authorization matrix."""

from tests.people import People, person

from aftercare.apikeys.actions.make_key import make_key
from aftercare.apikeys.terms import Scope

SENT = {"shop_key_make": {"name": "网站", "scopes": "reviews"}}


def key_things(people: People) -> dict[str, dict[str, object]]:
    """A key of the shop."""
    made = make_key(
        shop_id=people.shop.pk, name="ERP", scopes=[Scope.REVIEWS.value], person=person(people.administrator)
    )
    in_shop = {"slug": people.shop.slug}
    return {
        **dict.fromkeys(("shop_keys", "shop_key_make"), in_shop),
        "shop_key_end": {**in_shop, "pk": made.key.pk},
    }
