"""Merging sentences, splitting one: the editor chooses, nothing is merged by a machine."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contract import reworking
from consult.contract.blueprint import blueprint
from consult.contract.models import Placement
from consult.contract.reworking_forms import BOTH, GO, STAY, MergeForm, SplitForm, number
from consult.contract.standing import standings
from consult.enjeux.models import Ambition
from consult.extensions import db
from consult.synthesis import queries
from consult.synthesis.known import known_statement
from consult.synthesis.merging import ancestors_of
from consult.synthesis.models import Citation, Statement, StatementAncestor
from consult.synthesis.operations import NothingCitedError, StaleStatementError
from consult.synthesis.provenance import provenances
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.get("/espace/synthese/phrase/<public_id>/reunir")
@access(Audience.EDITORS)
def merge(public_id: str) -> ResponseReturnValue:
    found = known_statement(public_id)
    form = MergeForm(data={"text": found.text, "revision": str(found.revision)})
    return _merge_page(found, form, set())


@blueprint.post("/espace/synthese/phrase/<public_id>/reunir")
@access(Audience.EDITORS)
@writes
def merge_them(public_id: str) -> ResponseReturnValue:
    form = MergeForm()
    asked = form.ticked()
    others = reworking.hold(db.session, public_id, set(asked))
    found = known_statement(public_id)
    if not form.validate_on_submit():
        return _merge_page(found, form, set(asked)), 422
    if not asked:
        form.form_errors.append(_("Tick at least one other sentence."))
        return _merge_page(found, form, set()), 422
    same = {each.public_id: each.revision for each in others} == asked
    if not same or number(form.revision.data) != found.revision:
        form.form_errors.append(
            _("Somebody changed one of these sentences meanwhile: read them again before merging.")
        )
        _show_again(form, found)
        return _merge_page(found, form, set(asked)), 409
    reworking.merge(db.session, found, others, by=actor(), text=form.text.data or "")
    flash(
        ngettext("%(num)s sentence was merged.", "%(num)s sentences were merged.", len(others)),
        "success",
    )
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


@blueprint.get("/espace/synthese/phrase/<public_id>/separer")
@access(Audience.EDITORS)
def split(public_id: str) -> ResponseReturnValue:
    """With « ?avec= », the form opens on a sentence that was merged here, to take it out again."""
    found = known_statement(public_id)
    ancestor = _ancestor(found)
    form = SplitForm(
        found,
        data={
            "text": ancestor.text if ancestor else "",
            "ambition": found.ambition.key if found.ambition else "",
            "revision": str(found.revision),
        },
    )
    return _split_page(found, form, ancestor)


@blueprint.post("/espace/synthese/phrase/<public_id>/separer")
@access(Audience.EDITORS)
@writes
def split_it(public_id: str) -> ResponseReturnValue:
    reworking.hold(db.session, public_id, ())
    found = known_statement(public_id)
    ancestor = _ancestor(found)
    form = SplitForm(found)
    if not form.validate_on_submit():
        return _split_page(found, form, ancestor), 422
    chosen = form.places(standings(db.session, [found.id]).get(found.id, []))
    try:
        made = reworking.split(
            db.session,
            found,
            form.text.data or "",
            going=form.going(found.citations),
            staying=form.staying(found.citations),
            places=_places(found, chosen),
            by=actor(),
            revision=number(form.revision.data),
            ambition=_ambition(found, form),
            ancestor=ancestor,
        )
    except StaleStatementError:
        form.form_errors.append(
            _("Somebody changed this sentence meanwhile: « %(text)s »", text=found.text)
        )
        _show_again(form, found)
        return _split_page(found, form, ancestor), 409
    except NothingCitedError:
        form.form_errors.append(
            _("Each of the two sentences needs published words behind it: choose again who goes.")
        )
        return _split_page(found, form, ancestor), 422
    except ValueError:
        form.form_errors.append(_("The new sentence says exactly the same: write another one."))
        return _split_page(found, form, ancestor), 422
    flash(_("The sentence is split: here is the new one."), "success")
    return redirect(url_for("synthesis.statement", public_id=made.public_id), 303)


def _show_again(form: MergeForm | SplitForm, found: Statement) -> None:
    """What was typed stays; the next sending answers to what is on the page now."""
    form.revision.data = str(found.revision)
    form.revision.raw_data = None


def _merge_page(found: Statement, form: MergeForm, ticked: set[str]) -> str:
    others = [
        each for each in queries.statements_of(db.session, found.enjeu) if each.id != found.id
    ]
    return render_template(
        "contract/merge.html",
        statement=found,
        form=form,
        others=others,
        ticked=ticked,
        provenances=provenances(db.session, [each.id for each in (found, *others)]),
        standings=standings(db.session, [each.id for each in others]),
    )


def _split_page(found: Statement, form: SplitForm, ancestor: StatementAncestor | None) -> str:
    sent = request.method == "POST"
    chosen = {
        each.contribution_id: form.choice(each) if sent else _first_choice(each, ancestor)
        for each in found.citations
    }
    places = standings(db.session, [found.id]).get(found.id, [])
    return render_template(
        "contract/split.html",
        statement=found,
        form=form,
        ancestor=ancestor,
        chosen=chosen,
        choices=((STAY, _("Stays")), (GO, _("Goes to the new one")), (BOTH, _("Both"))),
        standings=places,
        leaving=form.places(places) if sent else set(),
    )


def _first_choice(citation: Citation, ancestor: StatementAncestor | None) -> str:
    return GO if ancestor is not None and citation.came_with_id == ancestor.id else STAY


def _ancestor(found: Statement) -> StatementAncestor | None:
    asked = request.args.get("avec", "")
    return next((each for each in ancestors_of(db.session, found) if each.public_id == asked), None)


def _ambition(found: Statement, form: SplitForm) -> Ambition | None:
    return next((each for each in found.enjeu.ambitions if each.key == form.ambition.data), None)


def _places(found: Statement, chosen: set[str]) -> list[Placement]:
    query = sa.select(Placement).where(
        Placement.statement_id == found.id, Placement.public_id.in_(chosen)
    )
    return list(db.session.scalars(query))
