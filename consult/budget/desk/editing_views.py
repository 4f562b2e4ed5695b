"""A règlement is begun, copied, written, previewed, published; an empty draft is removed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget import printing, queries, regulation
from consult.budget.articles import articles
from consult.budget.desk import editing
from consult.budget.desk.forms import (
    CopyForm,
    GroundForm,
    RegulationForm,
    digest,
    regulation_form,
    shown,
)
from consult.budget.desk.wording import NAMES, told_value
from consult.budget.models import Campaign
from consult.budget.regulation import VOTE_TERMS
from consult.budget.views import public_page
from consult.db import utcnow
from consult.enjeux.queries import contracts, vocabularies
from consult.extensions import db
from consult.territory.queries import communes
from consult.web.access import Audience, access, require
from consult.web.commit import writes
from consult.web.page import settings


def register(blueprint: Blueprint) -> None:
    for rule, view, methods in (
        ("/nouvelle-campagne", new, ["GET", "POST"]),
        ("/<slug>/copier", copy, ["GET", "POST"]),
        ("/<slug>/modifier", edit, ["GET", "POST"]),
        ("/<slug>/apercu", preview, ["GET"]),
        ("/<slug>/reglement", text, ["GET"]),
        ("/<slug>/reglement.pdf", text_pdf, ["GET"]),
        ("/<slug>/publier", publish, ["POST"]),
        ("/<slug>/supprimer", remove, ["POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


@access(Audience.EDITORS)
@writes
def new() -> ResponseReturnValue:
    town = settings().town_name
    offered = communes(db.session, town)
    form = GroundForm()
    form.offer(offered, contracts(db.session, town))
    if not form.commune.choices or not form.vocabulary.choices:
        return render_template("budget/desk/not_ready.html"), 422 if form.is_submitted() else 200
    if not form.validate_on_submit():
        page = render_template("budget/desk/new.html", form=form)
        return page, 422 if form.is_submitted() else 200
    made = editing.create(
        db.session,
        form.title.data or "",
        form.commune_in(offered),
        form.vocabulary_in(vocabularies(db.session)),
        by=actor(),
    )
    flash(_("It is a draft: only the team sees it until you publish it."), "success")
    return redirect(url_for("campaigns.edit", slug=made.slug), 303)


@access(Audience.EDITORS)
@writes
def copy(slug: str) -> ResponseReturnValue:
    campaign = _found(slug)
    form = CopyForm(data={"title": _("Copy of %(title)s", title=campaign.title)[:200]})
    if not form.validate_on_submit():
        page = render_template("budget/desk/copy.html", form=form, campaign=campaign)
        return page, 422 if form.is_submitted() else 200
    made = editing.duplicate(db.session, campaign, form.title.data or "", by=actor())
    flash(
        _(
            "Here is the copy: a draft, with the same règlement and dates a year or more later. "
            "Look at each of them."
        ),
        "success",
    )
    return redirect(url_for("campaigns.edit", slug=made.slug), 303)


@access(Audience.EDITORS)
@writes
def edit(slug: str) -> ResponseReturnValue:
    if editing.hold(db.session, slug) is None:
        abort(404)
    campaign = _found(slug)
    form = regulation_form(campaign)
    if not form.is_submitted():
        return _page(campaign, form)
    valid = form.validate()
    if form.seen.data != digest(campaign):
        form.form_errors = [_written_since(campaign, form)]
        form.seen.data = digest(campaign)
        return _page(campaign, form), 409
    if not valid:
        return _page(campaign, form), 422
    try:
        changed = editing.edit(db.session, campaign, form.terms(), form.shares(), by=actor())
    except editing.FrozenError as error:
        form.form_errors = [_frozen(error)]
        return _page(campaign, form), 409
    flash(_("It is saved.") if changed else _("Nothing was changed."), "success")
    return redirect(url_for("campaigns.show", slug=slug), 303)


@access(Audience.TEAM)
def preview(slug: str) -> ResponseReturnValue:
    return public_page(_found(slug), preview=True)


@access(Audience.TEAM)
def text(slug: str) -> ResponseReturnValue:
    """The règlement in articles, of a draft too."""
    campaign = _found(slug)
    return render_template(
        "budget/desk/regulation.html", campaign=campaign, articles=articles(campaign)
    )


@access(Audience.TEAM)
def text_pdf(slug: str) -> ResponseReturnValue:
    return printing.regulation_response(_found(slug))


@access(Audience.EDITORS)
@writes
def publish(slug: str) -> ResponseReturnValue:
    editing.publish(db.session, editing.hold(db.session, slug) or abort(404), by=actor())
    flash(_("Residents see it now."), "success")
    return redirect(url_for("campaigns.show", slug=slug), 303)


@access(Audience.EDITORS)
@writes
def remove(slug: str) -> ResponseReturnValue:
    campaign = editing.hold(db.session, slug) or abort(404)
    require(editing.can_remove(db.session, campaign))
    editing.remove(db.session, campaign, by=actor())
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("campaigns.index"), 303)


def _page(campaign: Campaign, form: RegulationForm) -> str:
    locked = not regulation.can_change_vote(campaign, utcnow())
    names = (*VOTE_TERMS, "vote_opens_at") if locked else ()
    told = [(str(NAMES[name]), told_value(name, getattr(campaign, name))) for name in names]
    if locked and campaign.shares:
        shares = {(s.perimeter or campaign.commune).name: s.amount_eur for s in campaign.shares}
        told.append((str(NAMES["shares"]), told_value("shares", shares)))
    return render_template(
        "budget/desk/edit.html", campaign=campaign, form=form, locked=locked, frozen=told
    )


def _written_since(campaign: Campaign, form: RegulationForm) -> str:
    """What somebody else saved while this form was being filled."""
    now = shown(campaign)
    names = [str(form[name].label.text) for name, value in now.items() if form[name].data != value]
    return str(
        _(
            "Somebody saved this page while you were writing. What you typed is here; it differs "
            "from what "
            "is saved in: %(names)s. Save again to keep yours.",
            names=", ".join(dict.fromkeys(names)),
        )
    )


def _frozen(error: editing.FrozenError) -> str:
    return str(
        _(
            "The vote has opened: this does not change any more: %(names)s. The rest of what you "
            "typed is here; save again to keep it.",
            names=", ".join(str(NAMES[each]) for each in error.columns),
        )
    )


def _found(slug: str) -> Campaign:
    return queries.find(db.session, slug) or abort(404)
