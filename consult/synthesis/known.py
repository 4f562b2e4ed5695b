"""The statement that an address of the desk names, or where that one went."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from consult.extensions import db
from consult.synthesis import queries
from consult.synthesis.merging import survivor_of
from consult.synthesis.models import Statement


def known_statement(public_id: str) -> Statement:
    """Held until the end of the request by one that may change it.

    404 when there never was one. What was merged leads to the statement that it is a part of: a
    page for ever, and a form (that would act on something else) with a sentence that says so.
    """
    found = queries.statement(db.session, public_id, lock=request.method == "POST")
    if found is None:
        _lead_to_its_survivor(public_id)
    return found


def _lead_to_its_survivor(public_id: str) -> NoReturn:
    survivor = survivor_of(db.session, public_id) or abort(404)
    page = url_for("synthesis.statement", public_id=survivor.public_id)
    if request.method != "POST":
        abort(redirect(page, 301))
    flash(_("This sentence was merged with another meanwhile: nothing was done."), "warning")
    abort(redirect(page, 303))
