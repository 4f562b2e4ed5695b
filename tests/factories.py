"""Small, real objects for tests. Nothing here commits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import orm

from consult.accounts.models import Role, Structure, User, UserRole
from consult.budget.models import Campaign
from consult.consultations.models import (
    Choice,
    Consultation,
    Degree,
    Moment,
    Question,
    QuestionKind,
)
from consult.contract.models import (
    Action,
    ActionKind,
    Contract,
    ContractKind,
    Objective,
    Section,
    SectionKind,
)
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import (
    Channel,
    Contribution,
    Source,
    Status,
    Tag,
    Tagging,
    TagOrigin,
)
from consult.db import utcnow
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.territory.models import Commune, Epci, Perimeter, PerimeterKind, PlaceScope
from consult.workshops.models import Workshop, WorkshopKind

ENJEUX = ("education", "emploi", "sante", "vivre-ensemble", "transition", "solidarite")


@dataclass
class World:
    """Ids of a small Armentières, and keys to its people. Rows belong to the session that made it."""

    commune: Commune
    quarter: Perimeter
    other_quarter: Perimeter
    vocabulary: Vocabulary
    contract: Contract
    structure: Structure
    animator: User
    moderator: User
    editor: User
    administrator: User

    def enjeu(self, key: str) -> Enjeu:
        return next(each for each in self.vocabulary.enjeux if each.key == key)


def make_world(session: orm.Session) -> World:
    epci = Epci(key="mel", name="Métropole européenne de Lille", short_name="MEL")
    commune = Commune(key="armentieres", name="Armentières", epci=epci)
    quarter = make_perimeter("attargette-chanzy", "Attargette-Chanzy", commune, 1786)
    other = make_perimeter("bizet-briqueterie", "Bizet-Briqueterie", commune, 1166)
    vocabulary = Vocabulary(key="armentieres")
    for position, key in enumerate(ENJEUX):
        vocabulary.enjeux.append(make_enjeu(key, position))
    contract = Contract(
        slug="armentieres",
        kind=ContractKind.VOLET,
        commune=commune,
        vocabulary=vocabulary,
        title="Contrat de ville et des solidarités 2024-2030",
        subtitle="Volet communal d’Armentières",
        starts=2024,
        ends=2030,
    )
    session.add_all([epci, commune, quarter, other, vocabulary, contract])
    session.flush()
    make_sections(session, contract)
    structure = Structure(key="centre-social", name="Centre social")
    session.add(structure)
    people = {
        role: make_user(session, role, structure if role is Role.ANIMATOR else None)
        for role in Role
    }
    session.flush()
    return World(
        commune,
        quarter,
        other,
        vocabulary,
        contract,
        structure,
        people[Role.ANIMATOR],
        people[Role.MODERATOR],
        people[Role.EDITOR],
        people[Role.ADMINISTRATOR],
    )


def make_perimeter(key: str, name: str, commune: Commune, population: int | None) -> Perimeter:
    return Perimeter(
        key=key,
        name=name,
        kind=PerimeterKind.QPV,
        population=population,
        generation=2024,
        communes=[commune],
    )


def make_enjeu(key: str, position: int) -> Enjeu:
    ambition = Ambition(key=f"{key}.premiere", position=0, title=f"Première ambition {key}")
    return Enjeu(
        key=key,
        position=position,
        title=f"Enjeu officiel {key}",
        short_title=key.replace("-", " ").capitalize(),
        icon=key,
        hue=position + 1,
        ambitions=[ambition],
    )


def make_sections(session: orm.Session, contract: Contract) -> None:
    position = 0
    for number, enjeu in enumerate(contract.vocabulary.enjeux, start=1):
        for kind, letter, title in (
            (SectionKind.ENJEU, "", enjeu.title),
            (SectionKind.DIAGNOSTIC, ".a", "Diagnostic"),
            (SectionKind.COMPLEMENTS, "", "Compléments issus des échanges"),
            (SectionKind.PLAN, ".b", "Ambitions, objectifs prioritaires, pistes d’actions"),
        ):
            contract.sections.append(
                Section(
                    key=f"{enjeu.key}-{kind.value}",
                    position=position,
                    level=2 if kind is SectionKind.ENJEU else 3,
                    number=f"1.{number}{letter}",
                    title=title,
                    kind=kind,
                    enjeu=enjeu,
                )
            )
            position += 1
        ambition = enjeu.ambitions[0]
        objective = Objective(
            ambition=ambition,
            key="objectif",
            position=0,
            text=f"Objectif {enjeu.key}",
            priority=True,
        )
        session.add_all(
            [
                objective,
                Action(
                    ambition=ambition,
                    objective=objective,
                    kind=ActionKind.PISTE,
                    key="piste",
                    position=0,
                    text=f"Piste existante {enjeu.key}",
                ),
            ]
        )
    session.flush()


def make_user(session: orm.Session, role: Role, structure: Structure | None = None) -> User:
    user = User(
        email=f"{role.value}@example.org",
        name=f"Compte {role.value}",
        epoch=secrets.token_hex(8),
        structure=structure,
        held=[UserRole(role=role)],
    )
    session.add(user)
    session.flush()
    return user


def make_consultation(
    session: orm.Session, world: World, *, slug: str = "quartier", open_for: int = 30, **values: Any
) -> Consultation:
    """Four questions (multiple of at most two, scale, long, short); closed with a negative `open_for`."""
    now = utcnow()
    consultation = Consultation(
        slug=slug,
        title=values.pop("title", "Qu’est-ce qui changerait votre quartier ?"),
        degree=Degree.CONSULTATION,
        moment=Moment.DIAGNOSTIC,
        opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=open_for),
        commune=session.merge(world.commune),
        vocabulary=session.merge(world.vocabulary),
        questions=make_questions(),
        **values,
    )
    session.add(consultation)
    session.flush()
    return consultation


def make_questions() -> list[Question]:
    kinds = (
        ("priorites", QuestionKind.MULTIPLE, "Qu’est-ce qui presse le plus ?"),
        ("satisfaction", QuestionKind.SCALE, "Êtes-vous satisfait de votre quartier ?"),
        ("changer", QuestionKind.LONG, "Que faut-il changer ?"),
        ("garder", QuestionKind.SHORT, "Que faut-il garder ?"),
    )
    questions = []
    for position, (key, kind, prompt) in enumerate(kinds):
        question = Question(key=key, position=position, kind=kind, prompt=prompt)
        if kind is QuestionKind.MULTIPLE:
            question.max_choices = 2
        if kind in {QuestionKind.MULTIPLE, QuestionKind.SCALE}:
            question.choices = [
                Choice(key=f"c{n}", position=n, label=f"Choix {n} de {key}") for n in range(4)
            ]
        questions.append(question)
    return questions


def make_campaign(
    session: orm.Session,
    world: World,
    *,
    slug: str = "budget-2027",
    open_for: int = 30,
    **values: Any,
) -> Campaign:
    now = utcnow()
    campaign = Campaign(
        slug=slug,
        title=values.pop("title", "Budget participatif 2027"),
        opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=open_for),
        commune=session.merge(world.commune),
        vocabulary=session.merge(world.vocabulary),
        **values,
    )
    session.add(campaign)
    session.flush()
    return campaign


def make_contribution(
    session: orm.Session,
    world: World,
    text: str = "Il manque des bancs sur la place.",
    *,
    status: Status = Status.RECEIVED,
    enjeux: tuple[str, ...] = (),
    quarter: Perimeter | None = None,
    channel: Channel = Channel.ONLINE,
    source: Source = Source.ANSWER,
    submission: str | None = None,
    **values: Any,
) -> Contribution:
    """A contribution with its own receipt; published and tagged as asked."""
    issued = receipts.issue(session, submission or secrets.token_hex(16))
    perimeter = session.merge(quarter) if quarter is not None else None
    origin = contributions.Origin(
        source,
        "Qu’est-ce qui changerait votre quartier ?",
        "Que faut-il changer ?",
        session.merge(world.vocabulary),
        session.merge(world.commune),
    )
    contribution = contributions.submit(
        session,
        issued.receipt,
        origin,
        text=text,
        channel=channel,
        place=contributions.Place(
            PlaceScope.PERIMETER if perimeter else PlaceScope.NOT_SAID, perimeter
        ),
        **values,
    )
    contribution.status = status
    if status is Status.PUBLISHED:
        contribution.published_at = contribution.handled_at = datetime.now(UTC)
    for key in enjeux:
        enjeu = session.merge(world.enjeu(key))
        contribution.tags.append(Tag(enjeu=enjeu, origin=TagOrigin.STAFF))
        contribution.tagging = Tagging.TAGGED
    session.flush()
    return contribution


def make_workshop(session: orm.Session, world: World, **values: Any) -> Workshop:
    workshop = Workshop(
        kind=values.pop("kind", WorkshopKind.COFFEE),
        title=values.pop("title", "Café papote"),
        held_on=values.pop("held_on", date(2026, 11, 3)),
        structure=session.merge(world.structure),
        animator=session.merge(world.animator),
        commune=session.merge(world.commune),
        vocabulary=session.merge(world.vocabulary),
        **values,
    )
    session.add(workshop)
    session.flush()
    return workshop
