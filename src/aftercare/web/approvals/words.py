"""Who decides, in words."""

from aftercare.approvals.rules import levels_up_to


def signers_of(final_role: str) -> str:
    """Whose signatures are asked for, one after the other: '售后主管 → 管理员'."""
    return " → ".join(str(role.label) for role in levels_up_to(final_role))
