"""The application: a list of steps."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import models
from consult.accounts.session import configure_sign_in
from consult.config import Settings, load_settings, resource
from consult.contributions.lookalikes.index import keep_fingerprints
from consult.db import tune_engine
from consult.extensions import db, limiter
from consult.following.stage_telling import tell_of_stages
from consult.following.study_mailing import tell_of_the_study
from consult.following.telling import tell_of_versions
from consult.pictures.requests import configure_pictures
from consult.routes import register_routes
from consult.web.access import configure_access
from consult.web.addresses import configure_addresses
from consult.web.assets import configure_assets
from consult.web.commit import configure_transactions
from consult.web.csrf import configure_csrf
from consult.web.errors import configure_errors
from consult.web.headers import configure_headers
from consult.web.i18n import configure_i18n
from consult.web.labels import configure_labels
from consult.web.languages import Site, configure_languages
from consult.web.marking import configure_marking
from consult.web.page import configure_page
from consult.web.worker import configure_worker

assert models  # every table is registered


def create_app(settings: Settings | None = None) -> Flask:
    """A ready WSGI application. Raises ConfigurationError or LookupError rather than start unsafe."""
    app = Site("consult", template_folder=str(resource("templates")))
    configure_settings(app, settings or load_settings())
    configure_addresses(app)
    configure_languages(app)
    configure_database(app)
    configure_transactions(app)
    configure_csrf(app)
    configure_pictures(app)
    configure_sign_in(app)
    configure_limits(app)
    configure_templates(app)
    configure_i18n(app)
    configure_marking(app)
    configure_labels(app)
    configure_assets(app)
    configure_worker(app)
    configure_page(app)
    configure_errors(app)
    configure_headers(app)
    register_routes(app)
    configure_access(app)
    return app


def configure_settings(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=settings.request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.request_bytes,
        # A file of answers of 400 columns, each with what its values mean.
        MAX_FORM_PARTS=2_000,
        PERMANENT_SESSION_LIFETIME=settings.session_lifetime,
        SESSION_COOKIE_NAME="consult",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https_only,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=int(settings.form_lifetime.total_seconds()),
        WTF_CSRF_SSL_STRICT=settings.https_only,
        SQLALCHEMY_ENGINES={"default": engine_options(settings)},
        RATELIMIT_STORAGE_URI=settings.limits_storage,
        RATELIMIT_HEADERS_ENABLED=False,
        # A limiter whose storage is gone must not silence residents.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def engine_options(settings: Settings) -> dict[str, object]:
    # A failed query is logged: never with the words that it was to write.
    options: dict[str, object] = {"url": settings.database_url, "hide_parameters": True}
    if settings.database_url.startswith("postgresql"):
        options |= {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}
    return options


def configure_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        tune_engine(db.engine)
    keep_fingerprints()
    tell_of_versions()
    tell_of_the_study()
    tell_of_stages()


def configure_limits(app: Flask) -> None:
    limiter.init_app(app)


def configure_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
