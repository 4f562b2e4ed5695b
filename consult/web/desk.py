"""The desk: what waits for the person who signs in, told by each feature they may enter.

A feature whose `views` module defines `desk_cards(user) -> list[Card]` is asked for them, in the
order of `consult.routes.FEATURES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

EXTENSION = "consult_desk"


@dataclass(frozen=True)
class Card:
    """`count` things to do, a sentence that says so, and where."""

    title: str
    sentence: str
    url: str
    icon: str
    count: int


Source = Callable[[Any], list[Card]]


def add_source(app: Flask, source: Source) -> None:
    app.extensions.setdefault(EXTENSION, []).append(source)


def cards_for(app: Flask, user: Any) -> list[Card]:
    return [card for source in app.extensions.get(EXTENSION, []) for card in source(user)]
