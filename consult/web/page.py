"""What every page's frame needs: the town, and the desk's menu for those who are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from consult.config import Settings
from consult.web.access import Audience
from consult.web.languages import address_in, in_language, page_language, site_root


@dataclass(frozen=True)
class Town:
    """Settings of the town that runs the site."""

    name: str
    contact: str
    hosting: str


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    current: bool
    count: int | None = None


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def configure_page(app: Flask) -> None:
    found: Settings = app.config["SETTINGS"]
    town = Town(found.town_name, found.contact, found.hosting)
    app.jinja_env.globals["town"] = town
    app.jinja_env.globals["is_demo"] = found.demo
    app.jinja_env.globals["audiences"] = Audience
    app.jinja_env.globals["full_address_in"] = full_address_in
    app.jinja_env.globals["takes_focus"] = takes_focus
    app.context_processor(_frame)


def absolute_url(endpoint: str, *, language: str = "", **values: Any) -> str:
    """A full address for QR codes and mails: of the configured site, or else of this request.

    In the language of this page, or in `language`.
    """
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    path = in_language(language or page_language(), path)
    base = settings().base_url
    if has_request_context():
        return (base or request.host_url.rstrip("/")) + site_root() + path
    if not base:
        raise RuntimeError("a command that writes addresses needs CONSULT_BASE_URL")
    return base + path


def full_address_in(language: str) -> str:
    """`address_in`, with the site's name before it."""
    return (settings().base_url or request.host_url.rstrip("/")) + address_in(language)


def takes_focus() -> bool:
    """Whether what asks has the focus when the page opens: the first to ask, since there is only one."""
    is_first = not g.get("focus_is_taken", False)
    g.focus_is_taken = True
    return is_first


def _frame() -> dict[str, Any]:
    return {"desk_nav": desk_nav}


def desk_nav() -> list[NavItem]:
    """The team's menu: only what the signed-in person may open."""
    entries = (
        ("accounts.desk", _("My desk"), "home", Audience.TEAM),
        ("workshops.index", _("Workshops"), "people", Audience.ANIMATORS),
        ("gathering.write_down", _("Write down"), "plus", Audience.GATHERERS),
        ("questionnaires.index", _("Consultations"), "vote", Audience.TEAM),
        ("campaigns.index", _("Budget participatif"), "idea", Audience.TEAM),
        ("moderation.queue", _("To read"), "inbox", Audience.MODERATORS),
        ("moderation.tagging", _("To sort"), "tag", Audience.MODERATORS),
        ("synthesis.index", _("Summaries"), "pen", Audience.EDITORS),
        ("contract.desk", _("The contract"), "document", Audience.EDITORS),
        ("following.tellings", _("Answers given"), "quote", Audience.EDITORS),
        ("accounts.people", _("Team"), "key", Audience.ADMINISTRATORS),
        ("outbox.index", _("Mail"), "mail", Audience.ADMINISTRATORS),
        ("audit.index", _("Journal"), "list", Audience.ADMINISTRATORS),
    )
    return [
        NavItem(url_for(endpoint), label, icon, _is_current(url_for(endpoint)))
        for endpoint, label, icon, audience in entries
        if current_user.is_authenticated and current_user.may_enter(audience)
    ]


# Pages that belong to an entry without lying under its address.
_ELSEWHERE = {
    "/espace/contrat/placer": "/espace/synthese",
    "/espace/structures": "/espace/equipe",
    "/espace/nouvelle-consultation": "/espace/consultations",
}


def _is_current(url: str) -> bool:
    """The entry under whose address this page lies; the desk is only itself."""
    here = request.path
    for prefix, entry in _ELSEWHERE.items():
        if here.startswith(prefix):
            here = entry
    return here == url or (url != url_for("accounts.desk") and here.startswith(f"{url}/"))
