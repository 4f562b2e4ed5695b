"""A member of the team writes an idea down with its author, who leaves with a code."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.budget import queries
from consult.budget.forms import HelpedForm
from consult.budget.permissions import can_propose
from consult.budget.views import asked_to_change, record, to_read_first
from consult.contributions.models import Channel
from consult.db import utcnow
from consult.extensions import db
from consult.pictures.requests import takes_picture
from consult.web.access import Audience, access
from consult.web.commit import writes


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/<slug>/ecrire", view_func=write_down, methods=["GET", "POST"])


@access(Audience.GATHERERS)
@writes
@takes_picture
def write_down(slug: str) -> ResponseReturnValue:
    campaign = queries.by_slug(db.session, slug) or abort(404)
    if not can_propose(campaign, utcnow()):
        return render_template("budget/desk/no_deposit.html", campaign=campaign)
    form = HelpedForm(campaign.commune)
    if not form.validate_on_submit() or asked_to_change():
        page = render_template("budget/desk/write_down.html", campaign=campaign, form=form)
        return page, 422 if form.errors else 200
    if found := to_read_first(campaign, form):
        action = url_for("campaigns.write_down", slug=slug)
        return render_template(
            "budget/alike.html", campaign=campaign, form=form, alike=found, action=action
        )
    issued = record(campaign, form, channel=Channel(form.channel.data), by=actor())
    return redirect(url_for("following.receipt", code=issued.code), 303)
