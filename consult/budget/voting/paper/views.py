"""The team's pages of ballot boxes."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.budget.models import Campaign
from consult.budget.voting.blueprints import known, team
from consult.budget.voting.holders import holder_typed, is_known
from consult.budget.voting.models import Check, PaperBatch, Way
from consult.budget.voting.online.door import wrong_card
from consult.budget.voting.online.telling import told_fault
from consult.budget.voting.operations import Refusal, VoteRefusedError, refuse
from consult.budget.voting.paper import operations, printing
from consult.budget.voting.paper.forms import BoxForm, CloseForm, CountForm, CrossForm, PaperForm
from consult.budget.voting.paper.lines import NotReadError, Read, read_line, written
from consult.budget.voting.paper.queries import box_of, boxes_of, papers_of
from consult.budget.voting.permissions import is_over
from consult.budget.voting.queries import rules_and_projects
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.pdf import pdf_of


@team.route("/urnes", methods=["GET", "POST"])
@access(Audience.TEAM)
@writes
def boxes(slug: str) -> ResponseReturnValue:
    """Everyone of the team sees the boxes; editors add one."""
    campaign = known(slug)
    if request.method == "POST":
        require(actor().may_enter(Audience.EDITORS))
    form = BoxForm()
    if form.validate_on_submit():
        check = Check(form.check.data)
        sample = form.sample.data or 0 if check is Check.SAMPLE else 0
        box = operations.add_box(
            db.session, campaign, form.place.data or "", check, sample, by=actor()
        )
        return redirect(url_for(".box", slug=slug, public_id=box.public_id), 303)
    page = render_template(
        "budget/voting/desk/boxes.html",
        campaign=campaign,
        form=form,
        boxes=boxes_of(db.session, campaign),
    )
    return page, 422 if form.is_submitted() else 200


@team.get("/bulletin.pdf")
@access(Audience.TEAM)
@limiter.limit("20/minute")
def paper(slug: str) -> ResponseReturnValue:
    """The ballot to print; `?grand` in large print."""
    campaign = known(slug)
    response = make_response(pdf_of(printing.ballot_page(campaign, large="grand" in request.args)))
    response.mimetype = "application/pdf"
    name = f"bulletin-{slug}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@team.get("/urnes/<public_id>")
@access(Audience.TEAM)
def box(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    return _box(campaign, _found(campaign, public_id), 200)


def _box(campaign: Campaign, found: PaperBatch, status: int, **forms: Any) -> ResponseReturnValue:
    papers = papers_of(db.session, found)
    rules, projects = rules_and_projects(db.session, campaign)
    first, second = papers.waiting()
    given = {
        "count": CountForm(formdata=None, obj=found),
        "cross": CrossForm(formdata=None),
        "close": CloseForm(formdata=None),
        **forms,
    }
    page = render_template(
        "budget/voting/desk/box.html",
        campaign=campaign,
        box=found,
        papers=papers,
        first=first,
        second=second,
        differing=papers.differing(),
        gap=operations.gap_of(found),
        written=lambda typing: written(rules, typing.kind, typing.content),
        over=is_over(campaign, utcnow()),
        asks_holder=is_known(campaign),
        titles={str(each.number): each.title for each in projects},
        **given,
    )
    return page, status


@team.post("/urnes/<public_id>/emarger")
@access(Audience.TEAM)
@writes
def cross_off(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    found = _found(campaign, public_id)
    form = CrossForm()
    if not form.validate_on_submit():
        return _box(campaign, found, 422, cross=form)
    entrance = holder_typed(campaign, form.holder.data or "", Way.PAPER)
    if entrance is None:
        form.holder.errors = [wrong_card()]
        return _box(campaign, found, 422, cross=form)
    try:
        operations.cross_off(db.session, campaign, found, entrance, by=actor())
    except VoteRefusedError as refused:
        refuse(db.session, campaign.id, refused.why, by=actor())
        form.holder.errors = [
            _("This person has already voted: they may not put a ballot in the box.")
            if refused.why is Refusal.TWICE
            else _("This box is closed.")
        ]
        campaign = known(slug)
        return _box(campaign, _found(campaign, public_id), 409, cross=form)
    flash(_("Crossed off: this person may put a ballot in the box."), "success")
    return redirect(url_for(".box", slug=slug, public_id=public_id, _anchor="emarger"), 303)


@team.post("/urnes/<public_id>/compter")
@access(Audience.EDITORS)
@writes
def count(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    found = _found(campaign, public_id, lock=True)
    form = CountForm()
    if not is_over(campaign, utcnow()):
        abort(409)
    if not form.validate_on_submit():
        return _box(campaign, found, 422, count=form)
    try:
        operations.count_box(
            db.session,
            found,
            announced=form.announced.data or 0,
            signed_by_hand=form.signed_by_hand.data or 0,
            by=actor(),
        )
    except operations.NotYoursError:
        form.announced.errors = [_("Papers beyond this number are already typed.")]
        return _box(campaign, found, 409, count=form)
    return redirect(url_for(".box", slug=slug, public_id=public_id), 303)


@team.route("/urnes/<public_id>/saisir", methods=["GET", "POST"])
@access(Audience.TEAM)
@writes
def type_papers(slug: str, public_id: str) -> ResponseReturnValue:
    """One paper a line, the next one at once. `corriger`: the number of one's own to type again."""
    campaign = known(slug)
    found = _found(campaign, public_id, lock=request.method == "POST")
    if not is_over(campaign, utcnow()) or not found.announced:
        return redirect(url_for(".box", slug=slug, public_id=public_id), 303)
    form = PaperForm()
    if form.validate_on_submit():
        read = _read(campaign, form)
        if read is not None:
            try:
                operations.type_paper(db.session, found, form.number.data or 0, read, by=actor())
            except operations.NotYoursError:
                form.number.errors = [_("This paper does not wait for you.")]
            else:
                done = form.number.data
                return redirect(
                    url_for(".type_papers", slug=slug, public_id=public_id, fait=done), 303
                )
    return _typing(campaign, found, form)


