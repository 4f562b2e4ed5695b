"""The page behind a sentence of the contract: the words it comes from."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.contract.blueprint import blueprint
from consult.contract.placing_queries import behind, behind_formerly, behind_in_work
from consult.contract.reworking import successor
from consult.contributions import labels
from consult.extensions import db
from consult.web.access import Audience, access

assert labels  # channels have their words


@blueprint.get("/contrats/<slug>/phrase/<public_id>")
@access(Audience.PUBLIC)
def sentence(slug: str, public_id: str) -> ResponseReturnValue:
    after = request.args.get("after", type=int)
    found = behind(db.session, slug, public_id, after=after)
    if found is None:
        if (other := successor(db.session, public_id)) is not None:
            address = url_for("contract.sentence", slug=other[0], public_id=other[1])
            return redirect(address, 301)
        found = behind_formerly(db.session, slug, public_id, after=after) or abort(404)
    return render_template("contract/sentence.html", found=found)


@blueprint.get("/espace/contrat/<slug>/phrase/<public_id>")
@access(Audience.TEAM)
def team_sentence(slug: str, public_id: str) -> ResponseReturnValue:
    """For the whole team, published or not: who writes the summaries has their own page of it."""
    after = request.args.get("after", type=int)
    found = behind_in_work(db.session, slug, public_id, after=after)
    if found is None:
        other = successor(db.session, public_id, working=True) or abort(404)
        address = url_for("contract.team_sentence", slug=other[0], public_id=other[1])
        return redirect(address, 301)
    return render_template("contract/team_sentence.html", found=found)
