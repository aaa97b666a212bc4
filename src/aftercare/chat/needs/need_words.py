"""How buyers name their needs, as patterns over one folded clause (S5)."""

import re
from typing import Final

from aftercare.chat.needs.terms import Doubt, Occasion, Recipient

_WHO: Final = (
    (Recipient.BESTIE, "闺蜜|闺密|姐妹"),
    (Recipient.GIRLFRIEND, "女朋友|女友|女票"),
    (Recipient.BOYFRIEND, "男朋友|男友|男票"),
    (Recipient.WIFE, "老婆|媳妇|妻子|爱人"),
    (Recipient.HUSBAND, "老公|丈夫|先生"),
    (Recipient.PARENTS, "爸妈|父母|爸爸妈妈|公婆|岳父母"),
    (Recipient.MOTHER, "妈妈|老妈|母亲|婆婆|丈母娘|岳母|妈(?!咪包)"),
    (Recipient.FATHER, "爸爸|老爸|父亲|公公|岳父|爸"),
    (Recipient.ELDERS, "长辈|老人|爷爷|奶奶|外公|外婆|姥姥|姥爷"),
    (Recipient.CHILD, "孩子|小孩|宝宝|儿子|女儿|小朋友|侄子|侄女|外甥"),
    (Recipient.CLASSMATE, "同学|室友|舍友"),
    (Recipient.COLLEAGUE, "同事"),
    (Recipient.BOSS, "领导|老板|上司"),
    (Recipient.CLIENT, "客户"),
    (Recipient.TEACHER, "老师"),
    (Recipient.FRIEND, "朋友|好友|哥们"),
)
_MY: Final = "(?:我|咱|俺|自己|一个|一位|个)*的?(?:好|家|大学|最好的?)?"
_ALL: Final = "|".join(words for _code, words in _WHO)


def _recipient(words: str) -> re.Pattern[str]:
    """送给我妈; 给女朋友买; 闺蜜过生日. Not 送货给老公 and not 给我妈打电话."""
    return re.compile(
        f"(?:(?<![发配派放])送给?|买给|孝敬|送礼给){_MY}(?:{words})"
        f"|给{_MY}(?:{words})(?=.{{0,4}}(?:买|挑|选|准备|送(?!货|到|过)|用的?|穿的?|戴的?|吃的?))"
        f"|(?:买|挑|选).{{0,6}}给{_MY}(?:{words})(?!.{{0,2}}(?:打|发|说|看))"
        f"|(?:{words})(?:要|快|马上)?(?:过)?(?:生日|结婚|乔迁|毕业)(?!优惠|券|特权|照|证)"
    )


RECIPIENTS: Final = tuple((code, _recipient(words)) for code, words in _WHO)
GIFT: Final = re.compile("送人|送礼(?!物[吗么嘛]|品袋)|(?:当|做|作为|选|挑|买).{0,4}礼物|生日礼物|当礼品")
# The shop's own gifts, and parcels that are brought.
SHOPS_GIFT: Final = re.compile(
    "赠品|运费险|(?:有|没有?|还|会|都).{0,4}(?:送|赠).{0,3}(?:礼物|礼品|东西|什么)?(?:吗|么|嘛|不)|送(?:什么|啥|个?小?礼物|不送)(?:吗|么|嘛|\\?|$)"
    "|送货|送到|送来|送过来|配送|送达"
)
NOT_A_GIFT: Final = re.compile("(?:不是|不|没)(?:要|想|打算)?(?:拿来|用来)?送(?:人|礼|给|朋友)")
FOR_SELF: Final = re.compile(
    "自己(?:用|穿|吃|戴|喝|住|看|玩|留着)|自用|给(?:我)?自己(?:买|挑|选)|自己家里?用|我自己要|自留"
)
NOT_FOR_SELF: Final = re.compile("不是(?:我)?(?:自己|自用|给自己)|非自用|(?:自用|自己用)还是|还是(?:自用|自己)")

_WHEN: Final = (
    (Occasion.BIRTHDAY, "(?<!出)生日(?!期|优惠|券|特权|积分|福利|月)|过寿|祝寿|大寿"),
    (Occasion.ANNIVERSARY, "(?:结婚|恋爱|相识)?(?:周年|纪念日)"),
    (Occasion.WEDDING, "(?<!未)结婚(?!证)|婚礼|新婚|订婚"),
    (Occasion.HOUSEWARMING, "乔迁|搬(?:了)?新?家|新居|新房入伙|入宅"),
    (Occasion.BABY, "满月|百日宴|百天"),
    (Occasion.GRADUATION, "毕业(?!证)"),
    (Occasion.ADMISSION, "升学|考上|谢师宴|开学"),
    (Occasion.VALENTINE, "情人节|七夕|(?<!\\d)520(?!\\d)"),
    (Occasion.MOTHERS_DAY, "母亲节|妇女节|女神节"),
    (Occasion.FATHERS_DAY, "父亲节"),
    (Occasion.CHILDREN, "儿童节|六一"),
    (Occasion.TEACHERS_DAY, "教师节"),
    (Occasion.DRAGON_BOAT, "端午"),
    (Occasion.MID_AUTUMN, "中秋"),
    (Occasion.SPRING, "春节|过年|新年|年货|拜年"),
    (Occasion.CHRISTMAS, "圣诞"),
    (Occasion.VISIT, "看病人|探望|探病|看望"),
)
OCCASIONS: Final = tuple((code, re.compile(words)) for code, words in _WHEN)
# Festivals are also when shops are closed or cheap: they count only where somebody gives.
FESTIVE: Final = re.compile(
    "情人节|七夕|520|母亲节|妇女节|女神节|父亲节|儿童节|六一|教师节|端午|中秋|春节|过年|新年|年货|圣诞|开学"
)
GIVES: Final = re.compile("送|礼|过节|买给")