def _typing(campaign: Campaign, found: PaperBatch, form: PaperForm) -> ResponseReturnValue:
    papers = papers_of(db.session, found)
    rules, projects = rules_and_projects(db.session, campaign)
    asked = request.args.get("corriger", type=int)
    number = asked or papers.next_for(actor())
    if not form.is_submitted():
        form.number.data = number
    done = papers.of(request.args.get("fait", type=int) or 0)
    mine = next((each for each in done.values() if each.by_id == actor().id), None)
    first, second = papers.waiting()
    page = render_template(
        "budget/voting/desk/typing.html",
        campaign=campaign,
        box=found,
        form=form,
        rules=rules,
        projects=projects,
        number=number,
        mine=mine,
        mine_written=written(rules, mine.kind, mine.content) if mine else "",
        titles={str(each.number): each.title for each in projects},
        left=first + second,
    )
    return page, 422 if form.is_submitted() else 200


def _read(campaign: Campaign, form: PaperForm) -> Read | None:
    """None, with what is wrong beside the line, which stays as it was typed."""
    rules, _projects = rules_and_projects(db.session, campaign)
    try:
        return read_line(rules, form.line.data or "")
    except NotReadError as error:
        if error.fault is None:
            said = _("“%(piece)s” is not read: look at the example.", piece=error.piece)
        else:
            void = _("If the paper says so, it is void: type “nul”.")
            said = f"{told_fault(error.fault, rules, error.content)} {void}"
        form.line.errors = [said]
        return None


@team.post("/urnes/<public_id>/departager")
@access(Audience.EDITORS)
@writes
def settle(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    found = _found(campaign, public_id, lock=True)
    form = PaperForm()
    read = _read(campaign, form) if form.validate_on_submit() else None
    if read is None:
        return _box(campaign, found, 422, settling=form)
    try:
        operations.settle(db.session, found, form.number.data or 0, read, by=actor())
    except operations.NotYoursError:
        form.number.errors = [_("The two readings of this paper do not differ any more.")]
        return _box(campaign, found, 409, settling=form)
    flash(_("Settled."), "success")
    return redirect(url_for(".box", slug=slug, public_id=public_id), 303)


@team.post("/urnes/<public_id>/fermer")
@access(Audience.EDITORS)
@writes
def close_box(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    found = _found(campaign, public_id, lock=True)
    form = CloseForm()
    if not form.validate_on_submit() or not is_over(campaign, utcnow()):
        return _box(campaign, found, 422, close=form)
    try:
        operations.close_box(
            db.session, campaign, found, form.reason.data or "", by=actor(), now=utcnow()
        )
    except operations.NotReadyError as error:
        form.form_errors = [*form.form_errors, *_told(found, error)]
        return _box(campaign, found, 409, close=form)
    except VoteRefusedError:
        form.form_errors = [_("The urn is sealed: no vote enters it any more.")]
        return _box(campaign, found, 409, close=form)
    flash(_("The box is closed: its ballots are in the urn."), "success")
    return redirect(url_for(".box", slug=slug, public_id=public_id), 303)


def _told(found: PaperBatch, error: operations.NotReadyError) -> list[str]:
    """What is still to do, one sentence each."""
    told = []
    if found.announced is None:
        told.append(_("Say first how many ballots there are."))
    if error.first:
        told.append(
            ngettext("%(num)s paper is not typed.", "%(num)s papers are not typed.", error.first)
        )
    if error.second:
        told.append(
            ngettext(
                "%(num)s paper waits for a second reading.",
                "%(num)s papers wait for a second reading.",
                error.second,
            )
        )
    if error.differing:
        told.append(
            ngettext(
                "%(num)s paper is read in two ways.",
                "%(num)s papers are read in two ways.",
                error.differing,
            )
        )
    if error.gap:
        told.append(_("The ballots and the signatures do not agree: say why."))
    return told


def _found(campaign: Campaign, public_id: str, *, lock: bool = False) -> PaperBatch:
    return box_of(db.session, campaign, public_id, lock=lock) or abort(404)
