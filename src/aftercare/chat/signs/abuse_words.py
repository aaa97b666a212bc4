"""What buyers shout, as patterns over packed text (`abuse.pack`): lower case, half width, simplified, without hidden
characters, blanks and the signs people put between characters. Harmless look-alikes are ruled out in each pattern."""

import re
from dataclasses import dataclass
from typing import Final

from aftercare.chat.signs.terms import AbuseSign

# What a mother owns: "他妈的尺码" is a question of size.
_OWNED: Final = (
    "生日|礼物|尺码|尺寸|身高|体重|手机|号|电话|名字|地址|衣服|裤|裙|鞋|账|卡|脚|码|年|身材|皮肤|订单|快递|包裹|药|手|腰|腿|病|眼|头"
    "|口味|牙|意思|话|同事|朋友|要求|妈|血|药|膝"
)
_BEGIN: Final = r"(?:^|(?<=[,。!?;:\n~]))"
_END: Final = r"(?=$|[,。!?;\n~])"
_BIN: Final = "(?!桶|袋|箱|篓|筐|处理|分类|车|站|盒|铲|短信|邮件|夹|粉碎|房|斗|架|回收|食品|口|清)"


@dataclass(frozen=True)
class Words:
    """One pattern. `at_us`: it says itself whom it means, so "我" before it excuses nothing. `latin`: letters that are
    also names of brands and codes of articles."""

    sign: AbuseSign
    pattern: re.Pattern[str]
    at_us: bool = False
    latin: bool = False


def _words(sign: AbuseSign, *patterns: str, at_us: bool = False) -> tuple[Words, ...]:
    return tuple(Words(sign, re.compile(one), at_us) for one in patterns)


def _latin(sign: AbuseSign, *patterns: str) -> tuple[Words, ...]:
    return tuple(Words(sign, re.compile(f"(?<![a-z0-9])(?:{one})(?![a-z0-9])"), latin=True) for one in patterns)


