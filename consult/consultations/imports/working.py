"""What the page does with a file: everything is tried, told and undone; or done at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import orm
from werkzeug.datastructures import MultiDict

from consult.accounts.models import User
from consult.consultations.imports import batches, columns_form, queries
from consult.consultations.imports.building import TooManyChoicesError, build, whole_mapping_fault
from consult.consultations.imports.columns_form import Options, Shown
from consult.consultations.imports.forms import AnswersForm
from consult.consultations.imports.mapping import Mapping
from consult.consultations.imports.models import AnswerBatch
from consult.consultations.imports.previewing import Preview, look, today
from consult.consultations.imports.proposing import propose
from consult.consultations.imports.settling import settle, takes_new_questions
from consult.consultations.imports.showing import ShownRow, shown, unknown
from consult.consultations.imports.surveying import Survey, survey
from consult.consultations.imports.taking import Taken
from consult.consultations.imports.understanding import Understanding
from consult.consultations.models import Consultation
from consult.contributions.written import place_names
from consult.territory import queries as ground
from consult.territory.models import Commune
from consult.web.tables import MOST_ON_A_PAGE, FileError


@dataclass
class Work:
    """What was understood. `fault`: why the columns cannot be read as they are told to be."""

    survey: Survey
    slug: str
    offered: dict[str, Options]
    taken: dict[int, Taken] = field(default_factory=dict)
    mapping: Mapping | None = None
    found: Preview = field(default_factory=Preview)
    columns: list[Shown] = field(default_factory=list)
    rows: list[ShownRow] = field(default_factory=list)
    begun: int = 0
    fault: str = ""

    @property
    def personal(self) -> list[str]:
        return [column.title for column in self.survey.columns if column.is_personal]

    def refused(self, form: AnswersForm) -> str:
        """Why nothing is written; empty when it can be."""
        if self.fault or self.mapping is None:
            return self.fault
        if self.found.faulty:
            return str(_("Some rows are faulty: correct the file, or say what their answers mean."))
        if not self.found.new:
            return str(_("Nothing of this file is new."))
        if form.is_new and not (form.opens_on.data and form.closes_on.data):
            return str(_("Give the first and the last day of the consultation."))
        return ""


def examine(
    session: orm.Session, form: AnswersForm, given: MultiDict[str, str], *, by: User
) -> Work:
    """Raises FileError. What was tried leaves nothing in the database."""
    surveyed = survey(form.stream(), MOST_ON_A_PAGE)
    consultation = None if form.is_new else queries.target(session, form.consultation.data)
    commune = _commune(session, form, consultation)
    may_add = consultation is not None and takes_new_questions(consultation)
    work = Work(surveyed, form.slug(), columns_form.offered(consultation, may_add=may_add))
    work.taken = _taken(form, given, work, consultation, commune)
    left: dict[str, Counter[str]] = {}
    try:
        work.mapping = _mapping(form, work, consultation)
        with session.begin_nested() as attempt:
            left = _attempt(session, form, work, by)
            attempt.rollback()
    except TooManyChoicesError as error:
        work.mapping = None
        work.fault = str(
            _("The answers of “%(column)s” cannot be made into choices: keep them as words.",
              column=error.column[:80])
        )  # fmt: skip
    except FileError as error:
        work.mapping = None
        work.fault = error.sentence[:1].upper() + error.sentence[1:]
    work.columns = columns_form.shown(surveyed, work.taken, left, consultation, commune)
    form.columns_of.data = columns_form.digest_of(surveyed, work.slug if consultation else "")
    form.give_days(work.found.first_day, work.found.last_day)
    if form.is_new and work.mapping is not None:
        work.mapping = _mapping(form, work, None)
    return work


def bring(session: orm.Session, form: AnswersForm, work: Work, *, by: User) -> AnswerBatch:
    """All of it, in the request's transaction."""
    assert work.mapping is not None
    mapping = work.mapping
    about = form.about(work.survey.tool.value)
    consultation = settle(session, mapping, by=by)
    session.flush()
    understanding = Understanding(mapping, consultation, today())
    mark = batches.mark_of(form.stream(), mapping, about)
    made = batches.start_batch(session, consultation, mapping, about, by=by, mark=mark)
    for rows in batches.good_rows(form.stream(), understanding):
        batches.write_rows(session, made, rows)
    batches.end_batch(session, made, by=by)
    return made


def _taken(
    form: AnswersForm,
    given: MultiDict[str, str],
    work: Work,
    consultation: Consultation | None,
    commune: Commune,
) -> dict[int, Taken]:
    proposed = propose(work.survey, consultation, place_names(commune))
    here = columns_form.digest_of(work.survey, work.slug if consultation else "")
    # The lists were made for another file, or for another consultation.
    if form.columns_of.data != here:
        return proposed
    return columns_form.read_taken(given, work.survey, proposed, work.offered, consultation)


def _mapping(form: AnswersForm, work: Work, consultation: Consultation | None) -> Mapping:
    """Raises TooManyChoicesError, or FileError when the columns cannot go together."""
    keys = [question.key for question in consultation.questions] if consultation else []
    made = build(work.survey, work.taken, work.slug, form.new(), keys)
    if fault := whole_mapping_fault(made):
        raise FileError(1, fault)
    return made


def _attempt(
    session: orm.Session, form: AnswersForm, work: Work, by: User
) -> dict[str, Counter[str]]:
    """Everything but the writing of rows; returns what was not recognised, by column."""
    assert work.mapping is not None
    if form.is_new and queries.target(session, work.slug) is not None:
        raise FileError(
            1, _("a consultation of this title is here already: choose it, or another title.")
        )
    consultation = settle(session, work.mapping, by=by)
    session.flush()
    understanding = Understanding(work.mapping, consultation, today())
    *_grown, work.found = look(session, form.stream(), understanding)
    work.rows = [shown(row, consultation) for row in work.found.sample]
    mark = batches.mark_of(form.stream(), work.mapping, form.about(work.survey.tool.value))
    begun = batches.interrupted(session, mark)
    work.begun = begun.rows if begun else 0
    return unknown(work.survey, understanding)


def _commune(session: orm.Session, form: AnswersForm, consultation: Consultation | None) -> Commune:
    if consultation is not None:
        return consultation.commune
    return next(each for each in ground.communes(session, "") if each.key == form.commune.data)
