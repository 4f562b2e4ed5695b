"""One blueprint for the whole feature."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/espace")
