"""The groups of an enjeu, what is outside them, what is set aside; asking for proposals."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.db import utcnow
from consult.extensions import db
from consult.synthesis.queries import balance
from consult.synthesis.topics import queries, running
from consult.synthesis.topics.views.blueprint import blueprint
from consult.synthesis.topics.views.where import place_of, read_scope, scope_arguments
from consult.synthesis.views import known_enjeu, perimeters_under
from consult.web.access import Audience, access
from consult.web.commit import after_commit, writes
from consult.web.forms import Form

# The first group of a page is never beyond this: an address can ask for anything.
LAST_START = 100_000


@blueprint.get("/<contract>/<key>/groupes")
@access(Audience.EDITORS)
def index(contract: str, key: str) -> ResponseReturnValue:
    enjeu = known_enjeu(contract, key)
    scope = read_scope(enjeu)
    start = min(max(request.args.get("debut", 0, type=int), 0), LAST_START)
    proposed, more = queries.lines(db.session, enjeu, scope, kept=False, start=start)
    kept, _rest = queries.lines(db.session, enjeu, scope, kept=True)
    run = running.last_run(db.session, enjeu)
    now = utcnow()
    return render_template(
        "synthesis/topics/index.html",
        enjeu=enjeu,
        scope=scope,
        filters=scope_arguments(scope),
        perimeters=perimeters_under(enjeu),
        balance=balance(db.session, enjeu),
        kept=kept,
        empty_groups=queries.empty_groups(db.session, enjeu),
        proposed=proposed,
        start=start,
        more=more,
        run=run,
        is_running=run is not None and run.is_running(now),
        is_lost=run is not None and run.is_lost(now),
    )


@blueprint.post("/<contract>/<key>/groupes")
@access(Audience.EDITORS)
@writes
def propose(contract: str, key: str) -> ResponseReturnValue:
    """Few words are grouped at once; many, while the page tells how far it is."""
    enjeu = known_enjeu(contract, key)
    scope = read_scope(enjeu)
    address = dict(place_of(enjeu), **scope_arguments(scope))
    if not Form().validate_on_submit():
        return redirect(url_for("topics.index", **address), 303)
    run, is_new = running.ask(db.session, enjeu, scope, by=actor())
    if is_new and running.is_quick(db.session, enjeu, scope):
        running.run_at_once(db.session, run)
        flash(_("The groups are proposed: look at them, keep those that hold."), "success")
    elif is_new:
        _start_after_commit(run.id)
    else:
        flash(_("Groups are being prepared already."), "info")
    return redirect(url_for("topics.index", **address), 303)


@blueprint.get("/<contract>/<key>/groupes/avancement")
@access(Audience.EDITORS)
def progress(contract: str, key: str) -> ResponseReturnValue:
    """For the page that waits: percents, and whether it goes on."""
    run = running.last_run(db.session, known_enjeu(contract, key))
    return {
        "done": run.done if run else 0,
        "running": run is not None and run.is_running(utcnow()),
    }


@blueprint.get("/<contract>/<key>/ecartees")
@access(Audience.EDITORS)
def aside(contract: str, key: str) -> ResponseReturnValue:
    enjeu = known_enjeu(contract, key)
    return render_template(
        "synthesis/topics/aside.html",
        enjeu=enjeu,
        page=queries.set_aside_page(db.session, enjeu, after=request.args.get("after", type=int)),
    )


def _start_after_commit(run_id: int) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def start() -> None:
        running.start(app, run_id)

    after_commit(start)
