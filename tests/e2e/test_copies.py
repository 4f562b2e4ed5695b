"""A text that parents shared: seen as such, decided in one key, taken back in one button."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import DESK_WALKS, Demo, Enter

pytestmark = pytest.mark.parametrize("enter", DESK_WALKS, indirect=True)


def test_a_shared_text_is_decided_once_and_undone_once(enter: Enter, demo: Demo) -> None:
    moderator = enter()
    moderator.sign_in("moderation@demo.example", demo.password)
    moderator.go("/espace/moderation/copies", "textes-partages")
    assert "× 8" in moderator.reads()
    moderator.follow("Lire ce qui attend dans ce groupe")
    moderator.look("groupe")
    assert "maman@example.org" in moderator.reads()
    moderator.follow("Les voir une par une")
    moderator.look("ressemblances")
    moderator.page.go_back()
    moderator.press("Publier les 3", "p")
    moderator.look("suivante")
    assert "C’est fait pour 3 contributions" in moderator.reads()
    moderator.press("Tout annuler")
    moderator.look("annule")
    assert "3 contributions qui disent la même chose" in moderator.reads()
    moderator.go("/espace/moderation", "file")
