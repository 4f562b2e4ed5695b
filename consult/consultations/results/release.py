"""What everyone may read of the results of a consultation, and what remains possible.

What is published is computed once, when the team publishes a closed consultation, and kept as it is:
the page and the open data are read from it, so that nothing moves and both say the same. In it:

- Of each question, how many were asked, answered and did not; its counts, masked below 5 with what
  would reveal them (`consult.consultations.results.masking`). Non-answers are exact, and taken as known
  everywhere: they are what the shares are not of, and say nothing of what somebody thinks.
- A question put to some people only is left out when their number would tell, by subtraction, a masked
  count of the answers that led to it, or where fewer than 5 people were asked, or were not.
- Answers by one dimension, which the team chooses, for the questions that everyone is asked. Values that
  few people have are put together; no two dimensions and no two questions are ever crossed, so that what
  one table masks does not follow from another (`consult.consultations.results.crossing`).
- Who spoke, beside the population: the tables of `/participation`, masked by the same code.
- Pairs of answers that go together are told in words. The segments of respondents are not told: they
  cross every question. Words are read on the site, once moderated, and never here.

`/participation` tells everyone of a year: subtracting this page from it leaves those who spoke otherwise
that year. So quarters, ages, genders and channels are published only while these are `BATCH` people at
least, or nobody and the year is over: as in `consult.participation.release`, a subtraction then gives
margins of that many people, where a count may be small; it never gives one person, and crosses nothing.

Publishing again, once taken back, shows the same figures as long as the same people answered. When
others have answered or taken their words back, the earlier figures are shown again until `BATCH` people
make the difference; then new ones replace them, read by no dimension, for the same reason. They are also
shown again rather than by a dimension for which a question that was told would have to be left out.

What remains: someone who knows what several others answered subtracts them too. A count of all the
people of a quarter tells what each of them answered (twelve of twelve). Of a question with several
answers, how many did *not* tick a choice can be worked out where the choice is printed. And words that
are published one by one tell their channel and quarter, as they always did.

The team has answers person by person, with no age or gender. A crossing by these is masked for it
too, and withheld where an answer comes from one of them only. Its zeros are printed: each says which age
the people who gave an answer do not have, and several together, over several questions, may leave one.
Without zeros hardly any table of a hundred people could be read; the team's page says what they tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.queries import something_remains
from consult.consultations.results import crossing
from consult.consultations.results.counting import Brought, count, count_late, sent_to
from consult.consultations.results.dimensions import (
    QUARTER,
    Column,
    Dimension,
    answered_by,
    cross,
    dimensions,
    totals,
)
from consult.consultations.results.figures import FORMAT, Public, cell_of, exactly
from consult.consultations.results.heard import Town, heard_tables, reporter, town_of
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.pairs import count_pairs
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.when import said_within
from consult.web.clock import midnight
from consult.web.i18n import local
from consult.web.secrecy import SMALLEST_PUBLISHED, Cell, mask_parts

BATCH = 30


@dataclass(frozen=True)
class Draft:
    """What publishing now would show. `heard` tells whether who spoke is in it."""

    people: int
    figures: dict[str, Any]
    heard: bool


def offered(consultation: Consultation) -> list[Dimension]:
    """The dimensions that results may be published by."""
    town = town_of(consultation)
    return [
        each
        for each in dimensions(consultation, town.places)
        if each.question is None or not each.question.shown_if
    ]


def draft(
    session: orm.Session, consultation: Consultation, crossed_by: str, now: datetime
) -> Draft:
    """`crossed_by`: the key of a dimension, or nothing. One that may not be published is left out."""
    town = town_of(consultation)
    brought = count(session, consultation, list(town.perimeters))
    public = Public(consultation, brought, list(town.places))
    told = may_tell_who_spoke(session, consultation, now)
    dimension = next(
        (
            each
            for each in offered(consultation)
            if each.key == crossed_by and (told or each.question is not None)
        ),
        None,
    )
    crossed = None
    if dimension is not None:
        found = public_columns(dimension, public, town)
        tables = []
        if len(found) > 1:
            counts = cross(session, consultation, dimension)
            answered = answered_by(session, consultation, dimension)
            tables = crossing.published(public, dimension, found, counts, answered)
        public.hold_back({each.variable.question.id for each in tables if each.is_masked})
        crossed = crossing.data(dimension, found, tables) if tables else None
    else:
        public.hold_back(set())
    ticked = count_pairs(session, consultation)
    figures = {
        "format": FORMAT,
        "people": brought.people,
        "late": cell_of(mask_parts([count_late(session, consultation)], brought.people)[0]),
        "crossed_by": dimension.key if crossed and dimension else "",
        "questions": [public.question(each, ticked) for each in consultation.questions],
        "crossing": crossed,
        "heard": heard_tables(session, consultation, brought.heard, town) if told else [],
    }
    return Draft(brought.people, figures, told)


def public_columns(dimension: Dimension, public: Public, town: Town) -> list[Column]:
    """The values of a dimension that everyone may count, and the others together."""
    return crossing.headings(dimension, public.brought, _cells(dimension, public, town))


def team_columns(dimension: Dimension, brought: Brought) -> list[Column]:
    """As the team reads them: ages and genders are masked for it too."""
    people = totals(dimension, brought)
    cells = mask_parts(people, brought.people) if dimension.personal else None
    return crossing.headings(dimension, brought, cells)


def _cells(dimension: Dimension, public: Public, town: Town) -> Sequence[Cell]:
    """The same as in the tables of who spoke, or in the question's own."""
    people = totals(dimension, public.brought)
    if dimension.question is not None:
        released = public.released[dimension.question.id][0]
        return [*released.cells, exactly(people[-1])]
    if dimension.key == QUARTER:
        found = reporter(public.brought.heard, town, public=True)
        return [found.leaves[value.key] for value in dimension.values]
    return mask_parts(people, public.brought.people)


