"""The figures of the pages, as their file tells them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.territory.models import (
    Population,
    PopulationUnit,
)
from tests.factories import (
    World,
)

PUBLIC, TEAM = "/participation", "/espace/synthese/participation"
LAST_YEAR = datetime(2025, 6, 10, 12, tzinfo=UTC)


def table(response: TestResponse) -> dict[tuple[str, str], list[str]]:
    """(table, answer) -> people, share, population, gap, index; as the file tells them."""
    text = response.get_data(as_text=True).removeprefix("\ufeff")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    return {(line[0], line[1]): line[2:] for line in lines if len(line) == 7}


def add_shares(session: orm.Session, world: World) -> None:
    for perimeter, share in ((world.quarter, "6.9"), (world.other_quarter, "4.7")):
        session.add(
            Population(
                commune_id=world.commune.id,
                perimeter_id=perimeter.id,
                unit=PopulationUnit.SHARE,
                value=Decimal(share),
                source="Volet communal",
            )
        )
    session.commit()
