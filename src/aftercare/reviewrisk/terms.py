"""Signs of a professional bad reviewer, and what becomes of an entry (A 任务二 第三节)."""

from aftercare.core.words import Choices, _


class Sign(Choices):
    """What source A names; the first two are the hard ones."""

    MANY = "many", _("Many neutral and bad reviews")  # 送出的中评或差评数量较多
    SCATTERED = "scattered", _("They are spread over many shops")  # 分散于各个网店
    SILENT = "silent", _("Paid without a word in the chat")  # 基本不聊天, 拍下后直接付款
    NEW_ACCOUNT = "new_account", _("A new account")  # 基本用新账号
    OTHER_ACCOUNT = "other_account", _("Chats with one account and pays with another")  # 聊天和拍付使用不同账号
    NO_CONTACT = "no_contact", _("Reviewed without contacting us first")  # 直接给中差评, 不事先沟通
    UNREACHABLE = "unreachable", _("Does not answer calls or the platform's chat")  # 基本不接电话, 不用旺旺
    OUTSIDE = "outside", _("Insists on QQ or WeChat")  # 只用QQ聊天


class Found(Choices):
    """Whether a sign is there."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Level(Choices):
    """What the score advises."""

    LITTLE = "little", _("Little speaks for it")
    SOME = "some", _("Some things speak for it")
    MUCH = "much", _("Much speaks for it")
