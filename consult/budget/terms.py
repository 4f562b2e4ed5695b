"""The words of a règlement: the choices a town makes when it writes one. Persisted by value."""

from __future__ import annotations

import enum


class Who(enum.Enum):
    """Whom the règlement admits; it is told, and checked only by the voters' way in."""

    ANYONE = "anyone"
    RESIDENTS = "residents"
    RESIDENTS_AND_WORKERS = "residents-and-workers"
    SCHOOLS = "schools"


class BallotKind(enum.Enum):
    """What a voter writes: k projects, projects within the envelope, points, or a grade for each."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"
    POINTS = "points"
    GRADES = "grades"


class TallyRule(enum.Enum):
    """How ballots choose projects; `consult/budget/tally` defines each, with its source."""

    GREEDY = "greedy"
    GREEDY_COST = "greedy-cost"
    EQUAL_SHARES = "equal-shares"
    MAJORITY_JUDGEMENT = "majority-judgement"


class Completion(enum.Enum):
    """What equal shares does with the money that is left, by the names of equalshares.net.

    `ADD1`: every share is raised euro by euro while the envelope is enough. `GREEDY`: the most votes.
    `ADD1U`: the first, then the second.
    """

    NONE = "none"
    ADD1 = "add1"
    GREEDY = "greedy"
    ADD1U = "add1u"


class TieBreak(enum.Enum):
    """Which of two equal projects comes first; tried in the order of the règlement.

    `NUMBER`: deposited first. `DRAW`: by SHA-256 of the published seed and the number.
    """

    VOTES = "votes"
    CHEAPER = "cheaper"
    DEARER = "dearer"
    NUMBER = "number"
    DRAW = "draw"


class VoterEntry(enum.Enum):
    """How somebody votes from a phone; the ballot box is always there beside it."""

    OPEN = "open"
    CARD = "card"
    MAIL = "mail"


class Leftover(enum.Enum):
    """What becomes of the money that a quarter's share did not spend."""

    LOST = "lost"
    TOWN = "town"


# A ballot of grades is only read by majority judgement, and no other ballot is.
RULES_OF: dict[BallotKind, tuple[TallyRule, ...]] = {
    BallotKind.APPROVAL: (TallyRule.GREEDY, TallyRule.GREEDY_COST, TallyRule.EQUAL_SHARES),
    BallotKind.KNAPSACK: (TallyRule.GREEDY, TallyRule.GREEDY_COST, TallyRule.EQUAL_SHARES),
    BallotKind.POINTS: (TallyRule.GREEDY, TallyRule.GREEDY_COST, TallyRule.EQUAL_SHARES),
    BallotKind.GRADES: (TallyRule.MAJORITY_JUDGEMENT,),
}
