"""A look at each receipt: what the last publications did of its words, no more and no less."""

from __future__ import annotations

import re
from collections import Counter

from consult.contributions import receipts
from consult.contributions.models import Status
from consult.following.models import ToldKind
from tests.contract.chain.account import Account, Words
from tests.contract.chain.looking import Look
from tests.contract.chain.reader import Followed, followed_in, plain
from tests.contract.chain.words_acts import submission

TITLES = {
    "Écrit dans le contrat": ToldKind.ENTERED,
    "Plus dans le contrat": ToldKind.LEFT,
    "Une phrase ne s’appuie plus sur votre avis": ToldKind.APART,
}
SINCE = {"Dit autrement dans le contrat", "Ailleurs dans le contrat"}
VERSION = re.compile(r"\(version (\d+)\)")
OUTSIDE = re.compile("Votre avis n’est pas (encore )?dans le contrat.")


def read_every_receipt(look: Look) -> None:
    for sender in sorted({each.sender for each in look.account.words.values()}):
        _receipt(look, sender)


def _receipt(look: Look, sender: int) -> None:
    mine = {key: each for key, each in look.account.words.items() if each.sender == sender}
    code = receipts.code_of(submission(sender))
    body = look.open(
        f"/suivi/{code}",
        mine=lambda words: words.sender == sender and words.status is not Status.WITHDRAWN,
    )
    found = followed_in(body)
    assert set(found) == {each.public_id for each in mine.values()}
    for key, words in mine.items():
        _followed(look.account, key, words, found[words.public_id])


def _followed(account: Account, key: int, words: Words, found: Followed) -> None:
    assert (words.token in found.html) is (words.status is not Status.WITHDRAWN)
    _versions_told(words, found)
    public = _public_places(account, key)
    written = [
        step
        for step in found.steps
        if step.title == "Écrit dans le contrat" and not VERSION.search(step.text)
    ]
    before_any = len(public) if not account.versions else 0
    assert len(written) == before_any, (words, found.steps)
    _nothing_invented(account, key, words, found, public)
    latest = account.latest
    waits = (
        latest is not None
        and words.since < latest.number
        and words.status is not Status.WITHDRAWN
        and not any(key in account.heard_then(each) for each in latest.sentences.values())
    )
    assert bool(OUTSIDE.search(plain(found.html))) is waits, (words, plain(found.html))


def _versions_told(words: Words, found: Followed) -> None:
    """A line for each sentence of each version, however many its places."""
    told = Counter(
        (int(version[1]), TITLES[step.title], step.sentences)
        for step in found.steps
        if step.title in TITLES and (version := VERSION.search(step.text))
    )
    lines = {(line.version, line.kind, (line.text,)) for line in words.lines}
    assert told == Counter(lines), (words, found.steps)


def _public_places(account: Account, key: int) -> dict[str, list[str]]:
    """By statement that cites the words, where they stand in what all read: the texts there."""
    if key not in account.public:
        return {}
    standing = account.words[key].standing()
    found: dict[str, list[str]] = {}
    for statement, cited in account.cited.items():
        if key not in cited:
            continue
        latest = account.latest
        if latest is None:
            texts = [
                account.texts[owner] for owner, _ in account.places.values() if owner == statement
            ]
        else:
            texts = [
                each.text
                for where, each in latest.sentences.items()
                if each.statement == statement and where in standing and key in each.said
            ]
        if texts:
            found[statement] = texts
    return found


def _nothing_invented(
    account: Account, key: int, words: Words, found: Followed, public: dict[str, list[str]]
) -> None:
    """Every sentence shown is one that was told, that all read now, or that waits for a version."""
    told = {line.text for line in words.lines}
    citing = [each for each, cited in account.cited.items() if key in cited and words.public]
    waiting = {
        account.texts[each] for each in citing if each not in public
    } - told  # fmt: skip
    here = {text for texts in public.values() for text in texts}
    shown = {text for step in found.steps for text in step.sentences}
    assert shown >= told | waiting, (words, found.steps)
    assert shown <= told | waiting | here, (words, found.steps)
    if account.versions:
        since = {text for step in found.steps if step.title in SINCE for text in step.sentences}
        assert since <= here
    read = account.latest.sentences if account.latest else {}
    standing = words.standing()
    people = {account.people(account.heard(each)) for each in citing}
    people |= {
        account.figures(each)[0]
        for where, each in read.items()
        if where in standing and key in each.said
    }
    assert {each for step in found.steps for each in step.same} <= people, (words, found.steps)
