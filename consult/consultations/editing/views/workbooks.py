"""XLSForm: a questionnaire of KoboToolbox or ODK comes in, and goes out."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.validators import ValidationError

from consult.consultations.editing.forms.starting import LARGEST_FILE, WorkbookForm
from consult.consultations.editing.labels import ABOUT_WORDS, told_loss
from consult.consultations.editing.views.blueprint import blueprint, found
from consult.consultations.editing.views.desk import to
from consult.consultations.editing.views.starting import begin, offer_ground
from consult.consultations.models import Consultation
from consult.consultations.reading import QuestionEntry, holds_together
from consult.consultations.wordings.operations import texts_of
from consult.consultations.xlsform.losses import Loss, LossKind
from consult.contributions.places import perimeters_today
from consult.extensions import db
from consult.reading import LONGEST_LINE
from consult.web.access import Audience, access
from consult.web.commit import writes

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/nouvelle-consultation/classeur", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def import_workbook() -> ResponseReturnValue:
    """What was understood and what is left out are read before anything is kept."""
    form = WorkbookForm()
    if not offer_ground(form):
        status = 422 if form.is_submitted() else 200
        return render_template("consultations/editing/not_ready.html"), status
    if not form.is_submitted():
        return _page(form), 200
    if not form.validate():
        questions = form.read()
        return _page(form, questions or (), refused=True), 422
    if request.form.get("action") == "keep":
        return _keep(form)
    return _read(form)


@blueprint.get("/consultations/<slug>/classeur")
@access(Audience.TEAM)
def workbook(slug: str) -> ResponseReturnValue:
    """What such a file cannot hold is read before it is downloaded."""
    consultation = found(slug)
    _content, losses = _written(consultation)
    around = [each for each in losses if each.kind is LossKind.CONSULTATION]
    return render_template(
        "consultations/editing/workbook.html",
        consultation=consultation,
        around=[str(ABOUT_WORDS.get(each.about, each.about)) for each in around],
        losses=[told_loss(each) for each in losses if each not in around],
    )


@blueprint.get("/consultations/<slug>/classeur.xlsx")
@access(Audience.TEAM)
def download_workbook(slug: str) -> Response:
    content, _losses = _written(found(slug))
    response = Response(content, mimetype=MIMETYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.xlsx")
    return response


def _written(consultation: Consultation) -> tuple[bytes, tuple[Loss, ...]]:
    from consult.consultations.xlsform.writing import Place, write_workbook

    places = [Place(each.key, each.name) for each in perimeters_today(consultation.commune)]
    return write_workbook(consultation, places, texts_of(db.session, consultation))


def _read(form: WorkbookForm) -> ResponseReturnValue:
    from consult.consultations.xlsform.reading import read_workbook
    from consult.consultations.xlsform.rows import TooLongError, XlsFormError

    try:
        content = form.content()
        if content is None:
            raise ValidationError(str(form.NO_FILE))
        read = read_workbook(content)
    except ValidationError as error:
        form.file.errors = [str(error)]
        return _page(form), 422
    except TooLongError as error:
        form.file.errors = [
            _(
                "Row %(row)s, column “%(column)s”: more than %(max)s characters. Shorten it in the file, "
                "then choose the file again.",
                row=error.row,
                column=error.column,
                max=error.most,
            )
        ]
        return _page(form), 422
    except XlsFormError as error:
        form.file.errors = [_("This file could not be read as an XLSForm.")]
        return _page(form, said=str(error)), 422
    form.title.data = (read.title or read.slug)[:LONGEST_LINE]
    form.intro.data = read.intro
    form.carry(read.questions)
    return _page(form, read.questions, [told_loss(each) for each in read.losses]), 200


def _keep(form: WorkbookForm) -> ResponseReturnValue:
    questions = form.read()
    if not questions or not holds_together(questions):
        form.file.errors = [_("Choose the file again: what was read of it is gone.")]
        return _page(form), 422
    if not form.title.data:
        form.title.errors = [_("Give the consultation a title.")]
        return _page(form, questions, refused=True), 422
    made = begin(form, form.title.data, questions, intro=form.intro.data or "")
    return redirect(to(made), 303)


def _page(
    form: WorkbookForm,
    questions: tuple[QuestionEntry, ...] = (),
    losses: list[str] | None = None,
    *,
    said: str = "",
    refused: bool = False,
) -> str:
    """`losses`: None when the file was read on an earlier page; `said`: by the reader of such files."""
    return render_template(
        "consultations/editing/import.html",
        form=form,
        questions=questions,
        losses=losses,
        said=said,
        refused=refused,
        largest=LARGEST_FILE,
    )
