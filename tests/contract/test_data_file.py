"""What the JSON file says is what the database holds: imported again, it changes nothing."""

from __future__ import annotations

import json

import yaml
from flask import Flask
from sqlalchemy import orm

from consult.contract import files, readings
from consult.contract.importing import import_contract
from consult.contract.reading import ContractFile, check
from consult.contract.versions import publish
from consult.demo.loading import import_reference
from consult.reading import Source, parse, validate
from tests import factories
from tests.contract.sentences import in_the_contract, said
from tests.contract.volet_file import import_text, make_places


def as_file(data: dict) -> tuple[ContractFile, Source]:
    """The import file that the data hold."""
    kept = {"format": 1, **{key: data[key] for key in ("contract", "axes", "enjeux", "sections")}}
    kept["contract"] = {key: each for key, each in kept["contract"].items() if each is not None}
    source = parse(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), "again.yaml")
    file = validate(source, ContractFile)
    check(file, source)
    return file, source


def exported(session: orm.Session, slug: str) -> dict:
    reading = readings.read(session, slug)
    assert reading
    found: dict = json.loads(files.write(session, reading, "json"))
    return found


def test_the_small_volet_goes_out_and_comes_back(session: orm.Session) -> None:
    make_places(session)
    import_text(session)
    session.commit()

    data = exported(session, "ville")

    action = data["enjeux"][0]["ambitions"][0]["objectives"][0]["pistes"][0]
    assert action == {"key": "cafe", "text": "Café des parents", "axes": []}
    assert import_contract(session, *as_file(data)).nothing


def test_the_real_volet_goes_out_and_comes_back(app: Flask, session: orm.Session) -> None:
    import_reference(session, lambda _told, _steps: lambda: None)
    session.commit()

    for slug in ("mel", "armentieres", "lens-lievin-2015"):
        assert import_contract(session, *as_file(exported(session, slug))).nothing
    compared = exported(session, "lens-lievin-2015")
    assert compared["axes"]
    assert compared["contract"]["listed"] is False


def test_a_sentence_bears_the_keys_of_its_place_and_its_counts(
    session: orm.Session, world: factories.World
) -> None:
    contribution = said(session, world, heard_from=3)
    placement = in_the_contract(session, world, contribution)
    text = json.dumps(exported(session, "armentieres"))

    (sentence,) = json.loads(text)["sentences"]
    assert sentence == {
        "id": placement.public_id,
        "kind": "complement",
        "enjeu": "sante",
        "ambition": None,
        "objective": None,
        "action": None,
        "text": placement.statement.text,
        "heard": {
            "people": 3,
            "contributions": 1,
            "by_channel": {"online": {"people": 3, "contributions": 1}},
        },
    }
    assert contribution.public_id not in text
    assert contribution.text not in text
    assert contribution.receipt.code_digest not in text


def test_a_version_gives_its_own_text_again(session: orm.Session, world: factories.World) -> None:
    contract = session.merge(world.contract)
    before = exported(session, "armentieres")
    publish(session, contract, by=world.editor, note="Premier texte.")
    contract.sections[0].body = "Autre chose."
    session.commit()

    after = exported(session, "armentieres")
    assert after["version"]["number"] == 1
    for key in ("contract", "enjeux", "sections"):
        assert after[key] == before[key]
