"""Where a moderator is in the line: the filters and the place reached, kept in the address."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import claims
from consult.moderation.filters import Filters
from consult.moderation.queries import TO_READ

# The id of the words that one passed without deciding: the line goes on after them.
PASSED = "passe"
# In the address of words of a group that one reads apart from the others.
ALONE = "seule"


def here() -> dict[str, Any]:
    """For the addresses of pages and forms that stay in the same line."""
    passed = request.args.get(PASSED, type=int)
    place: dict[str, Any] = {} if passed is None else {PASSED: passed}
    return {**Filters.read(request.args).arguments(), **place}


def reading_alone() -> dict[str, Any]:
    """For the addresses that come back to the same words, read apart from their group."""
    return {ALONE: "1"} if ALONE in request.args else {}


def to_the_next(
    *, done: Contribution | None = None, together: str = "", leaving: Contribution | None = None
) -> ResponseReturnValue:
    """Claim the next words and go there; after the last ones, those that were passed come back.

    `done` are the words just decided, `together` the decision just taken for a group: they can be
    undone there. `leaving` are those passed just now.
    """
    filters = Filters.read(request.args)
    passed = leaving.id if leaving else request.args.get(PASSED, type=int)
    said = told(done=done, together=together)
    found = None
    if passed is not None:
        found = claims.take_next(
            db.session, TO_READ, filters, by=actor(), beyond=passed, leaving=leaving
        )
    kept: dict[str, Any] = {**said, **filters.arguments()}
    place: dict[str, Any] = {PASSED: passed} if found is not None else {}
    if found is None:
        found = claims.take_next(db.session, TO_READ, filters, by=actor(), leaving=leaving)
    if found is None:
        return redirect(url_for("moderation.queue", **kept), 303)
    return redirect(
        url_for("moderation.read", public_id=found.public_id, **kept, **place),
        303,
    )


def told(*, done: Contribution | None = None, together: str = "") -> dict[str, str]:
    """What the next page says was just decided, in its address."""
    said = {"done": done.public_id if done else "", "ensemble": together}
    return {name: value for name, value in said.items() if value}
