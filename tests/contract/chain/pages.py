"""A look at the page of each sentence and of each action, at whatever address they ever had."""

from __future__ import annotations

import re
from collections import Counter

from tests.contract.chain.account import Account, ActionRow, Print, Text, Way
from tests.contract.chain.looking import PAGE, Look, tokens
from tests.contract.chain.reader import TOKEN, Reader, born_in, plain

HEARD = re.compile(r"(\d+) personnes? (?:a|ont) été entendues? sur cette action")
FORMER = re.compile(r"La version (\d+) du contrat est la dernière où cette phrase est imprimée")
MORE = re.compile(rf'href="{PAGE}/phrase/[0-9a-f]+\?after=(\d+)"')


def read_every_sentence(look: Look) -> None:
    for address in sorted(look.account.known_places):
        way = look.account.way(address)
        asked = f"{PAGE}/phrase/{address}"
        if way.kind in {"page", "former"}:
            _sentence(look, address, way)
            continue
        answer = look.public.get(asked)
        if way.kind == "nowhere":
            assert answer.status_code == 404, (address, answer.status_code)
        else:
            assert (answer.status_code, answer.location) == (301, f"{PAGE}/phrase/{way.to}")


def _sentence(look: Look, address: str, way: Way) -> None:
    text = look.text if way.kind == "page" else look.account.versions[int(way.to) - 1]
    expected = text.sentences[address]
    body = look.open(f"{PAGE}/phrase/{address}")
    (born,) = born_in(body)
    assert (born.text, born.figures) == (expected.text, look.account.figures(expected))
    former = FORMER.search(plain(body))
    assert (former[1] if former else "") == way.to
    said = set(TOKEN.findall(body))
    while (more := MORE.search(body)) is not None:
        body = look.open(f"{PAGE}/phrase/{address}?after={more[1]}")
        said |= set(TOKEN.findall(body))
    assert said == tokens(look.account, expected.said & look.account.public), address


def read_every_action(look: Look) -> None:
    known = set(look.lines)
    for version in look.account.versions:
        known |= set(version.actions)
    for address in sorted(known):
        behind = _behind(look, address)
        asked = f"{PAGE}/actions/{address}"
        if behind is None:
            assert look.public.get(asked).status_code == 404, address
        else:
            _action(look, look.open(asked), *behind)


def _action(look: Look, body: str, text: str, supports: list[Print], around: list[Print]) -> None:
    account = look.account
    lead = re.search(r'<p class="lead" lang="fr"[^>]*>(.*?)</p>', body, re.S)
    assert lead is not None
    assert plain(lead[1]) == text
    expected = Counter(
        (each.text if each.text != text else None, account.figures(each))
        for each in (*supports, *around)
    )
    assert Counter((each.text, each.figures) for each in born_in(body)) == expected, text
    heard = {key for each in supports for key in each.said & account.public}
    told = HEARD.search(plain(body))
    assert int(told[1] if told else 0) == account.people(heard)


def _behind(look: Look, address: str) -> tuple[str, list[Print], list[Print]] | None:
    """The words of the action, the sentences behind it and those behind its objective only."""
    latest = look.account.latest
    row = look.lines.get(address)
    if latest is None:
        return _of_row(look.text, row) if row else None
    if address in latest.actions:
        return _of_row(latest, latest.actions[address])
    piste = look.account.followed.get(address, "") if row else ""
    printed = latest.sentences.get(piste)
    if printed is not None and printed.target.startswith("piste:"):
        objective = int(printed.target.rsplit(":", 1)[1])
        around = _around(latest, objective or None, [printed])
        return printed.text, [printed], around
    former = [each for each in look.account.versions if address in each.actions]
    return _of_row(former[-1], former[-1].actions[address]) if former else None


def _of_row(text: Text, row: ActionRow) -> tuple[str, list[Print], list[Print]]:
    supports = text.at(f"action:{row.id}")
    return row.text, supports, _around(text, row.objective_id, supports)


def _around(text: Text, objective: int | None, supports: list[Print]) -> list[Print]:
    if objective is None:
        return []
    known = {each.text for each in supports}
    return [each for each in text.at(f"objective:{objective}") if each.text not in known]


def read_every_statement(account: Account, desk: Reader) -> None:
    """At the team's desk, where what was merged leads on."""
    base = "/espace/synthese/phrase"
    statements = {each for each in account.led if each not in account.known_places}
    for address in sorted(statements | set(account.texts) | account.deleted):
        answer = desk.get(f"{base}/{address}")
        end = account.end(address)
        if end not in account.texts:
            assert answer.status_code == 404, address
        elif end == address:
            assert answer.status_code == 200, address
            assert account.texts[address] in plain(answer.get_data(as_text=True))
        else:
            assert (answer.status_code, answer.location) == (301, f"{base}/{end}")
