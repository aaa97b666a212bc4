"""Return freight: what buyers registered, what was decided, a payment file with its result (B5)."""

from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Final

from django.db.models import Max
from PIL import Image, ImageDraw

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case
from aftercare.cases.terms import Responsible
from aftercare.config.demo.people import DemoPeople
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.core.time import travel
from aftercare.files.actions.store_file import Upload
from aftercare.freight.access import access_invite
from aftercare.freight.actions.approve_claim import Grant, approve_claim
from aftercare.freight.actions.make_batch import make_batch
from aftercare.freight.actions.make_link import make_link
from aftercare.freight.actions.refuse_claim import refuse_claim
from aftercare.freight.actions.register_claim import ClaimForm, register_by_link, register_for_buyer
from aftercare.freight.actions.take_results import take_results
from aftercare.freight.models import FreightClaim
from aftercare.freight.sheet import ResultRow
from aftercare.shops.access import person_of

SEED: Final = 43
LONGEST_AGO: Final = (6, 5, 4, 3, 2)  # days since the first three were registered: as many as their cases allow
DAYS: Final = (1, 1, 0, 1, 2, 3, 4)  # since each of the others was
DECIDED: Final = 5  # of these, the first
SIZE: Final = (360, 480)
NOT_BUYERS: Final = (Responsible.SHOP, Responsible.WAREHOUSE, Responsible.COURIER, Responsible.SUPPLIER)


class Counter:
    """One shop's freight, day by day."""

    def __init__(self, people: DemoPeople, at: datetime) -> None:
        self.staff: dict[str, Staff] = people.staff
        self.shop, self.at = people.shops[0], at
        self.rng = Random(SEED)  # noqa: S311 - invented data
        self.count = 0

    def receipt(self, amount: Money) -> Upload:
        """A drawn receipt: bars and lines, nobody's."""
        image = Image.new("RGB", SIZE, (252, 251, 247))
        pen = ImageDraw.Draw(image)
        pen.rectangle((20, 20, 340, 90), outline=(60, 60, 66), width=2)
        for bar in range(60):
            pen.rectangle((36 + bar * 5, 34, 37 + bar * 5 + self.rng.randint(0, 2), 76), fill=(40, 40, 44))
        for line in range(9):
            pen.rectangle((30, 120 + line * 30, 30 + self.rng.randint(120, 300), 130 + line * 30), fill=(206, 206, 204))
        pen.text((30, 420), f"RMB {amount.yuan}", fill=(30, 30, 34))
        out = BytesIO()
        image.save(out, "PNG")
        return Upload(BytesIO(out.getvalue()), "运费凭证.png", len(out.getvalue()))

    def register(self, case: Case, yuan: str, days: int, *, by: str = "") -> FreightClaim:
        """By the buyer's link, or by the agent `by` for them."""
        self.count += 1
        amount = Money.from_yuan(yuan)
        number = case.return_tracking_no or f"ZT75{self.count:010d}"
        form = ClaimForm(amount, amount, number, receipt_no=f"YD{20261100 + self.count}")
        with travel(-timedelta(days=days, hours=3)):
            if by:
                who = person_of(self.staff[by])
                return register_for_buyer(case_number=case.number, form=form, picture=self.receipt(amount), person=who)
            link = make_link(case_number=case.number, person=person_of(self.staff["agent"]))
            invite = access_invite(link.token, self.at - timedelta(days=days))
            return register_by_link(invite=invite, form=form, picture=self.receipt(amount))

    def approve(self, claim: FreightClaim, yuan: str, days: int, reason: str = "") -> None:
        boss = person_of(self.staff["supervisor"])
        with travel(-timedelta(days=days)):
            grant = Grant(Money.from_yuan(yuan), reason)
            approve_claim(number=claim.number, grant=grant, person=boss)


def register_freight(people: DemoPeople, at: datetime) -> int:
    """Registrations of the first shop in every state; returns how many."""
    counter = Counter(people, at)
    first, cases = next(((days, found) for days in LONGEST_AGO if (found := _cases(counter, days))), (0, []))
    if not cases:
        return 0
    (paid, _), (failed, _), (batched, _), (approved, since), (refused, before), *waiting = cases
    for case, yuan in ((paid, "12.00"), (failed, "10.00"), (batched, "15.00")):
        counter.approve(counter.register(case, yuan, first), yuan, first - 1, "仓库已收到，金额属实")
    clerk = person_of(people.staff["finance"])
    with travel(-timedelta(days=first - 2)):
        batch = make_batch(shop_id=counter.shop.pk, person=clerk)
        rows = list(batch.rows.select_related("payout").order_by("pk"))
        results = [
            ResultRow(2, rows[0].payout.key, rows[0].payout.amount, voucher="20261125000318"),
            ResultRow(3, rows[1].payout.key, rows[1].payout.amount, reason="买家账号状态异常"),
        ]
        take_results(number=batch.number, rows=results, person=clerk)
    counter.approve(counter.register(approved, "18.00", since), "18.00", 0, "大件，主管同意")
    claim = counter.register(refused, "22.00", before)
    with travel(-timedelta(hours=2)):
        text = "您的订单有运费险，请在订单页面申请理赔。"
        refuse_claim(number=claim.number, code="other", text=text, person=person_of(people.staff["supervisor"]))
    for (case, days), yuan in zip(waiting, ("12.00", "38.00", "9.50", "14.00", "16.80"), strict=False):
        counter.register(case, yuan, days, by="agent2" if days == 2 else "")
    return counter.count


def _cases(counter: Counter, first: int) -> list[tuple[Case, int]]:
    """Cases whose parcel has come and whose freight is not the buyer's, and two of the others, with how many days ago
    each is registered: the first three `first`, the others by DAYS or later; the newest in which nothing has happened
    since then. None when there are not enough."""
    days = (first, first, first, *DAYS)
    rows = Case.objects.filter(shop=counter.shop, return_address__isnull=False).select_related("order", "shop")
    good = list(rows.filter(received_at__isnull=False, responsible__in=NOT_BUYERS, asked_freight=ZERO).order_by("-pk"))
    other = list(rows.filter(received_at=None, asked_freight=ZERO).order_by("-pk"))
    events = Event.objects.filter(subject_kind="case", subject_id__in=[case.pk for case in (*good, *other)])
    last = dict(events.values_list("subject_id").annotate(last=Max("at")))
    chosen: dict[int, tuple[Case, int]] = {}
    for place in sorted(range(len(days)), key=lambda place: -days[place]):
        pool = good if place < DECIDED else [*good, *other]
        ages = [first] if days[place] == first and place < DECIDED - 2 else range(days[place], -1, -1)
        found = next(((case, age) for age in ages for case in pool if last[case.pk] < _before(counter, age)), None)
        if found is None:
            return []
        (good if found[0] in good else other).remove(found[0])
        chosen[place] = found
    return [chosen[place] for place in range(len(days))]


def _before(counter: Counter, days: int) -> datetime:
    return counter.at - timedelta(days=days, hours=4)
