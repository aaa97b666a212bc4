"""A platform login for the authorization matrix."""

from tests.people import People, person

from aftercare.subaccounts.actions.keep_accounts import add_account

# What must be sent so that the answer is about the right, not about the form.
SENT = {"login_new": {"name": "客服02"}, "login_one": {"do": "take"}}


def login_things(people: People) -> dict[str, dict[str, object]]:
    """One that nobody holds."""
    row = add_account(shop_id=people.shop.pk, name="客服01", code="", person=person(people.supervisor))
    in_shop: dict[str, object] = {"slug": people.shop.slug}
    return {"logins": in_shop, "login_new": in_shop, "login_one": {"pk": row.pk}}
