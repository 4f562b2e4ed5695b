"""Look-alikes: reading a group at once, saying what is the same, and seeing the texts that many sent."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contributions.lookalikes import operations as lookalikes
from consult.contributions.lookalikes.models import AlikeGroup
from consult.contributions.lookalikes.queries import find_group, members_of, membership, sizes
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import claims, operations, queries
from consult.moderation.copies import campaigns, deciding, proposals, seen
from consult.moderation.copies.lines import Copies, copies_of
from consult.moderation.copies.reading import read_group
from consult.moderation.filters import Filters
from consult.moderation.forms import AnswerForm, PublishForm
from consult.moderation.models import Claim, DecisionKind
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_moderate, can_undo
from consult.moderation.reading import marked
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.returning import just_done
from consult.moderation.views.where import here, to_the_next, told
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.forms import Form, clean_line
from consult.web.pagination import keyset

LONGEST_SEARCH = 80
MOST_PROPOSED = 10
PAGE = 20


class Panel(NamedTuple):
    """Beside words being read: their group, how many are in it, and what resembles them."""

    copies: Copies | None
    size: int
    proposals: list[proposals.Proposal]


class Together(NamedTuple):
    """What one has just decided at once, as long as it can be taken back."""

    public_id: str
    kind: DecisionKind
    decided: int


@blueprint.get("/moderation/copies")
@access(Audience.MODERATORS)
def copies() -> ResponseReturnValue:
    page = campaigns.campaigns(db.session, after=request.args.get("after", type=int))
    return render_template("moderation/copies/index.html", page=page)


@blueprint.get("/moderation/copies/<public_id>")
@access(Audience.MODERATORS)
def copies_read(public_id: str) -> ResponseReturnValue:
    form = AnswerForm(formdata=None)
    form.offer(queries.reasons(db.session))
    return _reading(_group(public_id), form)


@blueprint.post("/moderation/copies/<public_id>")
@access(Audience.MODERATORS)
@writes
def copies_decide(public_id: str) -> ResponseReturnValue:
    group = _group(public_id)
    kind = _asked()
    answer = AnswerForm()
    answer.offer(queries.reasons(db.session))
    publish = kind is DecisionKind.PUBLISH
    form = PublishForm() if publish else answer
    if not form.validate_on_submit():
        answer.form_errors = list(form.errors.get("csrf_token", ())) if publish else []
        return _reading(group, answer, status=422)
    if _claim(_first(group)) is not None:
        return _reading(group, answer, status=409)
    shown = seen.read(request.form.get("seen"))
    try:
        done = deciding.decide_together(
            db.session,
            group.id,
            shown,
            kind,
            by=actor(),
            reason=None if publish else answer.known[answer.reason.data],
            sentence="" if publish else answer.sentence.data,
        )
    except StaleError:
        if _was_just_done(shown, kind):
            return _on()
        return render_template("moderation/copies/overtaken.html", group=group), 409
    _tell_what_was_left(done)
    return _on(done.joint.public_id)


@blueprint.post("/moderation/ensemble/<public_id>/annuler")
@access(Audience.MODERATORS)
@writes
def copies_undo(public_id: str) -> ResponseReturnValue:
    joint = deciding.find_joint(db.session, public_id) or abort(404)
    decisions = deciding.decisions_of(db.session, joint)
    try:
        _undone, left = deciding.undo_together(db.session, joint, by=actor())
    except StaleError:
        flash(_("This decision can no longer be undone: something else happened since."), "warning")
        return redirect(_address("moderation.queue"), 303)
    if left:
        flash(
            ngettext(
                "%(num)s contribution changed since and stays as it is.",
                "%(num)s contributions changed since and stay as they are.",
                left,
            ),
            "warning",
        )
    first = decisions[0].contribution.public_id
    return redirect(_address("moderation.read", public_id=first), 303)


@blueprint.get("/moderation/<public_id>/ressemblances")
@access(Audience.MODERATORS)
def alike(public_id: str) -> ResponseReturnValue:
    """The group of some words, what resembles them, and a search to join others by hand."""
    contribution = _contribution(public_id)
    wanted = (clean_line(request.args.get("mots")) or "")[:LONGEST_SEARCH]
    after = request.args.get("after", type=int)
    found = membership(db.session, contribution)
    members = None
    if found is not None:
        query = members_of(found.group_id).order_by(None)
        members = keyset(db.session, query, Contribution.id, after=after, size=PAGE)
    return render_template(
        "moderation/copies/alike.html",
        contribution=contribution,
        members=members,
        size=sizes(db.session, [found.group_id])[found.group_id] if found else 0,
        proposals=proposals.proposals(db.session, contribution, MOST_PROPOSED),
        wanted=wanted,
        others=proposals.others_with(db.session, contribution, wanted) if wanted else [],
    )


@blueprint.post("/moderation/<public_id>/reunir")
@access(Audience.MODERATORS)
@writes
def alike_join(public_id: str) -> ResponseReturnValue:
    contribution, other = _contribution(public_id), _other()
    if Form().validate_on_submit():
        try:
            lookalikes.join(db.session, contribution, other, by=actor())
        except lookalikes.NotComparableError:
            flash(_("These two contributions cannot be put together."), "warning")
        else:
            flash(
                _("They are together now: they count as several people who say the same."),
                "success",
            )
    return _back(contribution)


@blueprint.post("/moderation/<public_id>/a-part")
@access(Audience.MODERATORS)
@writes
def alike_keep_apart(public_id: str) -> ResponseReturnValue:
    contribution, other = _contribution(public_id), _other()
    if Form().validate_on_submit():
        lookalikes.keep_apart(db.session, contribution, other, by=actor())
        flash(_("They stay apart, and will not be proposed together again."), "success")
    return _back(contribution)


@blueprint.post("/moderation/<public_id>/sortir")
@access(Audience.MODERATORS)
@writes
def alike_take_out(public_id: str) -> ResponseReturnValue:
    """`autre` is the member that leaves the group of the words being looked at."""
    contribution, leaving = _contribution(public_id), _other()
    if Form().validate_on_submit() and lookalikes.take_out(db.session, leaving, by=actor()):
        flash(_("These words are out of the group."), "success")
    return _back(contribution)


def panel_of(contribution: Contribution) -> Panel:
    found = membership(db.session, contribution)
    return Panel(
        copies_of(db.session, [contribution]).get(contribution.id),
        sizes(db.session, [found.group_id]).get(found.group_id, 0) if found else 0,
        proposals.proposals(db.session, contribution),
    )


@blueprint.app_template_global()
def decided_together() -> Together | None:
    """What the page comes from, by « ensemble » in its address."""
    public_id = request.args.get("ensemble", "")
    joint = deciding.find_joint(db.session, public_id) if public_id else None
    decisions = deciding.decisions_of(db.session, joint) if joint else []
    mine = [each for each in decisions if can_undo(actor(), each.contribution, each)]
    if joint is None or not mine:
        return None
    return Together(joint.public_id, mine[0].kind, len(mine))


def _reading(group: AlikeGroup, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    reading = read_group(db.session, group.id)
    filters = Filters.read(request.args)
    if reading is None:
        first = db.session.scalars(members_of(group.id).limit(1)).first() or abort(404)
        return redirect(url_for("moderation.alike", public_id=first.public_id))
    main = reading.main.first
    first = _first(group) or main
    claim = _claim(first)
    coming = queries.page_of(db.session, queries.TO_READ, filters, size=queries.NEXT_FEW).rows
    page = render_template(
        "moderation/copies/group.html",
        group=group,
        reading=reading,
        contribution=main,
        text=marked(main),
        copies=copies_of(db.session, [main])[main.id],
        can_ask_to_rephrase=any(not each.receipt.shared for each in reading.together),
        oldest=first,
        claim=claim,
        claimed=db.session.get(Contribution, claim.contribution_id) if claim else None,
        is_mine=claims.is_mine(db.session, first, actor()),
        coming=coming,
        held=claims.around(db.session, queries.TO_READ, [each.id for each in coming]),
        here=here(),
        form=form,
        done=just_done(),
    )
    return page, status


def _tell_what_was_left(done: deciding.Decided) -> None:
    if done.changed:
        flash(
            ngettext(
                "%(num)s contribution changed meanwhile: nothing was decided of it.",
                "%(num)s contributions changed meanwhile: nothing was decided of them.",
                done.changed,
            ),
            "warning",
        )
    if done.unanswerable:
        flash(
            ngettext(
                "%(num)s contribution was said in a workshop and cannot be sent back: it still waits.",
                "%(num)s contributions were said in a workshop and cannot be sent back: they still wait.",
                done.unanswerable,
            ),
            "warning",
        )


def _was_just_done(shown: seen.Seen, kind: DecisionKind) -> bool:
    """The same button pressed twice."""
    first = db.session.get(Contribution, min(shown, default=0))
    last = queries.last_decision(db.session, first) if first else None
    return first is not None and operations.was_just_done(
        last, kind, by=actor(), revision=shown[first.id]
    )


def _on(together: str = "") -> ResponseReturnValue:
    """Back to the queue, for who decided there; otherwise to the next words."""
    if request.form.get("retour") == "file":
        return redirect(_address("moderation.queue", **told(together=together)), 303)
    return to_the_next(together=together)


def _first(group: AlikeGroup) -> Contribution | None:
    """The member that stands for the group in the line: what is claimed, and passed, for all."""
    for filters in (Filters.read(request.args), Filters()):
        found = queries.stands_for(db.session, queries.TO_READ, filters, group.id)
        if found is not None:
            return found
    return None


def _claim(first: Contribution | None) -> Claim | None:
    """That of a colleague who reads the group, or one of it, now."""
    if first is None:
        return None
    found = claims.around(db.session, queries.TO_READ, [first.id]).get(first.id)
    return found if found is not None and found.user_id != actor().id else None


def _back(contribution: Contribution) -> ResponseReturnValue:
    endpoint = "read" if request.form.get("retour") == "lecture" else "alike"
    return redirect(_address(f"moderation.{endpoint}", public_id=contribution.public_id), 303)


def _address(endpoint: str, **values: Any) -> str:
    return url_for(endpoint, **{**values, **Filters.read(request.args).arguments()})


def _group(public_id: str) -> AlikeGroup:
    return find_group(db.session, public_id) or abort(404)


def _contribution(public_id: str) -> Contribution:
    contribution = queries.find(db.session, public_id) or abort(404)
    require(can_moderate(actor(), contribution))
    return contribution


def _other() -> Contribution:
    """The contribution that the pressed button is about."""
    return queries.find(db.session, request.form.get("autre", "")) or abort(400)


def _asked() -> DecisionKind:
    try:
        return DecisionKind(request.form.get("decision"))
    except ValueError:
        abort(400)
