"""A look at the files of the coverage report: what has no outcome, and which lines have no source."""

from __future__ import annotations

from collections import Counter

from consult.contributions.models import Status
from tests.contract.chain.account import Account
from tests.contract.chain.reader import PASSAGE, TOKEN, Reader, rows_of

WHY = {
    Status.REFUSED: "Lu, non publié",
    Status.RECEIVED: "En attente de lecture",
    Status.WITHDRAWN: "Repris par son auteur",
}
UNCITED = "Classé, encore dans aucune phrase"
GROUPED = "Dans un groupe, mais pas encore dans une phrase"
PENDING = "Dans une phrase que la prochaine version fera lire à tous"
UNPLACED = "Dans une phrase qui n’est encore nulle part"


def read_the_coverage(account: Account, desk: Reader) -> None:
    rows = _rows(desk, "/espace/synthese/couverture.csv?contrat=ville")
    told = {row[0]: row[5] for row in rows}
    assert len(told) == len(rows)
    expected = {
        each.public_id: why
        for key, each in account.words.items()
        if (why := _why_not_written(account, key))
    }
    assert told == expected
    _forsaken(account, desk)


def _rows(desk: Reader, address: str) -> list[list[str]]:
    answer = desk.get(address)
    assert answer.status_code == 200, address
    body = answer.get_data(as_text=True)
    assert not TOKEN.search(body), "nobody's words leave in a file of the team"
    assert not PASSAGE.search(body)
    return rows_of(body)


def _why_not_written(account: Account, key: int) -> str:
    """Empty for words that stand behind a sentence that readers find."""
    words = account.words[key]
    if not words.public:
        return WHY[words.status]
    text = account.latest or account.working({})
    if any(key in each.said for each in text.sentences.values()):
        return ""
    citing = {each for each, cited in account.cited.items() if key in cited}
    if citing & {owner for owner, _ in account.places.values()}:
        return PENDING
    if citing:
        return UNPLACED
    return GROUPED if any(key in known for known in account.groups.values()) else UNCITED


def _forsaken(account: Account, desk: Reader) -> None:
    """Sentences that nobody is behind any more, for the team to look at."""
    rows = _rows(desk, "/espace/synthese/couverture/objectifs.csv?contrat=ville")
    told = Counter(row[3] for row in rows if row[2] == "phrase dont les avis ont été repris")
    assert told == Counter(
        account.texts[owner] for owner, _ in account.places.values() if not account.heard(owner)
    )
