"""A passage of the contract: what is said of it, what was answered, and speaking of it oneself."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.contract.blueprint import blueprint
from consult.contract.models import Contract
from consult.contract.passages import Now, Passage, Since
from consult.contract.queries import contract_of_slug
from consult.contract.remarks import labels, operations, queries
from consult.contract.remarks.forms import ChangeForm, OpinionForm
from consult.contract.remarks.models import AnswerKind, Remark
from consult.contract.remarks.operations import RemarkWords
from consult.contract.remarks.periods import Period, last_moment, period
from consult.contract.remarks.shown import Shown, shown
from consult.contract.remarks.snapshots import read_passage
from consult.contract.remarks.telling import HELPERS
from consult.contributions import receipts
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings

assert labels  # the answers have words

SENDINGS = "120 per hour"
WAITING = "en-attente"


@blueprint.get("/contrats/<slug>/passage/<anchor>")
@access(Audience.PUBLIC)
def passage(slug: str, anchor: str) -> ResponseReturnValue:
    text = shown(db.session, slug) or abort(404)
    found = text.passages.get(anchor)
    if found is None:
        return _former(text, anchor)
    remarks = queries.of_passage(db.session, text.contract.id, text.passages, found)
    return _passage_page(text, found, Now(Since.SAME, found), remarks)


def _former(text: Shown, anchor: str) -> str:
    """A passage that changed or left, but that somebody spoke of; 404 for what never was."""
    remarks = queries.of_former_passage(db.session, text.contract.id, anchor) or abort(404)
    oldest = remarks[-1]
    then = Passage(anchor, oldest.section_key, oldest.heading, oldest.quote)
    return _passage_page(text, then, queries.now_of(text.passages, oldest), remarks)


def _passage_page(text: Shown, found: Passage, now: Now, remarks: list[Remark]) -> str:
    return render_template(
        "contract/remarks/passage.html",
        contract=text.contract,
        passage=found,
        now=now,
        paragraphs=_paragraphs(text, found),
        remarks=remarks,
        most=queries.MOST_TOGETHER,
        **when(text.contract),
    )


def _paragraphs(text: Shown, found: Passage) -> list[Passage]:
    """Of a section: what can be reworded in it."""
    if not found.anchor.startswith("s-"):
        return []
    mine = [each for each in text.passages.values() if each.section == found.section]
    return [each for each in mine if each.anchor != found.anchor]


@blueprint.route("/contrats/<slug>/passage/<anchor>/avis", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(SENDINGS, methods=["POST"])
def give_opinion(slug: str, anchor: str) -> ResponseReturnValue:
    return _speak(slug, anchor, OpinionForm, "contract/remarks/opinion.html")


@blueprint.route("/contrats/<slug>/passage/<anchor>/proposer", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(SENDINGS, methods=["POST"])
def propose_change(slug: str, anchor: str) -> ResponseReturnValue:
    return _speak(slug, anchor, ChangeForm, "contract/remarks/change.html")


def _speak(
    slug: str, anchor: str, kind: type[OpinionForm] | type[ChangeForm], template: str
) -> ResponseReturnValue:
    """What is sent is about the passage as its author read it, were it changed since."""
    text = shown(db.session, slug) or abort(404)
    found = read_passage(text.contract, anchor, request.form.get("seen")) or text.passages.get(
        anchor
    )
    commune = queries.commune_for(db.session, text.contract, settings().town_name)
    if found is None or commune is None:
        abort(404)
    form = kind(commune, text.contract, found)
    here = {"contract": text.contract, "passage": found, "form": form}
    if period(text.contract, utcnow()) is not Period.OPEN:
        return _closed(text, found, form)
    if not form.validate_on_submit():
        return render_template(template, **here), 422 if form.is_submitted() else 200
    words = form.words()
    issued = operations.send(
        db.session,
        text.contract,
        found,
        words.submission(form.key()),
        words,
        commune=commune,
        place=form.place_of_author(),
        language=form.language.data,
        profile=form.profile(),
    )
    return redirect(url_for("following.receipt", code=issued.code), 303)


def _closed(text: Shown, found: Passage, form: OpinionForm | ChangeForm) -> ResponseReturnValue:
    """The receipt of a remark sent in time and sent twice; or a page that keeps the words."""
    words: RemarkWords | None = None
    if form.is_submitted():
        words = form.words()
        key = receipts.read_submission_key(form.submission.data)
        code = receipts.code_of(words.submission(key)) if key is not None else ""
        if receipts.find(db.session, code) is not None:
            return redirect(url_for("following.receipt", code=code), 303)
    page = render_template(
        "contract/remarks/closed.html",
        contract=text.contract,
        passage=found,
        words=words,
        **when(text.contract),
    )
    return page, 409 if words else 200


@blueprint.get("/contrats/<slug>/remarques")
@access(Audience.PUBLIC)
def remarks(slug: str) -> ResponseReturnValue:
    contract = contract_of_slug(db.session, slug) or abort(404)
    filters = asked_filters()
    page = queries.published(
        db.session, contract, filters, after=request.args.get("avant", type=int)
    )
    return render_template(
        "contract/remarks/index.html",
        contract=contract,
        sections=queries.sections_of(db.session, contract),
        filters=filters,
        page=page,
        counted=queries.counted(db.session, contract),
        answers=list(AnswerKind),
        waiting=WAITING,
        versions=queries.publications(db.session, [contract.id]),
        version_of=queries.version_of,
        **when(contract),
    )


def asked_filters() -> queries.Filters:
    """?section= and ?suite=; what names nothing filters nothing."""
    asked = request.args.get("suite", "")
    known = {each.value: each for each in AnswerKind}
    return queries.Filters(
        section=request.args.get("section", "")[:255],
        answer=known.get(asked),
        waiting=asked == WAITING,
    )


def _period(contract: Contract) -> Period:
    return queries.period_here(db.session, contract, settings().town_name, utcnow())


def when(contract: Contract) -> dict[str, Any]:
    """What every page of remarks tells: whether they are received, and how each is told."""
    return {
        "period": _period(contract).value,
        "last_moment": last_moment(contract),
        **HELPERS,
    }
