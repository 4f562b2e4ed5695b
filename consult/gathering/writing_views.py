"""« Saisir une parole recueillie »: one after the other, with hands on the keyboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.contributions.receipts import code_of, new_submission_key, read_submission_key
from consult.extensions import db
from consult.gathering import operations
from consult.gathering.forms import WriteDownForm
from consult.gathering.ground import ground_of_town
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings

# What stays from one entry to the next, in the address; never what leads to a code.
KEPT = ("channel", "place", "occasion", "question", "language", "said_on")
# In the session, from a sending to the page that follows it and shows the code, once.
JUST_GIVEN = "written_down"


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/paroles/saisir", view_func=write_down, methods=["GET", "POST"])


@access(Audience.GATHERERS)
@writes
def write_down() -> ResponseReturnValue:
    ground = ground_of_town(db.session, settings().town_name)
    if ground is None:
        return render_template("gathering/not_ready.html"), 200 if request.method == "GET" else 409
    form = WriteDownForm(request.form if request.method == "POST" else _kept())
    form.offer(ground)
    submission = read_submission_key(form.key.data)
    if form.validate_on_submit() and submission:
        operations.write_down(
            db.session, ground, f"told:{submission}", form.told(ground), by=actor()
        )
        session[JUST_GIVEN] = submission
        kept: dict[str, Any] = {name: request.form[name] for name in KEPT if request.form.get(name)}
        return redirect(url_for("gathering.write_down", **kept), 303)
    if submission is None:
        form.form_errors = [*form.form_errors, form.EXPIRED] if form.is_submitted() else []
        form.key.data = new_submission_key()
    page = render_template("gathering/write_down.html", form=form, code=_just_given())
    return page, 422 if form.is_submitted() else 200


def _kept() -> Any:
    """The answers of the entry before, if there was one; nothing makes the first one empty."""
    return request.args if any(name in request.args for name in KEPT) else None


def _just_given() -> str:
    """The code of the words just written down; the page that is asked for again does not have it."""
    submission = session.pop(JUST_GIVEN, "") if request.method == "GET" else ""
    return code_of(f"told:{submission}") if submission else ""
