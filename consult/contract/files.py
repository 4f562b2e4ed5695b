"""A contract to take away: the documents, and JSON for other programs.

The JSON file is one object, in UTF-8:

    format, format_version   « consult-contract », 1; the number grows when a key changes its meaning
    contract                 slug, kind, title, subtitle, starts, ends, adopted_on, source, and the
                             keys of its framework (parent) and of its commune, if any
    state                    draft, consultation, amendments or adopted
    version                  null for the working text, otherwise number, name, note, state,
                             published_at (ISO 8601, UTC) and published_by (perhaps empty)
    axes                     the transversal axes, if any: key, title, short_title and scope; objectives
                             and actions have the keys of those they serve
    enjeux                   key, title, short_title, scope, icon, hue, intro, partners, indicators, and
                             ambitions with their objectives, pistes and existing actions: each with
                             its stable key, in the printed order
    sections                 key, level, number (as printed), title, kind, enjeu (key) and body (Markdown)
    sentences                those born of residents' words: id, kind (complement, piste or objective),
                             the keys of the enjeu, ambition, objective and action where it stands,
                             text, and heard:
                             people, contributions, and contributions and people by channel, counted
                             when the file is made

« contract », « axes », « enjeux » and « sections » have the form of the files that `consult contract
import` reads. Nothing in the file leads to a receipt or to what one resident said.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from sqlalchemy import orm

from consult.contract import documents
from consult.contract.content import Content, content_of
from consult.contract.readings import Reading
from consult.contract.version_models import ContractVersion
from consult.synthesis.provenance import Provenance

FORMAT = "consult-contract"
FORMAT_VERSION = 1
FORMS = documents.FORMS | {"json": "application/json"}


def fingerprint(session: orm.Session, reading: Reading, form: str) -> str:
    """Changes whenever what the file would say changes."""
    if form != "json":
        return documents.fingerprint(reading.document, form)
    return hashlib.sha256(write(session, reading, form)).hexdigest()[:32]


def write(session: orm.Session, reading: Reading, form: str) -> bytes:
    if form != "json":
        return documents.write(reading.document, form)
    text = json.dumps(data_of(session, reading), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def data_of(session: orm.Session, reading: Reading) -> dict[str, Any]:
    version = reading.version
    content: Content = (
        content_of(session, reading.contract) if version is None else version.document["content"]
    )
    state = reading.contract.state if version is None else version.state
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "contract": content["contract"],
        "state": state.value,
        "version": None if version is None else _version(version),
        # A version published before axes were known has none.
        "axes": content.get("axes", []),
        "enjeux": content["enjeux"],
        "sections": content["sections"],
        "sentences": [
            {**each, "heard": _heard(reading.heard[each["id"]])} for each in content["sentences"]
        ],
    }


def _version(version: ContractVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "name": version.name,
        "note": version.note,
        "state": version.state.value,
        "published_at": version.published_at.astimezone(UTC).isoformat(),
        "published_by": version.published_by.name if version.published_by else "",
    }


def _heard(provenance: Provenance) -> dict[str, Any]:
    return {
        "people": provenance.people,
        "contributions": provenance.contributions,
        "by_channel": {
            each.channel.value: {"people": each.people, "contributions": each.contributions}
            for each in provenance.by_channel
        },
    }
