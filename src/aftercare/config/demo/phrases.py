"""What people write in the demo shop about the other kinds of cases. Nobody and nothing real is meant."""

from collections.abc import Mapping
from typing import Final

from aftercare.cases.terms import Reason

Texts = tuple[str, ...]
ByReason = Mapping[Reason, Texts]

# What the buyer says, by kind and reason.
ASKED: Final[Mapping[str, ByReason]] = {
    "exchange": {
        Reason.SIZE: ("尺寸拍小了，想换大一号，没有用过。", "颜色和柜子不搭，想换另一个颜色，可以补差价。"),
        Reason.QUALITY: ("底座不平，放上去会晃，想换一个好的。", "收到就有一道划痕，送人用的，换一个吧。"),
        Reason.NOT_AS_DESCRIBED: ("颜色比图片深很多，想换浅色那款。", "页面写的尺寸和实物差两厘米，换大一号。"),
        Reason.WRONG_ITEM: ("款式发错了，包装上的型号和订单不一样，请换。",),
    },
    "refund_only": {
        Reason.NOT_WANTED: ("拍错了，还没发货吧，直接退了。", "家里人已经买了一样的，没发就取消吧。"),
        Reason.OUT_OF_STOCK: ("客服说缺货要等半个月，不等了，退款。", "一直不发货，说在补货，退了吧。"),
        Reason.LATE: ("下单三天了还没动静，等不及了。",),
        Reason.NOT_RECEIVED: ("物流显示到驿站了，驿站说没有这个件。", "物流五天没有更新，一直没收到。"),
        Reason.LOST: ("快递员说找不到件，让我找卖家退款。", "快递打电话说丢件了。"),
        Reason.MISSING: ("少发了一件，东西不急用，退那一件的钱就好。",),
        Reason.PRICE_DIFFERENCE: ("昨天刚买，今天就降价了，申请退差价。", "直播间便宜不少，保价期内，退差价。"),
    },
    "repair": {
        Reason.QUALITY: (
            "用了三个星期，连接处松了，放不稳。",
            "接缝开了，正常使用，没有碰过。",
            "表面起皮掉漆，想返修。",
        ),
        Reason.MISUSE: ("孩子从桌上碰下来，断了一个角，能修吗？费用我出。", "打扫的时候没拿稳，磕裂了，想修一下。"),
        Reason.DAMAGED: ("搬家时压裂了，想返修。",),
        Reason.OTHER: ("表面掉漆，想返厂补一下。",),
    },
    "misshipment": {
        Reason.WRONG_ITEM: ("拍的是大号，收到的是小号。", "颜色发错了，订单截图和实物都拍了。"),
        Reason.MIXED: ("收到的包裹是别人的名字，里面也不是我买的。", "跟邻居的包裹串了，里面是一盏灯。"),
        Reason.MISSING: ("订单两样只收到一样，箱子里没有别的了。", "配件袋没放，螺丝和挂钩都没有。"),
    },
    "damaged": {
        Reason.DAMAGED: ("箱子一角压扁了，打开里面已经裂了。", "开箱就是碎的，泡沫只垫了一层，拍了照片。"),
        Reason.QUALITY: ("包装是好的，里面有一道裂，应该是出厂就这样。",),
        Reason.MISUSE: ("安装的时候掉下来磕了一块，想问能不能处理。",),
    },
    "minor_flaw": {
        Reason.MINOR_FLAW: (
            "背面有个小黑点，不影响用，就是有点膈应。",
            "边上有一点胶痕，擦不掉，不想退那么麻烦。",
            "底部有个小凹坑，放着看不见，跟你们说一声。",
            "线头有点多，其他都挺好。",
        )
    },
    "out_of_zone": {
        Reason.OUT_OF_ZONE: ("快递说我们镇不派送，让我去县城取，太远了。", "显示超区，停在网点三天了。"),
        Reason.NO_OUTLET: ("客服说这边没有网点，件要退回去。",),
        Reason.SUSPENDED: ("网点暂停营业，件一直压着。",),
    },
    "complaint": {
        Reason.SERVICE: ("问了三遍都是自动回复，转来转去没人管。", "客服说帮我备注，结果没备注，态度还不耐烦。"),
        Reason.QUALITY: ("第二次买了，这次做工明显不如上次，什么情况？", "才用几天就出问题，你们质检在做什么？"),
        Reason.LATE: ("说好两天到，等了一个星期，生日都过了。",),
        Reason.COURIER: ("快递没打电话就放门口，被雨淋湿了。", "快递员态度恶劣，要求道歉。"),
        Reason.NOT_AS_DESCRIBED: ("页面写的是实木，问客服又说是贴面，到底是什么？",),
        Reason.PRICE_DIFFERENCE: ("刚付款就降价，客服说不能保价，不合理。",),
    },
    "review": {
        Reason.SERVICE: ("中差评：客服回复慢。",),
        Reason.QUALITY: ("中差评：质量。",),
        Reason.COURIER: ("中差评：物流。",),
        Reason.MOOD: ("中差评：未写具体原因。",),
        Reason.MALICIOUS: ("中差评：疑似同行，内容与商品无关。",),
    },
    "rights": {
        Reason.NOT_AS_DESCRIBED: ("买家发起维权：材质与页面描述不符，要求退一赔三。",),
        Reason.QUALITY: ("买家发起维权：使用一周出现故障，要求全额退款。",),
        Reason.FALSE_DISPATCH: ("买家投诉虚假发货：点了发货，两天没有揽收记录。",),
        Reason.LATE: ("买家投诉延迟发货，要求赔付。",),
        Reason.COUNTERFEIT: ("买家质疑不是正品，要求提供进货凭证。",),
        Reason.SERVICE: ("买家投诉客服承诺未兑现。",),
    },
    "compensation": {
        Reason.LATE: ("发货晚了三天，和买家说好补偿一点。",),
        Reason.SERVICE: ("回复不及时，给买家一点补偿。",),
        Reason.MINOR_FLAW: ("小瑕疵，买家愿意留下，补偿一点。",),
        Reason.QUALITY: ("买家不愿寄回，协商补偿。",),
    },
    "reship": {
        Reason.MISSING: ("漏发配件包，补寄一份。",),
        Reason.LOST: ("快递确认丢件，买家同意重发。",),
    },
    "claim": {
        Reason.LATE: ("大促期间整车延误，按协议索赔。",),
        Reason.LOST: ("退件在返程途中丢失，向快递索赔。",),
        Reason.DAMAGED: ("干线运输压损，已留存照片。",),
    },
}
VARIANT_NOTES: Final = ("仓库确认有现货，换同款。", "买家补差价换大号，运费我们承担。")

