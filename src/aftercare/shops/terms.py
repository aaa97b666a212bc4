"""Platforms a shop can be on."""

from aftercare.core.words import Choices, _


class Platform(Choices):
    TAOBAO = "taobao", _("Taobao")
    TMALL = "tmall", _("Tmall")
    JD = "jd", _("JD")
    PDD = "pdd", _("Pinduoduo")
    DOUYIN = "douyin", _("Douyin")
    OWN = "own", _("Own site")
