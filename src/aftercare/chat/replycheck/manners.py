"""Default rules about tone: vague words, bare refusals, arguing, promises (sources 001 to 003; the advertising law)."""

from typing import Final

from aftercare.chat.replycheck.rulebook import Rule
from aftercare.chat.replycheck.terms import Detector, HitKind
from aftercare.chat.replycheck.words import words
from aftercare.core.marking import _

_UNSURE: Final = _("Unsure words make buyers ask again. Look it up, or say by when you will know.")
_FLAT: Final = _("A bare no ends the talk. Say what can be done, or why not.")
_HELP: Final = _("Sending buyers away is not an answer. Say that you will see to it.")
_BLAME: Final = _("Whose fault it is does not help now. Say what happens next.")
_MOCKED: Final = _("This can be read as mocking. Stay calm: facts, and the next step.")
_TOLD: Final = _("Buyers who are told that they were told feel scolded. Say it once more, in other words.")
_SUPERLATIVE: Final = _("The advertising law forbids superlatives. Say what is so, with a number or a fact.")
_ABSOLUTE: Final = _("Nothing is absolute: what cannot be proved will be held against the shop.")
_SURE: Final = _("Do not promise what others do, such as couriers. Say what you will do, and by when.")


def _words(code: str, better: str, why: str, phrases: str, unless: str = "") -> Rule:
    kind = HitKind(code.split(".", maxsplit=1)[0])
    return Rule(code, kind, Detector.PHRASES, why, better, words(phrases), unless=words(unless))


_VAGUE: Final = (
    _words(
        "vague.maybe",
        "预计",
        _UNSURE,
        "可能|也许|或许|说不定|没准|大概|估计|差不多吧",
        "不可能|尽可能|可能性|是否可能|可能的话|如果可能|有可能性|没可能|不太可能|怎么可能|大概率是|估计您|估计亲"
        "|可能给您|可能由于您|可能带来",
    ),
    _words(
        "vague.should",
        "我确认一下马上回复您",
        _UNSURE,
        "应该是吧|应该吧|应该可以|应该能|应该会|应该没问题|应该没事|应该是|应该不会|应该快了|应该到了|应该还好"
        "|应该差不多",
        "应该是我们|应该是我做|应该是我的|应该可以理解|不应该是|应该会员",
    ),
    _words("vague.seems", "我查到的是", _UNSURE, "好像|似乎|貌似|印象中|我记得是|听说是", "好像您说|好像素"),
    _words(
        "vague.unknown",
        "我马上帮您核实",
        _UNSURE,
        "不太清楚|不清楚|不知道|不确定|不晓得|说不准|说不好|不好说",
        "看不清楚|看不太清楚|听不清楚|拍不清楚|照片不清楚|图片不清楚|视频不清楚|不清楚的地方|不清楚的话|不清楚的可以"
        "|如不清楚|如果不清楚|有不清楚|不清楚您|不知道您|不知道亲|不知道方便|不知道可以|不知道能|不知道是否|您不知道"
        "|不确定的话|您不确定",
    ),
    _words(
        "vague.later",
        "今天之内回复您",
        _UNSURE,
        "过几天再|过段时间再|改天再|有空再|回头再说|到时候再说|看情况再|再说吧",
    ),
    _words(
        "vague.english",
        "I will check and tell you",
        _UNSURE,
        "maybe|perhaps|i guess|i suppose|not sure|probably|no idea",
        "maybe you|if you are not sure|if you're not sure",
    ),
)

_REFUSALS: Final = (
    _words(
        "refusal.no",
        "目前还办不到，我帮您想别的办法",
        _FLAT,
        "不行|不可以|退不了|换不了|改不了|办不了|做不了|做不到|弄不了|不给退|不给换|不给改|没得商量|没商量",
        "行不行|不行的话|如果不行|若不行|要是不行|还不行|还是不行|也不行|实在不行|不行再|不行就|后不行|不行可以"
        "|不行您|不行吗|不行么|可不可以|不可以吗|不可以么|不可以的话|是不是不可以|若不可以|如果不可以|改不了吗"
        "|退不了吗|换不了吗|退不了的话|换不了的话",
    ),
    _words(
        "refusal.impossible",
        "这个我去核实一下再答复您",
        _FLAT,
        "不可能|怎么可能|没可能|绝无可能|没有可能",
        "不可能让您|不可能不管|不可能不给|有没有可能|不可能有*假",
    ),
    _words(
        "refusal.unheard",
        "谢谢您告诉我们，我马上去核实",
        _FLAT,
        "从来没听说|从没听说|没听说过|从来没有过|从来没出现|从来没遇到|从没遇到|没遇到过|头一次听说|第一次听说|没听过",
    ),
    _words(
        "refusal.helpless",
        "目前不能直接办理，我给您换个办法",
        _FLAT,
        "没办法|没有办法|没法子|无能为力|爱莫能助|帮不了",
        "有没办法|有没有办法|没办法的话|没办法再|您没办法|如没办法|如果没办法",
    ),
    _words(
        "refusal.not_mine",
        "我帮您联系负责的同事",
        _HELP,
        "不归我管|不归我们管|不是我负责|不是我们负责|我管不了|我们管不了|不关我|不关我们|跟我没关系|跟我们没关系"
        "|和我们没关系|与我们无关|与我无关|你自己联系|你去找快递|你找快递|您找快递吧|你自己去查|自己去看|自己看详情",
        "自己去看看",
    ),
    _words(
        "refusal.rule",
        "按规则是这样处理的，我给您说明原因",
        _FLAT,
        "规定就是这样|就是这么规定|这是规定|没这个规定|没有这个规定",
    ),
    _words(
        "refusal.english",
        "I cannot do that, but here is what I can do",
        _FLAT,
        "no way|impossible|can't be done|cannot be done|never heard of|not my job|nothing i can do|not our business",
        "nothing i can do wrong",
    ),
)

