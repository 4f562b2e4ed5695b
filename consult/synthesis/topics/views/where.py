"""What the pages of groups have in common: which group, which part of the enjeu, which words."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.synthesis.queries import contributions_by_public_id
from consult.synthesis.topics import queries
from consult.synthesis.topics.forms import read_day
from consult.synthesis.topics.merging import merge_at
from consult.synthesis.topics.models import Topic
from consult.synthesis.topics.scope import Scope
from consult.synthesis.views import perimeters_under


def known_topic(public_id: str) -> Topic:
    """Held until the end of the request by one that may change it.

    404 when there never was one. What was put into another group leads there; a form, which would
    act on something else, with a sentence that says so.
    """
    found = queries.topic(db.session, public_id, lock=request.method == "POST")
    if found is None:
        _lead_to_where_it_went(public_id)
    return found


def _lead_to_where_it_went(public_id: str) -> NoReturn:
    merged = merge_at(db.session, public_id) or abort(404)
    page = url_for("topics.show", public_id=merged.topic.public_id)
    if request.method != "POST":
        # Not for ever: it can be taken out again.
        abort(redirect(page, 302))
    flash(_("This group was put into another one meanwhile: nothing was done."), "warning")
    abort(redirect(page, 303))


def kept_topic(enjeu: Enjeu, public_id: str) -> Topic | None:
    """A group of `enjeu` that the team keeps."""
    found = queries.topic(db.session, public_id)
    return found if found is not None and found.kept and found.enjeu_id == enjeu.id else None


def read_scope(enjeu: Enjeu) -> Scope:
    """A value that is none of the choices filters nothing."""
    asked = request.args
    quarters = {each.key: each for each in perimeters_under(enjeu)}
    ambitions = {each.key: each for each in enjeu.ambitions}
    return Scope(
        ambition=ambitions.get(asked.get("ambition", "")),
        perimeter=quarters.get(asked.get("quartier", "")),
        since=read_day(asked.get("du", "")),
        until=read_day(asked.get("au", "")),
    )


def scope_arguments(scope: Scope) -> dict[str, Any]:
    """The part of an address that asks for `scope`."""
    given = {
        "ambition": scope.ambition.key if scope.ambition else "",
        "quartier": scope.perimeter.key if scope.perimeter else "",
        "du": scope.since.isoformat() if scope.since else "",
        "au": scope.until.isoformat() if scope.until else "",
    }
    return {name: value for name, value in given.items() if value}


def ticked_words() -> list[Contribution]:
    return contributions_by_public_id(db.session, request.form.getlist("contribution"))


def place_of(enjeu: Enjeu) -> dict[str, Any]:
    return {"contract": enjeu.vocabulary.key, "key": enjeu.key}


def to_list(enjeu: Enjeu, **more: Any) -> ResponseReturnValue:
    return redirect(url_for("topics.index", **place_of(enjeu), **more), 303)


def to_group(topic: Topic, **more: Any) -> ResponseReturnValue:
    return redirect(url_for("topics.show", public_id=topic.public_id, **more), 303)


def tell_moved(number: int) -> None:
    flash(
        ngettext("%(num)s contribution moved.", "%(num)s contributions moved.", number), "success"
    )


def tell_nothing_ticked() -> None:
    flash(_("Tick at least one contribution of the list."), "warning")


def tell_changed_meanwhile() -> None:
    flash(_("Somebody moved these words meanwhile: look at the list again."), "warning")
