"""How the kinds of contract are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.contract.models import ContractKind, PlacementKind
from consult.web.labels import name_members

name_members(
    {
        ContractKind.FRAMEWORK: _l("Framework contract"),
        ContractKind.VOLET: _l("Commune’s part of the contract"),
        PlacementKind.COMPLEMENT: _l("Paragraph of the exchanges"),
        PlacementKind.PISTE: _l("Possible action"),
    }
)
