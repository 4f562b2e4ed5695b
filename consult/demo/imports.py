"""An earlier consultation's file, imported as a moderator would; and addresses left to be told."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO

import sqlalchemy as sa

from consult.contributions.models import Contribution
from consult.demo.files import Entry, read, spread
from consult.demo.places import SLUG, Town
from consult.demo.words import keep
from consult.following.models import Contact
from consult.gathering import importing
from consult.gathering.ground import find_ground
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.reading import Defaults

COLUMNS = {"texte": "text", "quartier": "quartier", "date": "date", "personnes": "personnes",
           "question": "question", "identifiant": "key"}  # fmt: skip
# Whose words left an address: they receive a mail when a version is published.
TOLD = ("i001", "c002", "c087")


def load_imports(town: Town) -> Iterator[int]:
    for number, entry in enumerate(read("imports")["imports"]):
        batch = _import(town, entry, number)
        words = dict(iter(town.session.execute(_by_key(batch))))
        for row in entry["rows"]:
            keep(town, row, words[row["key"]])
        yield number


def load_contacts(town: Town) -> None:
    """Invented addresses, confirmed the day after."""
    for key in TOLD:
        said = town.said[key]
        town.session.add(
            Contact(
                receipt_id=said.receipt_id,
                address=f"{key}@demo.example",
                created_at=said.submitted_at,
                confirmed_at=min(said.submitted_at + timedelta(days=1), town.now),
            )
        )
    town.session.flush()


def _import(town: Town, entry: Entry, number: int) -> ImportBatch:
    ground = find_ground(town.session, SLUG, town.commune.name)
    if ground is None:
        raise LookupError("the contract was not imported")
    about = importing.About(
        entry["file_name"],
        Defaults(source_title=entry["source_title"]),
        entry["described"],
        entry["consent"],
    )
    at, by = spread(town.now, entry["days_ago"], number), town.team["moderator"]
    batch = importing.start_batch(town.session, ground, about, by=by, is_demo=True, at=at)
    for rows in importing.good_rows(BytesIO(_file(entry)), ground, about.defaults):
        importing.write_rows(town.session, batch, rows, at=at)
    if batch.rows != len(entry["rows"]):
        raise ValueError(f"{entry['file_name']}: {batch.rows} rows only")
    importing.end_batch(town.session, batch, by=by)
    return batch


def _file(entry: Entry) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows([[row[each] for each in COLUMNS.values()] for row in entry["rows"]])
    return out.getvalue().encode()


def _by_key(batch: ImportBatch) -> sa.Select[str, Contribution]:
    return (
        sa.select(ImportedWords.external_id, Contribution)
        .join(ImportedWords.contribution)
        .where(ImportedWords.batch_id == batch.id)
    )
