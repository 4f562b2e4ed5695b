"""The blueprint of the contract's pages, and what it offers to those of other packages."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from consult.contract.chain import chain_of
from consult.contract.models import Contract
from consult.contract.standing import contract_of, standings
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import living
from consult.extensions import db

blueprint = Blueprint("contract", __name__)

# Another territory's contract is imported to compare its vocabulary: nobody works on it here.
living.append(~sa.exists().where(Contract.vocabulary_id == Vocabulary.id, ~Contract.listed))


@blueprint.record_once
def offer_to_pages_below(state: BlueprintSetupState) -> None:
    """How pages below the contract tell where things stand in it.

    `placements_of(statements)` by statement id, `chain_of(contributions)` by contribution id, and
    `contract_slug(vocabulary)`, empty when no contract speaks with it.
    """
    offered = state.app.jinja_env.globals
    offered["placements_of"] = lambda statements: standings(
        db.session, [each.id for each in statements]
    )
    offered["chain_of"] = lambda contributions: chain_of(
        db.session, [each.id for each in contributions]
    )
    offered["contract_slug"] = _slug


def _slug(vocabulary: Vocabulary) -> str:
    found = contract_of(db.session, vocabulary.id)
    return found.slug if found else ""
