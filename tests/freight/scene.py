"""Freight that buyers paid: cases whose parcel has come, registrations, links."""

from io import BytesIO

from PIL import Image
from tests.pages.stage import move, sent
from tests.people import People, person

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case
from aftercare.core.money import Money
from aftercare.files.actions.store_file import Upload
from aftercare.freight.actions.approve_claim import Grant, approve_claim
from aftercare.freight.actions.register_claim import ClaimForm, register_for_buyer
from aftercare.freight.models import FreightClaim
from aftercare.shops.actions.set_policy import set_policy

_shades = iter(range(1, 1_000_000))


def picture_bytes() -> bytes:
    """A picture unlike all others: the same one twice is a finding."""
    shade = next(_shades)
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade % 251, shade // 251 % 251, 77)).save(out, "PNG")
    return out.getvalue()


def receipt(content: bytes = b"") -> Upload:
    content = content or picture_bytes()
    return Upload(file=BytesIO(content), name="凭证.png", size=len(content))


def returned(people: People, tracking_no: str = "SF8800000001", **fields: object) -> Case:
    """A case whose parcel has come, and for whose freight the shop is responsible."""
    case = sent(people.owner, people.shop, tracking_no, **fields)
    return move(case, "receive", people.warehouse, received_lines={str(case.lines.get().pk): "1"})


def claim_of(case: Case, staff: Staff, *, amount: str = "12.00", content: bytes = b"", **fields: str) -> FreightClaim:
    """Registered for the buyer by that agent."""
    yuan = Money.from_yuan(amount)
    told = {"tracking_no": case.return_tracking_no or "SF8800000001", **fields}
    form = ClaimForm(yuan, yuan, **told)
    return register_for_buyer(case_number=case.number, form=form, picture=receipt(content), person=person(staff))


def approved(claim: FreightClaim, staff: Staff, amount: str = "12.00", reason: str = "") -> FreightClaim:
    grant = Grant(Money.from_yuan(amount), reason)
    return approve_claim(number=claim.number, grant=grant, person=person(staff))


def pays_to_accounts(people: People) -> None:
    """The shop pays freight to accounts that buyers name."""
    boss = person(people.administrator)
    set_policy(shop_id=people.shop.pk, key="freight.pay_to", value="account", person=boss)
