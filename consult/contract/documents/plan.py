"""The tables of an enjeu: ambitions, objectives, pistes d'actions, existing actions."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from consult.contract.axes import without_axes
from consult.contract.documents.markdown import line_of, printable
from consult.contract.documents.naming import action_anchor, ambition_anchor, objective_anchor
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
from consult.web.i18n import day
from consult.web.labels import label


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
    detailed = any(
        _objectives(whole, ambition) or _born_of(whole, ambition) for ambition in enjeu.ambitions
    )
    head = (_("Ambitions"), *((_("Objectives"),) if detailed else ()), _("Scale"), _("Horizon"))
    widths = (38, 34, 16, 12) if detailed else (68, 18, 14)
    groups = tuple(
        Group((Row(_framework_cells(whole, ambition, detailed=detailed)),))
        for ambition in enjeu.ambitions
    )
    return [Table("ambitions", _caption(enjeu), head, groups, widths)]


def _framework_cells(whole: Whole, ambition: Ambition, *, detailed: bool) -> tuple[Cell, ...]:
    lines = _listing(_objectives(whole, ambition))
    born = tuple(_sentence(each) for each in _born_of(whole, ambition))
    objectives = (Cell((*lines, *born)),) if detailed else ()
    return (
        _ambition_cell(ambition, 1, passage=ambition_anchor(ambition)),
        *objectives,
        Cell(_words(_scale(ambition.scale))),
        Cell(_words(str(ambition.horizon or ""))),
    )


def _born_of(whole: Whole, ambition: Ambition) -> list[Born]:
    """The residents' sentences that stand in the plan of the ambition, as a new line or a support."""
    return [
        each
        for each in whole.born
        if each.ambition_id == ambition.id and each.kind is not PlacementKind.COMPLEMENT
    ]


def _caption(enjeu: Enjeu) -> str:
    return str(_("Ambitions and actions: %(enjeu)s", enjeu=enjeu.short_title))


def _scale(scale: str) -> str:
    names = {"mel": _("Whole metropolis"), "qpv": _("Priority quarters")}
    return str(names.get(scale, ""))


def _objectives(whole: Whole, ambition: Ambition) -> list[Item]:
    """A framework's objectives and its actions, in one list."""
    items: list[Item] = []
    for objective in whole.plans.get(ambition.id, []):
        if objective.id is not None:
            anchor = objective_anchor(ambition, objective.key)
            items.append(Item(_objective_line(objective), passage=anchor))
        items += [_item(ambition, action) for action in objective.actions]
    return items


def _item(ambition: Ambition, action: PlanAction) -> Item:
    return Item(_action_line(action), passage=action_anchor(ambition, action.key))


def _ambition_group(whole: Whole, ambition: Ambition) -> Group:
    born = _born_of(whole, ambition)
    objectives = list(whole.plans.get(ambition.id, []))
    pistes = [each for each in born if each.kind is PlacementKind.PISTE and each.action_id is None]
    own = [each for each in pistes if each.objective_id is None]
    if not objectives or (own and objectives[0].id is not None):
        objectives.append(PlanObjective(None, "", False))
    rows = []
    for index, objective in enumerate(objectives):
        mine = own if objective.id is None else _of_objective(pistes, objective)
        cells = _objective_cells(ambition, objective, mine, born)
        if index == 0:
            rows.append(Row((_ambition_cell(ambition, len(objectives)), *cells)))
        else:
            rows.append(Row(cells, first=1))
    return Group(tuple(rows))


def _of_objective(born: list[Born], objective: PlanObjective) -> list[Born]:
    return [each for each in born if each.objective_id == objective.id]


def _ambition_cell(ambition: Ambition, rowspan: int, passage: str = "") -> Cell:
    title = line_of(ambition.title)
    parts: list[Part] = [Paragraph(title, passage)]
    if ambition.note:
        note = line_of(ambition.note)
        parts.append(Paragraph(tuple(replace(run, italic=True) for run in note)))
    return Cell(tuple(parts), "group", rowspan)


def _objective_cells(
    ambition: Ambition, objective: PlanObjective, own: list[Born], born: list[Born]
) -> tuple[Cell, Cell, Cell]:
    supported = [each for each in born if each.action_id is not None]
    pistes = _actions(ambition, objective, ActionKind.PISTE, supported)
    pistes += [_sentence(each) for each in own]
    existing = _actions(ambition, objective, ActionKind.EXISTING, supported)
    anchor = objective_anchor(ambition, objective.key)
    text: list[Part] = [Paragraph(_objective_line(objective), anchor)] if objective.text else []
    text += _support_of_objective(objective, born)
    return Cell(tuple(text)), Cell(tuple(pistes)), Cell(tuple(existing))


def _support_of_objective(objective: PlanObjective, born: list[Born]) -> list[Part]:
    return [
        _support(objective.text, each)
        for each in born
        if each.kind is PlacementKind.OBJECTIVE and each.objective_id == objective.id
    ]


def _objective_line(objective: PlanObjective) -> Line:
    """Those chosen locally stand out, in bold and in words."""
    line = line_of(objective.text)
    if not objective.priority:
        return line
    bold = tuple(replace(run, bold=True) for run in line)
    return (*bold, Run(" "), Run(_("(local priority)"), italic=True))


def _actions(
    ambition: Ambition, objective: PlanObjective, kind: ActionKind, supported: list[Born]
) -> list[Part]:
    """Lists of actions, cut where residents support one: their line follows it."""
    parts: list[Part] = []
    pending: list[Item] = []
    for action in objective.actions:
        if action.kind is not kind:
            continue
        pending.append(_item(ambition, action))
        support = [_support(action.text, each) for each in supported if each.action_id == action.id]
        if support:
            parts += [*_listing(pending), *support]
            pending = []
    return [*parts, *_listing(pending)]


def _action_line(action: PlanAction) -> Line:
    """With where the action is, in words, once the town decided; the site links it to its page."""
    line = line_of(action.text)
    if action.state is None:
        return line
    told = _(
        "%(state)s, %(month)s", state=label(action.state).lower(), month=day(action.since, "MMMM y")
    )
    return (*line, Run(" "), Run(f"({told})", italic=True, action=action.public_id))


def _listing(items: list[Item]) -> tuple[Listing, ...]:
    return (Listing(tuple(items)),) if items else ()


def _sentence(born: Born) -> Sentence:
    return Sentence(born.public_id, printable(born.text), born.provenance.told())


def _support(text: str, born: Born) -> Sentence:
    """What residents said of a line already there; the same words are not printed twice."""
    same = born.text.strip() == without_axes(text).strip()
    return Sentence(born.public_id, "" if same else printable(born.text), born.provenance.told())


def _words(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph((Run(text),)),) if text else ()
