"""What every page below a code needs: the words behind it, and a limit on guesses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from consult.consultations.collecting import copies
from consult.contributions import receipts
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.following import queries
from consult.web.forms import clean_line

# A wrong code answers 404 and is counted; a right one is not: a whole social centre may follow its
# ideas from one address, while nobody there tries more than thirty codes a minute.
guess_limit: Callable[..., Any] = limiter.shared_limit(
    "30 per minute",
    scope="receipt-code",
    deduct_when=lambda response: response.status_code == NotFound.code,
)
LONGEST_SHOWN_CODE = 60


def own_contribution(code: str, public_id: str) -> Contribution | None:
    """None for an unknown code; 404 for a contribution that is not behind this one."""
    found = receipts.find(db.session, code)
    if found is None:
        return None
    lock = request.method == "POST"
    return queries.contribution_of(db.session, found, public_id, lock=lock) or abort(404)


def shown(typed: str) -> str:
    """A known code, as its holder was given it."""
    return receipts.pretty(receipts.normalise(typed))


def unknown(typed: str) -> ResponseReturnValue:
    """What to say of a code behind which there is nothing: a copy on paper may wait to be typed."""
    if told := not_typed(typed):
        return told
    error = _(
        "This code does not work. Check the letters, or ask at the reception of the social centre."
    )
    told = (clean_line(typed) or "")[:LONGEST_SHOWN_CODE]
    return render_template("following/index.html", typed=told, error=error), 404


def not_typed(typed: str) -> str:
    """The page for the code of a sheet that nobody has typed yet; empty for any other code."""
    waiting = copies.waiting(db.session, typed)
    if waiting is None:
        return ""
    return render_template(
        "following/not_typed.html",
        code=shown(typed),
        round=waiting,
        is_open=waiting.consultation.is_open(utcnow()),
    )
