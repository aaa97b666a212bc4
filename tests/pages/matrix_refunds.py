"""Things of refund reports for the authorization matrix: arguments of every route that takes some."""

from tests.people import People, make_case, make_order
from tests.refundreports.scene import record_of, report, told

from aftercare.cases.models import Case
from aftercare.refundreports.models import RefundConflict
from aftercare.refundreports.terms import RefundState

# What must be sent so that the answer is about the right, not about the form.
SENT = {"refund_conflict": {"decision": "keep", "reason": "平台导出的时间在前"}}


def refund_things(people: People) -> dict[str, dict[str, object]]:
    """A record of the shop that does not fit our case."""
    order = make_order(people.shop)
    case = make_case(people.owner, order, platform_case_no=f"77{order.platform_no}")
    Case.objects.filter(pk=case.pk).update(state="withdrawn", waits_for="nobody", closed_at=case.opened_at)
    report(people.shop, told(order, RefundState.SUCCESS))
    record = record_of(order)
    conflict = RefundConflict.objects.get(record=record)
    return {"refund_report": {"pk": record.pk}, "refund_conflict": {"pk": conflict.pk}}
