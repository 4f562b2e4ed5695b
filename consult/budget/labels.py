"""How the words of a règlement are told, and where a campaign stands."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget.models import Verdict
from consult.budget.phases import Phase
from consult.budget.terms import (
    BallotKind,
    Completion,
    Leftover,
    TallyRule,
    TieBreak,
    VoterEntry,
    Who,
)
from consult.contributions import labels
from consult.web.labels import name_members

assert labels  # an idea's page tells the states of contributions too

name_members(
    {
        Phase.UPCOMING: _l("Opens soon"),
        Phase.DEPOSIT: _l("Open to ideas"),
        Phase.ADMISSIBILITY: _l("Ideas are being read"),
        Phase.STUDY: _l("Ideas are being studied"),
        Phase.BEFORE_VOTE: _l("The vote opens soon"),
        Phase.VOTE: _l("Open to votes"),
        Phase.COUNTING: _l("Votes are being counted"),
        Phase.DELIVERY: _l("Projects are being built"),
        Phase.OVER: _l("Finished"),
        Who.ANYONE: _l("Anybody"),
        Who.RESIDENTS: _l("Whoever lives in the town"),
        Who.RESIDENTS_AND_WORKERS: _l("Whoever lives, works or studies in the town"),
        Who.SCHOOLS: _l("The pupils of the town’s schools"),
        BallotKind.APPROVAL: _l("Choose projects"),
        BallotKind.KNAPSACK: _l("Share out the envelope"),
        BallotKind.POINTS: _l("Share out points"),
        BallotKind.GRADES: _l("Give each project a grade"),
        TallyRule.GREEDY: _l("The projects with the most votes"),
        TallyRule.GREEDY_COST: _l("The projects with the most votes for each euro"),
        TallyRule.EQUAL_SHARES: _l("An equal share of the envelope for each voter"),
        TallyRule.MAJORITY_JUDGEMENT: _l("The projects with the best median grade"),
        Completion.NONE: _l("Nothing is completed"),
        Completion.ADD1: _l("Shares are raised euro by euro while it is enough"),
        Completion.ADD1U: _l("Shares are raised euro by euro, then the most votes"),
        Completion.GREEDY: _l("Then the projects with the most votes"),
        TieBreak.VOTES: _l("the one with more votes"),
        TieBreak.CHEAPER: _l("the cheaper one"),
        TieBreak.DEARER: _l("the dearer one"),
        TieBreak.NUMBER: _l("the one deposited first"),
        TieBreak.DRAW: _l("a draw that everyone can check"),
        VoterEntry.OPEN: _l("Anyone, once from each device"),
        VoterEntry.CARD: _l("With a voting card"),
        VoterEntry.MAIL: _l("With an e-mail address"),
        Leftover.LOST: _l("What a quarter does not spend is not spent"),
        Leftover.TOWN: _l("What a quarter does not spend goes to the town-wide part"),
        Verdict.STUDIED: _l("Being studied"),
        Verdict.RETAINED: _l("Goes to the vote"),
        Verdict.REJECTED: _l("Not retained"),
        Verdict.DROPPED: _l("Taken back or united"),
    }
)
