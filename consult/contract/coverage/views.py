"""The coverage report: what has no source, what has no outcome and why; on a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contract.blueprint import blueprint
from consult.contract.coverage import queries
from consult.contract.coverage.fates import WITHOUT_OUTCOME, Fate
from consult.contract.coverage.queries import Asked, Row
from consult.contract.coverage.sources import Sources, sources_of
from consult.contract.standing import contract_of
from consult.contributions.models import Channel
from consult.contributions.places import perimeters_today
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import vocabulary_of
from consult.extensions import db
from consult.synthesis.scope import commune_of, default_vocabulary_key
from consult.territory.models import Perimeter
from consult.web.access import Audience, access, audience_of
from consult.web.i18n import local
from consult.web.labels import label
from consult.web.page import absolute_url
from consult.web.spreadsheets import Value, csv_stream


@blueprint.get("/espace/synthese/couverture")
@access(Audience.EDITORS)
def coverage() -> ResponseReturnValue:
    vocabulary = _vocabulary()
    if vocabulary is None:
        return render_template("contract/coverage.html", vocabulary=None)
    perimeters = _perimeters(vocabulary)
    asked = _asked(vocabulary, perimeters)
    page = queries.without_outcome(db.session, asked, after=request.args.get("after", type=int))
    counts = queries.counts(db.session, asked)
    return render_template(
        "contract/coverage.html",
        vocabulary=vocabulary,
        contract=contract_of(db.session, vocabulary.id),
        asked=asked,
        arguments=arguments(asked),
        counts=counts,
        total=sum(counts.values()),
        refusals=queries.refusals(db.session, asked) if counts[Fate.REFUSED] else [],
        fates=WITHOUT_OUTCOME,
        fate_of=Fate,
        page=page,
        rows=[
            (each, *where_to_act(each)) for each in queries.told(db.session, page.rows, asked.enjeu)
        ],
        sources=sources_of(db.session, vocabulary),
        may_read=actor().may_enter(Audience.MODERATORS),
        channels=list(Channel),
        perimeters=perimeters,
    )


@blueprint.get("/espace/synthese/couverture.csv")
@access(Audience.EDITORS)
def coverage_file() -> ResponseReturnValue:
    """The same contributions, all of them; nobody's words: they are read on the site."""
    vocabulary = _vocabulary() or abort(404)
    asked = _asked(vocabulary, _perimeters(vocabulary))
    return _file(_lines(asked), f"avis-sans-suite-{vocabulary.key}.csv")


@blueprint.get("/espace/synthese/couverture/objectifs.csv")
@access(Audience.EDITORS)
def sources_file() -> ResponseReturnValue:
    vocabulary = _vocabulary() or abort(404)
    found = sources_of(db.session, vocabulary)
    return _file(_bare_lines(found), f"objectifs-sans-source-{vocabulary.key}.csv")


def _file(rows: Iterator[list[Value]], name: str) -> Response:
    return csv_stream(rows, name)


def _lines(asked: Asked) -> Iterator[list[Value]]:
    yield [
        _("Number"),
        _("Received on"),
        _("Channel"),
        _("Quarter"),
        _("Enjeux"),
        _("Why there is no outcome yet"),
        _("Reason"),
        _("Where to act"),
    ]
    for row in queries.every_row(db.session, asked):
        said = row.contribution
        names = dict.fromkeys(tag.enjeu.short_title for tag in said.tags)
        endpoint, values = _endpoint(row)
        yield [
            said.public_id,
            local(said.submitted_at).date().isoformat(),
            label(said.channel),
            said.perimeter.name if said.perimeter else label(said.place_scope),
            ", ".join(names),
            label(row.fate),
            row.reason,
            absolute_url(endpoint, **values) if endpoint else "",
        ]


def _bare_lines(found: list[Sources]) -> Iterator[list[Value]]:
    yield [_("Enjeu"), _("Ambition"), _("Line"), _("Text")]
    for each in found:
        for objective in each.bare_objectives:
            yield [each.enjeu.short_title, objective.ambition.title, _("Objective"), objective.text]
        for action in each.bare_actions:
            yield [each.enjeu.short_title, action.ambition.title, label(action.kind), action.text]
        for placement in each.forsaken:
            told = _("sentence whose words were taken back")
            yield [each.enjeu.short_title, "", told, placement.statement.text]


