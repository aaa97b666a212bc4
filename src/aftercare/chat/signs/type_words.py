"""By what buyers show their type, as patterns over folded lines (A 任务二, 了解顾客类型). Points: 4 strong, 2 weak."""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from aftercare.chat.signs.terms import BuyerType, TypeSign

_EMOJI: Final = "[\U0001f300-\U0001faff\u2600-\u27bf]"
_UNITS: Final = (
    "(?:cm|mm|kg|mah|ml|km|g|w|l)(?![a-z])|寸|厘米|毫米|米|公斤|斤|克|升|毫升|瓦|伏|度|分贝|支|目|丝|平米?|码|%"
)


@dataclass(frozen=True)
class Habit:
    """One sign of a type. It counts once a line and at most `most` times a conversation."""

    sign: TypeSign
    type: BuyerType
    points: int
    pattern: re.Pattern[str]
    most: int = 3
    not_polite: bool = False  # an order with "please" is a request
    least: int = 1  # times in one line

    def find(self, text: str) -> re.Match[str] | None:
        """The first place where a line shows it often enough."""
        found = list(islice(self.pattern.finditer(text), self.least))
        return found[0] if len(found) == self.least else None


def _habit(sign: TypeSign, kind: BuyerType, points: int, words: str, **limits: int) -> Habit:
    return Habit(sign, kind, points, re.compile(words), **limits)  # type: ignore[arg-type]


POLITE: Final = re.compile("谢|感谢|麻烦|请问|请(?!说|客)|您|不好意思|辛苦|打扰|劳烦|拜托|好吗|可以吗|行吗|能不能")
# What says nothing about anybody: greetings, yes and no.
NEUTRAL: Final = re.compile(
    r"(?:在吗?|在不在|你好|您好|hello|hi|嗨|有人吗|人工|转人工|人工客服|[好嗯哦噢是对行]的?|ok|收到|没有了?|不用|[\d\W_])*"
)
_START: Final = r"(?:^|(?<=[,。!?;\n ]))"

