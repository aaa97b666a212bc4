"""What the demo's goods say of themselves: tags, selling points, stock, and a drawn picture where the drawer can."""

from io import BytesIO
from random import Random
from typing import Final

from aftercare.config.demo.pictures import Flaw, Subject, picture
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.orders.actions.count_pairs import count_pairs
from aftercare.orders.catalogue.words import product_words
from aftercare.orders.models import Product
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

# Merchant code -> (tags, selling points, pieces in stock or None).
SELLING: Final[dict[str, tuple[str, str, int | None]]] = {
    "MZ-101": ("原木 北欧 客厅 送礼 摆件", "整块实木打磨，鹿角可拆，书架玄关都好摆。", 64),
    "MZ-102": ("原木 办公桌面 实用 送男友", "底座加重不晃，手机平板都能横竖放。", 120),
    "MZ-103": ("原木 生日礼物 送闺蜜 桌面 清新", "翻转方块换日期，附手写贺卡一张。", 38),
    "MZ-104": ("原木 清新 摆台 照片 乔迁", "可免费冲洗一张照片，摆台挂墙两用。", 210),
    "MZ-105": ("胡桃木 送女友 结婚礼物 收纳 可刻字", "带锁多层，盒盖可免费刻名字，绒布内衬。", 17),
    "MZ-106": ("榫卯 解压 送长辈 送孩子 中式", "不用胶不用钉，附图解，礼盒装送人体面。", 45),
    "MZ-107": ("手工 清新 窗台 摆件 送闺蜜", "一刀一刀刻出来的小鸟，五只神态不同。", 12),
    "MZ-108": ("可刻字 定制 乔迁 新婚", "姓氏门牌双面刻字，三天出稿，确认后再做。", None),
    "MZ-109": ("原木 置物架 免打孔 实用", "樟子松整板，附免钉胶，承重 10 公斤。", 88),
    "MZ-110": ("八音盒 送女友 生日礼物 纪念日 可刻字", "天空之城机芯，底部可免费刻字。", 23),
    "MZ-111": ("竹木 日式 茶盘 餐厅 送长辈", "整竹压制，边角圆润，隔热不烫桌。", 96),
    "MZ-112": ("老榆木 复古 换鞋凳 玄关", "老门板改制，每张木纹都不一样。", 4),
    "QH-201": ("陶瓷 北欧 清新 花瓶 乔迁", "哑光釉面，插干花鲜花都好看。", 150),
    "QH-202": ("玻璃 简约 水培 花瓶 客厅", "加厚玻璃，大口好清洗，富贵竹刚好。", 134),
    "QH-203": ("粗陶 侘寂 落地花瓶 手工 民宿", "手工拉坯，每只都有手痕，重心低不易倒。", 9),
    "QH-204": ("仿真花 清新 客厅 拍照道具", "尤加利叶触感真，不掉叶，擦灰就行。", 260),
    "QH-205": ("香薰 礼盒 送闺蜜 生日礼物 卧室", "大豆蜡，三种香型，礼盒带手提袋。", 75),
    "QH-206": ("轻奢 摆件 结婚礼物 玄关 成对", "一对起售，树脂描金，底部防滑垫。", 26),
    "QH-207": ("装饰画 客厅 北欧 三联 乔迁", "铝合金框，附挂钩和水平尺。", 18),
    "QH-208": ("挂钟 静音 简约 客厅", "扫秒机芯，夜里听不到声音。", 52),
    "QH-209": ("棉麻 抱枕 清新 沙发 办公室", "可拆洗，三种颜色混搭好看。", 320),
    "QH-210": ("鲜花 同城 生日 表白", "当天剪当天送，附养花小卡。", None),
    "QH-211": ("铁艺 轻奢 收纳 梳妆台", "放首饰香水，底部软垫不刮桌。", 67),
    "QH-212": ("陶瓷 手作 孤品 微瑕", "微瑕特价，细节图发您确认后再发货。", 2),
    "DX-301": ("护眼 学习 书桌 卧室 送孩子", "无可视频闪，三档亮度，记忆上次亮度。", 90),
    "DX-302": ("月球灯 小夜灯 送女友 生日礼物 可刻字", "可在底座免费刻字，拍一拍换颜色。", 140),
    "DX-303": ("原木 落地灯 客厅 氛围 暖光", "整根原木立柱，脚踏开关，配暖光灯泡。", 14),
    "DX-304": ("竹编 日式 餐厅 茶室 民宿", "手工竹编，光影好看，配吸顶盘。", 11),
    "DX-305": ("小夜灯 感应 充电 过道 实用", "人来灯亮，磁吸取下就是手电。", 400),
    "DX-306": ("陶瓷 新中式 卧室 床头 送长辈", "青瓷灯座，布罩柔光，触摸开关。", 33),
    "DX-307": ("全铜 轻奢 别墅 客厅 定制长度", "全铜灯体，链长可定，师傅可上门安装。", 3),
    "DX-308": ("串灯 氛围 房间布置 生日 露营", "三种闪法，电池和 USB 两用。", 500),
    "DX-309": ("壁灯 充电 免布线 床头 磁吸", "贴上就亮，不用打孔走线。", 110),
    "DX-310": ("香薰 加湿 小夜灯 卧室 送闺蜜", "静音雾化，缺水自动断电，可滴精油。", 58),
}
_DRAWN: Final = {
    Subject.WOOD: ("MZ-105", "MZ-106", "MZ-110"),
    Subject.VASE: ("QH-201", "QH-203", "QH-212"),
    Subject.LAMP: ("DX-301", "DX-306"),
}


def describe(product: Product) -> Product:
    """The product with what it says of itself, before it is stored."""
    tags, points, stock = SELLING[product.code]
    product.tags, product.selling_points, product.stock = tags.split(), points, stock
    product.words = product_words(product.code, product.title, points, product.tags)
    return product


def open_the_window(shops: list[Shop], boss: Person) -> None:
    """Pictures of the goods, and what was bought together so far."""
    drawn = {code: subject for subject, codes in _DRAWN.items() for code in codes}
    at = now()
    for product in Product.objects.filter(shop__in=shops, code__in=drawn).order_by("pk"):
        chance = Random(product.code)  # noqa: S311 - a drawing
        content = picture(drawn[product.code], Flaw.NONE, chance)
        upload = Upload(BytesIO(content), f"{product.code}.jpg", len(content))
        product.picture = store_file(upload=upload, shop_id=product.shop_id, person=boss, at=at)
        product.save(update_fields=["picture"])
    for shop in shops:
        count_pairs(shop_id=shop.pk)
