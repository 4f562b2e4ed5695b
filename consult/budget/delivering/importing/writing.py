"""Bringing a list of past winners in, whole or not at all, and taking it back. Nothing here commits.

A constant number of queries a chunk. A project is brought once, however often its file comes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, Signed, record
from consult.budget.delivering.importing.columns import Holds
from consult.budget.delivering.importing.reading import Plan, Sheet, Winner, identity, understand
from consult.budget.delivering.models import (
    Delivery,
    DeliveryStep,
    ImportedProject,
    ProjectBatch,
    Stage,
)
from consult.budget.models import Campaign, Idea, Project, Verdict
from consult.contributions.written import place_names, plain, read_written_place
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter, PlaceScope
from consult.web.clock import midnight
from consult.web.i18n import local
from consult.web.tables import Faulty, chunks

CHUNK = 500


@dataclass(frozen=True)
class Ground:
    """Where campaigns are made when a year has none: a commune, and a contract's vocabulary."""

    commune: Commune
    vocabulary: Vocabulary


@dataclass
class Found:
    """What a file would bring. `missing`: years without a campaign; `known`: rows already here."""

    new: list[tuple[Winner, str]] = field(default_factory=list)
    known: int = 0
    lost: int = 0
    personal: int = 0
    faulty: list[Faulty] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    # Names of quarters of the file that the commune does not have; kept in the place.
    quarters: list[str] = field(default_factory=list)

    @property
    def cost_eur(self) -> int:
        return sum(winner.cost_eur or 0 for winner, _slug in self.new)


class FaultyError(ValueError):
    """The file has faults: nothing was written."""


class WrittenError(ValueError):
    """The team wrote something of these projects since they came: they stay."""


def look(
    session: orm.Session, sheet: Sheet, plan: Plan, ground: Ground | None, *, make: bool
) -> Found:
    """Everything checked, nothing written; the same queries for any number of rows."""
    read = understand(sheet, plan)
    found = Found(lost=read.lost, personal=read.personal, faulty=list(read.faulty))
    slugs = _campaigns_by_year(session, ground)
    digests = _digests_here(session)
    titles = _titles_here(session)
    names = place_names(ground.commune) if ground else {}
    this_year = local(utcnow()).year
    quarters: dict[str, None] = {}
    for winner in read.winners:
        slug, fault = _slug_for(winner, plan, slugs, this_year)
        if not fault and slug is None:
            if winner.year not in found.missing and winner.year is not None:
                found.missing.append(winner.year)
            slug = slug_of_year(winner.year or 0)
            fault = "" if make else _no_campaign(winner.year)
        if fault or slug is None:
            found.faulty.append(Faulty(winner.line, (fault,)))
            continue
        if winner.quarter and read_written_place(winner.quarter, names) is None:
            quarters.setdefault(winner.quarter)
        if digest_of(winner, slug) in digests or plain(winner.title) in titles[slug]:
            found.known += 1
        else:
            found.new.append((winner, slug))
    found.missing.sort()
    found.quarters = list(quarters)
    found.faulty.sort(key=lambda each: each.line)
    return found


def bring(
    session: orm.Session,
    sheet: Sheet,
    plan: Plan,
    ground: Ground | None,
    *,
    file_name: str,
    make: bool,
    by: Signed | None,
) -> ProjectBatch | None:
    """All that is new. None when nothing is; raises FaultyError, having written nothing."""
    if ground is not None:
        # Two people who bring the same file come one after the other.
        session.execute(
            sa.select(Commune.id).where(Commune.id == ground.commune.id).with_for_update()
        )
    found = look(session, sheet, plan, ground, make=make)
    if found.faulty:
        raise FaultyError
    if not found.new:
        return None
    batch = ProjectBatch(
        file_name=file_name[:255],
        by_id=by.id if by else None,
        rows=len(found.new),
        left_out=[each.title for each in sheet.columns if plan.holds[each.index] is Holds.PERSON],
        created_at=utcnow(),
    )
    session.add(batch)
    session.flush()
    if found.missing:
        assert ground is not None
        batch.made = [
            _make_campaign(session, ground, year, by=by or SYSTEM) for year in found.missing
        ]
    writer = _Writer(session, batch, ground, {slug for _w, slug in found.new})
    for some in chunks(found.new, CHUNK):
        writer.write(some)
    record(
        session, "project_batch.import", batch, by=by or SYSTEM, rows=batch.rows,
        campaigns=sorted({slug for _w, slug in found.new}),
    )  # fmt: skip
    return batch


def withdraw(session: orm.Session, batch: ProjectBatch, *, by: Signed | str) -> None:
    """Its projects leave, with the campaigns made for them. Once is enough. Raises WrittenError."""
    session.execute(sa.select(ProjectBatch.id).where(ProjectBatch.id == batch.id).with_for_update())
    session.refresh(batch)
    if batch.withdrawn_at is not None:
        return
    if written_since(session, batch):
        raise WrittenError
    mine = sa.select(ImportedProject.project_id).where(ImportedProject.batch_id == batch.id)
    ids = list(session.scalars(mine))
    for some in chunks(ids, CHUNK):
        for table in (DeliveryStep, Delivery, ImportedProject):
            session.execute(sa.delete(table).where(table.project_id.in_(some)))
        session.execute(sa.delete(Project).where(Project.id.in_(some)))
    _remove_made(session, batch)
    batch.withdrawn_at = utcnow()
    record(session, "project_batch.withdraw", batch, by=by, rows=len(ids))


