"""A mapping between two small contracts, and its rows."""

from __future__ import annotations

from textwrap import dedent

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.mappings.importing import import_mapping
from consult.contract.mappings.models import EnjeuMapping
from consult.contract.mappings.reading import MappingFile, check
from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.reading import ReadingError, parse, validate
from consult.reference_rows import Counts
from tests import factories
from tests.factories import World

HERE = "/espace/contrat/correspondances/armentieres/ailleurs"
FILE = dedent(
    """\
    format: 1
    mapping: {from: armentieres, to: ailleurs, note: Notre lecture.}
    lines:
      - {from: education, to: enfance, kind: part of}
      - {from: sante.premiere, to: enfance.soin, kind: overlaps, note: Les soins des enfants.}
      - {from: sante, to: vivre, kind: overlaps}
      - {from: education, to: vivre, kind: overlaps}
    """
)


def load(session: orm.Session, text: str) -> Counts:
    source = parse(text, "lignes.yaml")
    file = validate(source, MappingFile)
    check(file, source)
    return import_mapping(session, file, source)


def refused(session: orm.Session, text: str) -> str:
    with pytest.raises(ReadingError) as error:
        load(session, text)
    return str(error.value)


def rows(session: orm.Session) -> list[EnjeuMapping]:
    session.expire_all()
    return list(session.scalars(sa.select(EnjeuMapping).order_by(EnjeuMapping.id)))


def say(
    session: orm.Session,
    world: World,
    *tags: str,
    people: int = 1,
    status: Status = Status.PUBLISHED,
) -> Contribution:
    """Words under enjeux, or under an ambition when a tag has a dot."""
    made = factories.make_contribution(
        session, world, f"Parole {tags}", status=status, heard_from=people
    )
    for tag in tags:
        enjeu = session.merge(world.enjeu(tag.split(".", maxsplit=1)[0]))
        ambition = enjeu.ambitions[0] if "." in tag else None
        made.tags.append(Tag(enjeu=enjeu, ambition=ambition, origin=TagOrigin.STAFF))
    made.tagging = Tagging.TAGGED if tags else Tagging.OUTSIDE
    session.commit()
    return made
