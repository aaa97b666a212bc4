"""The demo company: three shops and the people who work in them, in two shifts."""

from dataclasses import dataclass

from aftercare.accounts.actions.add_staff import Profile
from aftercare.accounts.actions.create_administrator import create_administrator
from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Department, Role
from aftercare.config.demo import SLUG
from aftercare.config.demo.logins import Login
from aftercare.shops.access import Person, person_of
from aftercare.shops.actions.create_shop import ShopFacts, create_shop
from aftercare.shops.actions.create_staff import create_staff
from aftercare.shops.actions.save_return_address import AddressFacts, save_return_address
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

SHOPS = (
    (SLUG, "青禾家居旗舰店", Platform.TMALL),
    ("qinghe-muzuo", "青禾木作工坊", Platform.TAOBAO),
    ("dengxia", "灯下集灯饰", Platform.OWN),
)
ALSO = {"newcomer": "新人客服"}  # whose day is another one than that of their role
ADMINISTRATOR = ("admin", "周一鸣")
# Login name, name, department, role, in which of the shops. Those ending with 2 have the late shift.
STAFF = (
    ("agent", "林小雨", Department.SERVICE, Role.AGENT, (0, 1, 2)),
    ("agent2", "陈思远", Department.SERVICE, Role.AGENT, (0, 1, 2)),
    ("supervisor", "赵文静", Department.SERVICE, Role.SUPERVISOR, (0, 1, 2)),
    ("supervisor2", "吴建国", Department.SERVICE, Role.SUPERVISOR, (0, 1, 2)),
    ("warehouse", "孙大勇", Department.WAREHOUSE, Role.WAREHOUSE, (0, 1, 2)),
    ("warehouse2", "钱丽", Department.WAREHOUSE, Role.WAREHOUSE, (0, 1, 2)),
    ("finance", "李敏", Department.FINANCE, Role.REFUND_CLERK, (0, 1, 2)),
    ("finance2", "罗芳", Department.FINANCE, Role.REFUND_CLERK, (0, 1, 2)),
    ("operations", "郑浩", Department.OPERATIONS, Role.OPERATIONS, (0, 1, 2)),
    ("presale", "王佳佳", Department.SERVICE, Role.PRESALE_AGENT, (0, 2)),
    ("newcomer", "苏晓", Department.SERVICE, Role.PRESALE_AGENT, (0,)),
    ("graduate", "方圆", Department.SERVICE, Role.PRESALE_AGENT, (0,)),
    ("retaker", "罗一凡", Department.SERVICE, Role.PRESALE_AGENT, (0,)),
    ("temporary", "沈夏", Department.SERVICE, Role.TEMPORARY, (0,)),
    ("reviews", "何雪", Department.SERVICE, Role.REVIEW_SPECIALIST, (0, 1, 2)),
    ("rights", "高磊", Department.SERVICE, Role.RIGHTS_SPECIALIST, (0, 1, 2)),
    ("qa", "许晴", Department.SERVICE, Role.QA, (0, 1, 2)),
    ("trainer", "马骏", Department.SERVICE, Role.TRAINER, (0,)),
    ("manager", "冯颖", Department.OPERATIONS, Role.ADMINISTRATOR, (0, 1, 2)),
)
NOTES = "请在包裹内放入写有订单号的纸条，拒收到付件。"
MAIN = AddressFacts("杭州主仓", "仓库收货组", "0571-00000000", "浙江省杭州市余杭区示例路 1 号 3 号仓", NOTES)
LAMP = AddressFacts("中山灯具仓", "退货组", "0760-00000000", "广东省中山市古镇镇示例大道 18 号 B 仓", NOTES)
SECOND = AddressFacts("次品分拣点", "质检组", "0571-00000001", "浙江省杭州市余杭区示例路 1 号 5 号仓")


@dataclass(frozen=True)
class DemoPeople:
    """The shops, everybody by login name, and one login for each role."""

    shops: list[Shop]
    administrator: Person
    staff: dict[str, Staff]
    logins: list[Login]


def make_people(password: str) -> DemoPeople:
    """Open the shops with everybody in them; all have the same password. Inside a transaction."""
    username, name = ADMINISTRATOR
    owner = create_administrator(username=username, name=name, password=password).staff
    boss = person_of(owner)
    shops = [create_shop(slug=slug, facts=ShopFacts(title, kind.value), person=boss) for slug, title, kind in SHOPS]
    for shop, address in zip(shops, (MAIN, MAIN, LAMP), strict=True):
        save_return_address(shop_id=shop.pk, facts=address, person=boss)
    save_return_address(shop_id=shops[0].pk, facts=SECOND, person=boss)
    staff: dict[str, Staff] = {username: owner}
    logins = {"": Login("公司管理员", username, password, name)}
    for login_name, person_name, department, role, places in STAFF:
        made = create_staff(
            profile=Profile(login_name, person_name, department.value),
            roles={shops[place].pk: [role] for place in places},
            person=boss,
            password=password,
            must_change_password=False,
        )
        staff[login_name] = made.staff
        as_whom = ALSO.get(login_name, str(role.label))
        logins.setdefault(as_whom, Login(as_whom, login_name, password, person_name))
    return DemoPeople(shops, boss, staff, list(logins.values()))
