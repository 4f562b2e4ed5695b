"""Who may open a workshop's record, and what its state still allows."""

from __future__ import annotations

from consult.accounts.models import Role, User
from consult.contributions.models import Contribution, Status
from consult.workshops.models import Item, ItemKind, Workshop

# The institution's own words and what already exists are recorded, not contributed.
CONTRIBUTED = frozenset(ItemKind) - {ItemKind.EXISTING, ItemKind.REPLY}


def can_record(actor: User, workshop: Workshop) -> bool:
    """An animator, for the workshops of their own structure; an administrator, for all."""
    if Role.ADMINISTRATOR in actor.roles:
        return True
    return Role.ANIMATOR in actor.roles and actor.structure_id == workshop.structure_id


def can_create(actor: User) -> bool:
    """A workshop belongs to a structure: an animator needs one, an administrator chooses one."""
    return actor.has() or (Role.ANIMATOR in actor.roles and actor.structure_id is not None)


def can_change(workshop: Workshop) -> bool:
    """Until it is closed. Afterwards only late words are added."""
    return workshop.closed_at is None


def is_contributed(item: Item) -> bool:
    """True when closing the workshop makes these words a contribution."""
    return not item.confidential and item.kind in CONTRIBUTED


def can_be_read_by_all(item: Item) -> bool:
    """True when the item may stand on the public page: residents' words once they are published."""
    if item.confidential:
        return False
    return not is_contributed(item) or is_published(item.contribution)


def is_published(contribution: Contribution | None) -> bool:
    return contribution is not None and contribution.status is Status.PUBLISHED