def written_since(session: orm.Session, batch: ProjectBatch) -> int:
    """How many of its projects the team wrote something of, or united ideas with."""
    united = sa.select(Idea.project_id).where(Idea.project_id.is_not(None))
    query = (
        sa.select(sa.func.count())
        .select_from(ImportedProject)
        .outerjoin(Delivery, Delivery.project_id == ImportedProject.project_id)
        .where(
            ImportedProject.batch_id == batch.id,
            sa.or_(Delivery.written_at.is_not(None), ImportedProject.project_id.in_(united)),
        )
    )
    return session.scalar(query) or 0


def digest_of(winner: Winner, slug: str) -> str:
    """The campaign stands for the year: a file may tell one and the next one the other."""
    said = "\n".join((slug, *(str(each) for each in identity(winner)[1:])))
    return hashlib.sha256(said.encode()).hexdigest()


def slug_of_year(year: int) -> str:
    return f"budget-participatif-{year}"


def _slug_for(
    winner: Winner, plan: Plan, slugs: Mapping[int, list[str]], this_year: int
) -> tuple[str | None, str]:
    """The campaign of a row, or what is wrong; (None, "") when its campaign is to be made."""
    if plan.campaign:
        return plan.campaign, ""
    assert winner.year is not None
    here = slugs.get(winner.year, [])
    if len(here) > 1:
        told = _(
            "there are several campaigns in %(year)s: import each one apart.", year=winner.year
        )
        return None, told
    if not here and winner.year >= this_year:
        told = _("there is no campaign in %(year)s yet: write it first.", year=winner.year)
        return None, told
    return (here[0] if here else None), ""


def _no_campaign(year: int | None) -> str:
    return str(_("there is no campaign in %(year)s: ask for it to be made.", year=year))


def _campaigns_by_year(session: orm.Session, ground: Ground | None) -> dict[int, list[str]]:
    query = sa.select(Campaign.slug, Campaign.opens_at)
    if ground is not None:
        query = query.where(Campaign.commune_id == ground.commune.id)
    found: dict[int, list[str]] = defaultdict(list)
    for slug, opens_at in session.execute(query):
        found[local(opens_at).year].append(slug)
    return found


def _digests_here(session: orm.Session) -> set[str]:
    return set(session.scalars(sa.select(ImportedProject.digest)))


