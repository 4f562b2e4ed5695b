"""The team's pages: remarks that wait for an answer, answering them, the avis of institutions, dates."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.accounts.session import actor
from consult.contract.blueprint import blueprint
from consult.contract.remarks import answering, exports, operations, queries
from consult.contract.remarks.forms import AnswerForm, OfficialForm, PeriodForm
from consult.contract.remarks.models import Remark
from consult.contract.remarks.shown import Shown, shown
from consult.contract.remarks.views import asked_filters, when
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.desk import Card
from consult.web.forms import Form, each_once

_CHOSEN = re.compile(r"([0-9a-f]{12}):([0-9]{1,9})", re.ASCII)


def desk_cards(user: User) -> list[Card]:
    """One for all the contracts: it leads to the one where most waits."""
    if not user.may_enter(Audience.EDITORS):
        return []
    waiting = queries.waiting_by_contract(db.session)
    if not waiting:
        return []
    total, slug = sum(waiting.values()), max(waiting, key=lambda each: waiting[each])
    sentence = ngettext(
        "%(num)s remark on the contract waits for an answer.",
        "%(num)s remarks on the contract wait for an answer.",
        total,
    )
    href = url_for("contract.remarks_desk", slug=slug)
    return [Card(_("Remarks on the contract"), sentence, href, "quote", total)]


@blueprint.get("/espace/contrat/<slug>/remarques")
@access(Audience.EDITORS)
def remarks_desk(slug: str) -> ResponseReturnValue:
    """What waits first; a section at a time when one is chosen."""
    text = _known(slug)
    waiting = queries.waiting_by_section(db.session, text.contract)
    filters = asked_filters()
    if "suite" not in request.args:
        filters = queries.Filters(section=filters.section, waiting=True)
    page = queries.queue(
        db.session, text.contract, filters, after=request.args.get("after", type=int)
    )
    return render_template(
        "contract/remarks/desk.html",
        contract=text.contract,
        sections=text.sections,
        waiting=waiting,
        filters=filters,
        page=page,
        now={each.id: queries.now_of(text.passages, each) for each in page.rows},
        counted=queries.counted(db.session, text.contract),
        done=_just_answered(),
        suite=request.args.get("suite"),
        **when(text.contract),
    )


def _just_answered() -> dict[str, Any] | None:
    """What one answered in one's last gesture, while it can be taken back."""
    batch = request.args.get("fait", "")[:40]
    answers = answering.answers_of_gesture(db.session, batch) if batch else []
    if not answering.can_undo(answers, actor(), utcnow()):
        return None
    return {"batch": batch, "kind": answers[0].kind, "number": len(answers)}


@blueprint.get("/espace/contrat/<slug>/remarques/<public_id>")
@access(Audience.EDITORS)
def remark(slug: str, public_id: str) -> ResponseReturnValue:
    text = _known(slug)
    found = _remark(text, public_id)
    return _remark_page(text, found, AnswerForm(text.sections, data=_draft(found)))


def _draft(found: Remark) -> dict[str, str]:
    """What is left of an answer that quoted words taken back since."""
    last = found.read_again
    if last is None:
        return {}
    return {"answer": last.kind.value, "reason": last.reason, "section": last.section_key}


@blueprint.post("/espace/contrat/<slug>/remarques/<public_id>")
@access(Audience.EDITORS)
@writes
def answer_remark(slug: str, public_id: str) -> ResponseReturnValue:
    text = _known(slug)
    found = _remark(text, public_id)
    form = AnswerForm(text.sections)
    chosen = _chosen()
    valid = form.validate_on_submit()
    kind = form.kind()
    if not valid or kind is None or not chosen:
        if not chosen:
            form.form_errors.append(_("Tick at least one remark to answer."))
        return _remark_page(text, found, form, set(chosen)), 422
    try:
        batch = answering.answer(
            db.session,
            text.contract,
            chosen,
            kind,
            form.reason.data or "",
            by=actor(),
            section_key=form.section.data or "",
        )
    except answering.StaleError:
        db.session.rollback()
        return _overtaken(slug, public_id, form)
    return redirect(url_for("contract.remarks_desk", slug=slug, fait=batch), 303)


def _chosen() -> dict[str, int]:
    """Revisions of the ticked remarks by public id; what names none is not ticked."""
    sent = each_once(request.form.getlist("remark")) or []
    found = (_CHOSEN.fullmatch(each) for each in sent[: queries.MOST_TOGETHER + 1])
    return {match[1]: int(match[2]) for match in found if match}


def _overtaken(slug: str, public_id: str, form: AnswerForm) -> ResponseReturnValue:
    """Somebody answered meanwhile, or the words are gone: what was typed stays on the screen."""
    text = _known(slug)
    found = queries.remark_of(db.session, text.contract, public_id)
    page = render_template(
        "contract/remarks/overtaken.html",
        contract=text.contract,
        remark=found,
        kind=form.kind(),
        reason=form.reason.data or "",
        **when(text.contract),
    )
    return page, 409


