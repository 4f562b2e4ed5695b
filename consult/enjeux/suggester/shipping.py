"""Making the model that travels with the program; `consult enjeux train --shipped` calls it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from consult.enjeux.suggester import encoder
from consult.enjeux.suggester.evaluating import told_of_file
from consult.enjeux.suggester.fitting import train, with_about
from consult.enjeux.suggester.model import SHIPPED, Model, model_bytes
from consult.enjeux.suggester.training import (
    HELD_OUT,
    OTHER_LANGUAGES,
    contract_documents,
    shipped_documents,
)
from consult.enjeux.suggester.vectors import shipped_vectors


def build() -> Model:
    """The shipped model, measured on the files it did not learn from.

    Raises ModuleNotFoundError without the extra `consult[multilingual]`: the shipped model must
    know the other languages, for those who have the extra.
    """
    if not encoder.is_installed():
        raise ModuleNotFoundError("consult[multilingual] is needed to build the shipped model")
    sentences, official = list(shipped_documents()), list(contract_documents())
    about: dict[str, Any] = {
        "sentences": len(sentences),
        "contract": len(official),
        "team": 0,
        "encoder": encoder.NAME,
    }
    model = train([*sentences, *official], shipped_vectors(), about, with_encoder=True)
    return with_about(
        model,
        held_out=told_of_file(model.alone(), HELD_OUT),
        held_out_with_encoder=told_of_file(model, HELD_OUT),
        other_languages=told_of_file(model, OTHER_LANGUAGES),
    )


def ship(path: Path = SHIPPED) -> Model:
    model = build()
    path.write_bytes(model_bytes(model))
    return model
