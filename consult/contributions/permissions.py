"""What the holder of a receipt may do with the words behind it."""

from __future__ import annotations

from consult.contributions.models import Contribution, Status


def can_correct(contribution: Contribution) -> bool:
    """While nobody has handled the words, or when the team asked to rephrase them."""
    if contribution.receipt.shared:
        return False
    if contribution.status is Status.REPHRASE_ASKED:
        return True
    return contribution.status is Status.RECEIVED and contribution.handled_at is None


def can_withdraw(contribution: Contribution) -> bool:
    """At any time; but a receipt that a whole room shares changes nothing."""
    return not contribution.receipt.shared and contribution.status is not Status.WITHDRAWN
