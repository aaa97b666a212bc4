"""Parts of a product's page, kinds of pictures, kinds of forbidden words (A 任务四 一(一)–(五))."""

from aftercare.core.words import Choices, _


class Part(Choices):
    """What the page of a product says."""

    MATERIAL = "material", _("Material")  # 材质
    SPECIFICATION = "specification", _("Specification")  # 规格
    SIZE = "size", _("Size or capacity")  # 尺码, 容量, 体积
    USE = "use", _("How to use it")  # 使用方法: steps or a video
    EFFECT = "effect", _("Effect, stated objectively")  # 使用效果
    CARE = "care", _("Care")  # 保养, 洗涤
    FLAW = "flaw", _("Flaws, or that there are none")  # 瑕疵注明
    PROOF = "proof", _("Proof of authenticity")  # 鉴定书, 授权书, 防伪
    PAYMENT = "payment", _("Notice: payment")  # 买家须知: 付款
    LOGISTICS = "logistics", _("Notice: logistics and time")  # 物流, 时间, 费用
    DISCOUNT = "discount", _("Notice: discounts")  # 折扣
    CONTACT = "contact", _("Notice: contact")  # 联系信息, 售后


class Shot(Choices):
    """The three kinds of pictures."""

    REAL = "real", _("Pictures of the real thing")  # 实物图
    DETAIL = "detail", _("Pictures of details")  # 细节图
    EFFECT = "effect", _("Pictures of the effect")  # 效果图


class Fault(Choices):
    """Why words may not stand there."""

    ABSOLUTE = "absolute", _("An absolute term: say what can be measured, or leave it out.")  # 绝对化用语
    OFFICIAL = "official", _("Uses the name of the state or its organs: leave it out.")  # 国家机关名义
    MEDICAL = "medical", _("Speaks of curing an illness: only medicines and medical devices may.")  # 疾病治疗功能
    PROMISE = "promise", _("Promises an effect or safety: describe it, with its limits.")  # 功效断言, 保证
    PATENT = "patent", _("A patent needs its number and its kind.")  # 专利号和专利种类
    SOURCE = "source", _("A figure or a sale without its source and time.")  # 数据出处
    RIVAL = "rival", _("Runs other makers down: leave it out.")  # 贬低其他经营者


class ToDo(Choices):
    """What is left to do."""

    WRITE = "write", _("Write it.")
    TIME = "time", _("Say how many days or hours it takes.")
    SHOOT = "shoot", _("Take at least one.")
    REWORD = "reword", _("Reword it.")
