"""An unclaimed parcel for the authorization matrix: arguments of every route that takes some."""

from tests.people import People
from tests.unclaimed.scene import parcel_of

OF_PARCEL = (
    *(
        "unclaimed_parcel",
        "unclaimed_link",
        "unclaimed_rule_out",
        "unclaimed_match",
        "unclaimed_ask",
        "unclaimed_unlink",
    ),
    *("unclaimed_decide", "unclaimed_carry_out"),
)
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "unclaimed_link": {"case": "TH99999999"},
    "unclaimed_unlink": {"why": "拿错了", "version": "1"},
    "unclaimed_ask": {"end": "return", "reason": "无人认领", "version": "1"},
    "unclaimed_decide": {"decision": "approve", "version": "1"},
    "unclaimed_carry_out": {"words": "SF1", "version": "1"},
}
# Not there although the page is theirs: a case and a proposal that do not exist.
MAY_BE_ABSENT = ("unclaimed_link", "unclaimed_rule_out")


def unclaimed_things(people: People) -> dict[str, dict[str, object]]:
    """A parcel on the shelf with one picture."""
    parcel = parcel_of(people.warehouse, people.shop)
    number = {"number": parcel.number}
    token = parcel.pictures.get().file.token
    return {**dict.fromkeys(OF_PARCEL, number), "unclaimed_file": {**number, "token": token, "copy": "thumb"}}