# fmt: off
INSULTS: Final = (
    # no nmd and nmb: shoes and bearings are called so
    *_latin(AbuseSign.INSULT, r"(?:s+ ?b+ ?)+", r"c+ ?n+ ?m+ ?(?:b+)?|w?c ?n ?m", r"n ?m ?(?:s ?l|l ?g ?b)|qnmd",
            r"m ?l ?g ?b|r ?n ?m", r"cao ?ni ?ma|sha ?bi",
            r"ass ?holes?|bitch(?:es)?|motherfuckers?|fuck (?:you|off|u)"),
    *_words(AbuseSign.INSULT,
            r"you(?:'re| are| r)? (?:an? |all |such |so |fucking )*(?:idiots?|morons?|stupid|trash|scum)", at_us=True),
    *_words(AbuseSign.INSULT,
            "傻+(?:逼|屄|b(?![a-z])|比(?!较|赛|例|如|你|我)|笔(?!记)|叉|吊(?!坠)|屌|缺(?!货)|币|批(?!发)|×|x(?![a-z0-9]))",
            "煞[笔比逼币]|沙逼|杀逼|鲨[逼笔臂]|莎比(?!亚|娜)|啥逼(?!着|迫|我)",
            "(?:你们?|客服|个|这|真|大)(?:是|个|就|的|都)*(?:沙比|啥比|沙币|沙雕|鲨比|傻狗)(?!较|例|赛|重|图|视)",
            "脑残(?!粉|志|儿|设计|操作|规|系统|活动|页面)|(?:智障|弱智)(?!儿|孩|人[士群]|学|者|系统|机|设计|操作)",
            "白痴(?!式|级|化|操作|设计|都)|低能儿|脑(?:子)?瘫(?!患|儿|病|康|轮)|脑(?:子|袋)里?(?:有病|有屎|有坑|进了?水|进了?屎)",
            "(?<![疗体害险圾筑余收业])废物(?!利|箱|桶|处|回|袋|间|改|再|篮)|畜[生牲](?!棚|圈)",
            "(?<![买些点的])狗东西|狗日(?!期|本|用|常|食|子|历)|狗杂种|狗娘养|狗逼|狗(?:客服|卖家|商家|玩意)|杂种(?!犬|狗|猫|兰|优|花|稻)",
            "王八(?:蛋|羔|犊)|忘八|[混浑]蛋(?!液|糕)|混[账帐]东西|(?<!犯)贱(?:人|货|逼|种)(?!架)|婊子|(?<!器)人渣|(?<![腐失打])败类"
            "|臭不要脸|低贱",
            f"垃圾客服|你(?:就|真)?是个?垃圾{_BIN}|你们?(?:是不是|是|真|就|都)*(?:个|大)?傻子",
            f"{_BEGIN}(?:你们?|客服|卖家|店家|真|这|都|是|不|一[群帮个])*(?:神经病|精神病)(?!学|变|理|痛|医|院|药|人|史|患|的)",
            "你们?(?:[真是就怕不这]|他妈)*有大?病(?![历例毒虫害变菌人友假因情史理根症叶房])",
            "滚(?:蛋|犊子|粗)|(?:给我|你|你们|都|快|赶紧)滚(?!动|筒|轮|烫|珠|来|下|床|雪|边|梯|刷|过|一|水|开的|圆|针|草)",
            f"{_BEGIN}滚+(?:吧|远点|开|一边去|你的)?{_END}", f"(?:{_BEGIN}|你们?)(?:都|就|去|给我)*吃屎"),
    *_words(AbuseSign.INSULT,
            "[操艹草肏曹糙日干淦](?:你|尼|泥|拟|拿|n)(?:们)?(?:[妈马玛m娘🐴🐎](?!上|来|去)|[吗嘛](?=$|[,。!?的])|大爷|老母|祖宗|先人|仙人|全家)"
            "(?!驼|公仔|玩偶|毛绒|抱枕|玩具|挂件|毛衣|钥匙|图案)",
            f"(?<![体早做广课间练])[操艹肏]你们?(?:{_END}|的(?!心|作|控))",
            f"你们?[妈马🐴🐎](?:逼|b(?![a-z])|了?个逼)|(?<![给帮替送跟陪是])你妈的(?!{_OWNED})|妈了?个?(?:逼|巴子)|他妈逼"
            f"|[马妈][勒了]个?[戈隔]壁|去(?:你|他|你们)[妈马🐴](?!上|家|妈|那)",
            "(?<![索塞拉达])尼玛(?!次|县|扎|多|卓|石|区|堆)", at_us=True),
)
CURSES: Final = (
    *_words(AbuseSign.CURSE,
            "死(?:你们?|他)?全家|全家(?:都|不得好|一起)?死|(?:你|尼|n)们?[妈马吗玛m🐴🐎爹](?:都|就|全)?死|你们?妈没了(?!收)|[你尼][🐴🐎]"
            "|死[妈🐴](?!咪|妈)|不得好死|断子绝孙|死绝|天打雷劈|早死早超生|没屁眼|出门被?车?撞|短命鬼",
            f"去死(?:吧|啊|呀|算了|了)*{_END}|(?:不|给我|快|还不|都|你们?)去死(?!皮|角|海|亡|磕)|你们?(?:这)?[群帮些个]孤儿",
            at_us=True),
)
SWEARING: Final = (
    *_latin(AbuseSign.SWEARING, "t+ ?m+ ?d+", "fuck(?:ing|ed|er)?"),
    *_words(AbuseSign.SWEARING,
            f"(?<![给帮替送跟陪和是叫让对])他[妈马m吗嘛]的(?!{_OWNED})|真是他妈的(?!{_OWNED})",
            "(?:你们?|[真太快谁么我底]|给我)(?:还|就|都|也|又)?他妈(?!妈|咪|的)",
            "[就也都还又这可]他妈(?=垃圾|坑|骗|破|烂|有病|有毛病|什么|能|叫|离谱|太|真|贵|不)",
            f"{_BEGIN}他妈(?=垃圾|坑|骗|破|烂|有病|到底|还|什么玩)|{_BEGIN}(?:真)?妈的(?!{_OWNED})|真[妈🐴]的",
            at_us=True),
)
# Whoever asks for a doctor, a court or a bad review threatens nobody.
THREATS: Final = _words(
    AbuseSign.THREAT,
    "(?:见一次|信不信|上门|过去|过来|找人|叫人|带人|线下|早晚|非|想|要|会)[^,。!?;\\n]{0,4}"
    "(?:打|揍|扁|收拾|砍)(?:死|残|烂)?你(?!们?.{0,8}(?:电话|手机|客服|热线|招呼|钱|款|报|官司|差评|投诉|卡|包|印|字|折|听|12))",
    "(?:弄|整|搞|打|砍|捅|掐|撞|炸|揍|宰)死(?:你们?|客服|卖家)(?!们?[也都不]|.{0,3}(?:电话|热线))",
    "(?:砍|捅|剁|杀|宰|废|做|劈)了(?:你|客服)(?!们?的?(?:价|号|电话|货|单|一))|杀(?:你|你们|他)?全家",
    "砍你(?!们?.{0,3}(?:刀|价|链接))|捅你(?!们)|揍你|扁你|扇你|抽你(?:嘴|耳|丫|大)",
    "打(?:断|折)你们?的?(?:狗?腿|手|胳膊)|打爆你们?的?狗?头(?!像)|剁了?你们?的?手|卸你.{0,3}(?:腿|胳膊)|拧断你",
    "(?:烧|砸|炸|点)了?你们?的?(?:店|公司|仓库|家(?!电)|门|厂|场子|狗窝)(?!.{0,2}招牌)|泼你.{0,4}(?:硫酸|粪|油漆)",
    "[小当]心你们?的?.{0,2}(?:狗命|小命|狗腿)|(?<!不)要(?:了)?你们?的?(?:狗|小)?命(?!令|名|题|中)|出门小心点?(?=$|[,。!])",
    "知道你们?家?住(?:在)?哪|别让我.{0,6}(?:碰|看|遇|抓|逮)(?:到|见|着)你(?!们?的|们?.{0,3}(?:信|消息|广告|电话|链接|家))",
    "等着(?:死|挨打|收尸)|给你们?收尸|给你.{0,3}放血|血洗|人肉(?:搜索)?你",
    "(?:kill|murder|stab|shoot) (?:you|ur?)(?![a-z])",
    at_us=True,
)
ANGER: Final = _words(
    AbuseSign.ANGER,
    "(?:死|大|臭)?骗(?:子|人|钱|局|术|我们?(?!说))|诈骗|坑(?:爹|人|货|钱|我|死|顾客|消费)|[太真好够]坑",
    f"(?<![倒扔丢装放收余吸捡扫厨类干湿种套])垃圾{_BIN}|(?:真|太|好|够|挺)恶心(?!呕)",
    "气死|气炸|火大|忍无可忍|受够了|欺人太甚|欺负人|什么破(?!壁|损|冰|洞|皮)|破(?:店|烂玩意|客服)|什么(?:玩意|态度)|狗屁|无耻|不要脸",
    "没素质|没教养|黑心(?!棉|病)|奸商|缺德|无良|当我们?是?(?:个)?(?:傻|白痴|好欺)|耍(?:我|人|猴)|死哪(?:去|里)|[都人]死(?:光|了吗|绝)"
    "|装死|想打人",
    "卧[槽曹草]|握草|特么|他喵|妈蛋|操蛋|日了狗|(?:脑残|智障|弱智|白痴)(?=设计|操作|规|系统|活动|页面|机)|你们?大爷的?|你们?放屁",
    f"(?:{_BEGIN}|我)[操艹草靠擦](?:了|啊|你)?{_END}|(?<![a-z0-9])(?:shit|wtf|n ?n ?d)(?![a-z0-9])",
)
# fmt: on
# The worst first: where two patterns meet the same words, the first one counts.
ALL: Final = (*THREATS, *CURSES, *INSULTS, *SWEARING, *ANGER)