# Contacts
TALKED: Final = (
    "买家说晚上再看，让我们先核实。",
    "已道歉并说明原因，买家情绪缓和。",
    "说明了处理流程和时间，买家同意等。",
    "买家希望尽快解决，不想再解释一遍。",
)
NOT_REACHED: Final = ("电话无人接听，旺旺已留言。", "旺旺已读未回。", "关机，晚点再打。")
DECLINED: Final = ("买家觉得补偿太少，不接受。", "买家坚持要换新，不要优惠券。")
AGREED: Final = ("买家同意方案，尽快办理。", "沟通一致，买家表示理解。")
LATER: Final = ("买家在开会，约好稍后再打。", "买家说下班以后方便。")

# Decisions and their reasons
WHY_DIFFERENCE: Final = ("换成便宜一档的款式，差价超过我的额度，请批准。",)
WHY_REFUND: Final = ("快递确认丢件，整单退款超过额度，请审批。", "未发货取消，金额超过额度，请审批。")
WHY_COMPENSATION: Final = ("买家沟通顺利，本岗没有额度，请主管批准这笔补偿。", "与买家已谈妥，补偿请主管审批。")
WHY_REPAIR: Final = ("过保十来天，老客户，申请免费修一次。",)
AHEAD: Final = ("买家急用，退件已有物流，先发新货。",)
HELD: Final = ("库存对不上，正在盘点。", "包材用完，等明早到货。")
CANCELLED: Final = ("该规格断货，供应商两周后才有。", "买家改主意，先不发了。")
STUCK: Final = ("物流三天没有更新，已联系快递查件。", "包裹显示派送异常，收件人电话打不通。")
GIFTS: Final = ("亚麻杯垫一对", "棉布收纳袋", "香薰蜡片两枚", "手工书签一套")
LOST: Final = ("快递确认丢件，停止等待。",)
GOES_BACK: Final = ("货有明显使用痕迹，按规则原路寄回。",)
CONVERTED: Final = ("和买家沟通后改走这个流程。", "买家换了想法，资料一并转过去。")
MERGED: Final = ("同一买家同一件事说了两次，合并处理。", "重复登记，合并到先前的单子。")
STOPPING: Final = ("请仓库马上拦截，别出库。",)
STOPPED: Final = ("已从待打包区取回。",)
TOO_LATE: Final = ("今早已被快递揽走，拦不住。",)
CHECKED: Final = ("出库称重与签收底单都查过。", "监控显示确实装箱少一件。")
REFUSED_REFUND: Final = ("物流正常在途，请买家再等两天，已附轨迹截图。",)

