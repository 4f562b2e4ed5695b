"""Results: the team's figures and its files; the page of everyone, once they are published."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.consultations.entry.likeness import repeated
from consult.consultations.models import Consultation
from consult.consultations.permissions import late_until
from consult.consultations.results import crossing, exports, figures, queries, release, words
from consult.consultations.results.counting import Brought, count, count_late
from consult.consultations.results.dimensions import Dimension, dimensions
from consult.consultations.results.forms import CrossForm, DescribeForm, PublishForm
from consult.consultations.results.heard import town_of
from consult.consultations.results.models import ResultsPublication
from consult.consultations.results.operations import (
    AlreadyPublished,
    StillOpen,
    TooFewPeople,
    describe,
    publish,
    take_back,
)
from consult.consultations.results.pairs import count_pairs
from consult.consultations.results.segments import segments
from consult.consultations.results.variables import Variable, variables
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes

blueprint = Blueprint("results", __name__)
TEAM = "/espace/consultations/<slug>/resultats"
PUBLIC = "/consultations/<slug>/resultats"


@blueprint.get(PUBLIC)
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """What was published, as it was; nothing is counted."""
    return _public_page("consultations/results/show.html", _published(slug))


@blueprint.get(f"{PUBLIC}/selon")
@access(Audience.PUBLIC)
def crossed(slug: str) -> ResponseReturnValue:
    """The same by the one dimension that the team chose."""
    publication = _published(slug)
    if not publication.figures["crossing"]:
        abort(404)
    return _public_page("consultations/results/crossed.html", publication)


@blueprint.get(f"{PUBLIC}.<form>")
@access(Audience.PUBLIC)
def open_data(slug: str, form: str) -> ResponseReturnValue:
    return exports.open_data(_published(slug), _form(form))


@blueprint.get(TEAM)
@access(Audience.EDITORS)
def team(slug: str) -> ResponseReturnValue:
    return _team_page(_consultation(slug))


@blueprint.get(f"{TEAM}/segments")
@access(Audience.EDITORS)
def team_segments(slug: str) -> ResponseReturnValue:
    consultation = _consultation(slug)
    found = segments(db.session, consultation)
    return render_template(
        "consultations/results/segments.html", consultation=consultation, segments=found
    )


@blueprint.get(f"{TEAM}/reponses.<form>")
@access(Audience.EDITORS)
def sheets(slug: str, form: str) -> ResponseReturnValue:
    return exports.sheets(db.session, _consultation(slug), _form(form))


@blueprint.get(f"{TEAM}/apercu")
@access(Audience.EDITORS)
def preview(slug: str) -> ResponseReturnValue:
    consultation = _consultation(slug)
    form = _publish_form(consultation)
    form.choose(request.args.get("selon"))
    return _preview_page(consultation, form)


@blueprint.post(f"{TEAM}/publier")
@access(Audience.EDITORS)
@writes
def publish_results(slug: str) -> ResponseReturnValue:
    consultation = _consultation(slug)
    form = _publish_form(consultation)
    if not form.validate():
        form.choose(None)
        return _preview_page(consultation, form), 422
    try:
        made = publish(db.session, consultation, form.crossed_by.data, by=actor(), now=utcnow())
    except AlreadyPublished:
        flash(_("These results are already published."), "info")
        return redirect(url_for(".team", slug=slug), 303)
    except StillOpen:
        form.form_errors = [_("Results are published once the consultation is closed.")]
        return _preview_page(consultation, form), 409
    except TooFewPeople:
        form.form_errors = [_("Fewer than 5 people answered: nothing can be published.")]
        return _preview_page(consultation, form), 409
    if made.counted_at != made.published_at:
        flash(_("Published: the figures of the first time are shown again."), "success")
    elif form.crossed_by.data and not made.crossed_by:
        flash(
            _("Published, without the tables by who answered: too few people spoke for that."),
            "success",
        )
    else:
        flash(_("Published: everyone can read these results."), "success")
    return redirect(url_for(".team", slug=slug), 303)


@blueprint.post(f"{TEAM}/retirer")
@access(Audience.EDITORS)
@writes
def take_back_results(slug: str) -> ResponseReturnValue:
    consultation = _consultation(slug)
    if take_back(db.session, consultation, by=actor(), now=utcnow()):
        flash(_("Taken back: nobody reads these results any more."), "success")
    else:
        flash(_("These results were not published."), "info")
    return redirect(url_for(".team", slug=slug), 303)


@blueprint.post(f"{TEAM}/situations")
@access(Audience.EDITORS)
@writes
def describe_person(slug: str) -> ResponseReturnValue:
    consultation = _consultation(slug)
    form = DescribeForm()
    form.offer(consultation)
    if not form.validate():
        return _team_page(consultation, form), 422
    if describe(db.session, consultation, form.questions.data or [], by=actor()):
        flash(_("Noted: results can be read by these answers."), "success")
    return redirect(url_for(".team", slug=slug, _anchor="croiser"), 303)


def _form(asked: str) -> str:
    """That of a file that can be made; 404 for another one."""
    return asked if asked in exports.FORMS else abort(404)


def _published(slug: str) -> ResultsPublication:
    return queries.read_now(db.session, slug) or abort(404)


def _consultation(slug: str) -> Consultation:
    return queries.by_slug(db.session, slug) or abort(404)


def _public_page(template: str, publication: ResultsPublication) -> str:
    return render_template(
        template,
        consultation=publication.consultation,
        publication=publication,
        figures=publication.figures,
        words=words,
        charts=_charts(publication.figures),
    )


def _charts(found: dict[str, Any]) -> dict[str, Any]:
    """By the key of the question or of the line; only what has something to draw."""
    tables = [table for question in found["questions"] for table in question["tables"]]
    return {
        table["key"]: words.chart(table["lines"])
        for table in tables
        if any(line["share"] for line in table["lines"])
    }


def _preview_page(consultation: Consultation, form: PublishForm) -> str:
    """What everyone would read if it were published now."""
    made = release.draft(db.session, consultation, str(form.crossed_by.data), utcnow())
    return render_template(
        "consultations/results/preview.html",
        consultation=consultation,
        form=form,
        draft=made,
        figures=made.figures,
        words=words,
        charts=_charts(made.figures),
        enough=release.enough_people(made.people),
        is_closed=utcnow() >= consultation.closes_at,
        late_until=late_until(consultation) if utcnow() < late_until(consultation) else None,
        latest=queries.latest(db.session, consultation),
    )


def _team_page(consultation: Consultation, describing: DescribeForm | None = None) -> str:
    places = list(town_of(consultation).places)
    brought = count(db.session, consultation, list(town_of(consultation).perimeters))
    ticked = count_pairs(db.session, consultation)
    told = [
        figures.exact_question(each, brought, places, ticked) for each in consultation.questions
    ]
    offered = dimensions(consultation, places)
    counted = _variables(consultation, brought)
    cross = CrossForm(request.args)
    cross.offer(counted, offered)
    if describing is None:
        describing = DescribeForm()
        describing.offer(consultation)
    return render_template(
        "consultations/results/team.html",
        consultation=consultation,
        people=brought.people,
        repeated=repeated(db.session, consultation.id),
        late=count_late(db.session, consultation),
        figures={"questions": told},
        averages=_averages(consultation, brought),
        words=words,
        charts=_charts({"questions": told}),
        cross=cross,
        crossing=_crossing(consultation, brought, cross.wanted(counted, offered)),
        describing=describing,
        latest=queries.latest(db.session, consultation),
        is_closed=utcnow() >= consultation.closes_at,
        enough=release.enough_people(brought.people),
    )


def _crossing(
    consultation: Consultation, brought: Brought, wanted: tuple[Variable, Dimension] | None
) -> dict[str, Any] | None:
    if wanted is None:
        return None
    variable, dimension = wanted
    found = release.team_columns(dimension, brought)
    made = crossing.of_one(db.session, consultation, brought, variable, dimension, found)
    return crossing.data(dimension, found, [made])


def _variables(consultation: Consultation, brought: Brought) -> list[Variable]:
    places = list(town_of(consultation).places)
    return [
        variable
        for question in consultation.questions
        for variable in variables(question, brought.tallies[question.id], places, least=1)
        if variable.options
    ]


def _averages(consultation: Consultation, brought: Brought) -> dict[str, words.Average]:
    return {
        question.key: found
        for question in consultation.questions
        if (found := words.average(question, brought.tallies[question.id])) is not None
    }


def _publish_form(consultation: Consultation) -> PublishForm:
    form = PublishForm()
    form.offer(release.offered(consultation))
    return form
