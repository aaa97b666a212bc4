"""The product's settings, with two bare views in front of it to compare its pages with."""

from aftercare.config.settings import *  # noqa: F403
from aftercare.config.settings import MIDDLEWARE as PRODUCT

MIDDLEWARE = ["bench.bare.answer_bare", *PRODUCT]
