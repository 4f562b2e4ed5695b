"""The blueprints, in the order a resident's sentence travels through them."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

FEATURES = (
    "home",
    "consultations",
    "budget",
    "following",
    "accounts",
    "outbox",
    "audit",
    "workshops",
    "moderation",
    "synthesis",
    "contract",
)


def register_routes(app: Flask) -> None:
    """Each feature package offers one blueprint in its `views` module."""
    for feature in FEATURES:
        app.register_blueprint(import_module(f"consult.{feature}.views").blueprint)
