"""Checking that one's ballot is counted: a code is looked up, and the digests are published."""

from __future__ import annotations

import re

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.budget.voting import proofs, queries
from consult.budget.voting.blueprints import known, public
from consult.budget.voting.online.forms import ProofForm
from consult.budget.voting.operations import has_ballot
from consult.budget.voting.permissions import is_over
from consult.budget.voting.provisional import outcome_of
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes

_DIGEST = re.compile(r"[0-9a-f]{64}")


@public.route("/verifier", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit("60 per minute", methods=["POST"])
def check(slug: str) -> ResponseReturnValue:
    """The code is sent, never put in an address: a log with it would lead from a network to a ballot."""
    campaign = known(slug)
    form = ProofForm()
    status, found, waits = 200, None, None
    if form.validate_on_submit():
        digest = proofs.digest(form.code.data or "")
        found = has_ballot(db.session, campaign, digest)
        waits = None if found else outcome_of(db.session, campaign, digest)
        if not found and waits is None:
            form.code.errors = [_("No ballot has this code. Check the letters and the digits.")]
            status = 404
    elif form.is_submitted():
        status = 422
    page = render_template(
        "budget/voting/check.html",
        campaign=campaign,
        form=form,
        found=found,
        waits=waits,
        over=is_over(campaign, utcnow()),
    )
    return page, status


@public.get("/bulletins")
@access(Audience.PUBLIC)
def counted(slug: str) -> ResponseReturnValue:
    """The digests of the ballots that are counted, once the vote has ended."""
    campaign = known(slug)
    if not is_over(campaign, utcnow()):
        abort(404)
    after = request.args.get("apres", "")
    return render_template(
        "budget/voting/counted.html",
        campaign=campaign,
        page=queries.proofs_page(db.session, campaign, after if _DIGEST.fullmatch(after) else ""),
        channels=queries.ballots_by_channel(db.session, campaign),
        boxes=queries.closed_boxes(db.session, campaign),
        sealed=queries.is_sealed(db.session, campaign),
    )


@public.get("/bulletins.csv")
@access(Audience.PUBLIC)
def counted_file(slug: str) -> Response:
    """One digest a line, in their order."""
    campaign = known(slug)
    if not is_over(campaign, utcnow()):
        abort(404)
    lines = ["sha256", *queries.all_proofs(db.session, campaign)]
    response = make_response("\n".join(lines) + "\n")
    response.mimetype = "text/csv"
    name = f"bulletins-{campaign.slug}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
