"""What became of a contribution: written into a contract, or the one reason why it is not yet."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from consult.contract.models import Placement
from consult.contract.printed import words_readable
from consult.contributions.models import Contribution, Status, Tagging
from consult.enjeux.models import Enjeu
from consult.moderation.review_models import Appeal, AppealState
from consult.synthesis.models import Citation, Statement
from consult.synthesis.queries import decided_under
from consult.synthesis.topics.models import SetAside, TopicMember
from consult.web.labels import name_members


class Fate(enum.Enum):
    """In the order of the journey; each contribution has one, and one only."""

    TO_READ = "to_read"
    TO_REPHRASE = "to_rephrase"
    REFUSED = "refused"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    TO_SORT = "to_sort"
    UNDECIDED = "undecided"
    OUTSIDE = "outside"
    SET_ASIDE = "set_aside"
    GROUPED = "grouped"
    UNCITED = "uncited"
    UNPLACED = "unplaced"
    PENDING = "pending"
    WRITTEN = "written"


name_members(
    {
        Fate.TO_READ: _l("Waiting to be read"),
        Fate.TO_REPHRASE: _l("Sent back to its author to be said differently"),
        Fate.REFUSED: _l("Read, not published"),
        Fate.APPEALED: _l("Not published, appeal under way"),
        Fate.WITHDRAWN: _l("Taken back by its author"),
        Fate.TO_SORT: _l("Published, not sorted yet"),
        Fate.UNDECIDED: _l("Its theme is still to be settled"),
        Fate.OUTSIDE: _l("Outside the themes of the contract"),
        Fate.SET_ASIDE: _l("Set aside by the team"),
        Fate.GROUPED: _l("Gathered in a group, in no sentence yet"),
        Fate.UNCITED: _l("Sorted, in no sentence yet"),
        Fate.UNPLACED: _l("In a sentence that stands nowhere yet"),
        Fate.PENDING: _l("In a sentence that the next version will print"),
        Fate.WRITTEN: _l("Written into the contract"),
    }
)

_PUBLISHED = Contribution.status == Status.PUBLISHED
_APPEALED = sa.exists().where(
    Appeal.contribution_id == Contribution.id, Appeal.state == AppealState.WAITING
)


def _cited(enjeu: Enjeu | None) -> list[sa.ColumnElement[bool]]:
    mine: list[sa.ColumnElement[bool]] = [Citation.contribution_id == Contribution.id]
    if enjeu is not None:
        mine += [Statement.id == Citation.statement_id, Statement.enjeu_id == enjeu.id]
    return mine


# THE place where a new reason is plugged: a member above, its words, its condition here. Conditions
# exclude each other.
def conditions(enjeu: Enjeu | None = None) -> Mapping[Fate, sa.ColumnElement[bool]]:
    """Of each fate; with an enjeu, what became of the words under it, as its balance tells."""
    cited = sa.exists().where(*_cited(enjeu))
    placed = sa.exists().where(*_cited(enjeu), Placement.statement_id == Citation.statement_id)
    read = Contribution.id.in_(words_readable(enjeu))
    aside = sa.exists().where(*decided_under(SetAside, enjeu)).correlate(Contribution)
    # What a run proposed and nobody looked at yet is in no group.
    grouped = (
        sa.exists()
        .where(*decided_under(TopicMember, enjeu), TopicMember.kept)
        .correlate(Contribution)
    )
    loose = sa.and_(_PUBLISHED, ~cited, ~read)
    sorted_ = sa.and_(loose, Contribution.tagging == Tagging.TAGGED)
    return {
        Fate.TO_READ: Contribution.status == Status.RECEIVED,
        Fate.TO_REPHRASE: Contribution.status == Status.REPHRASE_ASKED,
        Fate.REFUSED: sa.and_(Contribution.status == Status.REFUSED, ~_APPEALED),
        Fate.APPEALED: sa.and_(Contribution.status == Status.REFUSED, _APPEALED),
        Fate.WITHDRAWN: Contribution.status == Status.WITHDRAWN,
        Fate.TO_SORT: sa.and_(loose, Contribution.tagging == Tagging.TO_DO),
        Fate.UNDECIDED: sa.and_(loose, Contribution.tagging == Tagging.UNDECIDED),
        Fate.OUTSIDE: sa.and_(loose, Contribution.tagging == Tagging.OUTSIDE),
        Fate.SET_ASIDE: sa.and_(sorted_, aside),
        Fate.GROUPED: sa.and_(sorted_, grouped, ~aside),
        Fate.UNCITED: sa.and_(sorted_, ~grouped, ~aside),
        Fate.UNPLACED: sa.and_(_PUBLISHED, cited, ~placed, ~read),
        # What stands in the working text of a contract that has versions, nobody else reads yet.
        Fate.PENDING: sa.and_(_PUBLISHED, placed, ~read),
        Fate.WRITTEN: sa.and_(_PUBLISHED, read),
    }


WITHOUT_OUTCOME = [fate for fate in Fate if fate is not Fate.WRITTEN]


def fate(enjeu: Enjeu | None = None) -> sa.ColumnElement[str]:
    """The value of the fate of each contribution, for a query to group by."""
    return sa.case(*((condition, each.value) for each, condition in conditions(enjeu).items()))
