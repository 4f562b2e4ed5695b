"""The tables of an enjeu: ambitions, objectives, pistes d'actions, existing actions."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from consult.contract.documents.markdown import line_of, printable
from consult.contract.documents.tree import (
    Block,
    Cell,
    Group,
    Item,
    Line,
    Listing,
    Paragraph,
    Part,
    Row,
    Run,
    Sentence,
    Table,
)
from consult.contract.models import ActionKind, PlacementKind
from consult.contract.queries import Born, PlanAction, PlanObjective, Whole
from consult.enjeux.models import Ambition, Enjeu


def plan_table(whole: Whole, enjeu: Enjeu) -> list[Block]:
    """The four columns of a volet; the residents' pistes stand among the others."""
    if not enjeu.ambitions:
        return []
    head = (
        _("Ambitions"),
        _("Priority operational objectives"),
        _("Possible actions, to start or to improve"),
        _("Existing actions"),
    )
    groups = tuple(_ambition_group(whole, ambition) for ambition in enjeu.ambitions)
    return [Table("plan", _caption(enjeu), head, groups, (20, 27, 30, 23))]


def ambitions_table(whole: Whole, enjeu: Enjeu) -> list[Block]:
    """The ambitions of a framework contract, with their scale and their horizon."""
    if not enjeu.ambitions:
        return []
    detailed = any(_objectives(whole, ambition) for ambition in enjeu.ambitions)
    head = (_("Ambitions"), *((_("Objectives"),) if detailed else ()), _("Scale"), _("Horizon"))
    widths = (38, 34, 16, 12) if detailed else (68, 18, 14)
    groups = tuple(
        Group((Row(_framework_cells(whole, ambition, detailed=detailed)),))
        for ambition in enjeu.ambitions
    )
    return [Table("ambitions", _caption(enjeu), head, groups, widths)]


def _framework_cells(whole: Whole, ambition: Ambition, *, detailed: bool) -> tuple[Cell, ...]:
    objectives = (Cell(_listing(_objectives(whole, ambition))),) if detailed else ()
    return (
        _ambition_cell(ambition, 1),
        *objectives,
        Cell(_words(_scale(ambition.scale))),
        Cell(_words(str(ambition.horizon or ""))),
    )


def _caption(enjeu: Enjeu) -> str:
    return str(_("Ambitions and actions: %(enjeu)s", enjeu=enjeu.short_title))


def _scale(scale: str) -> str:
    names = {"mel": _("Whole metropolis"), "qpv": _("Priority quarters")}
    return str(names.get(scale, ""))


def _objectives(whole: Whole, ambition: Ambition) -> list[Line]:
    """A framework's objectives and its actions, in one list."""
    lines: list[Line] = []
    for objective in whole.plans.get(ambition.id, []):
        if objective.id is not None:
            lines.append(_objective_line(objective))
        lines += [line_of(action.text) for action in objective.actions]
    return lines


def _ambition_group(whole: Whole, ambition: Ambition) -> Group:
    born = [
        each
        for each in whole.born
        if each.ambition_id == ambition.id and each.kind is PlacementKind.PISTE
    ]
    objectives = list(whole.plans.get(ambition.id, []))
    own = [each for each in born if each.objective_id is None and each.action_id is None]
    if not objectives or (own and objectives[0].id is not None):
        objectives.append(PlanObjective(None, "", False))
    rows = []
    for index, objective in enumerate(objectives):
        mine = own if objective.id is None else _of_objective(born, objective)
        cells = _objective_cells(objective, mine, born)
        if index == 0:
            rows.append(Row((_ambition_cell(ambition, len(objectives)), *cells)))
        else:
            rows.append(Row(cells, first=1))
    return Group(tuple(rows))


def _of_objective(born: list[Born], objective: PlanObjective) -> list[Born]:
    return [each for each in born if each.objective_id == objective.id and each.action_id is None]


def _ambition_cell(ambition: Ambition, rowspan: int) -> Cell:
    title = line_of(ambition.title)
    parts: list[Part] = [Paragraph(title)]
    if ambition.note:
        note = line_of(ambition.note)
        parts.append(Paragraph(tuple(replace(run, italic=True) for run in note)))
    return Cell(tuple(parts), "group", rowspan)


def _objective_cells(
    objective: PlanObjective, own: list[Born], born: list[Born]
) -> tuple[Cell, Cell, Cell]:
    supported = [each for each in born if each.action_id is not None]
    pistes = _actions(objective, ActionKind.PISTE, supported)
    pistes += [_sentence(each) for each in own]
    existing = _actions(objective, ActionKind.EXISTING, supported)
    text = (Paragraph(_objective_line(objective)),) if objective.text else ()
    return Cell(text), Cell(tuple(pistes)), Cell(tuple(existing))


def _objective_line(objective: PlanObjective) -> Line:
    """Those chosen locally stand out, in bold and in words."""
    line = line_of(objective.text)
    if not objective.priority:
        return line
    bold = tuple(replace(run, bold=True) for run in line)
    return (*bold, Run(" "), Run(_("(local priority)"), italic=True))


def _actions(objective: PlanObjective, kind: ActionKind, supported: list[Born]) -> list[Part]:
    """Lists of actions, cut where residents support one: their line follows it."""
    parts: list[Part] = []
    pending: list[Line] = []
    for action in objective.actions:
        if action.kind is not kind:
            continue
        pending.append(line_of(action.text))
        support = [_support(action, each) for each in supported if each.action_id == action.id]
        if support:
            parts += [*_listing(pending), *support]
            pending = []
    return [*parts, *_listing(pending)]


def _listing(lines: list[Line]) -> tuple[Listing, ...]:
    return (Listing(tuple(Item(line) for line in lines)),) if lines else ()


def _sentence(born: Born) -> Sentence:
    return Sentence(born.public_id, printable(born.text), born.provenance.told())


def _support(action: PlanAction, born: Born) -> Sentence:
    """What residents said of an action already there; the same words are not printed twice."""
    same = born.text.strip() == action.text.strip()
    return Sentence(born.public_id, "" if same else printable(born.text), born.provenance.told())


def _words(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph((Run(text),)),) if text else ()
