"""The blueprint of the contract's pages, and what it offers to those of other packages."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from consult.contract.standing import standings
from consult.extensions import db

blueprint = Blueprint("contract", __name__)


@blueprint.record_once
def offer_placements(state: BlueprintSetupState) -> None:
    """`placements_of(statements)`: how pages below the contract tell where a sentence stands."""
    state.app.jinja_env.globals["placements_of"] = lambda statements: standings(
        db.session, [each.id for each in statements]
    )