_NOUN: Final = "风格|款式?|类型|颜色|色系|色|味道|口味|香型|材质|造型|图案"
LIKES: Final = re.compile(
    f"(?<!不)(?:喜欢|偏爱|偏好|钟爱)(?:那?种|比较|偏|稍微|有点)*([^,。!?;的吗么呢你这那它]{{1,8}}?)(?:一?点|一些)?的?({_NOUN})(?!吗|么|呢|有)"
)
STYLE: Final = re.compile(
    f"(?:想要|要|找|最好|希望)(?:是|有|那?种|比较|偏|稍微)*"
    f"((?:清新|小清新|简约|复古|可爱|甜美|商务|北欧|日系|韩系|中式|国风|法式|文艺|大气|高档|素雅|低调|浅色|深色|淡雅|原木)[^,。!?;的吗么呢]{{0,3}}?)"
    f"(?:一?点|一些)?的?({_NOUN})?(?=$|的|吧|[,。!~])"
)
PLEASE_NOT: Final = re.compile(
    f"(?:^|我|她|他|最好|千万)((?:不要|别|不喜欢)太[^,。!?;了的]{{1,4}})(?:的|了)?(?:{_NOUN})?$"
)

_ASKED: Final = "(?:能不能|可不可以|能否|可否|能|可以|支持|会不会|有没有|有|是不是|是否|提供|包)"
_Q: Final = "(?:吗|么|嘛|不|\\?|呢)"
# Who asks so has ordered already: no doubt before buying.
AFTER_BUYING: Final = re.compile(
    "订单|快递|包裹|买[的了]|收到的?(?:货|商品)|申请|已经|刚买|安装|取件|退款|填错|更?改|错了|(?<!能)不能|不支持"
)
_QUESTIONS: Final = (
    (Doubt.ENGRAVING, f"{_ASKED}[^,。]{{0,6}}(?:刻字|刻名|激光雕|印名字|印字)|(?:刻字|印字)[^,。]{{0,4}}{_Q}"),
    (Doubt.CUSTOM, f"{_ASKED}[^,。]{{0,4}}(?:定制|订做|定做)|(?:定制|定做)[^,。]{{0,3}}{_Q}"),
    (Doubt.GIFT_BOX, f"{_ASKED}[^,。]{{0,6}}(?:礼盒|礼品盒|包装盒|礼品袋|手提袋)|(?:礼盒|礼品袋)[^,。]{{0,4}}{_Q}"),
    (Doubt.GREETING_CARD, f"{_ASKED}[^,。]{{0,8}}(?:贺卡|卡片|代写|手写)"),
    (
        Doubt.NO_PRICE,
        "(?:不要|别|能不能不|可以不|会不会)[^,。]{0,6}(?:放|写|显示|有)[^,。]{0,4}(?:价格|小票|价签|发货单|清单)",
    ),
    (Doubt.RETURNS, "(?:能不能|可不可以|可以|能|支持|包)(?:无理由)?退(?:货|换)?(?:货)?(?:吗|么|嘛|不|\\?)"),
    (Doubt.WARRANTY, f"(?:质保|保修)(?:期)?(?:是|有)?(?:多久|几年|多长)|(?:有|能)(?:没有)?(?:质保|保修){_Q}"),
    (Doubt.GENUINE, f"(?:是|保证)[^,。]{{0,4}}(?:正品|真品|正版)[^,。]{{0,2}}{_Q}"),
    (Doubt.FADING, f"(?:会不会|会|容易)[^,。]{{0,3}}(?:掉色|褪色|变色|氧化)[^,。]{{0,2}}(?:{_Q}|$)"),
    (Doubt.SHRINKING, f"(?:会不会|会|容易)[^,。]{{0,3}}(?:缩水|变形)[^,。]{{0,2}}(?:{_Q}|$)"),
    (Doubt.SKIN, f"(?:会不会|会|容易)[^,。]{{0,4}}过敏[^,。]{{0,2}}(?:{_Q}|$)|敏感肌[^,。]{{0,4}}(?:能|可以)用"),
    (
        Doubt.ARRIVAL,
        "(?:几天|多久|什么时候|啥时候|几号)(?:能|可以|会|才|就)*(?:到货|收到|送到|到(?!账|帐|期|底|了))|赶得上|来得及"
        "|能[^,。]{0,8}(?:之?前|号)(?:收到|到)[^,。]{0,2}(?:吗|么|$|\\?)",
    ),
    (Doubt.INVOICE, f"(?:能|可以|有|给)(?:不能|没有)?开?[^,。]{{0,4}}(?:发票|专票){_Q}|能不能开[^,。]{{0,3}}票"),
)
DOUBTS: Final = tuple((code, re.compile(words)) for code, words in _QUESTIONS)