# Repairs
COVERED: Final = ("在保修期内，照片看是做工问题，同意返修。",)
EXAMINED: Final = ("拆检：连接件磨损，更换即可。", "拆检：接缝开胶，重新上胶加固。")
PROGRESS: Final = ("配件已到，明天装。", "上胶固化中，需要两天。")
FINISHED: Final = ("更换配件，放置两小时检查正常。", "补漆并重新打磨，外观检查通过。")
UNREPAIRABLE: Final = ("主体开裂，没有配件可换。", "裂到受力处，修了也不安全。")
REFUSED_REPAIR: Final = ("照片有明显磕碰和私拆痕迹，不在保修范围，可有偿维修。",)
WARRANTY_CLAUSE: Final = "保修卡第 3 条：人为损坏和私自拆修不在保修范围内"
NO_REPAIR: Final = ("买家觉得修理费不划算，要求寄回。",)

# Mis-shipments and damage
CORRECTED: Final = ("已拦下重新核对装箱，当天发出。",)
CONFIRMED: Final[ByReason] = {
    Reason.WRONG_ITEM: ("调了打包监控，确实拿错货位。",),
    Reason.MIXED: ("两个包裹贴反了面单，另一位买家也反馈了。",),
    Reason.MISSING: ("出库称重少 0.4 公斤，确认漏放。",),
}
NOT_CONFIRMED: Final = ("监控和称重都正常，未见漏发。",)
EXPLAINED: Final = ("已把打包视频发给买家，买家自己找到了。", "耐心解释，买家表示理解。")
NO_LOSS: Final = ("补发配件成本很低，只记录不追责。",)
TRANSIT_JUDGED: Final = ("外箱明显受压，判定运输破损。",)
QUALITY_JUDGED: Final = ("内外包装完好，是出厂问题。",)
MISUSE_JUDGED: Final = ("照片看是安装时磕碰，不属于质量或运输问题。",)
CLOSING: Final = ("新货已签收，买家满意。", "补偿到账，买家确认。")
FLAWS: Final = ("釉面小黑点，集中在同一批次。", "背板胶痕未擦净。", "边角打磨不到位，有毛刺。", "缝线线头外露。")
APOLOGISED: Final = ("诚恳道歉，买家说不用补偿，下次注意就好。",)

# Parcels out of zone
DELIVERED: Final = ("和网点协调，改由村邮站代派，已签收。",)
REROUTED: Final = ("买家同意改发邮政，当天重发。",)
BACK: Final = ("原件已退回，外观完好，入良品。",)
WRITTEN_OFF: Final = ("金额小，快递已不再合作，核销。",)

