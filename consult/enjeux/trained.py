"""The models of a town: files in its data folder, numbered, never overwritten."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import sqlalchemy as sa
from sqlalchemy import orm

from consult.enjeux.models import TrainedModel, Vocabulary
from consult.enjeux.suggester.model import Model, model_bytes, read_model
from consult.enjeux.suggester.vectors import shipped_vectors

FOLDER = "models"

log = logging.getLogger(__name__)


def path_of(data: Path, vocabulary: Vocabulary, number: int) -> Path:
    return data / FOLDER / f"{vocabulary.key}-{number}.zip"


def last_trained(session: orm.Session, vocabulary: Vocabulary) -> TrainedModel | None:
    query = (
        sa.select(TrainedModel)
        .where(TrainedModel.vocabulary_id == vocabulary.id)
        .order_by(TrainedModel.number.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def keep(session: orm.Session, data: Path, vocabulary: Vocabulary, model: Model) -> TrainedModel:
    """Write the file of a new model and its row; the models before it stay as they are."""
    before = last_trained(session, vocabulary)
    number = before.number + 1 if before else 1
    path = path_of(data, vocabulary, number)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(model_bytes(model))
    version = read_model(path, shipped_vectors()).version
    row = TrainedModel(
        vocabulary_id=vocabulary.id, number=number, version=version, about=dict(model.about)
    )
    session.add(row)
    session.flush()
    return row


def read_trained(data: Path, vocabulary: Vocabulary, row: TrainedModel) -> Model | None:
    """None, with a line in the log, when the file is gone or is not the one that was kept."""
    path = path_of(data, vocabulary, row.number)
    try:
        model = _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        log.warning("model %s cannot be read (%s): the shipped one serves instead", path, error)
        return None
    if model.version != row.version:
        log.warning("model %s is not the one that was kept: the shipped one serves instead", path)
        return None
    return model


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Model:
    return read_model(path, shipped_vectors())
