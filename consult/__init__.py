"""Participatory consultations that can be followed, sentence by sentence, into a contrat de ville."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consult.app import create_app as create_app


def __getattr__(name: str) -> Any:
    """`consult.create_app`, imported on demand: `import consult` alone stays light."""
    if name == "create_app":
        from consult.app import create_app

        return create_app
    raise AttributeError(name)
