"""Reading what arrives, and deciding."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.contributions.models import Channel, Contribution
from consult.db import utcnow
from consult.extensions import db
from consult.moderation import operations, queries
from consult.moderation.copies.lines import copies_of, to_read_together
from consult.moderation.forms import AnswerForm, PublishForm
from consult.moderation.labels import STEPS
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.permissions import (
    accepts,
    can_ask_to_rephrase,
    can_decide,
    can_moderate,
    can_take_down,
    can_undo,
)
from consult.moderation.queries import Filters
from consult.moderation.reading import days_waited, flags, marked
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import told
from consult.moderation.views.copies import panel_of
from consult.moderation.views.returning import just_done
from consult.territory.models import PlaceScope
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.forms import clean_line

LONGEST_SEARCH = 80


@blueprint.get("/moderation")
@access(Audience.MODERATORS)
def queue() -> ResponseReturnValue:
    now = utcnow()
    filters = Filters.read(request.args)
    after = request.args.get("after", type=int)
    page = queries.page_of(db.session, queries.TO_READ, filters, after=after)
    waiting = queries.waiting(db.session, queries.TO_READ, filters, now)
    return render_template(
        "moderation/queue.html",
        page=page,
        rows=[(each, days_waited(each, now), flags(each)) for each in page.rows],
        copies=copies_of(db.session, page.rows),
        waiting=waiting,
        sentence=told(waiting),
        filters=filters,
        channels=list(Channel),
        perimeters=queries.perimeters(db.session),
        scopes=[scope for scope in PlaceScope if scope is not PlaceScope.PERIMETER],
        done=just_done(),
    )


@blueprint.get("/moderation/publiees")
@access(Audience.MODERATORS)
def published() -> ResponseReturnValue:
    """To find words again once they are on the site, and perhaps take them down."""
    wanted = (clean_line(request.args.get("mots")) or "")[:LONGEST_SEARCH]
    after = request.args.get("after", type=int)
    page = queries.published(db.session, wanted, after=after)
    return render_template("moderation/published.html", page=page, wanted=wanted)


@blueprint.get("/moderation/<public_id>")
@access(Audience.MODERATORS)
def read(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id)
    group = to_read_together(db.session, contribution)
    if group is not None and "seule" not in request.args:
        return redirect(_address("moderation.copies_read", public_id=group, **_carried()))
    form = AnswerForm(formdata=None)
    form.offer(queries.reasons(db.session))
    return _reading(contribution, form)


@blueprint.post("/moderation/<public_id>")
@access(Audience.MODERATORS)
@writes
def decide(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id, lock=True)
    kind = _asked()
    answer = AnswerForm()
    answer.offer(queries.reasons(db.session))
    revision = answer.seen_revision()
    last = queries.last_decision(db.session, contribution)
    if operations.was_just_done(last, kind, by=actor(), revision=revision):
        return _to_the_next(contribution)
    if not accepts(contribution, kind) or contribution.revision != revision:
        return _overtaken(contribution, last)
    if kind is DecisionKind.REPHRASE and not can_ask_to_rephrase(contribution):
        abort(400)
    form = PublishForm() if kind is DecisionKind.PUBLISH else answer
    if not form.validate_on_submit():
        answer.form_errors = list(form.errors.get("csrf_token", ())) if form is not answer else []
        return _reading(contribution, answer), 422
    publish = kind is DecisionKind.PUBLISH
    operations.decide(
        db.session,
        contribution,
        kind,
        by=actor(),
        revision=revision,
        reason=None if publish else answer.known[answer.reason.data],
        sentence="" if publish else answer.sentence.data,
    )
    return _to_the_next(contribution)


@blueprint.post("/moderation/<public_id>/annuler")
@access(Audience.MODERATORS)
@writes
def undo(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id, lock=True)
    last = queries.last_decision(db.session, contribution)
    if (
        last is None
        or request.form.get("revision") != str(contribution.revision)
        or not can_undo(actor(), contribution, last)
    ):
        return _overtaken(contribution, last)
    operations.undo(db.session, last, by=actor())
    return redirect(_address("moderation.read", public_id=public_id), 303)


def _contribution(public_id: str, *, lock: bool = False) -> Contribution:
    contribution = queries.find(db.session, public_id, lock=lock)
    if contribution is None:
        abort(404)
    require(can_moderate(actor(), contribution))
    return contribution


def _asked() -> DecisionKind:
    """Which button was pressed."""
    try:
        return DecisionKind(request.form.get("decision"))
    except ValueError:
        abort(400)


def _reading(contribution: Contribution, form: AnswerForm) -> str:
    now = utcnow()
    filters = Filters.read(request.args)
    last = queries.last_decision(db.session, contribution)
    return render_template(
        "moderation/read.html",
        contribution=contribution,
        text=marked(contribution),
        days=days_waited(contribution, now),
        steps=[(step, STEPS[step.kind]) for step in contribution.steps],
        coming=queries.page_of(db.session, queries.TO_READ, filters, size=queries.NEXT_FEW).rows,
        waiting=queries.waiting(db.session, queries.TO_READ, filters, now),
        filters=filters,
        form=form,
        can_decide=can_decide(contribution),
        can_ask_to_rephrase=can_ask_to_rephrase(contribution),
        can_take_down=can_take_down(contribution),
        decision=last,
        can_undo=can_undo(actor(), contribution, last),
        done=just_done(),
        alike=panel_of(contribution),
    )


def _overtaken(contribution: Contribution, last: Decision | None) -> ResponseReturnValue:
    """Someone else was first, or the author changed their words: nothing is decided."""
    page = render_template(
        "moderation/overtaken.html",
        contribution=contribution,
        decision=last,
        waits=can_decide(contribution),
        filters=Filters.read(request.args),
    )
    return page, 409


def _to_the_next(contribution: Contribution) -> ResponseReturnValue:
    """The oldest that waits now, under the same filters; what one decided can be undone there."""
    following = queries.first_of(db.session, queries.TO_READ, Filters.read(request.args))
    done = contribution.public_id
    if following is None:
        return redirect(_address("moderation.queue", done=done), 303)
    return redirect(_address("moderation.read", public_id=following.public_id, done=done), 303)


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **{**values, **Filters.read(request.args).arguments()})


def _carried() -> dict[str, str]:
    """What has just been decided, for the page that is shown instead of the one asked for."""
    return {name: request.args[name] for name in ("done", "ensemble") if name in request.args}
