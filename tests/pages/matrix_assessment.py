"""Points of the teammate for the authorization matrix."""

from tests.assessment.scene import entered, last_month
from tests.people import People, person

from aftercare.assessment.actions.appeal_entry import appeal_entry

# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "points_new": {"person": "1", "kind": "credit", "points": "2", "reason": "表扬"},
    "points_appeal": {"reason": "没迟到"},
    "points_decide": {"do": "deny", "note": "有记录"},
}
# Not there although the page is theirs: an entry of a colleague.
MAY_BE_ABSENT = ("points_entry", "points_appeal")


def assessment_things(people: People) -> dict[str, dict[str, object]]:
    """One that was appealed against."""
    entry = entered(people, staff=people.teammate)
    appeal_entry(entry_id=entry.pk, reason="那天调休", person=person(people.teammate))
    of_month = {"slug": people.shop.slug, "month": f"{last_month(people):%Y-%m}"}
    of_one: dict[str, object] = {"pk": entry.pk}
    return {
        **dict.fromkeys(("points_entry", "points_appeal", "points_decide"), of_one),
        "points_new": {"slug": people.shop.slug},
        "points_close": of_month,
        "points_sheet": of_month,
    }
