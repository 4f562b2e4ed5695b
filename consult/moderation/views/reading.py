"""Reading what arrives, and deciding."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.consultations.entry.likeness import repeats_of
from consult.consultations.imports.models import ImportedSheet
from consult.consultations.imports.queries import origin_of
from consult.contributions.models import Channel, Contribution, Source
from consult.db import utcnow
from consult.extensions import db
from consult.gathering.models import ImportedWords
from consult.gathering.queries import row_of
from consult.moderation import claims, operations, queries
from consult.moderation.copies.lines import copies_of, to_read_together
from consult.moderation.filters import AGES, Filters
from consult.moderation.forms import AnswerForm, MaskForm, OpenForm, PublishForm, SelectionForm
from consult.moderation.labels import STEPS, language_name
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.permissions import (
    accepts,
    can_ask_to_rephrase,
    can_decide,
    can_mask,
    can_moderate,
    can_split,
    can_take_down,
    can_undo,
)
from consult.moderation.reading import flags, marked, read_before
from consult.moderation.sealing import is_sealed
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import told
from consult.moderation.views.copies import panel_of
from consult.moderation.views.returning import just_done
from consult.moderation.views.where import here, reading_alone, to_the_next
from consult.territory.models import PlaceScope
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.forms import clean_line
from consult.web.page import settings

LONGEST_SEARCH = 80


@blueprint.get("/moderation")
@access(Audience.MODERATORS)
def queue() -> ResponseReturnValue:
    form = SelectionForm(formdata=None)
    form.offer(queries.reasons(db.session))
    return queue_page(form)


@blueprint.get("/moderation/publiees")
@access(Audience.MODERATORS)
def published() -> ResponseReturnValue:
    """To find words again once they are on the site, and perhaps take them down."""
    wanted = (clean_line(request.args.get("mots")) or "")[:LONGEST_SEARCH]
    after = request.args.get("after", type=int)
    page = queries.published(db.session, wanted, after=after)
    return render_template("moderation/published.html", page=page, wanted=wanted)


def _repeats(contribution: Contribution) -> int:
    """Only answers to a consultation are compared from one sending to the next."""
    if contribution.source is not Source.ANSWER:
        return 0
    return repeats_of(db.session, contribution.receipt_id)


@blueprint.get("/moderation/<public_id>")
@access(Audience.MODERATORS)
def read(public_id: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id)
    group = to_read_together(db.session, contribution)
    if group is not None and not reading_alone():
        carried: dict[str, Any] = {
            name: request.args[name] for name in ("done", "ensemble") if name in request.args
        }
        return redirect(url_for("moderation.copies_read", public_id=group, **carried, **here()))
    return reading_page(contribution)


@blueprint.post("/moderation/<public_id>")
@access(Audience.MODERATORS)
@writes
def decide(public_id: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id, lock=True)
    kind = _asked()
    answer = AnswerForm()
    answer.offer(queries.reasons(db.session))
    revision = answer.seen_revision()
    last = queries.last_decision(db.session, contribution)
    if operations.was_just_done(last, kind, by=actor(), revision=revision):
        return to_the_next(done=contribution)
    if not accepts(contribution, kind) or contribution.revision != revision:
        return overtaken(contribution, last)
    if can_decide(contribution) and claims.someone_else(db.session, contribution, actor()):
        return reading_page(contribution, answer), 409
    if kind is DecisionKind.REPHRASE and not can_ask_to_rephrase(contribution):
        abort(400)
    form = PublishForm() if kind is DecisionKind.PUBLISH else answer
    if not form.validate_on_submit():
        answer.form_errors = list(form.errors.get("csrf_token", ())) if form is not answer else []
        return reading_page(contribution, answer), 422
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
    return to_the_next(done=contribution)


@blueprint.post("/moderation/<public_id>/annuler")
@access(Audience.MODERATORS)
@writes
def undo(public_id: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id, lock=True)
    last = queries.last_decision(db.session, contribution)
    if (
        last is None
        or request.form.get("revision") != str(contribution.revision)
        or not can_undo(actor(), contribution, last)
    ):
        return overtaken(contribution, last)
    operations.undo(db.session, last, by=actor())
    # Back to these words, and not a colleague with them.
    claims.take(db.session, contribution, by=actor())
    return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)


def contribution_at(public_id: str, *, lock: bool = False) -> Contribution:
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


def queue_page(form: SelectionForm) -> str:
    now = utcnow()
    filters = Filters.read(request.args)
    days = settings().moderation_days
    after = request.args.get("after", type=int)
    page = queries.page_of(db.session, queries.TO_READ, filters, after=after)
    waiting = queries.waiting(db.session, queries.TO_READ, filters, now, days)
    return render_template(
        "moderation/queue.html",
        page=page,
        rows=[(each, read_before(each, days), flags(each)) for each in page.rows],
        now=now,
        held=claims.around(db.session, queries.TO_READ, [each.id for each in page.rows]),
        copies=copies_of(db.session, page.rows),
        waiting=waiting,
        sentence=told(waiting),
        filters=filters,
        choices=_choices(),
        form=form,
        done=just_done(),
    )


def reading_page(
    contribution: Contribution,
    answer: AnswerForm | None = None,
    *,
    mask: MaskForm | None = None,
    opening: OpenForm | None = None,
) -> str:
    """The words and all that can be done of them, with what was typed in one of the forms."""
    now = utcnow()
    filters = Filters.read(request.args)
    days = settings().moderation_days
    if answer is None:
        answer = AnswerForm(formdata=None)
        answer.offer(queries.reasons(db.session))
    last = queries.last_decision(db.session, contribution)
    coming = queries.page_of(db.session, queries.TO_READ, filters, size=queries.NEXT_FEW).rows
    held = claims.around(db.session, queries.TO_READ, [each.id for each in coming])
    mine = claims.live(db.session, [contribution.id]).get(contribution.id)
    return render_template(
        "moderation/read.html",
        contribution=contribution,
        text=marked(contribution),
        before=read_before(contribution, days),
        now=now,
        steps=[(step, STEPS[step.kind]) for step in contribution.steps],
        coming=coming,
        held=held,
        claim=mine if can_decide(contribution) else None,
        is_mine=mine is not None and mine.user_id == actor().id,
        waiting=queries.waiting(db.session, queries.TO_READ, filters, now, days),
        here=here(),
        alone=reading_alone(),
        form=answer,
        mask=mask or MaskForm(formdata=None),
        opening=opening or OpenForm(formdata=None),
        is_sealed=is_sealed(db.session, contribution),
        repeats=_repeats(contribution),
        family=queries.family(db.session, contribution),
        can_decide=can_decide(contribution),
        can_ask_to_rephrase=can_ask_to_rephrase(contribution),
        can_take_down=can_take_down(contribution),
        can_mask=can_mask(contribution),
        can_split=can_split(contribution),
        decision=last,
        can_undo=can_undo(actor(), contribution, last),
        done=just_done(),
        alike=panel_of(contribution),
        imported=_origin(contribution),
    )


def _origin(contribution: Contribution) -> ImportedWords | ImportedSheet | None:
    """The row of a file that the words came from, whichever way."""
    if contribution.source is Source.ANSWER:
        return origin_of(db.session, contribution)
    return row_of(db.session, contribution)


def _choices() -> dict[str, Any]:
    """What the filters of the queue offer."""
    return {
        "channels": list(Channel),
        "perimeters": queries.perimeters(db.session),
        "scopes": [scope for scope in PlaceScope if scope is not PlaceScope.PERIMETER],
        "ages": AGES,
        "languages": [
            (code, language_name(code)) for code in queries.languages(db.session, queries.TO_READ)
        ],
        "sources": list(Source),
    }


def overtaken(contribution: Contribution, last: Decision | None) -> ResponseReturnValue:
    """Someone else was first, or the author changed their words: nothing is decided."""
    page = render_template(
        "moderation/overtaken.html",
        contribution=contribution,
        decision=last,
        waits=can_decide(contribution),
        filters=Filters.read(request.args),
    )
    return page, 409
