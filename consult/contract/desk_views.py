"""The editors' pages of a contract: the text being written, its history, its publication."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.accounts.session import actor
from consult.contract import desk_queries, readings, restoring, versions
from consult.contract.blueprint import blueprint
from consult.contract.comparing import Comparison, confront
from consult.contract.editing_forms import PublishForm, StateForm
from consult.contract.labels import STATE_SENTENCES, field_words, value_words
from consult.contract.models import Contract, ContractState
from consult.contract.queries import contract_of_slug, list_contracts
from consult.contract.readings import Reading
from consult.contract.waiting import changes_waiting
from consult.contract.wording import words
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.desk import Card


def desk_cards(user: User) -> list[Card]:
    if not user.may_enter(Audience.EDITORS):
        return []
    waiting = sum(changes_waiting(db.session).values())
    sentence = (
        ngettext(
            "%(num)s change is written and not published yet.",
            "%(num)s changes are written and not published yet.",
            waiting,
        )
        if waiting
        else _("Nothing waits to be published.")
    )
    return [Card(_("The contract"), sentence, url_for("contract.desk"), "document", waiting)]


@blueprint.app_context_processor
def words_of_history() -> dict[str, object]:
    return {"field_words": field_words, "field_value": value_words, "word_pieces": words}


@blueprint.get("/espace/contrat")
@access(Audience.EDITORS)
def desk() -> ResponseReturnValue:
    return render_template(
        "contract/desk.html",
        contracts=list_contracts(db.session),
        waiting=changes_waiting(db.session),
    )


@blueprint.get("/espace/contrat/<slug>")
@access(Audience.EDITORS)
def working(slug: str) -> ResponseReturnValue:
    """The text being written, as it will be printed, with its margin."""
    reading = readings.working(db.session, slug) or abort(404)
    contract = reading.contract
    stretches = desk_queries.stretches(db.session, reading, by=actor())
    behind = {origin.public_id: origin.statement for each in stretches for origin in each.origins}
    return render_template(
        "contract/working.html",
        contract=contract,
        document=reading.document,
        stretches=stretches,
        sentence_url=lambda place: url_for("synthesis.statement", public_id=behind[place]),
        latest=versions.latest(db.session, contract.id),
        state_sentence=STATE_SENTENCES[contract.state],
        state_form=StateForm(data={"state": contract.state.value}),
        me=actor(),
        may_read=actor().may_enter(Audience.MODERATORS),
    )


@blueprint.post("/espace/contrat/<slug>/etat")
@access(Audience.EDITORS)
@writes
def change_state(slug: str) -> ResponseReturnValue:
    contract = held(slug)
    form = StateForm()
    if form.validate_on_submit():
        state = ContractState(form.state.data)
        if versions.move_to(db.session, contract, state, by=actor()):
            flash(_("The stage of the text is changed. Its readers see it at once."), "success")
    else:
        flash(_("Choose one of the stages of the list."), "error")
    return redirect(url_for("contract.working", slug=slug), 303)


@blueprint.get("/espace/contrat/<slug>/historique")
@access(Audience.EDITORS)
def history(slug: str) -> ResponseReturnValue:
    contract = contract_of_slug(db.session, slug) or abort(404)
    part = request.args.get("partie", "")
    page = desk_queries.history(
        db.session, contract, part=part, after=request.args.get("after", type=int)
    )
    return render_template(
        "contract/history.html",
        contract=contract,
        part=part,
        page=page,
        restorable=restoring.that_can_be_put_back(db.session, contract, page.rows),
    )


@blueprint.get("/espace/contrat/<slug>/publier")
@access(Audience.EDITORS)
def publication(slug: str) -> ResponseReturnValue:
    contract = contract_of_slug(db.session, slug) or abort(404)
    return _publication(contract, PublishForm())


@blueprint.post("/espace/contrat/<slug>/publier")
@access(Audience.EDITORS)
@writes
def publish(slug: str) -> ResponseReturnValue:
    contract = held(slug)
    form = PublishForm()
    if not form.validate_on_submit():
        return _publication(contract, form), 422
    version = versions.publish(
        db.session, contract, by=actor(), note=form.note.data or "", name=form.name.data or ""
    )
    flash(
        _("Version %(number)s is published: it is what everyone reads now.", number=version.number),
        "success",
    )
    return redirect(url_for("contract.working", slug=slug), 303)


def _publication(contract: Contract, form: PublishForm) -> str:
    """The form, with what would change for readers and who wrote it."""
    latest = versions.latest(db.session, contract.id)
    return render_template(
        "contract/publish.html",
        contract=contract,
        form=form,
        latest=latest,
        comparison=_since(contract) if latest else None,
        edits=desk_queries.edits_since(db.session, contract, latest),
    )


def _since(contract: Contract) -> Comparison:
    before: Reading = readings.read(db.session, contract.slug) or abort(404)
    after: Reading = readings.working(db.session, contract.slug) or abort(404)
    return confront(before, after)


def held(slug: str) -> Contract:
    """The contract, that nobody else changes until the end of this request; 404 without one."""
    return contract_of_slug(db.session, slug, lock=True) or abort(404)
