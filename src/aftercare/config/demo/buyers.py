"""Invented buyers: names, nicks, addresses, messages. Every combination is by chance; nobody real is meant."""

from dataclasses import dataclass
from random import Random
from typing import Final

SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
GIVEN: Final = (
    "子涵欣怡梓萱诗雨佳琪思源宇轩浩然俊杰雅静若曦文博嘉晨一诺梦瑶雪梅建华秀英志强丽娜海燕永康春兰国栋美玲晓峰"
)
NICK_HEADS: Final = (
    "清风",
    "小鹿",
    "阿木",
    "春天里",
    "南山",
    "糖果",
    "暖阳",
    "木子",
    "半夏",
    "云朵",
    "大鱼",
    "橘子",
    "青柠",
    "月半",
    "豆包",
    "山有木",
    "一只猫",
    "拾光",
    "海盐",
    "念念",
    "七七",
    "慢慢来",
    "西瓜",
    "松果",
    "栗子",
    "晚安",
    "白茶",
    "星河",
    "胖达",
    "芝麻",
)
NICK_TAILS: Final = (
    "",
    "爱生活",
    "的家",
    "在路上",
    "不加糖",
    "妈妈",
    "先生",
    "小姐",
    "2018",
    "88",
    "520",
    "_hz",
    "tb",
    "呀",
    "没睡醒",
)
REGIONS: Final = (
    ("浙江省 杭州市 西湖区", "文三路"),
    ("浙江省 宁波市 鄞州区", "中兴路"),
    ("江苏省 苏州市 工业园区", "星湖街"),
    ("江苏省 南京市 鼓楼区", "中山北路"),
    ("上海 上海市 浦东新区", "张杨路"),
    ("上海 上海市 徐汇区", "龙华路"),
    ("广东省 广州市 天河区", "体育东路"),
    ("广东省 深圳市 南山区", "科苑路"),
    ("广东省 佛山市 顺德区", "德胜路"),
    ("北京 北京市 朝阳区", "望京街"),
    ("北京 北京市 海淀区", "学院路"),
    ("四川省 成都市 武侯区", "天府大道"),
    ("湖北省 武汉市 洪山区", "珞喻路"),
    ("湖南省 长沙市 岳麓区", "麓山路"),
    ("山东省 青岛市 市南区", "香港中路"),
    ("河南省 郑州市 金水区", "花园路"),
    ("福建省 厦门市 思明区", "湖滨南路"),
    ("陕西省 西安市 雁塔区", "科技路"),
    ("重庆 重庆市 渝北区", "新牌坊"),
    ("辽宁省 大连市 中山区", "人民路"),
    ("安徽省 合肥市 蜀山区", "黄山路"),
    ("天津 天津市 南开区", "卫津路"),
    ("广西壮族自治区 南宁市 青秀区", "民族大道"),
    ("云南省 昆明市 五华区", "翠湖南路"),
    ("新疆维吾尔自治区 乌鲁木齐市 天山区", "解放南路"),
    ("内蒙古自治区 呼和浩特市 赛罕区", "新华东街"),
)
PLACES: Final = (
    "{n} 号 {b} 栋 {u} 单元 {r} 室",
    "阳光花园 {b} 幢 {r}",
    "{n} 号创业大厦 {r}",
    "学府苑 {b}-{u}-{r}",
    "{n} 号 菜鸟驿站",
)
COURIERS: Final = (
    ("中通快递", "78"),
    ("圆通速递", "YT"),
    ("韵达快递", "46"),
    ("申通快递", "77"),
    ("极兔速递", "JT"),
    ("顺丰速运", "SF"),
)
MESSAGES: Final = (
    "麻烦包装严实一点，谢谢",
    "请发顺丰，补差价可以",
    "工作日白天不在家，放驿站就行",
    "送人的，不要放价格单",
    "尽快发货，周末要用",
    "颜色发浅一点的那款",
    "帮忙写张生日卡片：生日快乐",
    "易碎品多裹几层气泡膜",
    "麻烦电话联系再上门",
    "请不要发圆通",
)
MEMOS: Final = (
    "已备注改地址",
    "老客户，送小夜灯一个",
    "加急，今天出",
    "客人要求加固包装",
    "赠品：干花一束",
    "电话确认过颜色",
)


@dataclass(frozen=True)
class Buyer:
    """Who orders, and where it goes."""

    nick: str
    name: str
    phone: str
    region: str
    address: str


def make_buyers(rng: Random, count: int) -> list[Buyer]:
    """That many buyers with different nicks."""
    nicks: set[str] = set()
    while len(nicks) < count:
        number = str(rng.randint(1, 999)) if rng.random() < 0.6 else ""
        nicks.add(f"{rng.choice(NICK_HEADS)}{rng.choice(NICK_TAILS)}{number}")
    return [_buyer(rng, nick) for nick in sorted(nicks)]


def _buyer(rng: Random, nick: str) -> Buyer:
    region, street = rng.choice(REGIONS)
    place = rng.choice(PLACES).format(
        n=rng.randint(1, 699), b=rng.randint(1, 28), u=rng.randint(1, 4), r=rng.randint(1, 28) * 100 + rng.randint(1, 8)
    )
    name = rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))
    phone = f"1{rng.choice('35789')}{rng.randint(0, 9)}0000{rng.randint(0, 9999):04d}"
    return Buyer(nick, name, phone, region, f"{region} {street}{place}")


def parcel(rng: Random) -> tuple[str, str]:
    """A courier and a tracking number as it writes them."""
    courier, head = rng.choice(COURIERS)
    return courier, f"{head}{rng.randrange(10**11, 10**12)}"
