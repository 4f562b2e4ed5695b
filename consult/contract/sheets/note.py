"""The note of one enjeu for a review of projects: what is known, said, planned, and left to settle.

Nothing in it is written for the occasion: figures, residents' sentences and lines of the contract are
put side by side, and the questions are made from what is missing among them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contract.documents.axes import with_marks
from consult.contract.documents.build import indicators, mark, partners, plan
from consult.contract.documents.markdown import blocks_of, printable
from consult.contract.documents.tree import Block, Document, Heading
from consult.contract.indicators import quarters_of
from consult.contract.models import ActionKind
from consult.contract.queries import PlanObjective
from consult.contract.sheets.blocks import (
    channels_table,
    listing,
    quarters_told,
    table,
    unknown,
    words,
)
from consult.contract.sheets.material import Material
from consult.contract.sheets.questions import Missing, questions
from consult.db import utcnow
from consult.web.i18n import day, local
from consult.web.secrecy import mask_total, show


def build_note(material: Material, today: date | None = None) -> Document:
    contract, enjeu = material.whole.contract, material.enjeu
    present = today or local(utcnow()).date()
    bare = _bare_objectives(material)
    parts = (
        ("diagnostic", _("The diagnosis"), _diagnosis(material)),
        ("paroles", _("What residents said"), _words_said(material)),
        ("contrat", _("What the contract sets"), _plan(material)),
        ("hors", _("What is still in no sentence"), _outside(material)),
        ("sans-parole", _("Objectives without residents’ words"), _without_words(bare)),
        ("questions", _("Questions for the review"), _questions(material, bare, present.year)),
    )
    blocks: list[Block] = []
    for place, (key, title, inside) in enumerate(parts, start=1):
        own = mark(enjeu) if place == 1 else None
        blocks += [Heading(1, str(place), title, f"n-{key}", own), *inside]
    return Document(
        slug=f"{contract.slug}-note-{enjeu.key}",
        title=_("Review of projects: %(enjeu)s", enjeu=printable(enjeu.short_title)),
        subtitle=printable(enjeu.title),
        town=contract.commune.name if contract.commune else "",
        period=f"{contract.starts}-{contract.ends}",
        version=_("Note of %(date)s", date=day(present)),
        source=printable(f"{contract.title} – {contract.subtitle}".strip(" –")),
        blocks=tuple(blocks),
        brief=True,
    )


def _diagnosis(material: Material) -> list[Block]:
    found = indicators(material.whole, material.enjeu)
    return found or [*unknown(_("No indicator is known for this enjeu."))]


def _words_said(material: Material) -> list[Block]:
    blocks = channels_table(material.spoken, _("Published words sorted under this enjeu"))
    if not blocks:
        return [*unknown(_("No published words are sorted under this enjeu."))]
    head = (_("Sentence"), _("Who stands behind it"), _("Quarters"), _("In the contract"))
    rows = []
    for said in material.said:
        behind = material.provenances[said.statement.id]
        rows.append(
            (
                said.statement.text,
                behind.told(),
                quarters_told(said.quarters, behind.people) or _("not told"),
                _("yes") if said.placed else _("no"),
            )
        )
    if not rows:
        return [*blocks, *unknown(_("No sentence is written from them yet."))]
    caption = _("The sentences written from what residents said")
    note = words(_("A quarter is told only where five people or more spoke of it."), italic=True)
    return [*blocks, table(caption, head, rows, (42, 30, 16, 12)), note]


def _plan(material: Material) -> list[Block]:
    """Partners, then ambitions, objectives, possible and existing actions, as printed."""
    whole = with_marks(material.whole)
    found = [
        *blocks_of(material.enjeu.intro),
        *partners(material.enjeu),
        *plan(whole, material.enjeu),
    ]
    return found or [*unknown(_("The contract sets nothing under this enjeu."))]


def _outside(material: Material) -> list[Block]:
    outside = material.outside
    left = sum(outside.contributions.values())
    if not left:
        return [words(_("All that was said under this enjeu stands in a sentence."))]
    told = ngettext(
        "%(num)s contribution stands in no sentence yet; people heard: %(people)s.",
        "%(num)s contributions stand in no sentence yet; people heard: %(people)s.",
        left,
        people=show(mask_total(outside.everybody)),
    )
    return [words(told), *channels_table(outside, _("Words that stand in no sentence"))]


def _bare_objectives(material: Material) -> list[PlanObjective]:
    """Objectives that no sentence of residents stands under, nor under one of their actions."""
    born = material.whole.born
    objectives = {each.objective_id for each in born}
    actions = {each.action_id for each in born}
    return [
        objective
        for ambition in material.enjeu.ambitions
        for objective in material.whole.plans.get(ambition.id, [])
        if objective.id is not None
        and objective.id not in objectives
        and not actions.intersection(action.id for action in objective.actions)
    ]


def _without_words(bare: Collection[PlanObjective]) -> list[Block]:
    if not bare:
        return [words(_("Each objective has residents’ words under it, or there is no objective."))]
    return [*listing(_objective(each) for each in bare)]


def _objective(objective: PlanObjective) -> str:
    if not objective.priority:
        return objective.text
    return f"**{objective.text}** *{_('(local priority)')}*"


def _questions(material: Material, bare: Collection[PlanObjective], year: int) -> list[Block]:
    """One for each thing that is missing, with its number; none is asked of what is not."""
    ambitions = material.enjeu.ambitions
    objectives = [
        objective
        for ambition in ambitions
        for objective in material.whole.plans.get(ambition.id, [])
    ]
    kinds = [action.kind for objective in objectives for action in objective.actions]
    missing = Missing(
        pistes=kinds.count(ActionKind.PISTE),
        existing=kinds.count(ActionKind.EXISTING),
        unplaced=sum(not said.placed for said in material.said),
        outside=sum(material.outside.contributions.values()),
        unheard=sum(each.priority for each in bare),
        due=sum((each.horizon or year + 2) <= year + 1 for each in ambitions),
        figureless=_without_figure(material),
    )
    lines = questions(missing)
    return [*listing(lines)] or [words(_("Nothing is missing that the data can tell."))]


def _without_figure(material: Material) -> int:
    rows = material.whole.rows.get(material.enjeu.id, [])
    contract = material.whole.contract
    return sum(not quarters_of(contract, row) for row in rows)
