"""The blueprint, and finding what an address names for who may see it."""

from __future__ import annotations

from flask import Blueprint, abort, request

from consult.accounts.session import actor
from consult.extensions import db
from consult.workshops import labels, queries
from consult.workshops.models import Item, Workshop
from consult.workshops.permissions import can_record

assert labels

blueprint = Blueprint("workshops", __name__)


def own_workshop(public_id: str) -> Workshop:
    """The record, or 404: another structure's workshop does not exist for whoever asks."""
    workshop = queries.find(db.session, public_id)
    if workshop is None or not can_record(actor(), workshop):
        abort(404)
    return workshop


def item_of(workshop: Workshop, item_id: int) -> Item:
    found = next((item for item in workshop.items if item.id == item_id), None)
    return found or abort(404)


def wants_json() -> bool:
    """True for the page's script, which keeps the page and replaces one line of it."""
    return request.accept_mimetypes.best == "application/json"
