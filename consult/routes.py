"""The blueprints, in the order a resident's sentence travels through them."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from consult.web.desk import add_source

FEATURES = (
    "home",
    "consultations",
    "consultations.editing",
    "consultations.results",
    "consultations.entry",
    "consultations.wordings",
    "consultations.collecting",
    "consultations.imports",
    "budget",
    "budget.desk",
    "budget.outcome",
    "budget.voting",
    "budget.voting.cards",
    "budget.studying",
    "budget.delivering",
    "following",
    "accounts",
    "outbox",
    "audit",
    "workshops",
    "gathering",
    "moderation",
    "synthesis",
    "synthesis.topics",
    "participation",
    "contract",
)


def register_routes(app: Flask) -> None:
    """Each feature package offers one blueprint in its `views` module, maybe one for everyone whose
    addresses lie elsewhere (`public_blueprint`), and maybe cards for the desk.
    """
    for feature in FEATURES:
        views = import_module(f"consult.{feature}.views")
        app.register_blueprint(views.blueprint)
        if hasattr(views, "public_blueprint"):
            app.register_blueprint(views.public_blueprint)
        if hasattr(views, "desk_cards"):
            add_source(app, views.desk_cards)
