"""The words of a vote."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget import labels
from consult.budget.voting.contents import Grade
from consult.budget.voting.models import BallotChannel, Check, Outcome, PaperKind, Reading, Way
from consult.web.labels import name_members

assert labels  # the words of the règlement

name_members(
    {
        Way.OPEN: _l("Without a card or an address"),
        Way.CARD: _l("With a voting card"),
        Way.MAIL: _l("With an e-mail address"),
        Way.PAPER: _l("At a ballot box"),
        Way.KIOSK: _l("At a kiosk, without a card"),
        BallotChannel.ONLINE: _l("Online"),
        BallotChannel.PAPER: _l("On paper"),
        BallotChannel.KIOSK: _l("At a kiosk"),
        Check.DOUBLE: _l("Every ballot is typed by two people"),
        Check.SAMPLE: _l("Ballots drawn at random are typed again by somebody else"),
        PaperKind.VALID: _l("Valid"),
        PaperKind.BLANK: _l("Blank"),
        PaperKind.VOID: _l("Void"),
        Reading.FIRST: _l("First typing"),
        Reading.SECOND: _l("Second typing"),
        Reading.SETTLED: _l("Settled"),
        Outcome.WAITING: _l("Waiting"),
        Outcome.ACCEPTED: _l("Accepted"),
        Outcome.REFUSED: _l("Refused"),
        Grade.LOVE: _l("I love it"),
        Grade.LIKE: _l("I like it"),
        Grade.WHY_NOT: _l("Why not"),
        Grade.NOT_CONVINCED: _l("Not convinced"),
    }
)