_ARGUING: Final = (
    _words(
        "arguing.blame",
        "我们一起看看怎么处理最快",
        _BLAME,
        "是你自己的问题|是您自己的问题|你自己的问题|怪你自己|怪您自己|你自己没看|您自己没看|你自己没注意"
        "|您自己没注意|你自己拍错|您自己拍错|你自己选错|您自己选错|是你弄坏|是您弄坏|你自己弄坏|您自己弄坏"
        "|不是我们的问题|不是我们的责任|不是我们的错|不怪我们|谁让你|谁叫你|谁让您|早干嘛去了|早干什么去了"
        "|你不会自己|自己不会看",
        "不是我们的问题吗|看是不是我们的问题|不管是不是我们的问题|不管是不是我们的责任|如果不是我们的问题",
    ),
    _words(
        "arguing.mocking",
        "您的心情我理解，我们马上处理",
        _MOCKED,
        "爱买不买|爱要不要|爱退不退|随便你|随你便|你爱投诉|你去投诉|你投诉吧|您去投诉吧|投诉也没用|投诉没用"
        "|别人都没问题|别人怎么没|人家都没|就你事多|就您事多|事真多|你想怎样|你想怎么样|您想怎样|凭什么|无理取闹"
        "|胡搅蛮缠|胡说|讲点道理|讲讲道理|讲不讲理|不讲理|你懂不懂|懂不懂啊|你有病|神经病|脑子|贪小便宜|占便宜|碰瓷"
        "|讹我们|便宜没好货|一分钱一分货|吵什么|烦不烦|你烦|别烦|闭嘴|急什么|催什么催|有完没完|买不起",
        "显示器脑子",
    ),
    _words(
        "arguing.told",
        "我再跟您确认一遍",
        _TOLD,
        "说了多少遍|说过多少遍|说了很多遍|说过很多遍|讲了多少遍|跟你说了|跟您说了|跟你说过|跟您说过|不是说了吗"
        "|不是说过了|不是告诉你|不是告诉您|不是跟你说|不是跟您说|都说了|已经说过了|听不懂|看不懂吗|没听明白吗"
        "|没看到吗|没看见吗|没看详情|不看详情|不会看吗|自己看清楚|看清楚再",
        "听不懂的地方|没看到吗?亲|跟您说了没有",
    ),
    _words(
        "arguing.english",
        "I understand. Here is what happens next",
        _MOCKED,
        "calm down|that's your fault|your own fault|not our fault|you should have|as i said|i already told you"
        "|i told you|as i already said|whatever you like",
    ),
)

_PROMISES: Final = (
    _words(
        "promise.superlative",
        "很受欢迎的",
        _SUPERLATIVE,
        "最好的|最便宜|最低价|最优惠的价|最先进|最高级|最顶级|质量最好|品质最好|效果最好|史上最|全网最|全国最|世界最"
        "|全网第一|全国第一|世界第一|销量第一|行业第一|质量第一|排名第一|顶级|极品|国家级|世界级|独一无二|绝无仅有"
        "|史无前例|第一品牌|唯一正品",
        "最好的办法|最好的方式|最好的解决|最好的处理|最好的服务给|最好的祝福|最好的状态|最好的时间|顾客第一|客户第一"
        "|国家级认证|国家级证书",
    ),
    _words(
        "promise.absolute",
        "经过检测合格的",
        _ABSOLUTE,
        "绝对|百分百|百分之百|100%|万无一失|零风险|零投诉|根治|包治|药到病除|永不|永久|永远不|终身|一辈子|包好的"
        "|包您满意|包你满意|包满意|无条件退|无条件换|万能",
        "100%棉|100%纯棉|100%全棉|100%精梳|100%新疆|100%长绒|100%羊|100%聚酯|100%桑蚕|100%涤|100%亚麻|100%真丝"
        "|100%天丝|100%粘|100%莱|100%绵|100%实木|100%原木|100%蚕丝|100%进度|到100%|充到100%|电量100%|绝对路径|绝对值"
        "|不绝对|不是绝对|万能胶|万能充|万能遥控|永久居|永久地址|一辈子幸福|永久删除|永久封|永久关|不能百分百"
        "|不是百分百|不敢百分百",
    ),
    _words(
        "promise.sure",
        "我会跟进到底，有结果第一时间告诉您",
        _SURE,
        "肯定能|肯定会|肯定可以|肯定没|肯定不会|肯定到|肯定好|肯定给您|一定能到|一定会到|一定到|一定能收到"
        "|一定可以收到|一定没问题|一定能退|一定会退|一定会好|一定给您退|一定能修|一定能成功|保证能|保证会|保证没"
        "|保证不|保证您|保证明天|保证今天|保证*到货|保证*送到|保证*收到|保证*退款|保证*赔|包到|包修好|绝不会|决不会"
        "|不会坏的|坏了包",
        "不能保证|无法保证|不敢保证|没办法保证|没法保证|难以保证|不保证|保证金|保证不了|不一定|不肯定|能肯定"
        "|保证您的|肯定会员|还请您保证|请您保证|请保证|烦请保证|需要保证|若保证|保证没有拆|保证不影响|保证没有使用"
        "|保证没有损坏|不影响",
    ),
    _words(
        "promise.english",
        "We will do what we can, and tell you by when",
        _SURE,
        "guarantee|guaranteed|definitely|the best ever|lifetime|forever|never breaks|100% safe|always works",
        "no guarantee|cannot guarantee|can't guarantee|guarantee card|guarantee period",
    ),
)

MANNERS: Final = (*_ARGUING, *_REFUSALS, *_VAGUE, *_PROMISES)
