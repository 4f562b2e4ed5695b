"""A town with 100 000 contributions, half of them copies, for each module that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.extensions import db
from consult.moderation.operations import ensure_reasons
from tests.bench.crowd import fill
from tests.bench.towns import NUMBER, empty_site, once
from tests.factories import World, make_world


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, World]]:
    with empty_site(tmp_path_factory) as app:
        world = make_world(db.session)
        ensure_reasons(db.session)
        db.session.commit()
        copies = 0

        def prepare() -> None:
            nonlocal copies
            copies = fill(db.session, world, NUMBER)

        taken = once(prepare)
        print(f"\n{NUMBER} contributions, {copies} copies: {taken:.0f} s to prepare")
        yield app, world
