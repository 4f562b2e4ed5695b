"""The desk of those who turn residents' words into sentences of the contract."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.accounts.session import actor
from consult.contributions import labels
from consult.contributions.models import Channel, Contribution
from consult.contributions.places import perimeters_today
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.enjeux.queries import vocabulary_of
from consult.extensions import db
from consult.synthesis import copies, operations, queries
from consult.synthesis.forms import StatementForm
from consult.synthesis.known import known_statement
from consult.synthesis.merging import ancestors_of, survivor_of
from consult.synthesis.models import Statement
from consult.synthesis.provenance import provenance_of, provenances
from consult.synthesis.scope import commune_of, default_vocabulary_key
from consult.territory.models import Perimeter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.desk import Card
from consult.web.forms import Form

assert labels  # channels have words

blueprint = Blueprint("synthesis", __name__, url_prefix="/espace/synthese")


def desk_cards(user: User) -> list[Card]:
    if not user.may_enter(Audience.EDITORS):
        return []
    vocabulary = vocabulary_of(db.session, default_vocabulary_key(db.session))
    if vocabulary is None:
        return []
    outside = queries.count_outside(db.session, vocabulary)
    sentence = ngettext(
        "%(num)s contribution is in no sentence yet, in no group, and not set aside.",
        "%(num)s contributions are in no sentence yet, in no group, and not set aside.",
        outside,
    )
    return [Card(_("Summaries"), sentence, url_for("synthesis.index"), "pen", outside)]


@blueprint.get("")
@access(Audience.EDITORS)
def index() -> ResponseReturnValue:
    vocabulary = known_vocabulary()
    if vocabulary is None:
        return render_template("synthesis/index.html", vocabulary=None)
    statements = queries.statements_under(db.session, vocabulary)
    placed = placements_of(statements)
    return render_template(
        "synthesis/index.html",
        vocabulary=vocabulary,
        balances=queries.balances(db.session, vocabulary),
        written=Counter(each.enjeu_id for each in statements),
        placed=Counter(each.enjeu_id for each in statements if each.id in placed),
    )


@blueprint.get("/<contract>/<key>")
@access(Audience.EDITORS)
def enjeu(contract: str, key: str) -> ResponseReturnValue:
    found = known_enjeu(contract, key)
    return show_enjeu(found, StatementForm(found), [])


@blueprint.post("/<contract>/<key>")
@access(Audience.EDITORS)
@writes
def write(contract: str, key: str) -> ResponseReturnValue:
    found = known_enjeu(contract, key)
    form = StatementForm(found)
    ticked = request.form.getlist("contribution")
    if not form.validate_on_submit():
        return show_enjeu(found, form, ticked), 422
    try:
        statement = operations.write_statement(
            db.session,
            found,
            form.text.data or "",
            chosen_words(found),
            ambition=chosen_ambition(found, form),
            by=actor(),
        )
    except operations.NothingCitedError:
        form.form_errors.append(
            _("Tick at least one contribution: a sentence needs somebody behind it.")
        )
        return show_enjeu(found, form, ticked), 422
    except ValueError:
        form.form_errors.append(
            _("One of the contributions changed meanwhile and cannot be cited here.")
        )
        return show_enjeu(found, form, ticked), 422
    flash(_("The sentence is written. It can now be placed in the contract."), "success")
    return redirect(url_for("synthesis.statement", public_id=statement.public_id), 303)


@blueprint.get("/phrase/<public_id>")
@access(Audience.EDITORS)
def statement(public_id: str) -> ResponseReturnValue:
    found = known_statement(public_id)
    return show_statement(found, filled(found))


@blueprint.post("/phrase/<public_id>")
@access(Audience.EDITORS)
@writes
def edit(public_id: str) -> ResponseReturnValue:
    merged = survivor_of(db.session, public_id)
    found = merged or known_statement(public_id)
    form = StatementForm(found.enjeu)
    if merged is not None:
        return overtaken(
            found,
            form,
            _("This sentence was merged with another meanwhile: « %(text)s »", text=found.text),
        )
    if not form.validate_on_submit():
        return show_statement(found, form), 422
    revision = form.revision.data or ""
    try:
        operations.edit_statement(
            db.session,
            found,
            form.text.data or "",
            ambition=chosen_ambition(found.enjeu, form),
            by=actor(),
            revision=int(revision) if re.fullmatch("[0-9]{1,9}", revision) else -1,
        )
    except operations.StaleStatementError:
        return overtaken(
            found,
            form,
            _("Somebody changed this sentence meanwhile: « %(text)s »", text=found.text),
        )
    flash(_("The sentence is saved."), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


def overtaken(found: Statement, form: StatementForm, told: str) -> ResponseReturnValue:
    """What was typed is kept, beside what somebody else wrote meanwhile."""
    form.form_errors = [*form.form_errors, told]
    form.revision.data = str(found.revision)
    form.revision.raw_data = None
    return show_statement(found, form), 409


@blueprint.post("/phrase/<public_id>/detacher/<contribution_id>")
@access(Audience.EDITORS)
@writes
def uncite(public_id: str, contribution_id: str) -> ResponseReturnValue:
    found = known_statement(public_id)
    cited = [each for each in found.citations if each.contribution.public_id == contribution_id]
    if Form().validate_on_submit() and cited:
        try:
            operations.uncite(db.session, found, cited[0].contribution_id, by=actor())
            flash(_("These words no longer stand behind the sentence."), "success")
        except operations.NothingCitedError:
            flash(_("Nobody else stands behind this sentence: these words stay."), "warning")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


@blueprint.post("/phrase/<public_id>/rattacher")
@access(Audience.EDITORS)
@writes
def cite(public_id: str) -> ResponseReturnValue:
    found = known_statement(public_id)
    return put_behind(found, chosen_words(found.enjeu))


@blueprint.post("/phrase/<public_id>/rattacher-copies")
@access(Audience.EDITORS)
@writes
def cite_copies(public_id: str) -> ResponseReturnValue:
    """All those who said the same as the words that are cited."""
    found = known_statement(public_id)
    return put_behind(found, copies.uncited_copies(db.session, found))


@blueprint.post("/phrase/<public_id>/supprimer")
@access(Audience.EDITORS)
@writes
def delete(public_id: str) -> ResponseReturnValue:
    found = known_statement(public_id)
    if not Form().validate_on_submit():
        return redirect(url_for("synthesis.statement", public_id=public_id), 303)
    if placements_of([found]):
        flash(_("This sentence stands in a contract: take it out of there first."), "warning")
        return redirect(url_for("synthesis.statement", public_id=public_id), 303)
    where = url_for("synthesis.enjeu", contract=found.enjeu.vocabulary.key, key=found.enjeu.key)
    operations.delete_statement(db.session, found, by=actor())
    flash(_("The sentence is deleted. The words it cited wait for another one."), "success")
    return redirect(where, 303)


def put_behind(found: Statement, chosen: list[Contribution]) -> ResponseReturnValue:
    public_id = found.public_id
    if Form().validate_on_submit() and chosen:
        try:
            added = operations.cite(db.session, found, chosen, by=actor())
        except ValueError:
            db.session.rollback()
            flash(
                _("One of the contributions changed meanwhile and cannot be cited here."), "warning"
            )
        else:
            flash(
                ngettext("%(num)s contribution added.", "%(num)s contributions added.", added),
                "success",
            )
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


def chosen_words(enjeu: Enjeu) -> list[Contribution]:
    """Those ticked, with all those who said the same when that is asked for."""
    ticked = queries.contributions_by_public_id(db.session, request.form.getlist("contribution"))
    if "copies" not in request.form:
        return ticked
    return copies.with_their_groups(db.session, enjeu, ticked)


def placements_of(statements: Sequence[Statement]) -> Mapping[int, Any]:
    """By statement id. Placements lie above this package: the contract offers this to the pages."""
    ask: Any = current_app.jinja_env.globals["placements_of"]
    found: Mapping[int, Any] = ask(statements)
    return found


def show_enjeu(found: Enjeu, form: StatementForm, ticked: list[str]) -> str:
    perimeters = perimeters_under(found)
    wanted = read_filters(found, perimeters)
    page = queries.contributions_of(
        db.session, found, wanted, after=request.args.get("after", type=int)
    )
    statements = queries.statements_of(db.session, found)
    return render_template(
        "synthesis/enjeu.html",
        enjeu=found,
        balance=queries.balance(db.session, found),
        form=form,
        ticked=ticked,
        page=page,
        wanted=wanted,
        filters=filter_arguments(wanted),
        alike=queries.alike_among(db.session, found, wanted, page.rows),
        with_copies=request.method == "GET" or "copies" in request.form,
        cited=set() if wanted.only_outside else queries.cited_among(db.session, found, page.rows),
        channels=list(Channel),
        perimeters=perimeters,
        statements=statements,
        provenances=provenances(db.session, [each.id for each in statements]),
    )


def show_statement(found: Statement, form: StatementForm) -> str:
    after = request.args.get("after", type=int)
    wanted = queries.Wanted()
    others = queries.contributions_of(db.session, found.enjeu, wanted, after=after)
    return render_template(
        "synthesis/statement.html",
        statement=found,
        form=form,
        provenance=provenance_of(db.session, found.id),
        quarters=queries.quarters_of(found),
        ancestors=ancestors_of(db.session, found),
        uncited=len(copies.uncited_copies(db.session, found)),
        others=others,
        alike=queries.alike_among(db.session, found.enjeu, wanted, others.rows),
    )


def perimeters_under(found: Enjeu) -> list[Perimeter]:
    commune = commune_of(db.session, found.vocabulary)
    return perimeters_today(commune) if commune else []


def read_filters(found: Enjeu, perimeters: list[Perimeter]) -> queries.Wanted:
    """A value that is none of the choices filters nothing."""
    asked = request.args
    channels = {each.value: each for each in Channel}
    quarters = {each.key: each for each in perimeters}
    ambitions = {each.key: each for each in found.ambitions}
    return queries.Wanted(
        only_outside=asked.get("toutes") != "1",
        channel=channels.get(asked.get("canal", "")),
        perimeter=quarters.get(asked.get("quartier", "")),
        ambition=ambitions.get(asked.get("ambition", "")),
    )


def filter_arguments(wanted: queries.Wanted) -> dict[str, str]:
    """The part of an address that asks for `wanted`."""
    given = {
        "toutes": "" if wanted.only_outside else "1",
        "canal": wanted.channel.value if wanted.channel else "",
        "quartier": wanted.perimeter.key if wanted.perimeter else "",
        "ambition": wanted.ambition.key if wanted.ambition else "",
    }
    return {name: value for name, value in given.items() if value}


def filled(found: Statement) -> StatementForm:
    ambition = found.ambition.key if found.ambition else ""
    return StatementForm(
        found.enjeu,
        data={"text": found.text, "ambition": ambition, "revision": str(found.revision)},
    )


def chosen_ambition(found: Enjeu, form: StatementForm) -> Ambition | None:
    return next((each for each in found.ambitions if each.key == form.ambition.data), None)


def known_vocabulary() -> Vocabulary | None:
    """The one asked for, or 404; otherwise the one in use, None before any contract is imported."""
    asked = request.args.get("contrat")
    if asked:
        return vocabulary_of(db.session, asked) or abort(404)
    return vocabulary_of(db.session, default_vocabulary_key(db.session))


def known_enjeu(contract: str, key: str) -> Enjeu:
    vocabulary = vocabulary_of(db.session, contract) or abort(404)
    return queries.enjeu_of(vocabulary, key) or abort(404)
