"""One group: groups on the left, its words in the middle, the sentence being written on the right."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.extensions import db
from consult.synthesis.forms import StatementForm
from consult.synthesis.provenance import provenances
from consult.synthesis.topics import group_queries, queries
from consult.synthesis.topics.forms import MergeForm, MoveForm, NameForm, SetAsideForm
from consult.synthesis.topics.merging import merges_of
from consult.synthesis.topics.models import Topic
from consult.synthesis.topics.scope import EVERYTHING
from consult.synthesis.topics.views.blueprint import blueprint
from consult.synthesis.topics.views.where import known_topic
from consult.web.access import Audience, access

# Groups shown beside the one that is open.
BESIDE = 20


@blueprint.get("/groupe/<public_id>")
@access(Audience.EDITORS)
def show(public_id: str) -> ResponseReturnValue:
    return show_group(known_topic(public_id))


def show_group(
    topic: Topic,
    *,
    name: NameForm | None = None,
    sentence: StatementForm | None = None,
    move: MoveForm | None = None,
    aside: SetAsideForm | None = None,
    ticked: list[str] | None = None,
) -> str:
    enjeu = topic.enjeu
    told = group_queries.told(db.session, topic)
    chosen = [*told.representative, *told.departing]
    after = request.args.get("after", type=int)
    page = group_queries.members(db.session, topic, chosen, after=after)
    cited, proposed, alike = queries.marks(db.session, enjeu, [*chosen, *page.rows], topic)
    statements = group_queries.statements_of(db.session, topic)
    others = queries.names(db.session, enjeu, but=topic)
    beside = _beside(topic)
    return render_template(
        "synthesis/topics/group.html",
        topic=topic,
        enjeu=enjeu,
        told=told,
        page=page,
        first=after is None,
        cited=cited,
        proposed=proposed,
        alike=alike,
        # What stands for the group, and nobody cites yet, is ticked to begin with.
        ticked=_ticked(told, cited, after) if ticked is None else ticked,
        statements=statements,
        provenances=provenances(db.session, [each.id for each in statements]),
        beside=beside,
        merges=merges_of(db.session, topic),
        name=name or _filled(topic),
        sentence=sentence or StatementForm(enjeu),
        move=move or _move_form(others),
        merge=_merge_form(topic, others, beside),
        aside=aside or SetAsideForm(),
    )


def _move_form(others: list[Topic]) -> MoveForm:
    form = MoveForm()
    form.offer(others, nowhere=str(_("Out of the group, into none")))
    return form


def _merge_form(topic: Topic, others: list[Topic], beside: list[queries.Line]) -> MergeForm:
    """With any group that is kept, or one of the largest proposals."""
    form = MergeForm(formdata=None)
    proposed = [each.topic for each in beside if not each.topic.kept]
    form.offer([*others, *(each for each in proposed if each.id != topic.id)])
    return form


def _ticked(told: group_queries.Told, cited: set[int], after: int | None) -> list[str]:
    if after is not None:
        return []
    return [each.public_id for each in told.representative if each.id not in cited]


def _filled(topic: Topic) -> NameForm:
    return NameForm(formdata=None, data={"name": topic.name, "revision": str(topic.revision)})


def _beside(topic: Topic) -> list[queries.Line]:
    """The largest groups, those that are kept first."""
    kept, _more = queries.lines(db.session, topic.enjeu, EVERYTHING, kept=True)
    proposed, _more = queries.lines(db.session, topic.enjeu, EVERYTHING, kept=False)
    return [*kept, *proposed][:BESIDE]