# Complaints
TAKES_TIME: Final = ("要调聊天记录和物流轨迹，已告知明天答复。",)
PROPOSALS: Final[ByReason] = {
    Reason.SERVICE: ("向您诚恳道歉，今后由主管一对一跟进您的问题，今天之内给结果。",),
    Reason.QUALITY: ("为您补寄一件新的，运费由我们承担，旧件不用寄回。",),
    Reason.LATE: ("向您道歉，退还运费，下单备注优先发货。",),
    Reason.COURIER: ("我们替您向快递投诉到底，淋湿的外包装给您补寄一套。",),
    Reason.NOT_AS_DESCRIBED: ("您可以退货，来回运费都由我们承担；愿意留下的话，我们退一部分货款。",),
}
NEXT_PROPOSALS: Final = ("在原方案上由主管亲自加急处理，今天之内办妥，并送您一张优惠券表示歉意。",)
NOT_ACCEPTED: Final = ("买家认为没有诚意，要求重新给方案。",)
CALLED_BACK: Final = ("回访：货已收到，对处理速度满意。", "回访：问题解决，愿意再来。")
GIVEN_UP: Final = ("三天打了三次没人接，留言告知随时可以再找我们。",)
ESCALATED: Final = ("买家已在平台发起投诉。",)

# Reviews
REVIEWS_BAD: Final[ByReason] = {
    Reason.QUALITY: ("做工粗糙，边角扎手，和图片完全两个样子。", "用了三天就坏了，失望。"),
    Reason.SERVICE: ("找客服半天不回，一句抱歉就没下文了，再也不来了。",),
    Reason.COURIER: ("等了一个星期才到，快递还扔在门口。", "包装太简陋，收到就有磕碰，懒得退了。"),
    Reason.MOOD: ("千万别买，谁买谁知道。",),
}
REVIEWS_NEUTRAL: Final[ByReason] = {
    Reason.QUALITY: ("颜色比图片暗一点，边角不够光滑，凑合能用。",),
    Reason.SERVICE: ("东西还行，少了个配件，客服回复慢，补发等了好几天。",),
    Reason.COURIER: ("东西不错，就是物流太慢。",),
}
CAUSES: Final[ByReason] = {
    Reason.QUALITY: ("和仓库确认，这批确有打磨不到位。",),
    Reason.SERVICE: ("核对聊天记录，首次响应 40 分钟，服务问题属实。",),
    Reason.COURIER: ("物流在中转站停了三天，外箱偏薄。",),
    Reason.MOOD: ("聊天记录里没有不满，商品也没有问题，先联系了解。",),
}
UNDERSTOOD: Final = ("买家接受道歉，表示理解。", "说明了改进措施，买家表示满意。")
UNSOLVABLE: Final = ("三次联系都没有结果，改为公开回复说明。",)
REPLIES: Final[ByReason] = {
    Reason.QUALITY: (
        "亲，很抱歉这次没有让您满意。打磨的问题已反馈工厂逐件复检，有任何需要请随时联系在线客服，我们一定负责到底。",
    ),
    Reason.SERVICE: ("感谢您的反馈。那几天咨询量大，回复慢了，真的抱歉。现在已增加夜班客服，期待还有机会为您服务。",),
    Reason.COURIER: ("您提的物流和包装问题我们记下了，已改为双层气柱加护角，并更换承运快递。感谢您帮助我们做得更好。",),
    Reason.MOOD: ("谢谢您的评价。如果有哪里不合适，请随时告诉在线客服，我们会认真对待每一条意见。",),
}
NO_REPLY: Final = ("评价已被平台折叠，不再公开回复。",)
FINDINGS: Final[ByReason] = {
    Reason.QUALITY: ("本月第四条提到边角毛刺，请供应商加一道打磨。",),
    Reason.SERVICE: ("夜班首次响应超过 30 分钟，建议调整排班。",),
    Reason.COURIER: ("瓦楞箱承重不足，建议换五层箱。",),
    Reason.MOOD: ("没有查到具体原因，请客服在发货后主动回访一次。",),
}
IN_CHARGE: Final[ByReason] = {
    Reason.QUALITY: ("operations",),
    Reason.SERVICE: ("service",),
    Reason.COURIER: ("warehouse",),
    Reason.MOOD: ("service",),
}