def may_tell_who_spoke(session: orm.Session, consultation: Consultation, now: datetime) -> bool:
    """Whether enough other people spoke in the years of this consultation."""
    years = _years(session, consultation)
    if not years:
        return False
    others = others_heard(session, consultation, years)
    return others >= BATCH or (not others and local(now).year > max(years))


def _years(session: orm.Session, consultation: Consultation) -> list[int]:
    """From the year of the first sheet sent to that of the last one."""
    sent = AnswerSheet.submitted_at
    query = sa.select(sa.func.min(sent), sa.func.max(sent)).where(*sent_to(consultation))
    first, last = session.execute(query).one()
    return list(range(local(first).year, local(last).year + 1)) if first and last else []


def others_heard(session: orm.Session, consultation: Consultation, years: Sequence[int]) -> int:
    """Receipts of the town's other people told in these years, but those whose results are public."""
    first, end = date(min(years), 1, 1), date(max(years) + 1, 1, 1)
    public = sa.select(ResultsPublication.consultation_id)
    sheets = (
        sa.select(sa.func.count())
        .select_from(AnswerSheet)
        .join(AnswerSheet.consultation)
        .where(
            Consultation.commune_id == consultation.commune_id,
            Consultation.id != consultation.id,
            Consultation.id.not_in(public),
            AnswerSheet.submitted_at >= midnight(first),
            AnswerSheet.submitted_at < midnight(end),
            something_remains(),
        )
    )
    words = sa.select(sa.func.count(Contribution.receipt_id.distinct())).where(
        Contribution.commune_id == consultation.commune_id,
        Contribution.source.in_([Source.IDEA, Source.GATHERED, Source.REMARK]),
        Contribution.channel != Channel.WORKSHOP,
        Contribution.status != Status.WITHDRAWN,
        *said_within(first, end),
    )
    return (session.scalar(sheets) or 0) + (session.scalar(words) or 0)


def changed_since(
    session: orm.Session, consultation: Consultation, last: ResultsPublication, people: int
) -> int:
    """How many people came or left since figures were published."""
    came = (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(AnswerSheet)
            .where(
                *sent_to(consultation),
                # Imported since, they may have been given long before.
                sa.or_(
                    AnswerSheet.submitted_at > last.counted_at,
                    AnswerSheet.created_at > last.counted_at,
                ),
                something_remains(),
            )
        )
        or 0
    )
    left = last.people + came - people
    return came + max(0, left)


def enough_people(people: int) -> bool:
    return people >= SMALLEST_PUBLISHED
