"""The language of a resident's page is in its address: `/ar/consultations/…`; French has no prefix.

A public page sets no cookie and shared caches keep it, so nothing but its address may tell which
words it has. The prefix is taken off before the routes are matched and put where an application's
own root stands (SCRIPT_NAME): every link, redirect and form of the page then keeps its language
by itself. What is the same in every language (static files, the team's desk, the contract's
documents, tables to download) has one address, without a prefix.

A simpler French is asked for in the same way, `/simple/consultations/…`: only consultations have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Flask, has_request_context, redirect, request
from flask.typing import ResponseReturnValue

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT = "fr"
# By code, each in its own words, in the order of the chooser.
LANGUAGES = {
    "fr": "Français",
    "en": "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "pt": "Português",
    "pl": "Polski",
}
# French in simpler words, at the same place in an address as a language.
SIMPLE = "simple"
_ASKED = "consult.language"
_ROOT = "consult.root"
_FRENCH_ONLY = re.compile(
    r"/(?:espace|static)(?:/|$)|/sw\.js$|/contrats/[^/]+/telecharger/|.*\.csv$"
    # A règlement is what the town adopted, in its words.
    r"|/budget/[^/]+/reglement"
)
_SIMPLE_TOO = re.compile(r"/consultations(?:/|$)")
_KEPT = "/:@!$&'()*+,;=~-._"


class LanguageInAddress:
    """WSGI middleware: moves what begins the path, a language or SIMPLE, to the application's root."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        first = path[1:].partition("/")[0]
        environ[_ROOT] = root
        if path.startswith("/") and (first in LANGUAGES or first == SIMPLE):
            environ[_ASKED] = first
            environ["SCRIPT_NAME"] = f"{root}/{first}"
            environ["PATH_INFO"] = path[1 + len(first) :]
        return self._application(environ, start)


class Site(Flask):
    """A Flask application whose addresses keep the page's language, save where there is only French."""

    def url_for(self, endpoint: str, **values: Any) -> str:
        return _bare_where_french(super().url_for(endpoint, **values))


def configure_languages(app: Flask) -> None:
    app.wsgi_app = LanguageInAddress(app.wsgi_app)  # type: ignore[method-assign,assignment]
    app.jinja_env.globals["site_languages"] = LANGUAGES
    app.jinja_env.globals["address_in"] = address_in
    app.jinja_env.globals["page_variant"] = page_variant
    app.jinja_env.globals["is_only_read"] = is_only_read
    app.jinja_env.globals["has_languages"] = lambda: not stays_french(request.path)

    @app.before_request
    def lead_to_the_only_address() -> ResponseReturnValue | None:
        """`/fr/…` and `/ar/espace/…` have no page of their own; `/ar` is `/ar/`."""
        asked = request.environ.get(_ASKED)
        if asked is None:
            return None
        if asked == DEFAULT or _has_no_other(asked, request.path):
            return redirect(address_in(DEFAULT), 308)
        if not request.environ["PATH_INFO"]:
            return redirect(address_in(asked), 308)
        return None


def page_language() -> str:
    """The language that this request's address asks for; French outside a request."""
    asked = page_variant()
    return asked if asked in LANGUAGES else DEFAULT


def page_variant() -> str:
    """What this request's address asks for: a language, or SIMPLE for French in simpler words."""
    return str(request.environ.get(_ASKED, DEFAULT)) if has_request_context() else DEFAULT


def stays_french(path: str) -> bool:
    """Whether what lies at `path` (without a language) is only in French, or in no language at all."""
    return _FRENCH_ONLY.match(path) is not None


def _has_no_other(variant: str, path: str) -> bool:
    """Whether what lies at `path` is not written in `variant`."""
    if variant == SIMPLE and _SIMPLE_TOO.match(path) is None:
        return True
    return stays_french(path)


def is_only_read() -> bool:
    """Whether this address has a page and receives nothing: a search engine may know its languages."""
    rule = request.url_rule
    return rule is not None and "POST" not in (rule.methods or ())


def address_in(language: str) -> str:
    """Where this very page is in another language, or in SIMPLE: a path, with what follows its `?`.

    What only answers to a sending leads to the home page.
    """
    rule = request.url_rule
    only_sent = rule is not None and "GET" not in (rule.methods or ())
    inner = "/" if only_sent else request.path
    # Never two slashes at the beginning: a browser would read the name of another site there.
    inner = "/" + quote(inner.lstrip("/"), safe=_KEPT)
    asked = b"" if only_sent else request.query_string
    prefix = "" if language == DEFAULT else f"/{language}"
    query = "?" + quote(asked, safe=_KEPT + "?%") if asked else ""
    return quote(site_root(), safe=_KEPT) + prefix + inner + query


def in_language(language: str, path: str) -> str:
    """`path`, an address of this site without root or language, in `language` where it has one."""
    if language == DEFAULT or language not in LANGUAGES or stays_french(path):
        return path
    return f"/{language}{path}"


def in_variant(variant: str, path: str) -> str:
    """The same in a language or in SIMPLE."""
    if variant == SIMPLE:
        return path if _has_no_other(SIMPLE, path) else f"/{SIMPLE}{path}"
    return in_language(variant, path)


def site_root() -> str:
    """The path that all the addresses of this site begin with, none of a language in it."""
    return str(request.environ.get(_ROOT, ""))


def _bare_where_french(address: str) -> str:
    """`address` without the page's language or its simple words, when it leads where there are none."""
    if not has_request_context() or _ASKED not in request.environ:
        return address
    root = request.environ[_ROOT]
    asked = request.environ[_ASKED]
    prefix = f"{root}/{asked}"
    start = address.find("/", address.find("://") + 3) if "://" in address else 0
    here = address[start:]
    if not here.startswith(f"{prefix}/"):
        return address
    inner = here[len(prefix) :]
    bare = _has_no_other(asked, re.split(r"[?#]", inner, maxsplit=1)[0])
    return f"{address[:start]}{root}{inner}" if bare else address
