"""Editing a part of the text: one person at a time, kept as it is typed, saved when it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contract import drafts, editing, locks, parts
from consult.contract.blueprint import blueprint
from consult.contract.desk_queries import history
from consult.contract.desk_views import held
from consult.contract.documents.markdown import blocks_of
from consult.contract.editing_forms import LONGEST_BODY, MARKDOWN, PartForm, part_form, typed
from consult.contract.labels import field_words, value_words
from consult.contract.models import Action, Contract, Objective
from consult.contract.parts import Part
from consult.contract.placing_queries import lines_of
from consult.contract.queries import contract_of_slug
from consult.contract.version_models import Draft, Lock
from consult.contract.wording import Piece, words
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.i18n import hour

LONGEST_DRAFT = 3 * LONGEST_BODY


@dataclass(frozen=True)
class Conflict:
    """Another text than the one that was typed from: each field that differs, with the words of both."""

    field: str
    present: str
    pieces: tuple[Piece, ...]


@blueprint.post("/espace/contrat/<slug>/ouvrir/<path:part>")
@access(Audience.EDITORS)
@writes
def open_part(slug: str, part: str) -> ResponseReturnValue:
    """Take the lock; somebody else who holds it is told on the page."""
    found = known(held(slug), part)
    if Form().validate_on_submit():
        locks.take(db.session, found.contract, part, by=actor())
    return redirect(url_for("contract.edit_part", slug=slug, part=part), 303)


@blueprint.get("/espace/contrat/<slug>/modifier/<path:part>")
@access(Audience.EDITORS)
def edit_part(slug: str, part: str) -> ResponseReturnValue:
    """Writable for who holds the lock; others read. A draft of one's own is found again."""
    found = known(contract_of_slug(db.session, slug) or abort(404), part)
    draft = drafts.of(db.session, found.contract, part, by=actor())
    form = part_form(found, draft.fields if draft else None, _objectives(found))
    stale = draft is not None and draft.base != found.digest
    return _page(found, form, draft=draft, conflicts=_conflicts(found, form) if stale else ())


@blueprint.post("/espace/contrat/<slug>/modifier/<path:part>")
@access(Audience.EDITORS)
@writes
def save_part(slug: str, part: str) -> ResponseReturnValue:
    found = known(held(slug), part)
    form = part_form(found, objectives=_objectives(found))
    if not form.validate_on_submit():
        return _page(found, form), 422
    if "apercu" in request.form:
        return _page(found, form, preview=True)
    holder = locks.someone_else(db.session, found.contract, part, by=actor())
    if holder is not None:
        return _page(found, form, conflicts=_conflicts(found, form)), 409
    try:
        editing.save(db.session, found, form.values, by=actor(), base=form.base.data or "")
    except editing.StaleTextError:
        conflicts = _conflicts(found, form)
        form.start_from(found.digest)
        return _page(found, form, conflicts=conflicts), 409
    _leave(found)
    flash(_("« %(name)s » is saved in the text.", name=_short(found)), "success")
    return redirect(back_to(found), 303)


@blueprint.post("/espace/contrat/<slug>/brouillon/<path:part>")
@access(Audience.EDITORS)
@writes
def keep_draft(slug: str, part: str) -> ResponseReturnValue:
    """What is being typed, every few seconds: kept whatever happens, and the lock with it."""
    found = known(held(slug), part)
    form = part_form(found, objectives=_objectives(found))
    if not Form().validate_on_submit():
        return jsonify(expired=str(Form.EXPIRED)), 400
    fields = typed(form)
    if sum(map(len, fields.values())) > LONGEST_DRAFT:
        return jsonify(error=_("This text is too long to be kept.")), 422
    at = drafts.keep(
        db.session, found.contract, part, fields, request.form.get("base", "")[:64], by=actor()
    )
    mine = locks.take(db.session, found.contract, part, by=actor())
    told = _("Draft kept at %(time)s", time=hour(at))
    return jsonify(told=told, lost="" if mine else _told_lock(found))


@blueprint.post("/espace/contrat/<slug>/quitter/<path:part>")
@access(Audience.EDITORS)
@writes
def leave_part(slug: str, part: str) -> ResponseReturnValue:
    """Stop editing: the draft is thrown away, and the text stays as it was."""
    found = known(held(slug), part)
    if Form().validate_on_submit():
        _leave(found)
    return redirect(back_to(found), 303)


def known(contract: Contract, path: str) -> Part:
    return parts.find(db.session, contract, path) or abort(404)


def _leave(part: Part) -> None:
    drafts.forget(db.session, part.contract, part.path, by=actor())
    locks.release(db.session, part.contract, part.path, by=actor())


def back_to(part: Part) -> str:
    """Where the part is read: in the text, or in the plan of its enjeu."""
    slug = part.contract.slug
    if part.kind in {"section", "enjeu"}:
        anchor = f"s-{part.path.split('/')[1]}"
        return url_for("contract.working", slug=slug, _anchor=anchor)
    enjeu = part.enjeu
    return url_for(
        "contract.plan", slug=slug, key=enjeu.key if enjeu else "", _anchor=anchor_of(part)
    )


def anchor_of(part: Part) -> str:
    return part.path.replace("/", "--")


def _short(part: Part) -> str:
    return part.name if len(part.name) <= 60 else f"{part.name[:60]}…"


def _objectives(part: Part) -> list[Objective]:
    if not isinstance(part.row, Action):
        return []
    objectives, _actions = lines_of(db.session, part.row.ambition.enjeu)
    return [each for each in objectives if each.ambition_id == part.row.ambition_id]


def _conflicts(part: Part, form: PartForm) -> tuple[Conflict, ...]:
    """The present text of each field that differs from what was typed."""
    present = part.values
    return tuple(
        Conflict(
            field_words(name),
            value_words(name, present.get(name, "")),
            words(value_words(name, present.get(name, "")), value_words(name, value)),
        )
        for name, value in form.values.items()
        if present.get(name, "") != value
    )


def _told_lock(part: Part) -> str:
    lock: Lock | None = locks.someone_else(db.session, part.contract, part.path, by=actor())
    if lock is None:
        return ""
    return str(
        _(
            "%(name)s has been editing this part since %(time)s.",
            name=lock.user.name,
            time=hour(lock.since),
        )
    )


def _page(
    part: Part,
    form: PartForm,
    *,
    draft: Draft | None = None,
    conflicts: tuple[Conflict, ...] = (),
    preview: bool = False,
) -> str:
    lock = locks.live(db.session, part.contract).get(part.path)
    mine = lock is not None and lock.user_id == actor().id
    body = next((form[name].data for name in MARKDOWN if name in form), None)
    # What somebody typed is never taken from under their fingers.
    writable = mine or request.method == "POST"
    return render_template(
        "contract/edit_part.html",
        contract=part.contract,
        part=part,
        form=form,
        markdown=MARKDOWN,
        draft=draft,
        conflicts=conflicts,
        preview=blocks_of(body or "") if preview else None,
        has_preview=body is not None,
        lock=lock,
        mine=mine,
        theirs=lock is not None and not mine,
        writable=writable,
        read={name: blocks_of(part.values.get(name, "")) for name in MARKDOWN},
        back=back_to(part),
        short=_short(part),
        page=history(db.session, part.contract, part=part.path),
    )
