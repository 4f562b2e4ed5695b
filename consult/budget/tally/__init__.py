"""Counting the votes of a budget participatif: pure, exact, and the same for whoever runs it again.

Nothing here knows a database, a request or a language. What comes in is an `Instance` (projects,
costs, envelopes) and a `Profile` (anonymous ballots); what comes out is an `Outcome`: the projects
in the order they were selected, what they cost, and one `Step` a project that says why it won or
lost. Money, points and comparisons are whole numbers and fractions. Permuting voters or projects
changes nothing: a tie is broken by the criteria of the règlement (`ties`), the last of which is
always the number of the project.

**The rules** (`Rule`)

`greedy`: By number of votes, skipping what no longer fits in the envelope, as most towns and
  Pabulib do. The score of a project is its approvals, the sum of its points, or Borda points
  (below).
`greedy-cost`: The same by votes per euro.
`equal-shares`: The envelope is cut in equal shares, one a voter. A project is bought by those who
  support it, who pay for it as equally as they can: each the same price rho for a unit of
  satisfaction, or all they have left. The next one bought is always the one whose rho is the least.
  It stops when no group can buy anything. D. Peters, G. Pierczyński and P. Skowron, « Proportional
  Participatory Budgeting with Additive Utilities » (NeurIPS 2021, arXiv 2008.13276); D. Peters and
  P. Skowron, « Proportionality and the Limits of Welfarism » (EC 2020, arXiv 1911.11747);
  https://equalshares.net. Satisfaction with a project: its cost, for approvals (so that rho is one
  over the « effective vote count » of equalshares.net); its points, for cumulative and scoring
  ballots, as in the paper: the cost then enters by rho only, as euros for a point; Borda points for
  rankings. Every ballot has a share, a blank one too.
`majority-judgement`: By median grade, the lower middle one, then by the order in which medians fall
  when they are taken away one after the other (M. Balinski and R. Laraki, « A theory of measuring,
  electing, and ranking », PNAS 2007; « Majority Judgment », MIT Press 2010), within the envelope.
  `MedianTie.USUAL` asks for the « usual judgement » of A. Fabre (« Tie-breaking the highest median
  », Social Choice and Welfare 2021) instead. A ballot that does not grade a project gives it the
  worst grade, unless the règlement says that it is set aside (`Ungraded`). Paris counts so since
  2021, with four grades.

**What equal shares leaves** (`Completion`), spent only when asked. `add1`: every share is raised by
one euro, and the rule run again, until the selection leaves nothing that would still fit, or the
next one would cost more than the envelope (https://equalshares.net/implementation/completion).
`greedy`: by votes, what still fits. `add1u`: the first, then the second, which is what
https://equalshares.net/implementation/computation calls Add1U, U for utilitarian.

**Rankings.** Pabulib's `scoring_fn` is Borda unless said otherwise. With L the longest list allowed
(`max_length`, or the number of projects), the project at rank r gets L - r + 1, an unlisted one
nothing. A first choice thus weighs the same on a short list and on a full one, and the last of a
full list gets 1.

**Quarters** (`counting`). Each quarter's projects compete in its own envelope, those of the whole
town in what is left of the budget; a quarter's leftover is lost or joins the town's part. The
voters of a part are those who said something of one of its projects: a quarter is not poorer
because the others vote elsewhere.

**Decided here**, since no source does: a project that nobody supports is never selected; one that
costs nothing is selected as soon as somebody supports it, since it takes nothing from anybody; one
that costs more than its whole envelope is set aside before the counting, which it could only stop.
"""

from __future__ import annotations

from consult.budget.tally.counting import compare, tally
from consult.budget.tally.model import (
    BallotError,
    Instance,
    InstanceError,
    Money,
    Profile,
    ProfileBuilder,
    Project,
    VoteType,
)
from consult.budget.tally.outcome import Decision, Grades, Outcome, Phase, Share, Step
from consult.budget.tally.settings import (
    Completion,
    Leftover,
    MedianTie,
    Rule,
    Settings,
    Ungraded,
)
from consult.budget.tally.ties import Criterion, TieBreak

__all__ = [
    "BallotError",
    "Completion",
    "Criterion",
    "Decision",
    "Grades",
    "Instance",
    "InstanceError",
    "Leftover",
    "MedianTie",
    "Money",
    "Outcome",
    "Phase",
    "Profile",
    "ProfileBuilder",
    "Project",
    "Rule",
    "Settings",
    "Share",
    "Step",
    "TieBreak",
    "Ungraded",
    "VoteType",
    "compare",
    "tally",
]