def where_to_act(row: Row) -> tuple[str, str]:
    """Address and words of the page where something can be done of it; empty for who may not enter."""
    endpoint, values = _endpoint(row)
    audience = audience_of(current_app, endpoint) if endpoint else None
    if audience is None or not actor().may_enter(audience):
        return "", ""
    return url_for(endpoint, **values), _told(row.fate)


# Pages that act on the words themselves; the others are in `_endpoint`.
_OF_WORDS = {
    Fate.TO_READ: "moderation.read",
    Fate.TO_REPHRASE: "moderation.read",
    Fate.REFUSED: "moderation.read",
    Fate.APPEALED: "moderation.appeal",
    Fate.TO_SORT: "moderation.tag",
    Fate.UNDECIDED: "moderation.tag",
    Fate.OUTSIDE: "moderation.tag",
}
# Pages of an enjeu.
_OF_ENJEU = {Fate.UNCITED: "synthesis.enjeu", Fate.SET_ASIDE: "topics.aside"}


def _endpoint(row: Row) -> tuple[str, dict[str, Any]]:
    """Of the page where something can be done; empty when nothing can."""
    said = row.contribution
    if row.fate in _OF_WORDS or (row.fate is Fate.UNCITED and not said.tags):
        return _OF_WORDS.get(row.fate, "moderation.tag"), {"public_id": said.public_id}
    if row.fate in _OF_ENJEU and row.enjeu:
        return _OF_ENJEU[row.fate], {"contract": said.vocabulary.key, "key": row.enjeu}
    if row.fate is Fate.GROUPED:
        return "topics.show", {"public_id": row.topic}
    if row.fate is Fate.WITHDRAWN:
        return "", {}
    endpoint = "contract.place" if row.fate is Fate.UNPLACED else "synthesis.statement"
    return endpoint, {"public_id": row.statement}


def _told(fate: Fate) -> str:
    words = {
        Fate.TO_READ: _("Read it"),
        Fate.APPEALED: _("Answer the appeal"),
        Fate.TO_SORT: _("Sort it"),
        Fate.UNDECIDED: _("Sort it"),
        Fate.OUTSIDE: _("Sort it again"),
        Fate.UNCITED: _("Write a sentence"),
        Fate.GROUPED: _("Write a sentence"),
        Fate.UNPLACED: _("Place the sentence"),
    }
    return str(words.get(fate) or _("See it"))


def arguments(asked: Asked) -> dict[str, str]:
    """The part of an address that asks for the same."""
    given = {
        "contrat": asked.vocabulary.key,
        "enjeu": asked.enjeu.key if asked.enjeu else "",
        "canal": asked.channel.value if asked.channel else "",
        "quartier": asked.perimeter.key if asked.perimeter else "",
        "raison": asked.fate.value if asked.fate else "",
        "motif": asked.reason or "",
    }
    return {name: value for name, value in given.items() if value}


def _asked(vocabulary: Vocabulary, perimeters: list[Perimeter]) -> Asked:
    """A value that is none of the choices filters nothing."""
    given = request.args
    fates = {each.value: each for each in Fate}
    fate = fates.get(given.get("raison", ""))
    return Asked(
        vocabulary,
        {each.key: each for each in vocabulary.enjeux}.get(given.get("enjeu", "")),
        {each.value: each for each in Channel}.get(given.get("canal", "")),
        {each.key: each for each in perimeters}.get(given.get("quartier", "")),
        fate,
        (given.get("motif") or None) if fate is Fate.REFUSED else None,
    )


def _perimeters(vocabulary: Vocabulary) -> list[Perimeter]:
    commune = commune_of(db.session, vocabulary)
    return perimeters_today(commune) if commune else []


def _vocabulary() -> Vocabulary | None:
    """The one asked for, or 404; otherwise the one in use, None before any contract is imported."""
    asked = request.args.get("contrat")
    if asked:
        return vocabulary_of(db.session, asked) or abort(404)
    return vocabulary_of(db.session, default_vocabulary_key(db.session))
