"""Words in another language: saying which, and what they say in French."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contributions.models import Contribution, Translation
from consult.contributions.translations import translations_of
from consult.extensions import db
from consult.moderation import translating
from consult.moderation.forms import TranslationForm
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_translate
from consult.moderation.personal_data import find
from consult.moderation.translating import TranslatedMeanwhileError, digest
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import contribution_at
from consult.moderation.views.where import here
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.languages import DEFAULT
from consult.web.sentences import listed


@blueprint.get("/moderation/<public_id>/traduire")
@access(Audience.MODERATORS)
def translation(public_id: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id)
    if not can_translate(contribution):
        return redirect(_way_back(contribution), 303)
    kept = translations_of(db.session, [contribution]).get(contribution.id)
    form = TranslationForm(
        formdata=None,
        data={
            "language": contribution.language,
            "title": kept.title if kept else "",
            "text": kept.text if kept else "",
            "seen": digest(kept),
        },
    )
    form.offer(contribution)
    return _page(contribution, form)


@blueprint.post("/moderation/<public_id>/traduire")
@access(Audience.MODERATORS)
@writes
def translate(public_id: str) -> ResponseReturnValue:
    """An empty text takes the translation off; the words themselves never change here."""
    contribution = contribution_at(public_id, lock=True)
    if not can_translate(contribution):
        return redirect(_way_back(contribution), 303)
    form = TranslationForm()
    form.offer(contribution)
    if not form.validate_on_submit():
        return _page(contribution, form), 422
    title = form.title.data or "" if form.title else ""
    try:
        translating.translate(
            db.session,
            contribution,
            language=form.language.data,
            title=title if form.text.data else "",
            text=form.text.data or "",
            by=actor(),
            revision=form.seen_revision(),
            seen=form.seen.data or "",
        )
    except StaleError:
        form.form_errors = [
            _("These words changed while you were translating: read them again, then save.")
        ]
        return _page(contribution, form), 409
    except TranslatedMeanwhileError as error:
        form.form_errors = [
            _("Somebody translated these words meanwhile. Their French is above yours: compare.")
        ]
        form.seen.data = error.digest
        return _page(contribution, form, theirs=True), 409
    _tell(f"{title}\n{form.text.data or ''}")
    return redirect(_way_back(contribution), 303)


@blueprint.record
def offer_translations(state: BlueprintSetupState) -> None:
    """`french_of(contribution)`: its translation, or none."""
    state.app.jinja_env.globals["french_of"] = french_of


def french_of(contribution: Contribution) -> Translation | None:
    """Read once for all the words of a page, and not at all where everything is in French."""
    if contribution.language == DEFAULT:
        return None
    known: dict[int, Translation | None] = g.setdefault("translations", {})
    if contribution.id not in known:
        around = {contribution.id: contribution}
        for each in db.session.identity_map.values():
            # What another query loaded entirely: reading an expired one would ask for it again.
            if isinstance(each, Contribution) and "language" in each.__dict__:
                around[each.id] = each
        known.update(dict.fromkeys(around))
        known.update(translations_of(db.session, around.values()))
    return known[contribution.id]


def _tell(translated: str) -> None:
    flash(_("It is saved. The original stays above it, for everyone."), "success")
    found = [line[span.start : span.end] for line in translated.split("\n") for span in find(line)]
    if found:
        flash(
            _(
                "Your translation may tell who someone is: %(words)s. Change it if so.",
                words=listed(list(dict.fromkeys(found))),
            ),
            "warning",
        )


def _way_back(contribution: Contribution) -> str:
    """Where one came from: the page of sorting, whose state is in the address, or of reading."""
    state = request.args.get("state")
    if state:
        return url_for("moderation.tag", public_id=contribution.public_id, state=state)
    return url_for("moderation.read", public_id=contribution.public_id, **here())


def _page(contribution: Contribution, form: TranslationForm, *, theirs: bool = False) -> str:
    """`theirs`: with the French that a colleague wrote meanwhile."""
    state = request.args.get("state")
    kept: dict[str, Any] = {"state": state} if state else here()
    return render_template(
        "moderation/translate.html",
        contribution=contribution,
        form=form,
        theirs=theirs,
        kept=kept,
        way_back=_way_back(contribution),
    )