@blueprint.post("/espace/contrat/remarques/annuler/<batch>")
@access(Audience.EDITORS)
@writes
def undo_answers(batch: str) -> ResponseReturnValue:
    if not Form().validate_on_submit():
        abort(400)
    answers = answering.answers_of_gesture(db.session, batch)
    if not answers:
        abort(404)
    slug = answers[0].remark.contract.slug
    try:
        answering.undo(db.session, batch, by=actor())
    except answering.StaleError:
        flash(_("It is too late to take this answer back: answer again, its author will see it."))
        return redirect(url_for("contract.remarks_desk", slug=slug), 303)
    flash(_("The answer is taken back: the remarks wait again."), "success")
    return redirect(url_for("contract.remarks_desk", slug=slug), 303)


@blueprint.route("/espace/contrat/<slug>/remarques/dates", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def remarks_period(slug: str) -> ResponseReturnValue:
    text = _known(slug)
    form = PeriodForm(text.contract)
    if form.validate_on_submit():
        starts, ends = form.period()
        operations.set_period(db.session, text.contract, starts, ends, by=actor())
        flash(_("The dates are recorded."), "success")
        return redirect(url_for("contract.remarks_desk", slug=slug), 303)
    page = render_template(
        "contract/remarks/period.html", contract=text.contract, form=form, **when(text.contract)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/espace/contrat/<slug>/remarques/avis-officiel", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def official_avis(slug: str) -> ResponseReturnValue:
    text = _known(slug)
    form = OfficialForm(text.sections)
    day = form.given_on.data
    if form.validate_on_submit() and day is not None:
        section = next((e for e in text.sections if e.section == form.section.data), None)
        made = operations.record_official(
            db.session,
            text.contract,
            section,
            body=form.body.data or "",
            given_on=day,
            text=form.text.data or "",
            by=actor(),
        )
        flash(_("The avis is recorded: everyone can read it."), "success")
        return redirect(url_for("contract.remark", slug=slug, public_id=made.public_id), 303)
    page = render_template("contract/remarks/official.html", contract=text.contract, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/espace/contrat/<slug>/remarques/<public_id>/retirer")
@access(Audience.EDITORS)
@writes
def remove_official(slug: str, public_id: str) -> ResponseReturnValue:
    text = _known(slug)
    found = _remark(text, public_id)
    if not Form().validate_on_submit():
        abort(400)
    try:
        operations.remove_official(db.session, found, by=actor())
    except ValueError:
        flash(_("What was answered stays."))
        return redirect(url_for("contract.remark", slug=slug, public_id=public_id), 303)
    flash(_("The avis is removed."), "success")
    return redirect(url_for("contract.remarks_desk", slug=slug), 303)


@blueprint.get("/espace/contrat/<slug>/remarques.csv")
@access(Audience.EDITORS)
def remarks_csv(slug: str) -> ResponseReturnValue:
    return exports.csv(db.session, _known(slug))


@blueprint.get("/espace/contrat/<slug>/remarques.docx")
@access(Audience.EDITORS)
def remarks_docx(slug: str) -> ResponseReturnValue:
    response = Response(exports.docx(db.session, _known(slug)), mimetype=exports.DOCX)
    name = f"avis-et-amendements-{slug}.docx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _known(slug: str) -> Shown:
    return shown(db.session, slug) or abort(404)


def _remark(text: Shown, public_id: str) -> Remark:
    return queries.remark_of(db.session, text.contract, public_id) or abort(404)


def _remark_page(
    text: Shown, found: Remark, form: AnswerForm, ticked: set[str] | None = None
) -> str:
    others, alike = queries.alongside(db.session, found)
    if ticked is None:
        same = {
            each.public_id
            for each in others
            if (each.id in alike and _same_place(each, found)) or _read_together(each, found)
        }
        ticked = {found.public_id, *same}
    return render_template(
        "contract/remarks/remark.html",
        contract=text.contract,
        remark=found,
        now=queries.now_of(text.passages, found),
        others=others,
        alike=alike,
        ticked=ticked,
        form=form,
        given_to_gone=queries.given_to_gone(db.session, found),
        versions=queries.publications(db.session, [text.contract.id]),
        version_of=queries.version_of,
        **when(text.contract),
    )


def _same_place(one: Remark, other: Remark) -> bool:
    return one.anchor == other.anchor


def _read_together(one: Remark, other: Remark) -> bool:
    """One answer was given to both, and is to be read again for both."""
    mine, theirs = one.read_again, other.read_again
    return mine is not None and theirs is not None and mine.batch == theirs.batch