# Rights complaints
ON_GOODS: Final = ("您好，我们非常重视您的反馈。已核对商品和材质报告，今天会有专人与您联系，给您满意的答复。",)
ON_DISPATCH: Final = ("您好，订单已交给快递，揽收记录更新晚了，附揽收底单。给您带来困扰非常抱歉。",)
SHOP_REPLIES: Final[ByReason] = {
    Reason.NOT_AS_DESCRIBED: ON_GOODS,
    Reason.QUALITY: ON_GOODS,
    Reason.COUNTERFEIT: ON_GOODS,
    Reason.LATE: ON_DISPATCH,
    Reason.FALSE_DISPATCH: ON_DISPATCH,
}
MORE_REPLIES: Final = ("补充说明：相关凭证已上传，请查看；我们会一直跟进到解决。",)
OBJECTED: Final = ("商品与页面一致，整理聊天记录和质检报告举证。",)
HANDED_IN: Final = ("材料已上传：质检报告、打包视频截图、聊天记录。",)
SETTLED_RIGHTS: Final = ("双方谈妥，买家答应撤销投诉。",)
WON: Final = ("平台认定商品与描述一致，投诉不成立。",)
LOST_VERDICT: Final = ("平台认定描述不清，支持部分退款。",)
WITHDRAWN_RIGHTS: Final = ("买家已撤销投诉。",)
EXPLANATIONS: Final[ByReason] = {
    Reason.NOT_AS_DESCRIBED: ("页面材质说明写得不够醒目，容易误解；实物与质检报告一致。",),
    Reason.COUNTERFEIT: ("进货凭证和品牌授权齐全，买家未看到页面上的说明。",),
    Reason.LATE: ("大促后仓库积压，晚发两天，已与买家谈妥。",),
    Reason.FALSE_DISPATCH: ("揽收扫描延迟，快递次日补录，并非虚假发货。",),
}
OPINIONS: Final[ByReason] = {
    Reason.NOT_AS_DESCRIBED: ("详情页首屏注明材质；同类咨询用统一话术。",),
    Reason.COUNTERFEIT: ("详情页放上授权书，客服准备好凭证随时可发。",),
    Reason.LATE: ("积压时先在页面说明发货时间，再接单。",),
    Reason.FALSE_DISPATCH: ("交接时要求快递当面扫描，仓库留底单。",),
}
ASSESSED_FINE: Final = ("按制度扣罚，计入当月考核，已与本人沟通。", "本月第二次同类差错，按制度扣罚。")
ASSESSED_FREE: Final = ("责任不在店铺，不予考核，部门例会说明。",)

# Claims
CLAIM_NOTES: Final = ("照片、称重单、签收底单已齐。", "已在快递后台提交工单。")
CHASED: Final = ("再次催促区域经理，答应两天内回复。",)
ACCEPTED_CLAIM: Final = ("快递认可赔付，走财务流程。",)
TURNED_DOWN: Final = ("快递称包装不合格，拒绝赔付。",)
NOT_PAID: Final = ("说好的赔付一直没到账。",)
DROPPED: Final = ("金额太小，不再追。",)
RECOVERED: Final = ("赔款已抵扣本月运费账单。",)

# Compensations
OFFERED: Final = ("诚恳道歉，表示一点心意。", "买家通情达理，按方案给。")
IMPROVED: Final = ("买家嫌少，主管同意加一点。",)
NOT_WANTED: Final = ("买家说不用补偿，改进就好。", "买家不接受，坚持换新。")
TAKEN_BACK: Final = ("买家已选择退货，补偿收回。",)
SPLIT: Final = ("一件缺货先退，另一件照发。",)
LINKED: Final = ("和这张单子是同一件事，一起看。",)
ASSESSED_MINOR: Final = ("看过照片，按轻微处理。",)
ASSESSED_SEVERE: Final = ("影响使用，按严重处理。",)
