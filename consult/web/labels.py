"""The words of each enumeration, told in one place to the pages, the documents and the exports."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString

_LABELS: dict[enum.Enum, LazyString] = {}


def name_members(words: Mapping[enum.Enum, LazyString]) -> None:
    """Called once by each feature's `labels` module. Raises LookupError when a member has no words."""
    for family in {type(member) for member in words}:
        missing = [member for member in family if member not in words]
        if missing:
            raise LookupError(f"no words for {missing}")
    _LABELS.update(words)


def label(member: enum.Enum) -> str:
    return str(_LABELS[member])


def configure_labels(app: Flask) -> None:
    app.jinja_env.filters["label"] = label
