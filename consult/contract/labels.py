"""How the kinds and the states of a contract are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.contract.mappings.models import MappingKind
from consult.contract.models import (
    ActionKind,
    ActionState,
    ContractKind,
    ContractState,
    PlacementKind,
)
from consult.contract.version_models import EditKind
from consult.web.labels import name_members

name_members(
    {
        ContractKind.FRAMEWORK: _l("Framework contract"),
        ContractKind.VOLET: _l("Commune’s part of the contract"),
        ContractState.DRAFT: _l("First draft"),
        ContractState.CONSULTATION: _l("Under consultation"),
        ContractState.AMENDMENTS: _l("Opinions and amendments"),
        ContractState.ADOPTED: _l("Adopted"),
        EditKind.CHANGE: _l("changed"),
        EditKind.ADD: _l("added"),
        EditKind.REMOVE: _l("removed"),
        EditKind.MOVE: _l("moved"),
        EditKind.IMPORT: _l("replaced by an import"),
        ActionKind.PISTE: _l("Possible action"),
        ActionKind.EXISTING: _l("Existing action"),
        PlacementKind.COMPLEMENT: _l("Paragraph of the exchanges"),
        PlacementKind.OBJECTIVE: _l("Support of an objective"),
        PlacementKind.PISTE: _l("Possible action"),
        ActionState.RETAINED: _l("Decided"),
        ActionState.STARTED: _l("Under way"),
        ActionState.DONE: _l("Done"),
        ActionState.POSTPONED: _l("Postponed"),
        ActionState.DROPPED: _l("Given up"),
        MappingKind.EQUAL: _l("same thing"),
        MappingKind.PART_OF: _l("is a part of"),
        MappingKind.CONTAINS: _l("contains"),
        MappingKind.OVERLAPS: _l("overlaps"),
    }
)

# What each state means for somebody who reads the text.
STATE_SENTENCES = {
    ContractState.DRAFT: _l("This text is not final: it can still change."),
    ContractState.CONSULTATION: _l(
        "The town is asking what people think of this text. It can still change."
    ),
    ContractState.AMENDMENTS: _l(
        "Residents and partners have read this text. Their opinions and the changes they ask for are "
        "being examined."
    ),
    ContractState.ADOPTED: _l("The town, the State and their partners are bound by this text."),
}

# The fields of a part, as the history tells them.
FIELDS = {
    "title": _l("Title"),
    "number": _l("Printed number"),
    "body": _l("Text"),
    "text": _l("Text"),
    "intro": _l("Introduction"),
    "note": _l("Note"),
    "scale": _l("Scale"),
    "horizon": _l("Horizon (a year)"),
    "priority": _l("Local priority"),
    "kind": _l("What it is"),
    "objective": _l("Objective"),
    "place": _l("Place among its like"),
}
# Their values that are not words already.
FIELD_VALUES = {
    "scale": {"mel": _l("Whole metropolis"), "qpv": _l("Priority quarters")},
    "priority": {"1": _l("yes"), "": _l("no")},
    "kind": {"piste": _l("Possible action"), "existing": _l("Existing action")},
}


def field_words(name: str) -> str:
    """Partners are told together: « partner_0_text »."""
    return str(FIELDS.get(name) or (_l("Partners") if name.startswith("partner_") else name))


def value_words(name: str, value: object) -> str:
    """What the history tells of a field; nothing of what an import replaced as a whole."""
    if not isinstance(value, str):
        return ""
    return str(FIELD_VALUES.get(name, {}).get(value, value))
