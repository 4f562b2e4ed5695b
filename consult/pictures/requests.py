"""Which requests may be as heavy as a photograph; all the others keep the small limit of the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, request

from consult.pictures.fields import KEPT_BYTES, REQUEST_BYTES

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "consult_takes_picture"


def takes_picture(view: View) -> View:
    setattr(view, ATTRIBUTE, True)
    return view


def configure_pictures(app: Flask) -> None:
    @app.url_value_preprocessor
    def let_it_weigh(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        """Before anything reads the request."""
        view = app.view_functions.get(endpoint or "")
        if getattr(view, ATTRIBUTE, False):
            request.max_content_length = REQUEST_BYTES
            request.max_form_memory_size = KEPT_BYTES
