"""Words of the lists."""

from aftercare.core.words import Choices, _


class ListKind(Choices):
    """Which list."""

    CLAIMS = "claims", _("Serial returns and claims")  # 重点关注
    REVIEWS = "reviews", _("Professional bad reviewers")  # 职业差评师


class Standing(Choices):
    """How an entry stands at a moment."""

    IN_FORCE = "in_force", _("In force")  # 生效中
    LIFTED = "lifted", _("Lifted")  # 已撤销
    RUN_OUT = "run_out", _("Run out")  # 已到期
