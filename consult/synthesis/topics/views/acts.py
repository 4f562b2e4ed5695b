"""What the team does of a group, and of the words ticked in it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.synthesis.forms import StatementForm
from consult.synthesis.operations import NothingCitedError
from consult.synthesis.topics import group_queries, merging, operations, queries
from consult.synthesis.topics.forms import (
    NEW,
    NOWHERE,
    MergeForm,
    MoveForm,
    NameForm,
    SetAsideForm,
    revision_of,
)
from consult.synthesis.topics.models import Topic
from consult.synthesis.topics.views.blueprint import blueprint
from consult.synthesis.topics.views.group import show_group
from consult.synthesis.topics.views.settling import put_aside
from consult.synthesis.topics.views.where import (
    kept_topic,
    known_topic,
    tell_changed_meanwhile,
    tell_moved,
    tell_nothing_ticked,
    ticked_words,
    to_group,
    to_list,
)
from consult.synthesis.views import chosen_ambition
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form

# An undo carries the words in the address: beyond so many it is offered no more.
MOST_UNDONE = 40


@blueprint.post("/groupe/<public_id>/nom")
@access(Audience.EDITORS)
@writes
def name(public_id: str) -> ResponseReturnValue:
    topic = known_topic(public_id)
    form = NameForm()
    if not form.validate_on_submit():
        return show_group(topic, name=form), 422
    try:
        operations.name_topic(
            db.session,
            topic,
            form.name.data or "",
            by=actor(),
            revision=revision_of(form.revision),
        )
    except operations.StaleTopicError:
        told = topic.told
        form.form_errors.append(
            _("Somebody changed this group meanwhile. It is now: « %(name)s ».", name=told)
        )
        form.revision.data = str(topic.revision)
        form.revision.raw_data = None
        return show_group(topic, name=form), 409
    flash(_("The group is kept: no new proposal undoes it."), "success")
    return to_group(topic)


@blueprint.post("/groupe/<public_id>/garder")
@access(Audience.EDITORS)
@writes
def confirm(public_id: str) -> ResponseReturnValue:
    """What was proposed in the group: the words ticked, or all of them."""
    topic = known_topic(public_id)
    if not Form().validate_on_submit():
        return to_group(topic)
    chosen = [] if "tout" in request.form else _ticked_here(topic)
    if "tout" not in request.form and not chosen:
        tell_nothing_ticked()
        return to_group(topic)
    done = operations.confirm(db.session, topic, by=actor(), contributions=chosen)
    flash(
        ngettext(
            "%(num)s contribution kept in the group.",
            "%(num)s contributions kept in the group.",
            done,
        ),
        "success",
    )
    return to_group(topic)


@blueprint.post("/groupe/<public_id>/deplacer")
@access(Audience.EDITORS)
@writes
def move(public_id: str) -> ResponseReturnValue:
    topic = known_topic(public_id)
    form = MoveForm()
    form.offer(queries.names(db.session, topic.enjeu, but=topic), nowhere=NOWHERE)
    if not form.validate_on_submit():
        return show_group(topic, move=form, ticked=request.form.getlist("contribution")), 422
    chosen = _ticked_here(topic)
    if not chosen:
        tell_nothing_ticked()
        return to_group(topic)
    target: Topic | None = None
    if form.target.data == NEW:
        target = operations.new_topic(db.session, topic.enjeu, form.new_name.data or "", by=actor())
    elif form.target.data != NOWHERE:
        target = kept_topic(topic.enjeu, form.target.data)
        if target is None:
            tell_changed_meanwhile()
            return to_group(topic)
    moved = _move(topic.enjeu, chosen, source=topic, target=target)
    if moved is None:
        return redirect(url_for("topics.show", public_id=public_id), 303)
    undo = {}
    if len(moved) <= MOST_UNDONE:
        undo = {
            "annuler": ",".join(each.public_id for each in moved),
            "vers": target.public_id if target else "",
        }
    return to_group(topic, **undo)


@blueprint.post("/groupe/<public_id>/remettre")
@access(Audience.EDITORS)
@writes
def put_back(public_id: str) -> ResponseReturnValue:
    """Undo a move: the words come back from where they went."""
    topic = known_topic(public_id)
    source = kept_topic(topic.enjeu, request.form.get("source", ""))
    if not Form().validate_on_submit():
        return to_group(topic)
    if _move(topic.enjeu, ticked_words(), source=source, target=topic) is None:
        return redirect(url_for("topics.show", public_id=public_id), 303)
    if source is not None and not source.name:
        operations.end_if_empty(db.session, source, by=actor())
    return to_group(topic)


@blueprint.post("/groupe/<public_id>/reunir")
@access(Audience.EDITORS)
@writes
def merge(public_id: str) -> ResponseReturnValue:
    topic = known_topic(public_id)
    form = MergeForm()
    form.offer([])
    other = queries.topic(db.session, form.other.data or "", lock=True)
    gone = other is None or other.enjeu_id != topic.enjeu_id or other is topic
    if not form.validate_on_submit() or other is None or gone:
        flash(_("This group is not there any more: choose another one."), "warning")
        return to_group(topic)
    try:
        merged = merging.merge(
            db.session, topic, other, by=actor(), revision=revision_of(form.revision)
        )
    except operations.StaleTopicError:
        return _stale(topic)
    return to_group(topic, reuni=merged.public_id)


@blueprint.post("/groupe/<public_id>/separer/<merged_id>")
@access(Audience.EDITORS)
@writes
def take_apart(public_id: str, merged_id: str) -> ResponseReturnValue:
    """Undo a merge, just now or later."""
    topic = known_topic(public_id)
    if not Form().validate_on_submit():
        return to_group(topic)
    merged = merging.merge_at(db.session, merged_id)
    if merged is None or merged.topic_id != topic.id:
        flash(_("This group was taken out again already."), "info")
        return to_group(topic)
    merging.take_apart(db.session, merged, by=actor())
    flash(_("The two groups are apart again."), "success")
    return to_group(topic)


@blueprint.post("/groupe/<public_id>/defaire")
@access(Audience.EDITORS)
@writes
def dissolve(public_id: str) -> ResponseReturnValue:
    topic = known_topic(public_id)
    form = MergeForm()
    enjeu = topic.enjeu
    form.offer([])
    if not form.validate_on_submit():
        return to_group(topic)
    try:
        operations.dissolve(db.session, topic, by=actor(), revision=revision_of(form.revision))
    except operations.StaleTopicError:
        return _stale(topic)
    flash(_("The group is undone: its words wait again."), "success")
    return to_list(enjeu)


@blueprint.post("/groupe/<public_id>/ecarter")
@access(Audience.EDITORS)
@writes
def set_aside(public_id: str) -> ResponseReturnValue:
    topic = known_topic(public_id)
    form = SetAsideForm()
    if not form.validate_on_submit():
        return show_group(topic, aside=form, ticked=request.form.getlist("contribution")), 422
    chosen = _ticked_here(topic)
    if chosen:
        put_aside(topic.enjeu, chosen, form)
    else:
        tell_nothing_ticked()
    return to_group(topic)


@blueprint.post("/groupe/<public_id>/phrase")
@access(Audience.EDITORS)
@writes
def write(public_id: str) -> ResponseReturnValue:
    """The sentence cites the words ticked, or all those that the group keeps."""
    topic = known_topic(public_id)
    form = StatementForm(topic.enjeu)
    ticked = request.form.getlist("contribution")
    if not form.validate_on_submit():
        return show_group(topic, sentence=form, ticked=ticked), 422
    chosen = _ticked_here(topic)
    if "tout" in request.form:
        operations.confirm(db.session, topic, by=actor())
        chosen = group_queries.all_members(db.session, topic)
    try:
        statement = operations.write_statement(
            db.session,
            topic,
            form.text.data or "",
            chosen,
            by=actor(),
            ambition=chosen_ambition(topic.enjeu, form),
        )
    except NothingCitedError:
        form.form_errors.append(
            _("Tick at least one contribution: a sentence needs somebody behind it.")
        )
        return show_group(topic, sentence=form, ticked=ticked), 422
    except ValueError:
        form.form_errors.append(
            _("One of the contributions changed meanwhile and cannot be cited here.")
        )
        return show_group(topic, sentence=form, ticked=ticked), 422
    flash(_("The sentence is written. It can now be placed in the contract."), "success")
    return redirect(url_for("synthesis.statement", public_id=statement.public_id), 303)


def _ticked_here(topic: Topic) -> list[Contribution]:
    """The words ticked, with those of the group that say the same."""
    ticked = ticked_words()
    return queries.with_copies(db.session, topic.enjeu, ticked, topic) if ticked else []


def _move(
    enjeu: Enjeu, words: list[Contribution], *, source: Topic | None, target: Topic | None
) -> list[Contribution] | None:
    """Those that moved; None, and nothing is changed, when somebody moved some meanwhile."""
    try:
        moved = operations.move(db.session, enjeu, words, source=source, target=target, by=actor())
    except (operations.MovedMeanwhileError, ValueError):
        db.session.rollback()
        tell_changed_meanwhile()
        return None
    tell_moved(len(moved))
    return moved


def _stale(topic: Topic) -> ResponseReturnValue:
    form = NameForm(formdata=None, data={"name": topic.name, "revision": str(topic.revision)})
    form.form_errors.append(
        _("Somebody changed this group meanwhile. Look at it again, then do what you wanted.")
    )
    return show_group(topic, name=form), 409