# fmt: off
HABITS: Final[tuple[Habit, ...]] = (
    _habit(TypeSign.ORDERS, BuyerType.DOMINANT, 3,
           f"{_START}(?:直接)?(?:给我|帮我|你)?(?:马上|立刻|赶紧|赶快|快点?|现在|今天|必须|直接|立即)+"
           r"(?:就)?(?:给我|帮我)?(?:发|退|换|改|处理|解决|取消|安排|补|查|回|说|报)[^吗?,。]{0,6}(?=$|[,。!;\n ])"
           f"|{_START}(?:给我|就)(?:发|退|换|改|补|安排)[^吗?,。]{{0,6}}(?=$|[,。!;\n ])"
           f"|{_START}别(?:废话|啰嗦|墨迹|磨叽|绕)|说重点|长话短说",
           not_polite=True),
    _habit(TypeSign.URGENT, BuyerType.DOMINANT, 2,
           "马上|立刻|赶紧|赶快|立即|快点|速度点?(?=$|[,。!])|抓紧|等不了|没时间|赶时间", not_polite=True),
    _habit(TypeSign.DECIDED, BuyerType.DOMINANT, 4,
           "就(?:要|买|拿|拍|定)(?:这|它|那|\\d|[一两]|黑|白|红|蓝|大|小|最)|就(?:它|这个|这款|这件|那个)了|直接(?:拍|下单|买|付)|已经(?:拍|付|下单)了"
           "|不用(?:介绍|推荐|解释|说了|比)|不用再?说(?:那么|这么)?多"),
    _habit(TypeSign.NO_HAGGLING, BuyerType.DOMINANT, 4,
           "[不懒没](?:想|得|用|爱|跟你)?(?:讲|还|砍)价|价格?(?:无所谓|不是问题|没关系|好说)|钱不是问题|贵点(?:没关系|无所谓)|多少钱都(?:行|可以)"
           "|不差(?:这点)?钱"),
    _habit(TypeSign.OWN_TERMS, BuyerType.DOMINANT, 4,
           "按我(?:说|的)|听我的|我说了算|我不管|我(?:就|只)要|不要跟我(?:说|讲)|我不想听|我(?:要求|规定)你|必须按我"),
    _habit(TypeSign.EXCLAIMS, BuyerType.EXPRESSIVE, 2, r"[^!]!(?!!!)|~|!!"),
    _habit(TypeSign.EMOJI, BuyerType.EXPRESSIVE, 2, f"{_EMOJI}|哈哈|嘻嘻|嘿嘿|呜呜|hhh"
           r"|\[(?:偷笑|害羞|开心|爱心|玫瑰|大笑|可爱)\]"),
    _habit(TypeSign.SHOWS_SELF, BuyerType.EXPRESSIVE, 4,
           "朋友圈|小红书|抖音|晒(?:一下|个?图|出去|单)|(?:朋友|同事|闺蜜|大家|别人|邻居|粉丝)们?(?:见了|看了)?(?:[都全](?:说|夸|问|羡慕)|夸|羡慕)"
           "|我(?:这个?人|眼光|品味|审美|对.{1,6}(?:讲究|有研究|要求高))|我的(?:眼光|品味|审美)|回头率|穿出去|拿得出手"),
    _habit(TypeSign.SEEKS_PRAISE, BuyerType.EXPRESSIVE, 4,
           "是不是(?:很|特别|超)?(?:好看|美|帅|有眼光|会选|厉害)|我(?:穿|戴|用|拿)[^,。?]{0,8}(?:好看|美|帅|漂亮)|(?:有|好)眼光|我(?:选|挑)的?(?:不错|好看)吧"
           "|我(?:厉害|聪明)吧"),
    _habit(TypeSign.FEELINGS, BuyerType.EXPRESSIVE, 3,
           "(?:超级?|好|太|特别|真的?)(?:喜欢|爱|心动|开心|期待|惊喜|可爱|漂亮)|爱死|爱了|绝绝子|绝了|惊艳|迫不及待|种草|心动|激动"),
    _habit(TypeSign.POLITE, BuyerType.AMIABLE, 2, "谢谢|感谢|麻烦|请问|不好意思|辛苦|打扰|劳烦|拜托|多谢", most=2),
    _habit(TypeSign.ASKS_OPINION, BuyerType.AMIABLE, 4,
           "[你您]们?(?:觉得|认为|建议|说呢|看呢|看着办)|帮我(?:看看|选|挑|推荐|参考|拿个主意)|给(?:点|个)(?:建议|意见)|推荐(?:一下|哪|一款|个|下|吗)"
           "|哪(?:个|款|种|一个|一款)(?:更|比较)?(?:好看?|适合|合适)|听[你您]的|[你您]帮我(?:定|决定)"),
    _habit(TypeSign.UNDECIDED, BuyerType.AMIABLE, 4,
           "不知道(?:选|买|哪|该|要|怎么选)|纠结|犹豫|拿不定|下不了决心|都(?:可以|行)(?:的|吧|呀)?(?=$|[,。!~])|随便(?:吧|都)?(?=$|[,。!~])|选择困难"
           "|再(?:想想|考虑)|不太?(?:懂|会选)|没主意"),
    _habit(TypeSign.FRIENDLY, BuyerType.AMIABLE, 2,
           f"{_START}亲(?:$|[,。!~爱])|亲亲|小姐姐|小哥哥|[你您]人?真好|[你您]真(?:有耐心|热情|耐心)|没关系(?:的|呀)|不急的?(?=$|[,。~])|慢慢来"),
    _habit(TypeSign.FIGURES, BuyerType.ANALYTIC, 2, rf"\d+(?:\.\d+)?\s?(?:{_UNITS})|\d+\s?[x*×]\s?\d+"),
    _habit(TypeSign.COMPARES, BuyerType.ANALYTIC, 4,
           "(?:[和跟与比].{1,14}(?:比起?来?|区别|差别|不同|相比))|有(?:什么|啥|哪些)?(?:区别|差别|不同)|对比|性价比|差(?:在哪|多少)|哪个更?(?:耐用|划算|省电|值)"),
    _habit(TypeSign.DETAILS, BuyerType.ANALYTIC, 3,
           "材质|成分|成份|参数|规格|配方|型号|含量|密度|克重|功率|产地|生产日期|保质期|配置|尺寸|面料|厚度|内径|净重|毛重|分辨率|刷新率|电压|续航|接口|执行标准"),
    _habit(TypeSign.RISK, BuyerType.ANALYTIC, 3,
           "(?:能|可以|可不可以|支持|包|给)(?:不能|不可以)?(?:无理由)?(?:退|换)(?:货|换)?(?:吗|么|不|\\?)|质保|保修(?:多久|几年|期)|检测报告|质检|检验报告|认证"
           "|假一赔|运费险|会不会(?:掉|缩|起|变|坏|漏|褪|过敏)|坏了(?:怎么|谁|算|能)|万一|怎么(?:保证|证明)|正品(?:吗|证)|有(?:什么)?保障"),
    _habit(TypeSign.QUESTIONS, BuyerType.ANALYTIC, 2,
           r"[吗呢]?\?+|[吗呢]|多少|几[个天年]|怎么|是否", least=3),
)
# fmt: on
LONG: Final = 50  # letters from which on a line tells a lot
SCORE_OF_LONG: Final = 2
LONG_MOST: Final = 2
