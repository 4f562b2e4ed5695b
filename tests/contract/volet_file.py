"""A small volet as a file, and places for it to stand in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from textwrap import dedent
from typing import Any

import yaml
from sqlalchemy import orm

from consult.contract.importing import import_contract
from consult.contract.reading import ContractFile, check
from consult.contributions.models import Channel, Status
from consult.reading import Source, checked, parse
from consult.reference_rows import Counts
from consult.synthesis.models import Citation, Statement
from consult.territory.models import (
    Commune,
    Epci,
    Indicator,
    IndicatorValue,
    Perimeter,
    PerimeterKind,
)
from tests import factories

VOLET = dedent(
    """\
    format: 1
    contract:
      slug: ville
      kind: volet
      commune: armentieres
      title: Contrat de ville 2024-2030
      subtitle: Volet d’essai
      starts: 2024
      ends: 2030
    enjeux:
      - key: education
        title: Lutter contre les inégalités dès l’enfance
        short_title: Éducation
        icon: education
        hue: 1
        partners:
          - {label: Institutions, text: Éducation nationale}
        ambitions:
          - key: education.parents
            title: Soutenir la parentalité
            horizon: 2027
            objectives:
              - key: ressources
                text: Les parents connaissent les ressources
                priority: true
                pistes:
                  - {key: cafe, text: Café des parents}
                existing:
                  - {key: centres, text: Actions des centres sociaux}
            pistes:
              - {key: lieux, text: Identifier les lieux d’accueil}
        indicators:
          - {indicator: jeunes, gap: points, reference: MEL, sources: "Insee, 2019"}
    sections:
      - {key: edito, level: 1, title: Édito, kind: prose, body: "Une **ambition** forte."}
      - {key: enjeu, level: 2, number: "1.1", title: L’enfance, kind: enjeu, enjeu: education}
      - {key: diag, level: 3, number: "1.1.a", title: Bilan, kind: diagnostic, enjeu: education}
      - key: comp
        level: 3
        title: Compléments issus des échanges
        kind: complements
        enjeu: education
        body: |
          Le rapport à l’école est crucial.

          - un espace pour les devoirs
          - l’accès à la culture
      - {key: plan, level: 3, number: "1.1.b", title: Le plan, kind: plan, enjeu: education}
      - {key: fin, level: 1, number: "2.4", title: Conclusion, kind: prose}
    """
)


def read_text(text: str) -> tuple[ContractFile, Source]:
    source = parse(text, "volet.yaml")
    return checked(source, ContractFile, check), source


def edited(change: Callable[[dict[str, Any]], object]) -> str:
    """The small volet after `change` has had its way with its content."""
    content = yaml.safe_load(VOLET)
    change(content)
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def import_text(session: orm.Session, text: str = VOLET) -> Counts:
    return import_contract(session, *read_text(text))


def make_places(session: orm.Session) -> None:
    """Armentières with its two quarters, and one indicator."""
    epci = Epci(key="mel", name="Métropole européenne de Lille", short_name="MEL")
    commune = Commune(key="armentieres", name="Armentières", epci=epci)
    quarters = [
        Perimeter(key=key, name=name, kind=PerimeterKind.QPV, generation=2024, communes=[commune])
        for key, name in (("ac", "Attargette-Chanzy"), ("bb", "Bizet-Briqueterie"))
    ]
    session.add_all([commune, *quarters])
    make_indicator(session, "jeunes", "Part des moins de 25 ans", "%", quarters)


def make_indicator(
    session: orm.Session, key: str, label: str, unit: str, quarters: list[Perimeter]
) -> Indicator:
    values = [IndicatorValue(position=0, territory="MEL", value=Decimal("35.1"), year=2019)]
    for position, (quarter, value) in enumerate(zip(quarters, ("37.1", "46.4"), strict=True), 1):
        values.append(
            IndicatorValue(
                position=position,
                territory=quarter.name,
                perimeter=quarter,
                value=Decimal(value),
                year=2019,
            )
        )
    indicator = Indicator(key=key, label=label, unit=unit, values=values)
    session.add(indicator)
    session.flush()
    return indicator


def make_statement(
    session: orm.Session,
    world: factories.World,
    text: str,
    heard: dict[Channel, tuple[int, ...]],
    *,
    status: Status = Status.PUBLISHED,
) -> Statement:
    """A statement that cites, for each channel, a contribution for each number of people."""
    enjeu = session.merge(world.enjeu("education"))
    statement = Statement(enjeu=enjeu, text=text)
    for channel, groups in heard.items():
        for people in groups:
            said = f"Parole {len(statement.citations) + 1} des devoirs."
            contribution = factories.make_contribution(
                session, world, said, channel=channel, heard_from=people, status=status
            )
            statement.citations.append(Citation(contribution=contribution))
    session.add(statement)
    session.flush()
    return statement
