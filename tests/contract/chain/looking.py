"""A look at what the public reads of the text: the contract, its versions, its files, the front page.

Each page that is opened is searched for words that nobody should read there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Set
from itertools import pairwise
from typing import Any

from tests.contract.chain.account import Account, ActionRow, Print, Text, Words
from tests.contract.chain.reader import (
    PASSAGE,
    TOKEN,
    Born,
    Reader,
    born_in,
    links_in,
    plain,
)

PAGE = "/contrats/ville"
BORN = re.compile(r"(\d+) phrases? de ce contrat vien")
LISTED = re.compile(r"(\d+) phrases? d’habitants")
CHANGE = re.compile(
    rf'<h3><a href="{PAGE}/phrase/([0-9a-f]+)">(.*?)</a></h3>\s*<p class="meta">Dit par (\d+) ',
    re.S,
)
WORDS = re.compile(
    r"(\d+) avis reçus? (\d+) avis lus? et publiés? (\d+) avis derrière une phrase du contrat"
)


class Look:
    """What is read once after an act; `lines` are the actions of the working text."""

    def __init__(self, account: Account, public: Reader, lines: dict[str, ActionRow]) -> None:
        self.account = account
        self.public = public
        self.lines = lines
        self.text = account.latest or account.working(lines)
        self.links: set[str] = set()
        self.opened: set[str] = set()

    def open(self, address: str, *, mine: Callable[[Words], bool] | None = None) -> str:
        """`mine`: the words that may stand there, instead of all that is public."""
        answer = self.public.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        body = answer.get_data(as_text=True)
        self.opened.add(address)
        self.links |= links_in(body)
        may = mine or (lambda words: words.public)
        readable = [each for each in self.account.words.values() if may(each)]
        shown = set(TOKEN.findall(body)) - {each.token for each in readable}
        assert not shown, (address, "words that nobody should read", shown)
        bare = {each.passage for each in readable if not each.masked}
        shown = set(PASSAGE.findall(body)) - bare
        assert not shown, (address, "a masked passage, or one of words taken back", shown)
        return body

    # The text and its files.

    def read_the_text(self) -> None:
        """What readers of today have."""
        self.page_of(self.text, PAGE)

    def read_its_files(self) -> None:
        """The document to take away, the data."""
        self.page_of(self.text, f"{PAGE}/telecharger/html", counted=False)
        self.data_of(self.text, f"{PAGE}/telecharger/json")

    def read_every_version(self) -> None:
        for version in self.account.versions:
            self.page_of(version, f"{PAGE}/versions/{version.number}")
            self.data_of(version, f"{PAGE}/telecharger/json?version={version.number}")
        for before, after in list(pairwise(self.account.versions))[-1:]:
            self.sentences_that_moved(before, after)

    def page_of(self, text: Text, address: str, *, counted: bool = True) -> None:
        body = self.open(address)
        self.same_sentences(text, list(born_in(body)), address)
        told = BORN.search(body)
        if counted:
            assert int(told[1] if told else 0) == self.count(text), address

    def same_sentences(self, text: Text, found: list[Born], address: str) -> None:
        shown = {each.public_id: each for each in found}
        assert len(shown) == len(found), (address, "a sentence printed twice")
        assert set(shown) == set(text.sentences), address
        for key, each in text.sentences.items():
            born = shown[key]
            assert born.figures == self.account.figures(each), (address, key, each)
            if born.text is None:
                assert each.text == self.line_above(text, each), (address, key)
            else:
                assert born.text == each.text, (address, key)

    def line_above(self, text: Text, sentence: Print) -> str:
        """The line that a sentence supports: it is not printed twice when both say the same."""
        rows = (row for row in text.actions.values() if sentence.target == f"action:{row.id}")
        return next((row.text for row in rows), "")

    def sentences_that_moved(self, before: Text, after: Text) -> None:
        """A comparison tells those that came and those that left, each place once."""
        body = self.open(f"{PAGE}/versions/{before.number}/{after.number}")
        for title, here, there in (("entrees", after, before), ("sorties", before, after)):
            _, _, section = body.partition(f'<section aria-labelledby="{title}">')
            told = born_in(section.partition("</section>")[0])
            assert Counter((each.text, each.figures) for each in told) == Counter(
                (each.text, self.account.figures(each))
                for key, each in here.sentences.items()
                if key not in there.sentences
            )

    def count(self, text: Text) -> int:
        """A sentence that stands in several places is one."""
        sentences = text.sentences.values()
        if text.number:
            return len({each.text for each in sentences})
        return len({each.statement for each in sentences})

    def data_of(self, text: Text, address: str) -> None:
        data = json.loads(self.open(address))
        assert (data["version"] or {"number": 0})["number"] == text.number
        told = {each["id"]: each for each in data["sentences"]}
        assert len(told) == len(data["sentences"])
        assert set(told) == set(text.sentences), address
        for key, each in text.sentences.items():
            heard = told[key]["heard"]
            assert told[key]["text"] == each.text
            figures = (heard["people"], heard["contributions"])
            assert figures == self.account.figures(each), (address, key)
            parts = heard["by_channel"].values()
            assert figures == (
                sum(part["people"] for part in parts),
                sum(part["contributions"] for part in parts),
            )
            self.stands_somewhere(data, told[key])

    def stands_somewhere(self, data: dict[str, Any], sentence: dict[str, Any]) -> None:
        """The keys of its place are those of lines that the same file describes."""
        enjeu = next(each for each in data["enjeux"] if each["key"] == sentence["enjeu"])
        if sentence["ambition"] is None:
            assert sentence["kind"] == "complement"
            return
        ambition = next(each for each in enjeu["ambitions"] if each["key"] == sentence["ambition"])
        objectives = {each["key"]: each for each in ambition["objectives"]}
        assert sentence["objective"] is None or sentence["objective"] in objectives
        action = sentence["action"]
        if action is None or action.startswith("habitants-"):
            return
        holder = objectives[sentence["objective"]] if sentence["objective"] else ambition
        assert action in {each["key"] for each in (*holder["pistes"], *holder["existing"])}

    # The front page.

    def read_the_front_page(self) -> None:
        body = self.open("/")
        told = [(key, plain(text), int(people)) for key, text, people in CHANGE.findall(body)]
        assert told == self.last_changes()
        figures = WORDS.search(plain(body))
        assert figures is not None, plain(body)
        words = self.account.words.values()
        written = {
            key for each in self.text.sentences.values() for key in each.said & self.account.public
        }
        assert tuple(int(each) for each in figures.groups()) == (
            len([each for each in words if each.status.value != "withdrawn"]),
            len(self.account.public),
            len(written),
        )
        listed = LISTED.findall(plain(self.open("/contrats")))
        assert sorted(map(int, listed)) == sorted(
            each for each in [self.count(self.text)] if each
        ), listed

    def last_changes(self) -> list[tuple[str, str, int]]:
        """The three last sentences that somebody is behind, each at the last of its places: of a
        version, those that came with the latest ones."""
        last = {self.once(each): key for key, each in self.text.sentences.items()}
        backed = [key for key in last.values() if self.account.figures(self.text.sentences[key])[1]]
        order = {key: rank for rank, key in enumerate(self.text.sentences)}
        backed.sort(key=lambda key: (self.since(key), order[key]), reverse=True)
        found = ((key, self.text.sentences[key]) for key in backed[:3])
        return [(key, each.text, self.account.figures(each)[0]) for key, each in found]

    def once(self, sentence: Print) -> str | None:
        return sentence.text if self.text.number else sentence.statement

    def since(self, place: str) -> int:
        return next((v.number for v in self.account.versions if place in v.sentences), 0)

    # Where the pages lead.

    def follow_the_links(self) -> None:
        """Of all that was opened: none leads nowhere."""
        for address in sorted(self.links - self.opened):
            status = self.public.get(address).status_code
            assert status in {200, 301, 302}, (address, status)


def tokens(account: Account, keys: Set[int]) -> set[str]:
    return {account.words[each].token for each in keys}
