"""Every route declares its audience; a route that does not stops the application from starting."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])

ATTRIBUTE = "consult_audience"


class Audience(enum.Enum):
    """Who a page is for. The roles behind the team's audiences are in `consult.accounts`."""

    PUBLIC = "public"
    TEAM = "team"
    ANIMATORS = "animators"
    MODERATORS = "moderators"
    # Those who write down what people tell them: animators and moderators.
    GATHERERS = "gatherers"
    EDITORS = "editors"
    ADMINISTRATORS = "administrators"


def access(audience: Audience) -> Callable[[View], View]:
    """Declare and enforce who may enter a view: 302 to sign in, or 403 for another role."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if audience is not Audience.PUBLIC:
                if not current_user.is_authenticated:
                    return redirect(url_for("accounts.sign_in", next=_here()))
                if not current_user.may_enter(audience):
                    abort(403)
            return view(*args, **kwargs)

        setattr(guarded, ATTRIBUTE, audience)
        return guarded  # type: ignore[return-value]

    return decorate


def require(allowed: bool) -> None:
    """Stop with 403 when a permission predicate said no."""
    if not allowed:
        abort(403)


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    return getattr(app.view_functions[endpoint], ATTRIBUTE, None)


def configure_access(app: Flask) -> None:
    """Last step of `create_app`. Raises LookupError naming the endpoints that declare nothing."""
    app.view_functions["static"] = access(Audience.PUBLIC)(app.view_functions["static"])
    silent = [name for name in app.view_functions if audience_of(app, name) is None]
    if silent:
        raise LookupError(f"no declared audience: {', '.join(sorted(silent))}")


def _here() -> str | None:
    """Where to come back after signing in: only a page that can be asked for again."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def is_local_path(target: str | None) -> bool:
    """True for a path of this site; a foreign or protocol-relative address is refused."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    return not any(char < " " or char == "\\" for char in target)
