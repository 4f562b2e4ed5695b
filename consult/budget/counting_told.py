"""How each way in, each rule of counting and each completion is told in a règlement.

The examples are worked out by hand on two or three projects. Source of equal shares: D. Peters,
G. Pierczyński, P. Skowron, « Proportional Participatory Budgeting with Additive Utilities » (NeurIPS
2021); of majority judgement: M. Balinski, R. Laraki, « Majority Judgment » (MIT Press, 2010).
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from consult.budget.terms import Completion, TallyRule, VoterEntry

ENTRIES: dict[VoterEntry, Any] = {
    VoterEntry.OPEN: _l(
        "On the site, one votes once from each device. This hinders double votes without "
        "excluding them: the figures say so."
    ),
    VoterEntry.CARD: _l(
        "On the site, one votes with the code of a voting card, which serves once."
    ),
    VoterEntry.MAIL: _l(
        "On the site, one votes by a link sent to an e-mail address, once for each address."
    ),
}
RULES: dict[TallyRule, Any] = {
    TallyRule.GREEDY: _l(
        "Projects are ranked by the number of their votes. From the first on, each is chosen "
        "if what is left of the envelope pays for it; otherwise it is passed over, and the "
        "next one is looked at."
    ),
    TallyRule.GREEDY_COST: _l(
        "Projects are ranked by the number of their votes for each euro that they cost. From "
        "the first on, each is chosen if what is left of the envelope pays for it; otherwise "
        "it is passed over, and the next one is looked at."
    ),
    TallyRule.EQUAL_SHARES: _l(
        "Each voter is given the same share of the envelope. A project is chosen when the "
        "voters who support it can pay for it together with what is left of their shares. "
        "Among those that can be paid, the one that asks the least of each of its "
        "supporters, for each euro of its cost, comes first. They pay, and the others are "
        "looked at again with what is left."
    ),
    TallyRule.MAJORITY_JUDGEMENT: _l(
        "Each project has the grade that at least half of the voters give it or go over: its "
        "median grade. Projects are ranked by it. Between two that have the same, one vote "
        "of that grade is taken away from each, then again, until their median grades "
        "differ. From the first on, each is chosen if what is left of the envelope pays for "
        "it."
    ),
}
EXAMPLES: dict[TallyRule, Any] = {
    TallyRule.GREEDY: _l(
        "For example: the envelope is €100. A (€70) has 50 votes, B (€50) has 40, C (€30) "
        "has 20. A is chosen and €30 are left; B costs too much and is passed over; C is "
        "chosen."
    ),
    TallyRule.GREEDY_COST: _l(
        "For example: the envelope is €100. A (€70) has 49 votes, that is 0.7 for each euro; "
        "B (€50) has 40, that is 0.8; C (€30) has 27, that is 0.9. C is chosen, then B; A "
        "would cost more than the €20 that are left."
    ),
    TallyRule.EQUAL_SHARES: _l(
        "For example: the envelope is €100 and there are 10 voters, who have €10 each. A "
        "(€60) is supported by six of them, B (€40) by the four others. The six pay €10 each "
        "and A is chosen; the four pay €10 each and B is chosen. Had only votes been "
        "counted, a second project of the six could have taken the place of B."
    ),
    TallyRule.MAJORITY_JUDGEMENT: _l(
        "For example: five voters. A receives very good, very good, good, fair, fair; B "
        "receives very good, good, good, good, fair. The median grade of both is good. One "
        "“good” is taken away from each: the median grade of A is now fair, that of B is "
        "still good. B comes first."
    ),
}
COMPLETIONS: dict[Completion, Any] = {
    Completion.NONE: _l("The money that no group of voters can spend so is not spent."),
    Completion.ADD1: _l(
        "If money is left, the count is made again with shares of one euro more, then one "
        "more, as long as the chosen projects do not cost more than the envelope."
    ),
    Completion.ADD1U: _l(
        "If money is left, the count is made again with shares of one euro more, then one "
        "more, as long as the chosen projects do not cost more than the envelope. What is "
        "still left goes to the projects with the most votes that it can pay."
    ),
    Completion.GREEDY: _l(
        "If money is left, it goes to the projects with the most votes that it can pay."
    ),
}
