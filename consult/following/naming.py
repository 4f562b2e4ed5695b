"""How versions and sections are named to residents."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from consult.contract.version_models import ContractVersion
from consult.following.models import Told


def version_name(version: ContractVersion) -> str:
    """« version 3 », or « version 3 – Relue en conseil » with the name it was given."""
    if version.name:
        return str(_("version %(number)s – %(name)s", number=version.number, name=version.name))
    return str(_("version %(number)s", number=version.number))


def sections_of(told: Iterable[Told]) -> list[str]:
    """The printed numbers of their sections, each once, in order."""
    return list(dict.fromkeys(each.number for each in told if each.number))