def _titles_here(session: orm.Session) -> dict[str, set[str]]:
    """Folded titles of the winners that the site itself elected, by campaign."""
    imported = sa.select(ImportedProject.project_id)
    query = (
        sa.select(Campaign.slug, Project.title)
        .join(Project, Project.campaign_id == Campaign.id)
        .where(Project.won.is_(True), Project.id.not_in(imported))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for slug, title in session.execute(query):
        found[slug].add(plain(title))
    return found


def _make_campaign(session: orm.Session, ground: Ground, year: int, *, by: Signed | str) -> str:
    """Over, as far as anybody knows: its year is all that the file says, and the page says so."""
    end = midnight(date(year + 1, 1, 1))
    campaign = Campaign(
        slug=slug_of_year(year),
        title=_("Budget participatif %(year)s", year=year),
        intro=_("This campaign took place before this site. Its exact dates are not told here."),
        opens_at=midnight(date(year, 1, 1)),
        closes_at=end,
        study_closes_at=end,
        vote_opens_at=end,
        vote_closes_at=end,
        results_at=end,
        commune=ground.commune,
        vocabulary=ground.vocabulary,
    )
    session.add(campaign)
    record(session, "campaign.import", campaign, by=by)
    return campaign.slug


def _remove_made(session: orm.Session, batch: ProjectBatch) -> None:
    """Campaigns where something else has come meanwhile stay."""
    kept = sa.union(sa.select(Project.campaign_id), sa.select(Idea.campaign_id))
    left = sa.select(Campaign).where(Campaign.slug.in_(batch.made), Campaign.id.not_in(kept))
    for campaign in session.scalars(left).all():
        session.delete(campaign)
    session.flush()


class _Writer:
    """Writes chunks; numbers go on after the last one of each campaign."""

    def __init__(
        self, session: orm.Session, batch: ProjectBatch, ground: Ground | None, slugs: set[str]
    ) -> None:
        self.session, self.batch = session, batch
        held = sa.select(Campaign).where(Campaign.slug.in_(slugs)).with_for_update(of=Campaign)
        campaigns = session.scalars(held.options(orm.joinedload(Campaign.commune))).all()
        self.ids = {each.slug: each.id for each in campaigns}
        self.names: dict[str, Perimeter] = {}
        commune = ground.commune if ground else campaigns[0].commune
        self.names = place_names(commune)
        self.last = self._last_numbers(list(self.ids.values()))
        self.today = local(utcnow()).date()

    def _last_numbers(self, ids: Sequence[int]) -> dict[int, int]:
        last = dict.fromkeys(ids, 0)
        for table in (Project, Idea):
            query = (
                sa.select(table.campaign_id, sa.func.max(table.number))
                .where(table.campaign_id.in_(ids))
                .group_by(table.campaign_id)
            )
            for campaign_id, number in self.session.execute(query):
                last[campaign_id] = max(last[campaign_id], number)
        return last

    def write(self, some: Sequence[tuple[Winner, str]]) -> None:
        rows = []
        for winner, slug in some:
            campaign_id = self.ids[slug]
            self.last[campaign_id] += 1
            rows.append(self._project(winner, campaign_id, self.last[campaign_id]))
        made = self.session.execute(
            sa.insert(Project).returning(Project.id, Project.campaign_id, Project.number), rows
        )
        ids = {(row.campaign_id, row.number): row.id for row in made}
        known = [ids[row["campaign_id"], row["number"]] for row in rows]
        pairs = list(zip(known, some, strict=True))
        self.session.execute(
            sa.insert(ImportedProject),
            [
                {
                    "project_id": project_id,
                    "batch_id": self.batch.id,
                    "line": winner.line,
                    "digest": digest_of(winner, slug),
                    "other": winner.other,
                }
                for project_id, (winner, slug) in pairs
            ],
        )
        self.session.execute(
            sa.insert(Delivery), [self._delivery(key, winner) for key, (winner, _s) in pairs]
        )
        steps = [step for key, (winner, _s) in pairs if (step := self._step(key, winner))]
        if steps:
            self.session.execute(sa.insert(DeliveryStep), steps)

    def _project(self, winner: Winner, campaign_id: int, number: int) -> dict[str, Any]:
        """A quarter that the commune does not have is told with the place."""
        place, quarter = winner.place, None
        scope = PlaceScope.NOT_SAID
        if winner.quarter:
            said = read_written_place(winner.quarter, self.names)
            if said is None:
                told = f"{place} ({winner.quarter})" if place else winner.quarter
                place = told if len(told) <= 255 else place
            else:
                scope, quarter = said.scope, said.perimeter
        return {
            "campaign_id": campaign_id,
            "number": number,
            "title": winner.title,
            "text": winner.text,
            "place": place,
            "theme": winner.theme,
            "place_scope": scope,
            "perimeter_id": quarter.id if quarter else None,
            "cost_eur": winner.cost_eur,
            "verdict": Verdict.RETAINED,
            "won": True,
        }

    def _delivery(self, project_id: int, winner: Winner) -> dict[str, Any]:
        return {
            "project_id": project_id,
            "stage": self._stage(winner),
            "committed_eur": winner.committed_eur,
            "spent_eur": winner.spent_eur,
        }

    def _stage(self, winner: Winner) -> Stage | None:
        """A past day of opening tells it where no state does."""
        past = winner.opened_on is not None and winner.opened_on <= self.today
        return Stage.OPENED if winner.stage is None and past else winner.stage

    def _step(self, project_id: int, winner: Winner) -> dict[str, Any] | None:
        """Nobody is told of what happened before the site knew."""
        if winner.opened_on is None:
            return None
        opened = self._stage(winner) is Stage.OPENED
        return {
            "project_id": project_id,
            "stage": Stage.OPENED,
            "planned_on": None if opened else winner.opened_on,
            "actual_on": winner.opened_on if opened else None,
            "sentence": "",
            "told_at": self.batch.created_at if opened else None,
        }


def default_ground(session: orm.Session) -> Ground | None:
    """That of the latest campaign."""
    query = (
        sa.select(Campaign)
        .order_by(Campaign.opens_at.desc(), Campaign.id.desc())
        .limit(1)
        .options(orm.joinedload(Campaign.vocabulary), _with_quarters())
    )
    last = session.scalars(query).first()
    return Ground(last.commune, last.vocabulary) if last else None


def find_ground(session: orm.Session, commune: str, vocabulary: str) -> Ground | None:
    """By their keys."""
    found = session.scalars(
        sa.select(Commune)
        .where(Commune.key == commune)
        .options(orm.selectinload(Commune.perimeters))
    ).first()
    words = session.scalars(sa.select(Vocabulary).where(Vocabulary.key == vocabulary)).first()
    return Ground(found, words) if found and words else None


def ground_of(session: orm.Session, slug: str) -> Ground | None:
    """That of a campaign."""
    query = (
        sa.select(Campaign)
        .where(Campaign.slug == slug)
        .options(orm.joinedload(Campaign.vocabulary), _with_quarters())
    )
    found = session.scalars(query).first()
    return Ground(found.commune, found.vocabulary) if found else None


def _with_quarters() -> Any:
    return orm.joinedload(Campaign.commune).selectinload(Commune.perimeters)
