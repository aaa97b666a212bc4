"""Departments and roles, in the shop's words (P2)."""

from typing import Final

from aftercare.core.words import Choices, _


class Department(Choices):
    OPERATIONS = "operations", _("Operations")  # 运营
    SERVICE = "service", _("Customer service")  # 客服
    FINANCE = "finance", _("Finance")  # 财务
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库


class Role(Choices):
    PRESALE_AGENT = "presale_agent", _("Pre-sale agent")  # 售前客服: answers before the order
    AGENT = "agent", _("After-sales agent")  # 售后客服: owns cases from start to end
    TEMPORARY = "temporary", _("Temporary agent")  # 临时客服: chat and registration, for a time, no money
    REVIEW_SPECIALIST = "review_specialist", _("Review specialist")  # 回评专员
    RIGHTS_SPECIALIST = "rights_specialist", _("Rights specialist")  # 维权专员
    SUPERVISOR = "supervisor", _("After-sales supervisor")  # 售后主管: approves
    REFUND_CLERK = "refund_clerk", _("Refund clerk")  # 财务退款专员: pays
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库: receives and inspects
    OPERATIONS = "operations", _("Operations")  # 运营: orders, products, imports
    QA = "qa", _("Quality assurance")  # 质检
    TRAINER = "trainer", _("Trainer")  # 培训
    ADMINISTRATOR = "administrator", _("Administrator")  # 管理员 of one shop


# They decide what others ask for, the lowest first (C17); a substitute can be named for nothing else.
DECIDING: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR)
