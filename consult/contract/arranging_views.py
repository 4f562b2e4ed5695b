"""The plan of an enjeu as a list to work in; adding, moving and removing parts of the text."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.audit.labels import subject_words
from consult.contract import arranging, locks, restoring
from consult.contract.blueprint import blueprint
from consult.contract.desk_queries import last_edits
from consult.contract.desk_views import held
from consult.contract.editing_forms import ADDED, AddForm, AddSectionForm
from consult.contract.editing_views import back_to, known
from consult.contract.models import ActionKind, Contract, Objective, Section
from consult.contract.parts import Part
from consult.contract.placing_queries import lines_of
from consult.contract.queries import contract_of_slug
from consult.contract.version_models import Edit
from consult.enjeux.models import Ambition, Enjeu
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form

# What can be added beside or under which kind of part.
PLACES = {
    "section": {"section"},
    "ambition": {"enjeu"},
    "objectif": {"ambition"},
    "piste": {"ambition", "objective"},
    "existante": {"ambition", "objective"},
}


@blueprint.get("/espace/contrat/<slug>/plan/<key>")
@access(Audience.EDITORS)
def plan(slug: str, key: str) -> ResponseReturnValue:
    contract = contract_of_slug(db.session, slug) or abort(404)
    enjeu = known(contract, f"enjeu/{key}").row
    assert isinstance(enjeu, Enjeu)
    objectives, actions = lines_of(db.session, enjeu)
    return render_template(
        "contract/plan.html",
        contract=contract,
        enjeu=enjeu,
        objectives=objectives,
        actions=actions,
        kinds=ActionKind,
        locks=locks.live(db.session, contract),
        edits=last_edits(db.session, contract),
        me=actor(),
    )


@blueprint.get("/espace/contrat/<slug>/ajouter/<what>/<path:part>")
@access(Audience.EDITORS)
def addition(slug: str, what: str, part: str) -> ResponseReturnValue:
    """`part` is what it is added to; a section comes after another one."""
    found = _place(contract_of_slug(db.session, slug) or abort(404), what, part)
    return _page(found, what, _form(what, found))


@blueprint.post("/espace/contrat/<slug>/ajouter/<what>/<path:part>")
@access(Audience.EDITORS)
@writes
def add(slug: str, what: str, part: str) -> ResponseReturnValue:
    found = _place(held(slug), what, part)
    form = _form(what, found)
    if not form.validate_on_submit():
        return _page(found, what, form), 422
    made = _make(found, what, form)
    flash(_("It is added to the text. It can now be written in full."), "success")
    return redirect(back_to(made), 303)


@blueprint.post("/espace/contrat/<slug>/deplacer/<path:part>")
@access(Audience.EDITORS)
@writes
def move_part(slug: str, part: str) -> ResponseReturnValue:
    found = known(held(slug), part)
    way = request.form.get("sens")
    if way not in {"up", "down"} or isinstance(found.row, Enjeu):
        abort(400)
    if Form().validate_on_submit():
        direction: arranging.Direction = "up" if way == "up" else "down"
        place = arranging.move(db.session, found, direction, by=actor())
        if place:
            flash(_("It is moved: it is now number %(place)s of its list.", place=place), "success")
        else:
            flash(_("It is already at the end of its list."), "info")
    return redirect(back_to(found), 303)


@blueprint.post("/espace/contrat/<slug>/retirer/<path:part>")
@access(Audience.EDITORS)
@writes
def remove_part(slug: str, part: str) -> ResponseReturnValue:
    found = known(held(slug), part)
    back = back_to(found)
    if not arranging.can_remove(found):
        abort(400)
    if not Form().validate_on_submit():
        return redirect(back, 303)
    holder = locks.someone_else(db.session, found.contract, part, by=actor())
    if holder is not None:
        flash(_("%(name)s is editing this part: it stays.", name=holder.user.name), "error")
        return redirect(back, 303)
    try:
        arranging.remove(db.session, found, by=actor())
    except arranging.InUseError as error:
        flash(_("This part stays: it still bears %(uses)s.", uses=_told_uses(error.uses)), "error")
        return redirect(back, 303)
    flash(_("It is removed from the text. “Put it back”, below, undoes that."), "success")
    return redirect(url_for("contract.history", slug=slug, partie=part), 303)


@blueprint.post("/espace/contrat/<slug>/historique/<int:edit_id>/remettre")
@access(Audience.EDITORS)
@writes
def put_part_back(slug: str, edit_id: int) -> ResponseReturnValue:
    contract = held(slug)
    edit = db.session.get(Edit, edit_id)
    if edit is None or edit.contract_id != contract.id:
        abort(404)
    if not Form().validate_on_submit():
        return redirect(url_for("contract.history", slug=slug), 303)
    try:
        part = restoring.put_back(db.session, contract, edit, by=actor())
    except restoring.NoPlaceError:
        flash(_("It is in the text again already, or what it stood under has left."), "error")
        return redirect(url_for("contract.history", slug=slug, partie=edit.part), 303)
    flash(_("It is back in the text, where it was."), "success")
    return redirect(back_to(part), 303)


def _place(contract: Contract, what: str, path: str) -> Part:
    found = known(contract, path)
    if found.kind not in PLACES.get(what, set()):
        abort(404)
    return found


def _form(what: str, part: Part) -> AddForm | AddSectionForm:
    if what != "section":
        return AddForm()
    assert isinstance(part.row, Section)
    return AddSectionForm(data={"level": str(part.row.level)})


def _make(part: Part, what: str, form: AddForm | AddSectionForm) -> Part:
    session, contract, by, text = db.session, part.contract, actor(), form.text.data or ""
    row = part.row
    if isinstance(row, Section) and isinstance(form, AddSectionForm):
        level, number = int(form.level.data), form.number.data or ""
        return arranging.add_section(session, row, title=text, level=level, number=number, by=by)
    if isinstance(row, Enjeu):
        return arranging.add_ambition(session, contract, row, title=text, by=by)
    if isinstance(row, Ambition) and what == "objectif":
        return arranging.add_objective(session, contract, row, text=text, by=by)
    if not isinstance(row, Ambition | Objective):
        abort(404)
    objective = row if isinstance(row, Objective) else None
    ambition = row.ambition if isinstance(row, Objective) else row
    kind = ActionKind.PISTE if what == "piste" else ActionKind.EXISTING
    return arranging.add_action(session, contract, ambition, objective, kind, text=text, by=by)


def _page(part: Part, what: str, form: AddForm | AddSectionForm) -> str:
    return render_template(
        "contract/add_part.html",
        contract=part.contract,
        part=part,
        what=what,
        title=ADDED[what],
        form=form,
        back=back_to(part),
    )


def _told_uses(uses: dict[str, int]) -> str:
    """« 2 phrases d’habitants, 3 actions »."""
    known_tables = {
        "placement": lambda n: ngettext(
            "%(num)s sentence of residents", "%(num)s sentences of residents", n
        ),
        "statement": lambda n: ngettext(
            "%(num)s sentence being written", "%(num)s sentences being written", n
        ),
        "objective": lambda n: ngettext("%(num)s objective", "%(num)s objectives", n),
        "action": lambda n: ngettext("%(num)s action", "%(num)s actions", n),
    }
    return ", ".join(
        known_tables[table](number)
        if table in known_tables
        else f"{subject_words(table)} ({number})"
        for table, number in uses.items()
    )
